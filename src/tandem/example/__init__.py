"""The example company: a generator with causes and potential outcomes."""
