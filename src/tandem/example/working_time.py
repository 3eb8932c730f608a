"""Office hours as an axis: UTC seconds to seconds of opened office, and back, for whole arrays."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache

import holidays
import numpy as np
from numpy.typing import NDArray

from tandem.example.plan import LAST_DAY, ZONE
from tandem.zones import zone_info

Seconds = NDArray[np.int64]

OPENS, CLOSES = time(9), time(17, 30)
OFFICE_DAY = 8 * 3_600 + 1_800
"""Seconds that the office is open on a working day."""


@lru_cache(maxsize=1)
def _openings() -> Seconds:
    """UTC second of each working day's opening, long enough for every history and its follow-up."""
    zone, first, last = zone_info(ZONE), date(2019, 1, 1), LAST_DAY + timedelta(days=4_000)
    closed = holidays.country_holidays("NL", years=range(first.year, last.year + 1))
    days = (first + timedelta(days=n) for n in range((last - first).days))
    opened = [d for d in days if d.weekday() < 5 and d not in closed]
    return np.array([int(datetime.combine(d, OPENS, zone).timestamp()) for d in opened], dtype=np.int64)


def office_seconds(at: Seconds) -> Seconds:
    """How many office seconds had passed at each instant; a closed office stands still."""
    openings = _openings()
    day: Seconds = np.searchsorted(openings, at, side="right") - 1
    passed: Seconds = day * OFFICE_DAY + np.clip(at - openings[day], 0, OFFICE_DAY)
    return passed


def instant(passed: Seconds) -> Seconds:
    """The instant at which so many office seconds have passed; a boundary is the next opening."""
    day, rest = np.divmod(passed, OFFICE_DAY)
    return _openings()[day] + rest


def after(at: Seconds, minutes: NDArray[np.float64]) -> Seconds:
    """`minutes` of office time later."""
    return instant(office_seconds(at) + np.round(minutes * 60).astype(np.int64))


def nearest_office_time(at: Seconds) -> Seconds:
    """The instant itself in office hours, else the nearer of the close before and the opening after."""
    openings = _openings()
    day = np.searchsorted(openings, at, side="right") - 1
    close, opening = openings[day] + OFFICE_DAY - 1, openings[day + 1]
    return np.where(at <= close, at, np.where(at - close < opening - at, close, opening))


def due(at: Seconds, business_days: int) -> Seconds:
    """The close of the nth working day after the local day of each instant."""
    openings = _openings()
    day_begins = (
        openings - 9 * 3_600
    )  # the office opens at nine, so this is local midnight (no zone change before nine)
    day = np.searchsorted(day_begins, at, side="right") - 1
    return openings[day + business_days] + OFFICE_DAY
