"""Tandem runs the agreement between marketing and sales."""

__version__ = "0.1.0"
