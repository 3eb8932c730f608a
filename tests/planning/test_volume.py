"""Counting what comes: by month in the charter's zone, by member and week, by rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from importlib import resources

import pytest

from tandem.charter.model import Charter
from tandem.charter.reading import read_charter
from tandem.lifecycle.decisions import DECIDED_MOVE, SUPPRESSED
from tandem.lifecycle.replay import rows_as
from tandem.lifecycle.routing.assignments import Assignment
from tandem.planning.volume import capacity_rows, member_weeks, message_rows, stages_by_month, volume_rows

EVER = (0, 1 << 61)


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 1_000_000


@pytest.fixture(scope="module")
def charter() -> Charter:
    found, _ = read_charter((resources.files("tandem.example") / "charter.yaml").read_bytes(), "charter.yaml")
    assert found is not None
    return found


def test_a_move_counts_in_the_month_of_the_charters_own_zone(charter: Charter) -> None:
    moment = at("2026-01-31T23:30:00")
    row = (b"1" * 16, moment, False, "lead", "mql", "qualify", None, 50, 0, "1")
    moves = rows_as(DECIDED_MOVE, [row])
    assert stages_by_month(charter, moves, EVER) == {("mql", "2026-02"): 1}
    assert stages_by_month(charter, moves, (moment + 1, moment + 2)) == {}


def test_months_that_only_one_charter_fills_are_told_for_both() -> None:
    rows = volume_rows(["lead", "mql"], {("mql", "2026-01"): 3}, {("mql", "2026-02"): 4})
    assert rows == [
        {"stage": "mql", "month": "2026-01", "current": 3, "proposed": 0},
        {"stage": "mql", "month": "2026-02", "current": 0, "proposed": 4},
    ]


def test_a_lead_counts_once_for_a_member_however_often_they_are_told_of_it(charter: Charter) -> None:
    lead = b"1" * 16
    monday, next_week = at("2026-01-05T09:00:00"), at("2026-01-13T09:00:00")
    rows = [
        Assignment(lead, 1, monday, "", "waits: everybody is full"),
        Assignment(lead, 1, monday + 1, "anna", "benelux"),
        Assignment(lead, 1, monday + 2, "anna", "escalated to manager"),
        Assignment(lead, 1, next_week, "bram", "reassigned: promise missed"),
    ]
    assert member_weeks(charter, rows, EVER) == {
        ("", "2026-01-05"): 1, ("anna", "2026-01-05"): 1, ("bram", "2026-01-12"): 1,
    }  # fmt: skip


def test_only_what_passes_a_weeks_capacity_is_over_it(charter: Charter) -> None:
    sales = charter.teams["sales"]
    members = {**sales.members, "anna": replace(sales.members["anna"], per_week=2)}
    small = replace(charter, teams={**charter.teams, "sales": replace(sales, members=members)})
    weeks = {("anna", "2026-01-05"): 5, ("anna", "2026-01-12"): 1}
    rows = {row["member"]: row for row in capacity_rows(charter, small, {"current": weeks, "proposed": weeks})}
    assert rows["anna"]["current"] == {"capacity": 12, "leads": 6, "busiest": 5, "over": 0}
    assert rows["anna"]["proposed"] == {"capacity": 2, "leads": 6, "busiest": 5, "over": 3}


def test_messages_are_told_by_rule_and_purpose() -> None:
    def held(*rules: str) -> object:
        return rows_as(SUPPRESSED, [(b"e" * 16, b"l" * 16, 5, "nurture", rule, "mql") for rule in rules])

    rows = message_rows(held("sales_has_it"), held("sales_has_it", "sales_has_it", "quiet"), EVER)  # type: ignore[arg-type]
    assert [(row["rule"], row["current"], row["proposed"]) for row in rows] == [("quiet", 0, 1), ("sales_has_it", 1, 2)]
