"""Monthly volume, and the month in which it jumped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import log, sqrt
from statistics import median
from typing import Final

from tandem.analytics.measure import Ask, Setting
from tandem.analytics.periods import period_of, periods_between
from tandem.analytics.records import Statement, naive

REACH: Final = 3
"""Months looked at on either side."""
RATIO: Final = 2.0
"""A jump at least doubles or halves the volume."""
SURE: Final = 4.0
"""… and by this many standard errors of two Poisson counts."""

STATEMENT: Final = Statement("volume", ("track", "since", "until"), keys=(), counts=("cycles",), unit="cycle")


@dataclass(frozen=True, slots=True)
class Jump:
    """A lasting change of volume: its first month, that month's count, and the count of the month before."""

    month: str
    before: int
    after: int

    @property
    def ratio(self) -> float:
        """`after` ÷ `before`."""
        return self.after / self.before


def monthly(setting: Setting, ask: Ask) -> dict[str, int]:
    """Complete month → cycles that entered in it, months without any included, oldest first."""
    days = {cell["day"]: cell["cycles"] for cell in STATEMENT.cells(setting, ask)}
    end = naive(setting.data_through)
    return complete_months(days, end) if end else {}


def complete_months(days: Mapping[date, int], end: datetime) -> dict[str, int]:
    """Counts a day → counts a month, without a first month that starts late or a last one that is cut off."""
    if not days:
        return {}
    first, last = min(days), max(days)
    months: dict[str, int] = {}
    for period in periods_between(first, last, "months"):
        whole = period.end <= end.date() + timedelta(days=1)
        if whole and (period.start >= first or first.day == 1):
            months[period.name] = sum(n for day, n in days.items() if period_of(day, "months") == period)
    return months


def jumps(months: Mapping[str, int]) -> list[Jump]:
    """Every month from which the volume stays at another level, oldest first; one per change.

    A month counts when the medians of the up to three months on either side differ at least twofold and by four
    standard errors of their log ratio (of two Poisson counts), and no neighbouring month shows a sharper break.
    """
    names, counts = list(months), list(months.values())
    found = {i: step for i in range(2, len(counts) - 1) if (step := _break(counts, i)) is not None}
    peaks = [i for i, step in found.items() if step >= max(found.get(j, step) for j in range(i - 2, i + 3))]
    first = [i for i in peaks if i - 1 not in peaks]
    return [Jump(names[i], counts[i - 1], counts[i]) for i in first]


def _break(counts: Sequence[int], i: int) -> float | None:
    """How sharply month `i` breaks from the month before (log ratio); None where the level stays."""
    before, after = median(counts[max(0, i - REACH) : i]), median(counts[i : i + REACH])
    if min(before, after, counts[i - 1], counts[i]) == 0:
        return None
    distance = abs(log(after / before))
    if distance < log(RATIO) or distance < SURE * sqrt(1 / before + 1 / after):
        return None
    return abs(log(counts[i] / counts[i - 1]))
