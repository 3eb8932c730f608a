"""Calendar periods: weeks, months, quarters and years, and how much of one has passed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tandem.charter.model import Unit


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A calendar period, half-open [start, end), with its usual name (2024-W05, 2024-02, 2024-Q1, 2024)."""

    start: date
    end: date
    name: str

    @property
    def days(self) -> int:
        """Its length."""
        return (self.end - self.start).days

    def elapsed(self, through: date) -> float:
        """The share of its days that have begun by `through` (inclusive)."""
        return min(1.0, max(0.0, ((through - self.start).days + 1) / self.days))


def period_of(day: date, unit: Unit) -> Period:
    """The period that holds `day`. Units shorter than a week fall to the day."""
    if unit == "weeks":
        start = day - timedelta(days=day.weekday())
        year, week, _ = day.isocalendar()
        return Period(start, start + timedelta(days=7), f"{year}-W{week:02}")
    if unit == "months":
        return Period(day.replace(day=1), _month_after(day, 1), f"{day:%Y-%m}")
    if unit == "quarters":
        first = day.replace(month=3 * ((day.month - 1) // 3) + 1, day=1)
        return Period(first, _month_after(first, 3), f"{day.year}-Q{first.month // 3 + 1}")
    if unit == "years":
        return Period(date(day.year, 1, 1), date(day.year + 1, 1, 1), f"{day.year}")
    return Period(day, day + timedelta(days=1), day.isoformat())


def periods_between(first: date, last: date, unit: Unit) -> Iterator[Period]:
    """Every period that holds a day from `first` to `last`, oldest first."""
    period = period_of(first, unit)
    while period.start <= last:
        yield period
        period = period_of(period.end, unit)


def _month_after(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)
