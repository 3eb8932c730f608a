"""Measures and findings as one self-contained page, CSV or table."""
