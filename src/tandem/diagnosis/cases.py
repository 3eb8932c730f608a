"""Cases of a sign: each row of its SQL is one case, good or bad; everything else is counting.

A sign's SQL answers `id` (16 bytes), `lead` (16-byte id or null), `day` and `bad`, perhaps `part`. The SQL is the
sign's definition; no number is made anywhere else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import pyarrow as pa

from tandem.analytics.measure import Setting
from tandem.diagnosis.window import Window


class Case(NamedTuple):
    """One case: hex ids ('' = none), its day, whether it is bad, and the part it belongs to."""

    case: str
    lead: str
    day: date
    bad: bool
    part: str = ""


@dataclass(frozen=True, slots=True)
class Cases:
    """The cases of a window and its trend, in the order of day and id."""

    rows: Sequence[Case]
    window: Window

    def inside(self) -> list[Case]:
        """The cases of the window."""
        return [row for row in self.rows if self.window.since <= row.day < self.window.until]

    def of(self, part: str) -> Cases:
        """The cases of one part."""
        return Cases([row for row in self.rows if row.part == part], self.window)

    def bad(self) -> list[Case]:
        """The window's bad cases."""
        return [row for row in self.inside() if row.bad]

    def trend(self) -> tuple[tuple[str, float | None, int], ...]:
        """(month, bad share or None, n) for each month of the trend."""
        counts = {month: [0, 0] for month in self.window.trend}
        for row in self.rows:
            month = f"{row.day:%Y-%m}"
            if month in counts:
                counts[month][0] += row.bad
                counts[month][1] += 1
        return tuple((month, bad / n if n else None, n) for month, (bad, n) in counts.items())


def read_cases(setting: Setting, query: str, window: Window, **params: object) -> Cases:
    """Run `diagnosis/<query>` between the window's first and last day."""
    table = setting.lens.query(f"diagnosis/{query}", {**window.params(), **params})
    return Cases(sorted(_rows(table), key=lambda row: (row.day, row.case, row.part)), window)


def _rows(table: pa.Table) -> Iterator[Case]:
    parts = table.column("part").to_pylist() if "part" in table.column_names else [""] * table.num_rows
    columns = (table.column(name).to_pylist() for name in ("id", "lead", "day", "bad"))
    for case, lead, day, bad, part in zip(*columns, parts, strict=True):
        yield Case(case.hex() if case else "", lead.hex() if lead else "", day, bool(bad), str(part or ""))
