"""What time alone does: activity fades, waits end, local days begin. The same numbers as `fading`, `business_time` and
`zones` give, from the same tables."""

from __future__ import annotations

import math

import numpy as np

from tandem.lifecycle.kernel.jit import inner
from tandem.lifecycle.kernel.program import BUSINESS, MONTHS, PLAIN
from tandem.lifecycle.kernel.state import NEVER
from tandem.lifecycle.kernel.tape import (
    CALENDARS_BEFORE,
    CALENDARS_CHANGES,
    CALENDARS_CLOSES,
    CALENDARS_DAYS,
    CALENDARS_ENDS,
    CALENDARS_OFFSETS,
    CALENDARS_OPEN,
    CALENDARS_STARTS,
    FADE_COARSE,
    FADE_FINE,
    FADE_HALF_LIFE,
    FADE_HALVINGS,
    FADE_SHIFT,
    Tape,
    look,
    number,
    size,
)
from tandem.zones import DAY

SECOND_LONG = 1000000
MOST_HALVINGS = 62


@inner
def faded(p: Tape, value: int, seconds: int) -> int:
    """What is left of micro-points after whole seconds, as `Fading.faded`."""
    if seconds <= 0 or value == 0:
        return value
    half_life, shift = (look(p, FADE_HALF_LIFE, 0), look(p, FADE_SHIFT, 0))
    halvings = seconds // half_life if seconds >= half_life else 0
    if halvings > MOST_HALVINGS:
        return 0
    rest = seconds - halvings * half_life
    factor = number(p, FADE_COARSE, rest >> shift) * number(p, FADE_FINE, rest & (1 << shift) - 1)
    return int(np.rint(value * factor * number(p, FADE_HALVINGS, halvings)))


@inner
def seconds_until_below(p: Tape, value: int, bar: int) -> int:
    """The first whole second after which `value` ≥ `bar` > 0 is below the bar, as `Fading.seconds_until_below`."""
    low = max(int(look(p, FADE_HALF_LIFE, 0) * math.log2(value / bar)) - 1, 1)
    while low > 1 and faded(p, value, low) < bar:
        low -= max(low // 64, 1)
    high = low + 1
    while faded(p, value, high) >= bar:
        low, high = (high, high + max((high - low) * 2, 2))
    while high - low > 1:
        middle = (low + high) // 2
        if faded(p, value, middle) < bar:
            high = middle
        else:
            low = middle
    return low if faded(p, value, low) < bar else high


@inner
def offset(p: Tape, at: int) -> int:
    """Local time of the charter's zone minus UTC, µs."""
    return look(p, CALENDARS_OFFSETS, max(after(p, CALENDARS_CHANGES, at) - 1, 0))


@inner
def local_day(p: Tape, at: int) -> int:
    """The local date as days since 1970."""
    return (at + offset(p, at)) // DAY


@inner
def waited(p: Tape, start: int, how: int, much: int) -> int:
    """When a wait from `start` ends; `NEVER` if it does not end within the tables."""
    if how == PLAIN:
        return start + much
    if how == MONTHS:
        return _months_later(p, start, much)
    if look(p, CALENDARS_OPEN, 0) == 0:
        return NEVER
    if much <= 0:
        return start
    if how == BUSINESS:
        return _business_later(p, start, much)
    place = after(p, CALENDARS_DAYS, local_day(p, start)) + much - 1
    return look(p, CALENDARS_CLOSES, place) if place < size(p, CALENDARS_CLOSES) else NEVER


@inner
def _business_later(p: Tape, start: int, much: int) -> int:
    place = after(p, CALENDARS_STARTS, start) - 1
    target = much
    if place >= 0:
        target += (
            look(p, CALENDARS_BEFORE, place)
            + min(start, look(p, CALENDARS_ENDS, place))
            - look(p, CALENDARS_STARTS, place)
        )
    last = size(p, CALENDARS_STARTS) - 1
    if last < 0 or target > look(p, CALENDARS_BEFORE, last) + look(p, CALENDARS_ENDS, last) - look(
        p, CALENDARS_STARTS, last
    ):
        return NEVER
    found = _not_before(p, CALENDARS_BEFORE, target) - 1
    return look(p, CALENDARS_STARTS, found) + target - look(p, CALENDARS_BEFORE, found)


@inner
def _months_later(p: Tape, start: int, months: int) -> int:
    """The same local day, or the month's last, and hour; as `business_time.elapsed`."""
    local = start + offset(p, start)
    year, month, day = _civil(local // DAY)
    total = year * 12 + month - 1 + months
    first = _days_since_epoch(total // 12, total % 12 + 1)
    length = _days_since_epoch((total + 1) // 12, (total + 1) % 12 + 1) - first
    moved = (first + min(day, length) - 1) * DAY + local % DAY
    return moved - offset(p, moved - offset(p, start))


@inner
def _days_since_epoch(year: int, month: int) -> int:
    """The first of a month as days since 1970-01-01 (H. Hinnant, "chrono-compatible low-level date algorithms")."""
    year -= month <= 2
    era = year // 400
    of_era = year - era * 400
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5
    return era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719468


@inner
def _civil(days: int) -> tuple[int, int, int]:
    """(year, month, day) of days since 1970-01-01 (H. Hinnant, ibid.)."""
    days += 719468
    era = days // 146097
    of_era = days - era * 146097
    year_of_era = (of_era - of_era // 1460 + of_era // 36524 - of_era // 146096) // 365
    of_year = of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    part = (5 * of_year + 2) // 153
    month = part + (3 if part < 10 else -9)
    return (year_of_era + era * 400 + (1 if month <= 2 else 0), month, of_year - (153 * part + 2) // 5 + 1)


@inner
def after(p: Tape, table: int, value: int) -> int:
    """How many entries are at most `value`, of an ascending table."""
    low, high = (0, size(p, table))
    while low < high:
        middle = (low + high) // 2
        if look(p, table, middle) <= value:
            low = middle + 1
        else:
            high = middle
    return low


@inner
def _not_before(p: Tape, table: int, value: int) -> int:
    low, high = (0, size(p, table))
    while low < high:
        middle = (low + high) // 2
        if look(p, table, middle) < value:
            low = middle + 1
        else:
            high = middle
    return low
