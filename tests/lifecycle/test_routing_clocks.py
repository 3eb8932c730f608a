"""What routing reads of a lead, and the promises' clocks over what it decides."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pyarrow as pa
import pytest
from routed import WORLD, agreed, handoff
from stories import ACCOUNT, LEAD, PERSON, at, key

from tandem.charter.model import BusinessHours, Member
from tandem.lifecycle.decisions import DECIDED_HANDOFF
from tandem.lifecycle.routing.assignments import RoutedHandoff
from tandem.lifecycle.routing.clocks import RoutedClock, attain
from tandem.lifecycle.routing.desk import desk_of, route, route_now
from tandem.lifecycle.routing.reading import read_handoffs
from tandem.lifecycle.schema import DEAL
from tandem.timeline.schema import BASE as RELATIONS
from tandem.timeline.schema import EVENT

MONDAY = "2026-03-16 "
ANN, BOB = Member("ann", "Ann", per_week=1), Member("bob", "Bob", per_week=1)


def clocks(charter: Any, *leads: RoutedHandoff) -> dict[str, RoutedClock]:
    """Promise → the clock of the last lead."""
    rows = route(charter, leads, WORLD)
    found = attain(charter, rows, leads, WORLD)
    return {clock.promise: clock for clock in found if clock.lead == leads[-1].lead}


def test_a_clock_of_assignment_starts_with_the_first_and_the_queue_is_told_apart() -> None:
    ahead = [handoff(n, MONDAY + "09:00") for n in (1, 2)]
    waits = handoff(3, "2026-03-20 15:00", first_touch_at=at("2026-03-23 10:00"))
    clock = clocks(agreed(ANN, BOB), *ahead, waits)["sales.first_response"]
    assert clock.started_at == at("2026-03-22 23:00")
    assert clock.queue_minutes == 60
    assert (clock.due_at, clock.state) == (at("2026-03-23 12:00"), "met")


def test_a_reassignment_sets_no_clock_back_but_the_miss_is_the_new_ones() -> None:
    charter = agreed(replace(ANN, until=date(2026, 3, 16)), BOB)
    clock = clocks(charter, handoff(1, MONDAY + "15:30"))["sales.first_response"]
    assert (clock.started_at, clock.due_at) == (at(MONDAY + "15:30"), at("2026-03-17 11:30"))
    assert (clock.state, clock.member) == ("missed", "bob")


def test_a_clock_runs_on_the_hours_of_whoever_got_the_lead() -> None:
    early = replace(ANN, hours=BusinessHours(frozenset(range(7)), 0, 24 * 60))
    clock = clocks(agreed(early), handoff(1, MONDAY + "20:00"))["sales.first_response"]
    assert clock.due_at == at("2026-03-17 00:00")


def test_what_history_cannot_tell_is_not_judged() -> None:
    """Attempts are only a number, and a touch from before the assignment answered somebody else's."""
    ahead = [handoff(n, MONDAY + "09:00") for n in (1, 2)]
    waits = handoff(3, MONDAY + "10:00", first_touch_at=at(MONDAY + "11:00"))
    found = clocks(agreed(ANN, BOB), *ahead, waits)
    assert {found[f"sales.{name}"].state for name in ("attempts", "first_response")} == {"untold"}


def test_a_lead_that_waits_has_no_clock_of_assignment() -> None:
    away = replace(ANN, away=((date(2026, 3, 1), date(2026, 5, 1)),))
    found = clocks(agreed(away), handoff(1, MONDAY + "09:00"))
    assert "sales.first_response" not in found
    assert found["sales.acceptance"].state == "missed"


def table(schema: pa.Schema, **cells: Any) -> pa.Table:
    return pa.Table.from_pylist([{f.name: cells.get(f.name) for f in schema}], schema)


@pytest.mark.parametrize(("when", "had", "deal"), [
    ("2026-03-10 10:00", "", ""), ("2026-03-12 10:00", "", "bob"), ("2026-03-13 10:00", "ann", "bob"),
    ("2026-04-02 10:00", "ann", ""),
])  # fmt: skip
def test_what_was_true_at_the_handoff_is_read(when: str, had: str, deal: str) -> None:
    """Ann got the lead on the 12th at ten; Bob's deal was open from the 11th to the end of March."""
    decided = table(DECIDED_HANDOFF, lead=LEAD, number=1, at=at(when), route="all", hand_raise=False)
    base = {
        "lead": table(RELATIONS["lead"], lead=LEAD, person=PERSON, account=ACCOUNT),
        "attribute": table(
            RELATIONS["attribute"], unit="account", id=ACCOUNT, name="owner", value="cat", tool="crm", wins=True
        ),
    }
    deals = table(DEAL, opportunity=key("deal"), lead=LEAD, owner="bob", opened_at=at("2026-03-11 10:00"),
                  closed_at=at("2026-04-01 10:00"))  # fmt: skip
    owned = table(EVENT, lead=LEAD, at=at("2026-03-12 10:00"), old="crm:queue:9", new="ann", member="")
    (found,) = read_handoffs(decided, base, deals, owned, WORLD)
    assert (found.had_by, found.deal_owner, found.account_owner) == (had, deal, "cat")


def test_the_desk_goes_on_from_what_was_recorded() -> None:
    """Bob had the last turn and is full this week: next come Cat, then Ann, whose last lead was last week's."""
    charter = agreed(ANN, BOB, Member("cat", "Cat", per_week=1))
    now = replace(WORLD, through=at("2026-03-18 10:00"))
    recorded = [(key("y"), "all", "ann", at("2026-03-13 10:00")), (key("x"), "all", "bob", at(MONDAY + "09:00"))]
    desk = desk_of(charter, recorded)
    rows = route_now(charter, [handoff(n, MONDAY + "11:00") for n in (1, 2, 3)], now, desk)
    assert [row.member for row in rows] == ["cat", "ann", ""]
