"""Measures and findings as one page that needs no network."""
