"""Business minutes equal a minute-by-minute count in every zone; deadlines follow from the same count."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib import resources

import holidays
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.charter.model import BusinessHours, Duration
from tandem.lifecycle.business_time import NEVER, Calendar, calendar, elapsed
from tandem.zones import EPOCH, MINUTE, zone, zone_info

ZONES = sorted(
    (resources.files("tzdata") / "zones").read_text(encoding="ascii").split()  # every zone of the pinned package
)
OFFICE = BusinessHours(frozenset(range(5)), 9 * 60, 17 * 60 + 30, "NL")


def at(text: str, where: str = "Europe/Amsterdam") -> int:
    moment = datetime.fromisoformat(text).replace(tzinfo=zone_info(where))
    return round((moment - EPOCH).total_seconds()) * 1_000_000


@cache
def free_days(country: str) -> frozenset[date]:
    return frozenset(holidays.country_holidays(country, years=range(2004, 2037)) if country else ())


class Wall:
    """The oracle: some minutes of a zone as the clock on the wall shows them, each asked for by itself."""

    def __init__(self, where: str, begin: int, minutes: int) -> None:
        info = zone_info(where)
        shown = [(EPOCH + timedelta(microseconds=begin + n * MINUTE)).astimezone(info) for n in range(minutes)]
        self.begin, self.minutes = begin, minutes
        self._minute = np.array([wall.hour * 60 + wall.minute for wall in shown])
        self._weekday = np.array([wall.weekday() for wall in shown])
        self._date = np.array([wall.toordinal() for wall in shown])

    def open(self, hours: BusinessHours) -> np.ndarray:
        """Minute by minute, whether these hours are open."""
        free = [day.toordinal() for day in hours.extra_holidays | free_days(hours.holidays)]
        in_hours = (hours.opens <= self._minute) & (self._minute < hours.closes)
        return in_hours & np.isin(self._weekday, sorted(hours.days)) & ~np.isin(self._date, free)


def random_hours(draw: random.Random) -> BusinessHours:
    opens = draw.randrange(0, 1380)
    return BusinessHours(
        frozenset(draw.sample(range(7), draw.randint(1, 7))), opens, draw.randrange(opens + 1, 1441),
        draw.choice(["", "", "NL", "US", "JP"]), frozenset([date(2021, 3, 1)]),
    )  # fmt: skip


def random_wall(draw: random.Random) -> tuple[str, Wall]:
    """A day and a half, or now and then five, of any zone; mostly around a change of its clocks."""
    where = draw.choice(ZONES)
    changes = [c for c in zone(where).changes if at("2005-01-01", "UTC") < c < at("2035-01-01", "UTC")]
    near = draw.choice(changes) if changes and draw.random() < 0.7 else at("2020-06-01", "UTC")
    before = draw.randrange(600, 1_400)
    return where, Wall(where, (near // MINUTE - before) * MINUTE, 7_200 if draw.random() < 0.05 else 2_100)


def check_against_the_wall_clock(zones: int, seed: int) -> int:
    """A hundred cases (ten hours, ten spans of each) in each of `zones` zones; the open minutes that they held."""
    draw = random.Random(seed)
    counted = 0
    for _ in range(zones):
        where, wall = random_wall(draw)
        for _ in range(10):
            hours = random_hours(draw)
            table, opened = calendar(hours, where), np.flatnonzero(wall.open(hours))
            for _ in range(10):
                first, last = sorted(draw.sample(range(wall.minutes), 2))
                held = opened[(opened >= first) & (opened < last)]
                start, end = wall.begin + first * MINUTE, wall.begin + last * MINUTE
                assert table.minutes_between(start, end) == len(held), (hours, where, start, end)
                counted += len(held)
                if len(held):
                    n = draw.randrange(len(held))
                    due = table.due(start, Duration(n + 1, "minutes", business=True))
                    assert due == wall.begin + (int(held[n]) + 1) * MINUTE, (hours, where, start, n)
    return counted


def test_business_minutes_equal_a_count_of_every_minute() -> None:
    assert check_against_the_wall_clock(50, seed=16) > 500_000


@pytest.mark.full
def test_business_minutes_equal_a_count_of_every_minute_a_hundred_thousand_times() -> None:
    assert check_against_the_wall_clock(1_000, seed=17) > 10_000_000


def test_the_oracle_would_notice_a_calendar_that_forgets_daylight_saving() -> None:
    hours, where = BusinessHours(frozenset(range(7)), 0, 1440), "Europe/Amsterdam"
    start, end = at("2026-03-28 00:00"), at("2026-03-30 00:00")
    assert Wall(where, start, (end - start) // MINUTE).open(hours).sum() == 47 * 60
    assert Calendar(hours, zone("Etc/UTC")).minutes_between(start, end) == (end - start) // MINUTE == 47 * 60
    sunday = BusinessHours(frozenset([6]), 0, 1440)
    forgetful = Calendar(sunday, zone("Etc/GMT-1")).minutes_between(start, end + 1440 * MINUTE)
    assert forgetful != Wall(where, start, (end - start) // MINUTE + 1440).open(sunday).sum()


@pytest.mark.parametrize(
    ("start", "duration", "due"),
    [
        ("2026-10-02 16:00", Duration(4, "hours", True), "2026-10-05 11:30"),
        ("2026-10-02 18:00", Duration(15, "minutes", True), "2026-10-05 09:15"),
        ("2026-10-02 17:15", Duration(15, "minutes", True), "2026-10-02 17:30"),
        ("2026-10-02 08:00", Duration(2, "days", True), "2026-10-06 17:30"),
        ("2026-10-03 12:00", Duration(1, "days", True), "2026-10-05 17:30"),
        ("2026-12-24 10:00", Duration(1, "days", True), "2026-12-28 17:30"),
        ("2026-10-23 12:00", Duration(1, "days"), "2026-10-24 12:00"),
        ("2026-01-31 12:00", Duration(1, "months"), "2026-02-28 12:00"),
        ("2026-10-20 12:00", Duration(1, "quarters"), "2027-01-20 12:00"),
        ("2026-10-01 12:00", Duration(1, "weeks", True), "2026-10-08 17:30"),
    ],
)
def test_a_promise_falls_due_when_both_teams_would_say_so(start: str, duration: Duration, due: str) -> None:
    assert calendar(OFFICE, "Europe/Amsterdam").due(at(start), duration) == at(due)


def test_hours_that_never_open_never_fall_due() -> None:
    never = Calendar(BusinessHours(frozenset(), 540, 1050), zone("Etc/UTC"))
    assert never.due(0, Duration(1, "days", True)) == NEVER
    assert never.minutes_between(0, 10**15) == 0


@settings(max_examples=60, deadline=None)
@given(st.integers(10**15, 2 * 10**15), st.integers(0, 10**13), st.integers(0, 10**13))
def test_business_minutes_add_up_over_adjoining_spans(start: int, first: int, second: int) -> None:
    table = calendar(OFFICE, "America/Sao_Paulo")
    middle, end = start + first, start + first + second
    parts = table.minutes_between(start, middle) + table.minutes_between(middle, end)
    assert 0 <= table.minutes_between(start, end) - parts <= 1


def test_a_month_later_keeps_the_hour_across_a_clock_change() -> None:
    where = zone("Europe/Amsterdam")
    assert elapsed(at("2026-03-10 09:00"), Duration(1, "months"), where) == at("2026-04-10 09:00")
    assert datetime(2026, 4, 10, 7, tzinfo=UTC) - EPOCH == timedelta(microseconds=at("2026-04-10 09:00"))
