"""Office time as arrays agrees with a count of single minutes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import holidays
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.example.working_time import after, due, instant, nearest_office_time, office_seconds

ZONE = ZoneInfo("Europe/Amsterdam")
CLOSED = holidays.country_holidays("NL", years=range(2024, 2028))
instants = st.datetimes(datetime(2024, 6, 1), datetime(2026, 7, 30)).map(
    lambda t: int(t.replace(tzinfo=UTC).timestamp())
)


def is_open(second: int) -> bool:
    local = datetime.fromtimestamp(second, UTC).astimezone(ZONE)
    minute = local.hour * 60 + local.minute
    return local.weekday() < 5 and local.date() not in CLOSED and 540 <= minute < 1_050


def one(value: int) -> np.ndarray:
    return np.array([value], dtype=np.int64)


@given(instants, st.integers(0, 4 * 24 * 60))
@settings(max_examples=60, deadline=None)
def test_office_minutes_equal_a_count_minute_by_minute(start: int, minutes: int) -> None:
    start -= start % 60
    counted = sum(is_open(start + 60 * n) for n in range(minutes))
    told = office_seconds(one(start + 60 * minutes)) - office_seconds(one(start))
    assert told[0] == 60 * counted


@given(instants, st.integers(1, 2_000))
@settings(max_examples=60, deadline=None)
def test_so_many_office_minutes_later_is_so_many_office_minutes_away(start: int, minutes: int) -> None:
    later = after(one(start), np.array([float(minutes)]))
    assert office_seconds(later)[0] - office_seconds(one(start))[0] == 60 * minutes
    assert instant(office_seconds(later))[0] >= later[0]


@given(instants)
@settings(max_examples=100, deadline=None)
def test_the_nearest_office_time_is_open_and_never_more_than_half_a_closure_away(at: int) -> None:
    near = int(nearest_office_time(one(at))[0])
    assert is_open(near) and (near == at or not is_open(at))
    assert abs(near - at) <= 60 * 3_600


@given(instants, st.integers(1, 15))
@settings(max_examples=60, deadline=None)
def test_business_days_end_at_the_close_of_the_nth_working_day_after(at: int, days: int) -> None:
    day: date = datetime.fromtimestamp(at, UTC).astimezone(ZONE).date()
    left = days
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5 and day not in CLOSED
    assert due(one(at), days)[0] == int(datetime(day.year, day.month, day.day, 17, 30, tzinfo=ZONE).timestamp())
