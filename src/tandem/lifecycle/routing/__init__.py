"""Routing: who of sales gets each handoff, and the promises' clocks over what it decides."""
