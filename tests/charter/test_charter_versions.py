"""The version in force at a time decides what happens then."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.charter.charters import SMALL, reads

from tandem.charter.model import Charter
from tandem.charter.versions import begins, in_force


def version(name: str, first: date | None, zone: str = "UTC") -> Charter:
    text = SMALL.replace("time_zone: Europe/Amsterdam", f"time_zone: {zone}")
    assert f"time_zone: {zone}" in text
    return reads(f'{text}version: "{name}"\n' + (f"in_force_from: {first}\n" if first else ""))


def micros(day: date, hours: float = 0) -> int:
    return int((datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=hours)).timestamp() * 1_000_000)


def found(charters: list[Charter], at: int) -> Charter | None:
    number = in_force([begins(charter) for charter in charters], at)
    return None if number is None else charters[number]


FIRST, SECOND, PROPOSAL = version("1", date(2026, 1, 1)), version("2", date(2026, 7, 1)), version("3", None)


def test_before_the_first_version_nothing_is_in_force() -> None:
    assert found([FIRST, SECOND], micros(date(2026, 1, 1)) - 1) is None
    assert found([], micros(date(2026, 1, 1))) is None


def test_a_version_is_in_force_from_its_first_instant_until_the_next() -> None:
    assert found([SECOND, FIRST], micros(date(2026, 1, 1))) is FIRST
    assert found([SECOND, FIRST], micros(date(2026, 7, 1)) - 1) is FIRST
    assert found([SECOND, FIRST], micros(date(2026, 7, 1))) is SECOND


def test_a_version_without_a_date_is_never_in_force() -> None:
    assert found([PROPOSAL], micros(date(2030, 1, 1))) is None
    assert found([FIRST, PROPOSAL], micros(date(2030, 1, 1))) is FIRST


def test_of_two_that_begin_on_one_day_the_later_adopted_wins() -> None:
    again = version("1b", date(2026, 1, 1))
    assert found([FIRST, again], micros(date(2026, 1, 1))) is again


def test_a_day_begins_in_the_versions_own_zone_whatever_zone_a_later_version_has() -> None:
    amsterdam, tokyo = version("1", date(2026, 1, 1), "Europe/Amsterdam"), version("2", date(2026, 7, 1), "Asia/Tokyo")
    assert found([amsterdam, tokyo], micros(date(2026, 1, 1), hours=-1) - 1) is None
    assert found([amsterdam, tokyo], micros(date(2026, 1, 1), hours=-1)) is amsterdam
    assert found([amsterdam, tokyo], micros(date(2026, 7, 1), hours=-9)) is tokyo


DAYS = st.integers(0, 40).map(lambda n: date(2026, 1, 1) + timedelta(days=n))


@given(st.lists(DAYS, unique=True, max_size=5), DAYS)
def test_the_version_in_force_is_the_last_that_began(firsts: list[date], at: date) -> None:
    decides = found([version(str(day), day) for day in firsts], micros(at))
    begun = sorted(day for day in firsts if day <= at)
    assert (decides.in_force_from if decides else None) == (begun[-1] if begun else None)
