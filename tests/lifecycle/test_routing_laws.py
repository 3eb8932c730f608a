"""Laws of routing: everybody gets an answer, nobody gets too much, and a person walking hour by hour agrees."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from routed import END, HOUR, START, WORLD, Walker, agreed, charters, handoff, handoffs

from tandem.charter.model import Charter, Member
from tandem.lifecycle.routing.assignments import DEAL_OWNER, Assignment, Desk, RoutedHandoff, first_assignments
from tandem.lifecycle.routing.desk import route


def plainly(rows: list[Assignment]) -> list[Assignment]:
    return [row._replace(why="waits") if not row.member else row for row in rows]


def walked_as_routed(charter: Charter, leads: list[RoutedHandoff]) -> None:
    assert plainly(route(charter, leads, WORLD)) == Walker(charter, leads).walk()


@given(charters, handoffs)
@settings(max_examples=50, deadline=None)
def test_a_person_walking_hour_by_hour_assigns_the_same(charter: Charter, leads: list[RoutedHandoff]) -> None:
    walked_as_routed(charter, leads)


@pytest.mark.full
@given(charters, handoffs)
@settings(max_examples=1_000, deadline=None)
def test_a_person_walking_hour_by_hour_assigns_the_same_in_many_companies(
    charter: Charter, leads: list[RoutedHandoff]
) -> None:
    walked_as_routed(charter, leads)


@given(charters, handoffs)
@settings(max_examples=150, deadline=None)
def test_every_handoff_is_assigned_once_first_or_waits_with_a_reason(
    charter: Charter, leads: list[RoutedHandoff]
) -> None:
    rows = route(charter, leads, WORLD)
    of = defaultdict(list)
    for row in rows:
        of[row.lead, row.number].append(row)
    assert of.keys() == {(lead.lead, lead.number) for lead in leads}
    for lead in leads:
        first, *later = of[lead.lead, lead.number]
        assert first.at == lead.at
        assert first.member or first.why.startswith("waits: ")
        assert all(row.why.startswith(("reassigned", "escalated", "kept", "waits")) for row in later if first.member)
        assert [row.at for row in (first, *later)] == sorted(row.at for row in (first, *later))


@given(charters, handoffs)
@settings(max_examples=150, deadline=None)
def test_nobody_who_is_away_or_gone_gets_a_lead(charter: Charter, leads: list[RoutedHandoff]) -> None:
    team = charter.teams["sales"].members
    for row in route(charter, leads, WORLD):
        if row.member and not row.why.startswith(("escalated", "kept")):
            day = _local(charter, row).date()
            assert not any(first <= day <= last for first, last in team[row.member].away)
            assert day <= (team[row.member].until or date.max)


@given(charters, handoffs)
@settings(max_examples=150, deadline=None)
def test_nobody_gets_more_a_week_than_they_can_take(charter: Charter, leads: list[RoutedHandoff]) -> None:
    heeding = [replace(r, by="round robin within capacity" if r.by == "round robin" else r.by) for r in charter.routing]
    heeding = [replace(r, by="most capacity" if r.by == "owner of the account" else r.by) for r in heeding]
    charter = replace(charter, routing=tuple(heeding))
    leads = [lead for lead in leads if lead.route]
    team = charter.teams["sales"].members
    taken = Counter(
        (row.member, _local(charter, row).isocalendar()[:2])
        for row in route(charter, leads, WORLD)
        if row.member and not row.why.startswith(("escalated", "kept", DEAL_OWNER))
        and not (_by_deal_owner(leads, row))
    )  # fmt: skip
    for (member, _), count in taken.items():
        assert count <= (team[member].per_week or 10**6)


@given(charters, handoffs, st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_the_order_of_rows_does_not_matter(charter: Charter, leads: list[RoutedHandoff], dice: object) -> None:
    shuffled = list(leads)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    assert route(charter, shuffled, WORLD) == route(charter, leads, WORLD)


@given(charters, handoffs, st.integers(0, 13))
@settings(max_examples=100, deadline=None)
def test_a_handoff_changes_nothing_that_was_assigned_before_it(
    charter: Charter, leads: list[RoutedHandoff], which: int
) -> None:
    late = leads[which % len(leads)]
    before = [row for row in route(charter, leads, WORLD) if row.at < late.at]
    without = route(charter, [lead for lead in leads if lead is not late], WORLD)
    assert before == [row for row in without if row.at < late.at]


@given(charters, handoffs, st.sampled_from("abcd"))
@settings(max_examples=100, deadline=None)
def test_who_was_never_asked_can_go_without_moving_a_lead(
    charter: Charter, leads: list[RoutedHandoff], which: str
) -> None:
    """Without a member everything stays as it was up to their first lead, or the first that found everybody full."""
    rows = route(charter, leads, WORLD)
    sales = charter.teams["sales"].members
    gone = next((key for key in sales if key[0] == which), "ann")
    first = next((row.at for row in rows if gone in (row.member, row.told) or not row.member), END)
    rest = {key: member for key, member in sales.items() if key != gone}
    smaller = agreed(*rest.values(), routes=charter.routing, late=charter.late)
    fewer = route(smaller, leads, WORLD)
    assert [row for row in fewer if row.at < first] == [row for row in rows if row.at < first]


@given(st.integers(1, 5), st.integers(1, 40), st.booleans())
def test_a_round_robin_is_fair(people: int, leads: int, heed: bool) -> None:
    team = [Member(f"m{n}", "x", per_week=100 if heed else None) for n in range(people)]
    rows = route(agreed(*team), [handoff(n, START + n * HOUR) for n in range(leads)], WORLD)
    got = Counter({member.key: 0 for member in team}) + Counter(row.member for row in rows)
    counts = [got[member.key] for member in team]
    assert max(counts) - min(counts) <= 1


@given(charters, handoffs, st.integers(0, 24 * 24))
@settings(max_examples=100, deadline=None)
def test_the_desk_can_be_left_and_taken_up_again(charter: Charter, leads: list[RoutedHandoff], hour: int) -> None:
    """With its state saved between two leads, routing goes on as if it had not stopped (where nothing waits)."""
    charter = replace(charter, late=(), routing=tuple(replace(r, to="team", by="round robin") for r in charter.routing))
    sales = charter.teams["sales"].members
    stay = {key: replace(member, until=None, away=()) for key, member in sales.items()}
    charter = agreed(*stay.values(), routes=charter.routing)
    leads = [lead for lead in leads if lead.route]
    noon, desk = START + hour * HOUR, Desk()
    halves = [[x for x in leads if x.at < noon], [x for x in leads if x.at >= noon]]
    assert [row for half in halves for row in route(charter, half, WORLD, desk)] == route(charter, leads, WORLD)


def test_a_walker_who_miscounts_is_found_out() -> None:
    """The control: a desk that forgets capacity does not pass for the agreement."""
    charter = agreed(Member("ann", "Ann", per_week=1), Member("bob", "Bob", per_week=1))
    leads = [handoff(n, START + n * HOUR) for n in range(3)]
    forgetful = agreed(Member("ann", "Ann"), Member("bob", "Bob"))
    assert plainly(route(charter, leads, WORLD)) != Walker(forgetful, leads).walk()


def test_the_clock_starts_once_whatever_comes_later() -> None:
    charter = agreed(Member("ann", "Ann", until=date(2026, 3, 17)), Member("bob", "Bob"))
    lead = handoff(1, START + 9 * HOUR)
    rows = route(charter, [lead], WORLD)
    assert [row.member for row in rows] == ["ann", "bob"]
    assert first_assignments(rows)[lead.lead, 1].at == lead.at


def _local(charter: Charter, row: Assignment) -> datetime:
    zone = charter.teams["sales"].members[row.member].time_zone or charter.time_zone
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=row.at)).astimezone(ZoneInfo(zone))


def _by_deal_owner(leads: list[RoutedHandoff], row: Assignment) -> bool:
    """Reassigned or served from the queue to the owner of the open deal, who takes them beside their capacity."""
    lead = next(lead for lead in leads if (lead.lead, lead.number) == (row.lead, row.number))
    return lead.hand_raise and lead.deal_owner == row.member
