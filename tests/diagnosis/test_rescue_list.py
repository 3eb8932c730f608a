"""Today's leads worth saving: who waits, why, what is at risk; and a file that loaders take and no spreadsheet runs."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.diagnosis.made_up import END, FEEDS_EVENTS, Rows, clock, deal, handoff, key, setting

from tandem.diagnosis.win_rate import PRIOR, WinRates
from tandem.diagnosis.worth_saving import worth_saving
from tandem.operations.answers import disarm
from tandem.operations.rescue import COLUMNS, UnknownLoader, left_out, rescue_csv

AGO = END - timedelta(days=3)
WAITING: dict[str, Any] = {
    "first_touch_at": None,
    "response_minutes": None,
    "verdict": "",
    "verdict_at": None,
    "disposition": "",
    "disposed_at": None,
}


def listed(rows: Rows, clocks: Rows = (), deals: Rows = ()) -> dict[bytes, tuple[str, ...]]:  # type: ignore[assignment]
    world = setting({"handoff": rows, "clock": list(clocks), "deal": list(deals), "event": FEEDS_EVENTS})
    return {one.lead: one.reasons for one in worth_saving(world)}


def missed(name: object, promise: str = "sales.first_response") -> dict[str, Any]:
    return {**clock(promise, name, AGO, "missed"), "due_at": AGO + timedelta(hours=4), "ended_at": None}


def test_a_buyer_who_asked_comes_first_then_those_nobody_tried_to_reach() -> None:
    rows = [
        handoff("worked", AGO),
        handoff("forgotten", AGO, **WAITING),
        handoff("asked", AGO + timedelta(days=1), hand_raise=True, **WAITING),
        handoff("undecided", AGO, **{**WAITING, "first_touch_at": AGO + timedelta(hours=1)}),
    ]
    found = listed(rows, [missed("forgotten"), missed("undecided", "sales.acceptance")])
    assert list(found) == [key("lead", name) for name in ("asked", "forgotten", "undecided")]
    assert found[key("lead", "asked")] == ("asked to be called and was not answered",)
    assert found[key("lead", "forgotten")][0] == "was handed over and nobody tried to reach them"
    assert found[key("lead", "undecided")] == ("waits for a verdict past the promised time",)


def test_a_lead_within_its_promises_or_given_back_or_old_is_not_listed() -> None:
    fresh = {
        **clock("sales.first_response", "fresh", END, "running"),
        "due_at": END + timedelta(hours=2),
        "ended_at": None,
    }
    rows = [
        handoff("fresh", END - timedelta(hours=1), **WAITING),
        handoff("returned", AGO, **{**WAITING, "verdict": "returned", "verdict_at": AGO}),
        handoff("ended", AGO, **WAITING, ended_at=END),
        handoff("old", END - timedelta(days=45), **WAITING),
        handoff("decided track", AGO, **WAITING, track="decided"),
    ]
    assert listed(rows, [fresh]) == {}
    assert len(listed([handoff("control", AGO, **WAITING)])) == 1


def test_what_is_at_risk_is_the_win_rate_times_the_median_deal() -> None:
    before = END - timedelta(days=200)
    rows = [handoff(i, before, opportunity=key("deal", i)) for i in range(100)] + [handoff("now", AGO, **WAITING)]
    deals = [deal(i, before, 25, amount=(i + 1) * 100_000) for i in range(21)]
    world = setting({"handoff": rows, "deal": deals, "event": FEEDS_EVENTS})
    (one,) = worth_saving(world)
    overall = 21.5 / 101
    assert one.worth == pytest.approx((21 + PRIOR * overall) / (100 + PRIOR) * 1_100_000, abs=1)
    assert one.low is not None and one.high is not None and one.low < (one.worth or 0) < one.high
    assert one.currency == "EUR" and one.overdue_hours is None


@given(st.integers(0, 400), st.integers(0, 400), st.integers(1, 400))
def test_a_small_group_is_drawn_towards_the_rate_of_all(won: int, lost: int, others: int) -> None:
    rates = WinRates({("a", "A"): (won + lost, won), ("b", "A"): (others, others // 4)})
    rate, overall = rates.of("a", "A"), rates.of("never seen", "D")
    assert rate is not None and overall is not None
    assert 0 <= rate.low <= rate.value <= rate.high <= 1
    if won + lost:
        own = won / (won + lost)
        assert min(own, overall.value) - 1e-9 <= rate.value <= max(own, overall.value) + 1e-9
    assert WinRates({}).of("a", "A") is None


def row(**rest: Any) -> dict[str, Any]:
    blank: dict[str, Any] = {column.name: "" for column in COLUMNS}
    told = {
        "why": "asked to be called and was not answered; has no owner", "crm_id": "00Q1", "owner_id": "0051",
        "at_risk": 123456, "currency": "EUR", "due": date(2026, 6, 30), "handed_over": datetime(2026, 6, 29),
    }  # fmt: skip
    return {**blank, **told, **rest}


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_data_loader_gets_tasks_on_people_with_an_owner_and_a_date() -> None:
    (task,) = read(rescue_csv([row()], "salesforce"))
    assert list(task) == ["WhoId", "OwnerId", "Subject", "Priority", "Status", "ActivityDate", "Description"]
    assert (task["WhoId"], task["OwnerId"], task["ActivityDate"]) == ("00Q1", "0051", "2026-06-30")
    assert task["Subject"] == "Call now: asked to be called and was not answered"
    assert "At risk: EUR 1234.56." in task["Description"]


def test_rows_that_a_loader_cannot_take_are_counted() -> None:
    rows = [row(), row(crm_id="", email="a@b.example"), row(crm_id="", hubspot_id="7")]
    for tool, kept in (("salesforce", 1), ("hubspot", 2)):
        assert len(read(rescue_csv(rows, tool))) == kept
        assert left_out(rows, tool) == len(rows) - kept


def test_an_unknown_tool_is_a_sentence_not_a_traceback() -> None:
    with pytest.raises(UnknownLoader, match="Tools: salesforce, hubspot"):
        rescue_csv([], "dynamics")


@given(st.text(max_size=30), st.sampled_from(["", "=", "+", "-", "@", "\t", "\r", "\n"]))
def test_no_cell_of_the_file_begins_like_a_formula(text: str, start: str) -> None:
    hostile = start + text
    rows = [row(source=hostile, email=hostile or "x", owner=hostile, hubspot_id=hostile)]
    for cells in csv.reader(io.StringIO(rescue_csv(rows, "hubspot"), newline="")):
        assert not any(cell[:1] in ("=", "+", "-", "@", "\t", "\r", "\n") for cell in cells)
    assert disarm(hostile).removeprefix("'") == hostile.removeprefix("'")
