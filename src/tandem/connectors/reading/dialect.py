"""How a delimited file separates its cells: what its first line says, else what makes its records even."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from itertools import islice
from typing import Final, NamedTuple

DELIMITERS: Final = (",", ";", "\t", "|")
SAMPLE_RECORDS = 50


class Dialect(NamedTuple):
    """The delimiter, and how many lines before the header are no records (a `sep=` line, blank lines)."""

    delimiter: str
    skipped_lines: int


def detect(beginning: Sequence[str]) -> Dialect:
    """The dialect of a file that begins with these lines."""
    skipped = 0
    while skipped < len(beginning) and not beginning[skipped].strip("\r\n \ufeff"):
        skipped += 1
    stated = beginning[skipped].strip("\r\n") if skipped < len(beginning) else ""
    if stated.lower().startswith("sep=") and len(stated) == 5:
        return Dialect(stated[4], skipped + 1)
    sample = beginning[skipped:]
    return Dialect(max(DELIMITERS, key=lambda delimiter: _evenness(sample, delimiter)), skipped)


def _evenness(sample: Sequence[str], delimiter: str) -> tuple[float, int]:
    """(share of records as wide as the header, the header's width); a header of one cell is no evidence."""
    widths = []
    try:
        widths = [len(cells) for cells in islice(csv.reader(sample, delimiter=delimiter), SAMPLE_RECORDS) if cells]
    except csv.Error:
        return (0.0, 0)
    if not widths or widths[0] < 2:
        return (0.0, 0)
    return (round(sum(width == widths[0] for width in widths) / len(widths), 1), widths[0])
