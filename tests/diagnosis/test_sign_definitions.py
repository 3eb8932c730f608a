"""Each counted sign equals a count in plain Python, written another way, on small random cuts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.diagnosis.made_up import (
    END,
    FEEDS_EVENTS,
    Rows,
    charter,
    clock,
    cycle,
    deal,
    handoff,
    key,
    setting,
    with_thresholds,
)

from tandem.charter.model import Kpi
from tandem.diagnosis.registry import SIGNS
from tandem.diagnosis.sign import Finding

FIRST, LAST = datetime(2026, 1, 1), datetime(2026, 4, 1)
"""The quarter that signs with a follow-up of 30 or 60 days look at; without one it is the next."""
DAYS = st.integers(0, 210).map(lambda d: FIRST - timedelta(days=60) + timedelta(days=d, hours=12))
few = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])


def judged(name: str, tables: dict[str, Rows], own: Any = None) -> Finding:
    people: Rows = [{"person": key("p"), "doubles": 0}]
    return SIGNS[name].judge(setting({"event": FEEDS_EVENTS, "person": people, **tables}, own))


def inside(rows: Rows, since: datetime = FIRST, until: datetime = LAST) -> Rows:
    return [row for row in rows if since.date() <= row["day"] < until.date()]


@st.composite
def handoffs(draw: st.DrawFn) -> Rows:
    """Leads that were touched or not, early or late, with all kinds of answers."""
    rows = []
    for i, at in enumerate(draw(st.lists(DAYS, min_size=1, max_size=40))):
        touched = draw(st.sampled_from([None, 1, 29, 31]))
        verdict = draw(st.sampled_from(["", "accepted", "returned"]))
        decided = at + timedelta(days=draw(st.sampled_from([1, 29, 31])))
        closed = draw(st.sampled_from(["", "sql", "nurture"])) if verdict == "accepted" else ""
        rows.append(
            handoff(
                i,
                at,
                first_touch_at=None if touched is None else at + timedelta(days=touched),
                response_minutes=None if touched is None else touched * 510,
                hand_raise=draw(st.booleans()),
                verdict=verdict,
                verdict_at=decided if verdict else None,
                verdict_reason=draw(st.sampled_from(["", "budget"])) if verdict == "returned" else "",
                disposition=closed,
                disposed_at=decided + timedelta(days=draw(st.sampled_from([2, 40]))) if closed else None,
                disposition_reason=draw(st.sampled_from(["", "timing"])) if closed == "nurture" else "",
                member=draw(st.sampled_from(["anna", ""])),
                returns=draw(st.integers(0, 3)),
            )
        )
    return [*rows, handoff("reasoned", END, verdict="returned", verdict_reason="budget")]


def soon(row: dict[str, Any], what: str, since: str = "at") -> bool:
    return row[what] is not None and row[what] - row[since] <= timedelta(days=30)


@few
@given(handoffs())
def test_a_lead_is_unworked_when_nobody_tried_and_nobody_gave_it_back(rows: Rows) -> None:
    found = judged("unworked_leads", {"handoff": rows})
    cases = inside(rows)
    bad = [
        r for r in cases if not soon(r, "first_touch_at") and not (r["verdict"] == "returned" and soon(r, "verdict_at"))
    ]
    assert found.n == len(cases)
    if len(cases) < 30:
        assert found.state == "not enough data" and found.value is None
        assert found.missing == f"n = {len(cases)}, needs 30"
    else:
        assert found.value == len(bad) / len(cases)
        assert sorted(found.records) == sorted(r["handoff"].hex() for r in bad)


@few
@given(handoffs(), st.data())
def test_a_hand_raise_is_unanswered_when_its_clock_was_missed(rows: Rows, data: st.DataObject) -> None:
    raised = [r for r in rows if r["hand_raise"]]
    states = {r["handoff"]: data.draw(st.sampled_from(["met", "missed", "running", "stopped", None])) for r in raised}
    clocks = [
        {**clock("sales.hand_raises", i, r["at"], state), "handoff": r["handoff"]}
        for i, r in enumerate(raised)
        if (state := states[r["handoff"]])
    ]
    found = judged("unanswered_hand_raises", {"handoff": rows, "clock": clocks})
    due = [r for r in inside(raised) if states[r["handoff"]] in ("met", "missed", None)]
    unowned = [r for r in due if states[r["handoff"]] is None and not soon(r, "first_touch_at")]
    late = [r for r in due if states[r["handoff"]] == "missed"] + unowned
    assert found.n == len(due)
    assert found.threshold == pytest.approx(0.10)
    if due:
        assert found.value == len(late) / len(due)
        assert found.state == ("flagged" if len(late) / len(due) > 1 - 0.9 else "fine")
        never = [r for r in late if not soon(r, "first_touch_at")]
        assert {p["part"]: p["n"] for p in found.parts} == {
            "answered late": len(late) - len(never),
            "never answered": len(never),
        }


@few
@given(handoffs())
def test_without_a_promise_a_hand_raise_has_an_hour(rows: Rows) -> None:
    found = judged("unanswered_hand_raises", {"handoff": rows}, replace(charter(), promises=()))
    cases = [r for r in inside(rows) if r["hand_raise"]]
    if cases:
        late = [r for r in cases if r["response_minutes"] is None or r["response_minutes"] > 60]
        assert found.value == len(late) / len(cases) and found.threshold == 0.05


@few
@given(handoffs())
def test_sales_is_silent_where_a_verdict_or_an_outcome_or_its_reason_is_owed(rows: Rows) -> None:
    found = judged("silent_sales", {"handoff": rows})
    cases = inside(rows)
    if not cases:
        assert found.state == "not enough data"
        return
    told = [
        r
        for r in cases
        if r["verdict"] and soon(r, "verdict_at") and (r["verdict"] == "accepted" or r["verdict_reason"])
    ]
    parts = {p["part"]: p for p in found.parts}
    assert (parts["verdict"]["given"], parts["verdict"]["n"]) == (len(told), len(cases))
    accepted = [r for r in cases if r["verdict"] == "accepted"]
    closed = [
        r
        for r in accepted
        if r["disposition"]
        and soon(r, "disposed_at", "verdict_at")
        and (r["disposition"] == "sql" or r["disposition_reason"])
    ]
    if accepted:
        assert (parts["outcome"]["given"], parts["outcome"]["n"]) == (len(closed), len(accepted))
    furthest = min(found.parts, key=lambda p: p["share"] - p["promised"])  # type: ignore[operator]
    assert found.value == furthest["share"] and found.threshold == furthest["promised"]


@few
@given(handoffs())
def test_leads_fall_between_the_teams_in_four_ways(rows: Rows) -> None:
    found = judged("no_lead_process", {"handoff": rows})
    cases = inside(rows)
    ended = [r for r in cases if r["verdict"] == "returned" or r["disposition"] == "nurture"]
    expected = {
        "undecided": ([r for r in cases if not soon(r, "verdict_at")], cases),
        "without a reason": ([r for r in ended if not (r["verdict_reason"] or r["disposition_reason"])], ended),
        "without an owner": ([r for r in cases if not r["member"]], cases),
        "returned twice or more": ([r for r in cases if r["returns"] >= 2], cases),
    }
    told = {p["part"]: (p["found"], p["n"]) for p in found.parts}
    assert told == {way: (len(bad), len(all_)) for way, (bad, all_) in expected.items() if all_}
    if cases:
        assert found.value == max(len(bad) / len(all_) for bad, all_ in expected.values() if all_)


def test_messages_cross_per_hundred_handed_over_leads() -> None:
    at = datetime(2026, 5, 5, 9)
    leads = [handoff(i, at) for i in range(200)] + [handoff("before", at - timedelta(days=60))]
    mail = {"track": "recorded", "at": at, "day": at.date(), "team": "marketing", "by": "person"}
    sent: Rows = [{**mail, "event": key("mail", i), "lead": key("lead", i % 2)} for i in range(3)]
    aside = [{**sent[0], "event": key("x"), "track": "decided"}, {**sent[0], "event": key("y"), "team": "sales"}]
    found = judged("crossed_messages", {"handoff": leads, "crossed": sent + aside})
    assert (found.value, found.n, found.state) == (1.5, 200, "flagged")
    assert sorted(found.records) == sorted(row["event"].hex() for row in sent)
    assert "3 messages to 2 buyers" in found.sentence["marketing"]
    assert (
        judged("crossed_messages", {"handoff": leads, "crossed": sent}, with_thresholds(crossed_messages=2)).state
        == "fine"
    )
    assert judged("crossed_messages", {"handoff": leads}).value == 0


@few
@given(st.lists(st.tuples(DAYS, st.booleans(), st.booleans(), st.sampled_from([None, 5, 70])), max_size=30))
def test_won_revenue_is_joined_to_a_person_and_a_touch(drawn: list[tuple[datetime, bool, bool, int | None]]) -> None:
    deals = [
        deal(
            i,
            at - timedelta(days=20),
            20,
            "won" if won else "lost",
            person=key("p", i) if person else None,
            amount=None if amount is None else amount * 100,
            first_touch_at=at - timedelta(days=1) if i % 3 else None,
        )
        for i, (at, won, person, amount) in enumerate(drawn)
    ]
    found = judged("unjoined_results", {"deal": [*deals, deal("old", datetime(2024, 1, 1), 5)]})
    quarter = [
        d for d in deals if d["outcome"] == "won" and datetime(2026, 4, 1) <= d["closed_at"] < datetime(2026, 7, 1)
    ]
    priced = [d for d in quarter if d["amount"] is not None]
    if any(d["amount"] is not None and d["outcome"] == "won" for d in deals) and priced:
        total = sum(d["amount"] for d in priced)
        joined = sum(d["amount"] for d in priced if d["person"] and d["first_touch_at"])
        assert found.value == pytest.approx(joined / total)
        assert found.state == ("flagged" if joined / total < 0.8 else "fine")


def test_people_are_split_when_two_tools_name_other_owners_or_stages() -> None:
    def said(person: int, hubspot: tuple[str, str], salesforce: tuple[str, str]) -> Rows:
        told = {"hubspot": hubspot, "salesforce": salesforce}
        return [
            {"unit": "person", "id": key("p", person), "name": name, "value": value, "tool": tool, "key": ""}
            for tool, (name, value) in told.items()
        ]

    rows = [
        *said(1, ("owner", "hubspot:owner:1"), ("owner", "anna")),
        *said(2, ("owner", "bram"), ("owner", "anna")),
        *said(3, ("lifecycle_stage", "MarketingQualifiedLead"), ("status", "Open - Not Contacted")),
        *said(4, ("lifecycle_stage", "marketingqualifiedlead"), ("status", "Working - Contacted")),
        *said(5, ("lifecycle_stage", "opportunity"), ("status", "Qualified")),
        *said(6, ("owner", "anna"), ("owner", "")),
    ]
    members = [{"member": m, "name": "Anna Jansen"} for m in ("anna", "hubspot:owner:1")] + [
        {"member": "bram", "name": "Bram Peters"}
    ]
    found = judged("split_tools", {"attribute": rows, "member": members})
    assert [(part["part"], part["found"], part["n"]) for part in found.parts] == [("owner", 1, 2), ("stage", 1, 2)]
    assert (found.n, found.value, found.records) == (2, 0.5, (key("p", 2).hex(),))


def test_a_change_that_arrives_hours_later_splits_the_tools() -> None:
    def told(lead: int, tool: str, field: str, new: str, minutes: float) -> dict[str, Any]:
        at = datetime(2026, 5, 4, 9) + timedelta(minutes=minutes)
        row = {"event": key(lead, tool), "kind": "field.changed", "lead": key("lead", lead), "whole_day": False}
        return {**row, "at": at, "day": at.date(), "tool": tool, "field": field, "new": new, "old": "x"}

    events = [
        row
        for lead, lag in enumerate([5.0] * 18 + [90.0, 95.0])
        for row in (
            told(lead, "hubspot", "lifecycle_stage", "marketingqualifiedlead", 0),
            told(lead, "salesforce", "status", "Open - Not Contacted", lag),
        )
    ]
    owned = [
        {"unit": "person", "id": key("p"), "name": "owner", "value": "anna", "tool": tool, "key": ""}
        for tool in ("hubspot", "salesforce")
    ]
    found = judged("split_tools", {"event": events, "attribute": owned})
    assert (found.state, found.value) == ("flagged", 0.0)
    assert found.parts[-1]["minutes"] == pytest.approx(90) and found.parts[-1]["n"] == 20


def test_dirty_records_are_doubles_empty_fields_and_unmapped_values() -> None:
    people = [{"person": key("p", i), "doubles": int(i < 3)} for i in range(20)]
    said = {"unit": "person", "tool": "hubspot", "key": "", "value": "x"}
    rows: Rows = [{**said, "id": key("p", i), "name": name} for i in range(19) for name in ("country", "title")]
    rows[10]["value"] = " "  # the fifth person's country
    unmapped = [{"tool": "hubspot", "field": "source", "value": "Odd", "rows": 4}]
    sources: Rows = [{**said, "id": key("p", i), "name": "source"} for i in range(16)]
    found = judged("dirty_data", {"person": people, "attribute": rows + sources, "unmapped": unmapped})
    told = {p["part"]: (p["found"], p["n"]) for p in found.parts}
    assert told == {
        "double records": (3, 20),
        "empty country": (2, 20),
        "empty title": (1, 20),
        "empty source": (4, 20),
        "unmapped source of hubspot": (4, 16),
    }
    assert found.value == 0.25 and found.state == "flagged"
    assert set(found.records) == {key("p", i).hex() for i in (0, 1, 2, 5, 16, 17, 18, 19)}
    assert any("email" in note for note in found.notes)


def test_a_stage_without_a_kpi_is_flagged_and_so_are_kpis_that_stop_at_the_handoff() -> None:
    fine = charter()
    assert judged("top_of_funnel_kpis", {}).state == "fine"
    hole = replace(fine, kpis=tuple(kpi for kpi in fine.kpis if kpi.stage != "customer"))
    found = judged("top_of_funnel_kpis", {}, hole)
    assert found.state == "flagged" and "customer" in found.sentence["executives"]
    early = replace(fine, kpis=tuple(Kpi(kpi.stage, kpi.owner, "volume", kpi.place) for kpi in fine.kpis))
    found = judged("top_of_funnel_kpis", {}, early)
    assert (found.state, found.value) == ("flagged", 1.0)


@few
@given(st.lists(st.tuples(DAYS, st.sampled_from(["met", "missed", "running", "stopped"])), max_size=60))
def test_a_promise_is_missed_as_often_as_its_clocks_say(drawn: list[tuple[datetime, str]]) -> None:
    rows = [clock("sales.disposition", i, at, state) for i, (at, state) in enumerate(drawn)]
    found = judged("broken_sla", {"clock": rows, "handoff": []})
    due = [r for r in inside(rows) if r["state"] in ("met", "missed")]
    if len(due) < 20:
        assert found.state == "not enough data"
    else:
        assert found.value == sum(r["state"] == "missed" for r in due) / len(due)
        assert found.n == len(due) and found.threshold == pytest.approx(0.05)


def test_a_won_deal_counts_for_the_source_of_its_first_cycle() -> None:
    start = datetime(2025, 9, 1)
    deals, cycles = [], []
    for i in range(120):
        won = deal(i, start + timedelta(days=i), 30 + (i % 2) * 60)
        deals.append(won)
        cycles.append(cycle(i, start + timedelta(days=i), ("referral", "event")[i % 2], won["opportunity"]))
        cycles.append(cycle((i, "again"), start + timedelta(days=i + 9), "social", won["opportunity"]))
    found = judged("slow_sources", {"deal": deals, "cycle": cycles})
    assert found.state == "flagged" and found.value == pytest.approx(3.0, rel=1e-6)
    assert found.parts[0]["source"] == "event" and found.parts[0]["n"] == 60
    assert {part["source"] for part in found.parts} == {"event", "referral"}


def test_quota_periods_are_set_against_the_median_cycle_of_each_segment() -> None:
    start = datetime(2025, 8, 1)
    deals = [deal(i, start + timedelta(days=i), 200 + i % 5 if i % 2 else 90 + i % 5) for i in range(80)]
    segments = [
        {"unit": "opportunity", "id": d["opportunity"], "dimension": "segment", "value": ("retail", "software")[i % 2]}
        for i, d in enumerate(deals)
    ]
    found = judged("quota_against_cycle", {"deal": deals, "dimension": segments})
    assert (found.state, found.threshold) == ("flagged", 0.67)
    assert found.value == pytest.approx(365.25 / 4 / 202)
    assert [part["segment"] for part in found.parts] == ["software", "retail"]
    assert found.parts[1]["state"] == "fine"
