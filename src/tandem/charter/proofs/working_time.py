"""When promises fall due, in minutes after an opening: the arithmetic of a plain week without holidays.

The start is the opening of the week's first working day. Semantics 16: business hours count open minutes; *n* business
days end at the close of the *n*th business day after the start's day.
"""

from __future__ import annotations

from typing import Final

from tandem.charter.model import BusinessHours, Duration

DAY: Final = 24 * 60
DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MINUTES: Final = {
    "minutes": 1, "hours": 60, "days": DAY, "weeks": 7 * DAY, "months": 30 * DAY, "quarters": 91 * DAY,
    "years": 365 * DAY,
}  # fmt: skip


def due(duration: Duration, hours: BusinessHours) -> float:
    """Minutes from the opening of the week's first working day until what is promised then falls due."""
    if not duration.business:
        return duration.count * _MINUTES[duration.unit]
    days, length = sorted(hours.days), hours.closes - hours.opens
    if duration.unit == "days":
        return _day_offset(days, int(duration.count)) + length
    minutes = duration.count * _MINUTES[duration.unit]
    whole, rest = divmod(minutes, length)
    if rest == 0:
        whole, rest = whole - 1, length
    return _day_offset(days, int(whole)) + rest


def _day_offset(days: list[int], number: int) -> int:
    """Minutes from the first working day's opening to the `number`th later working day's opening."""
    weeks, index = divmod(number, len(days))
    return (weeks * 7 + days[index] - days[0]) * DAY


def closed_stretches(hours: BusinessHours) -> list[int]:
    """The closed minutes between each closing of a week and the next opening."""
    days = sorted(hours.days)
    gaps = [(later - day) * DAY for day, later in zip(days, [*days[1:], days[0] + 7], strict=True)]
    return [gap - (hours.closes - hours.opens) for gap in gaps]


def first_day(hours: BusinessHours) -> str:
    """The week's first working day."""
    return DAYS[min(hours.days)]


def last_evening(hours: BusinessHours) -> str:
    """The working day after which it is closed for longest."""
    days, closed = sorted(hours.days), closed_stretches(hours)
    return DAYS[days[closed.index(max(closed))]]


def reachable_share(minutes: float, hours: BusinessHours) -> float:
    """The share of a week's minutes from which an open minute comes within so many minutes (starts at any hour)."""
    lost = sum(max(stretch - minutes, 0) for stretch in closed_stretches(hours))
    return 1 - lost / (7 * DAY)
