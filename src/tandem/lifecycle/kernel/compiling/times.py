"""Tables of time: the fade of a half-life, the charter zone's offsets, and the team's open hours."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from tandem.lifecycle.business_time import ELAPSED, MONTHS_OF
from tandem.lifecycle.kernel.program import BUSINESS, BUSINESS_DAYS, MONTHS, PLAIN, Calendars, Fade
from tandem.zones import DAY

if TYPE_CHECKING:
    from tandem.charter.model import BusinessHours, Duration
    from tandem.lifecycle.fading import Fading
    from tandem.lifecycle.rulebook import RuleBook


def fade(fading: Fading) -> Fade:
    """The tables of a half-life."""
    fine, coarse, shift = fading.tables
    halvings = np.ldexp(1.0, -np.arange(63))
    return Fade(np.array(fine), np.array(coarse), halvings, shift, fading.half_life)


def calendars(book: RuleBook, low: int, high: int) -> Calendars:
    """Good for all instants from `low` to `high`: a wait that ends later ends after `high` here too."""
    team = book.calendar_of("")
    is_open = bool(team.hours.days) and team.hours.opens < team.hours.closes
    tables = team.tables(low - DAY, high + DAY) if is_open else ([], [], [], [], [])
    starts, ends, before, days, closes = (np.array(table, np.int64) for table in tables)
    changes, offsets = np.array(book.zone.changes, np.int64), np.array(book.zone.offsets, np.int64)
    return Calendars(changes, offsets, starts, ends, before, days, closes, int(is_open))


def wait(duration: Duration, hours: BusinessHours) -> tuple[int, int]:
    """How a duration is counted, and how much of it there is; as `Calendar.due` and `elapsed` read it."""
    if duration.unit in MONTHS_OF:
        return MONTHS, math.ceil(duration.count * MONTHS_OF[duration.unit])
    if not duration.business:
        return PLAIN, round(duration.count * ELAPSED[duration.unit])
    if duration.unit in ("minutes", "hours"):
        return BUSINESS, round(duration.count * ELAPSED[duration.unit])
    return BUSINESS_DAYS, math.ceil(duration.count) * (len(hours.days) if duration.unit == "weeks" else 1)
