"""Absence: on which days a member of sales may get leads, and when their next chance begins.

Days and weeks are those of the member's own zone; a week begins on Monday.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tandem.zones import EPOCH_ORDINAL, zone

if TYPE_CHECKING:
    from datetime import date

    from tandem.charter.model import Member

_MONDAY = 3
"""1970-01-01 was a Thursday: three days after a Monday."""


class Presence:
    """One member's days. `left_at`: the first instant after their last day; None: they stay."""

    __slots__ = ("_at", "_away", "_day", "_until", "_zone", "left_at", "per_week")

    def __init__(self, member: Member, time_zone: str) -> None:
        self._zone = zone(member.time_zone or time_zone)
        self._away = tuple((_days(first), _days(last)) for first, last in member.away)
        self._until = None if member.until is None else _days(member.until)
        self._at = self._day = 0
        self.per_week = member.per_week
        self.left_at = None if self._until is None else self._zone.midnight(self._until + 1)

    def here(self, at: int) -> bool:
        """Whether they may get a lead: neither away on that day nor gone."""
        day = self.day(at)
        return not self._gone(day) and not any(first <= day <= last for first, last in self._away)

    def gone(self, at: int) -> bool:
        """Whether their last day is over."""
        return self._gone(self.day(at))

    def day(self, at: int) -> int:
        """Their local date, as days since 1970; the same instant is asked many times."""
        if at != self._at:
            self._at, self._day = at, self._zone.day(at)
        return self._day

    def week(self, at: int) -> int:
        """The number of the week that an instant lies in."""
        return (self.day(at) + _MONDAY) // 7

    def chance(self, at: int, full: bool) -> int | None:
        """The first instant after `at` at which they may get a lead: back again and, where `full`, in a new week."""
        day = (self.week(at) + 1) * 7 - _MONDAY if full else self.day(at) + 1
        for first, last in self._away:
            if first <= day <= last:
                day = last + 1
        return None if self._gone(day) else self._zone.midnight(day)

    def _gone(self, day: int) -> bool:
        return self._until is not None and day > self._until


def _days(on: date) -> int:
    return on.toordinal() - EPOCH_ORDINAL
