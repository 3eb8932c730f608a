"""One file per sign of misalignment; evidence, trend, cost, prescription; one registry."""
