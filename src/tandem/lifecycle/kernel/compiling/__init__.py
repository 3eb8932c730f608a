"""From a charter to the arrays of `kernel.program`."""
