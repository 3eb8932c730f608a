"""Walk every number of a JSON answer and hold it to an oracle; a number that no oracle covers is a finding too."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

Key = tuple[str, ...]
Oracle = Mapping[Key, Mapping[str, Any]]
"""A row's key (its text cells that name it) → its other columns. A missing column is not covered; None is no number."""

NUMBER = re.compile(r"-?\d+(\.\d+)?")
SIX_DIGITS = 1e-5


def numbers(cell: object, place: str) -> Iterator[tuple[str, object]]:
    """Every numeric leaf under a cell: numbers and decimal strings, with their places."""
    if isinstance(cell, Mapping):
        for name, part in cell.items():
            yield from numbers(part, f"{place}.{name}")
    elif isinstance(cell, list):
        for i, part in enumerate(cell):
            yield from numbers(part, f"{place}[{i}]")
    elif (isinstance(cell, int | float) and not isinstance(cell, bool)) or (
        isinstance(cell, str) and NUMBER.fullmatch(cell)
    ):
        yield place, cell


def disagreements(document: Mapping[str, Any], keys: tuple[str, ...], oracle: Oracle) -> list[str]:
    """Rows too many or too few, numbers that are wrong, and numbers (or their absence) that no oracle covers."""
    rows = {tuple(str(row[key]) for key in keys): row for row in document["rows"]}
    found = [f"two rows are called {document['rows']}"] if len(rows) < len(document["rows"]) else []
    found += [f"no oracle for the row {key}" for key in rows.keys() - oracle.keys()]
    found += [f"no row for the oracle's {key}" for key in oracle.keys() - rows.keys()]
    for key in sorted(rows.keys() & oracle.keys()):
        for column, cell in rows[key].items():
            if column not in keys:
                found += _compared(cell, oracle[key], column, key)
    return found


def _compared(cell: object, expected: Mapping[str, Any], column: str, key: Key) -> Iterator[str]:
    if column not in expected:
        yield from (f"no oracle for {place} = {number} of {key}" for place, number in numbers(cell, column))
        return
    told, wanted = dict(numbers(cell, column)), dict(numbers(expected[column], column))
    for place in sorted(told.keys() | wanted.keys()):
        if place not in told or place not in wanted or not _same(told[place], wanted[place]):
            yield f"{place} of {key}: {told.get(place)} is told, {wanted.get(place)} is true"


def _same(told: object, wanted: object) -> bool:
    """Counts and money exactly, statistics to the six significant digits that are printed."""
    if isinstance(told, str) or isinstance(wanted, str):
        return isinstance(told, str) and isinstance(wanted, str) and Decimal(told) == Decimal(wanted)
    if isinstance(told, int) and isinstance(wanted, int):
        return told == wanted
    return math.isclose(float(told), float(wanted), rel_tol=SIX_DIGITS, abs_tol=1e-12)  # type: ignore[arg-type]
