"""The version in force at a time decides what happens then."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.charter.charters import SMALL, reads

from tandem.charter.model import Charter
from tandem.charter.versions import in_force


def version(name: str, begins: date | None) -> Charter:
    return reads(f'{SMALL}version: "{name}"\n' + (f"in_force_from: {begins}\n" if begins else ""))


FIRST, SECOND, PROPOSAL = version("1", date(2026, 1, 1)), version("2", date(2026, 7, 1)), version("3", None)


def test_before_the_first_version_nothing_is_in_force() -> None:
    assert in_force([FIRST, SECOND], date(2025, 12, 31)) is None
    assert in_force([], date(2026, 1, 1)) is None


def test_a_version_is_in_force_from_its_day_until_the_next() -> None:
    assert in_force([SECOND, FIRST], date(2026, 1, 1)) is FIRST
    assert in_force([SECOND, FIRST], date(2026, 6, 30)) is FIRST
    assert in_force([SECOND, FIRST], date(2026, 7, 1)) is SECOND


def test_a_version_without_a_date_is_never_in_force() -> None:
    assert in_force([PROPOSAL], date(2030, 1, 1)) is None
    assert in_force([FIRST, PROPOSAL], date(2030, 1, 1)) is FIRST


def test_of_two_that_begin_on_one_day_the_later_adopted_wins() -> None:
    again = version("1b", date(2026, 1, 1))
    assert in_force([FIRST, again], date(2026, 1, 1)) is again


DAYS = st.integers(0, 40).map(lambda n: date(2026, 1, 1) + timedelta(days=n))


@given(st.lists(DAYS, unique=True, max_size=5), DAYS)
def test_the_version_in_force_is_the_last_that_began(begins: list[date], at: date) -> None:
    found = in_force([version(str(day), day) for day in begins], at)
    begun = sorted(day for day in begins if day <= at)
    assert (found.in_force_from if found else None) == (begun[-1] if begun else None)
