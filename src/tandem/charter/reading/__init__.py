"""Reading a charter file: every fault at once, each at its line and column, with what to write instead."""

from tandem.charter.reading.charter import read_charter

__all__ = ["read_charter"]
