"""Exact business time: how many business minutes lie between two instants, and when a promise falls due.

Semantics 16: *n* business days end at the close of the *n*th business day after the start's local day; business hours
and minutes are counted from the next opening. The law behind both is one set of instants, those whose local time lies
in the hours of a working day; daylight saving only moves it.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import holidays

from tandem.zones import DAY, EPOCH_ORDINAL, MINUTE, Zone, zone

if TYPE_CHECKING:
    from tandem.charter.model import BusinessHours, Duration

NEVER: Final = 2**62
"""A due time that never comes (hours without a single open minute)."""
_SPAN: Final = 366
ELAPSED: Final = {"minutes": MINUTE, "hours": 60 * MINUTE, "days": DAY, "weeks": 7 * DAY}
MONTHS_OF: Final = {"months": 1, "quarters": 3, "years": 12}


class Calendar:
    """The open minutes of one set of hours in one zone. The table grows with the instants that are asked for."""

    def __init__(self, hours: BusinessHours, where: Zone) -> None:
        self.hours, self.zone = hours, where
        self._low = self._high = 0
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._before: list[int] = []
        self._days: list[int] = []
        self._closes: list[int] = []

    def minutes_between(self, start: int, end: int) -> int:
        """Whole business minutes in [start, end); instants in UTC µs. 0 where end is not after start."""
        self._cover(min(start, end), max(start, end))
        return max(self._used(end) - self._used(start), 0) // MINUTE

    def due(self, start: int, duration: Duration) -> int:
        """When something promised within `duration` of `start` falls due, in UTC µs; `NEVER` if no hour is open."""
        if not duration.business or duration.unit in MONTHS_OF:
            return elapsed(start, duration, self.zone)
        if not self.hours.days or self.hours.opens >= self.hours.closes:
            return NEVER
        if duration.unit in ("minutes", "hours"):
            return self._after(start, round(duration.count * ELAPSED[duration.unit]))
        days = math.ceil(duration.count) * (len(self.hours.days) if duration.unit == "weeks" else 1)
        return self._close_after(start, days)

    def tables(self, low: int, high: int) -> tuple[list[int], list[int], list[int], list[int], list[int]]:
        """The open stretches' starts, ends and business µs before each; the working days, and their closes."""
        self._cover(low, high)
        return self._starts, self._ends, self._before, self._days, self._closes

    def _used(self, at: int) -> int:
        """Business µs since the table's first day; only differences under one table mean anything."""
        i = bisect_right(self._starts, at) - 1
        return 0 if i < 0 else self._before[i] + min(at, self._ends[i]) - self._starts[i]

    def _after(self, start: int, micros: int) -> int:
        if micros <= 0:
            return start
        self._cover(start, start)
        while (target := self._used(start) + micros) > self._total():
            if not self._grow_forward(start):
                return NEVER
        i = bisect_left(self._before, target) - 1
        return self._starts[i] + target - self._before[i]

    def _close_after(self, start: int, days: int) -> int:
        day = self.zone.day(start)
        self._cover(start, start)
        while (i := bisect_right(self._days, day) + days - 1) >= len(self._days):
            if not self._grow_forward(start):
                return NEVER
        return self._closes[i] if days else start

    def _total(self) -> int:
        return self._before[-1] + self._ends[-1] - self._starts[-1] if self._starts else 0

    def _grow_forward(self, start: int) -> bool:
        """Make the table longer; False when a whole century after `start` is in it (nothing more will come)."""
        if self._high - start // DAY > 36_600:
            return False
        self._build(self._low, self._high + _SPAN)
        return True

    def _cover(self, low: int, high: int) -> None:
        first, last = low // DAY - 2, high // DAY + 2
        if self._low == self._high:
            self._build(first - _SPAN, last + _SPAN)
        elif first < self._low or last >= self._high:
            self._build(min(self._low, first - _SPAN), max(self._high, last + _SPAN))

    def _build(self, low: int, high: int) -> None:
        self._low, self._high = low, high
        closed = _holidays(self.hours, low, high)
        starts, ends, days, closes = [], [], [], []
        for day in range(low, high):
            when = date.fromordinal(day + EPOCH_ORDINAL)
            if when.weekday() not in self.hours.days or when in closed:
                continue
            pieces = self.zone.pieces(day, self.hours.opens, self.hours.closes)
            if pieces:
                starts += [start for start, _ in pieces]
                ends += [end for _, end in pieces]
                days.append(day)
                closes.append(pieces[-1][1])
        self._starts, self._ends, self._days, self._closes = starts, ends, days, closes
        total, before = 0, []
        for start, end in zip(starts, ends, strict=True):
            before.append(total)
            total += end - start
        self._before = before


def elapsed(start: int, duration: Duration, where: Zone) -> int:
    """`start` + a duration in plain time. Months keep the local day (or the month's last) and hour."""
    if duration.unit not in MONTHS_OF:
        return start + round(duration.count * ELAPSED[duration.unit])
    local = start + where.offset(start)
    day = date.fromordinal(local // DAY + EPOCH_ORDINAL)
    months = day.year * 12 + day.month - 1 + math.ceil(duration.count * MONTHS_OF[duration.unit])
    first = date(months // 12, months % 12 + 1, 1)
    following = (first + timedelta(days=31)).replace(day=1)
    landed = first.replace(day=min(day.day, (following - first).days))
    moved = (landed.toordinal() - EPOCH_ORDINAL) * DAY + local % DAY
    return moved - where.offset(moved - where.offset(start))


@lru_cache(maxsize=4096)
def calendar(hours: BusinessHours, zone_name: str) -> Calendar:
    """The calendar of these hours in this zone, shared by all who have them."""
    return Calendar(hours, zone(zone_name))


def _holidays(hours: BusinessHours, low: int, high: int) -> frozenset[date]:
    if not hours.holidays:
        return hours.extra_holidays
    years = range(date.fromordinal(low + EPOCH_ORDINAL).year, date.fromordinal(high + EPOCH_ORDINAL).year + 1)
    return hours.extra_holidays | frozenset(holidays.country_holidays(hours.holidays, years=years))
