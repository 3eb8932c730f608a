"""Every check of data quality finds what is planted, and nothing in clean data."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from tests.analytics import oracles
from tests.analytics.cuts import at, by, charter, cycle, deal, setting

from tandem.analytics import bridge, data_quality
from tandem.analytics.measure import Ask
from tandem.analytics.volume import complete_months, jumps


def person(name: str, tools: str = "hubspot", **more: Any) -> dict[str, Any]:
    return {"person": name, "tools": tools, "records": len(tools.split(",")), "doubles": 0, **more}


def says(name: str, what: str, value: str, tool: str = "hubspot") -> dict[str, Any]:
    return {"unit": "person", "id": name, "name": what, "value": value, "tool": tool, "wins": True}


def event(name: str, kind: str, **more: Any) -> dict[str, Any]:
    return {
        "event": name,
        "kind": kind,
        "tool": "salesforce",
        "team": "sales",
        "at": at(1),
        "day": at(1).date(),
        **more,
    }


def found(check: str, required: tuple[str, ...] = (), **relations: Any) -> dict[str, Any]:
    answer = data_quality.compute(setting(charter(required_fields=required), **relations), Ask())
    return dict(by(answer.rows, check=check))


def test_an_empty_required_field_is_counted_per_tool() -> None:
    people = [person("a"), person("b"), person("c", "salesforce")]
    said = [says("a", "source", ""), says("c", "source", "web", "salesforce")]
    answer = data_quality.compute(
        setting(charter(required_fields=("source", "email")), person=people, attribute=said), Ask()
    )
    here = [(r["tool"], r["field"], r["rows"], r["bad"]) for r in answer.rows if r["check"] == "empty_field"]
    assert here == [("hubspot", "source", 2, 2), ("salesforce", "source", 1, 0)]
    assert "Not looked for, because it is sealed as personal or no tool has it: email." in answer.notes
    assert answer.faults["empty_field"] == 2


def test_doubles_are_counted_among_records() -> None:
    row = found("duplicates", person=[person("a", records=3, doubles=2), person("b")])
    assert (row["rows"], row["bad"], row["share"]) == (4, 2, 0.5)


def test_an_unmapped_value_shows_its_most_frequent_example() -> None:
    values = [("Workin", 3), ("Lost??", 5)]
    unmapped = [{"tool": "salesforce", "field": "lead_status", "value": v, "rows": n} for v, n in values]
    row = found("unmapped_value", unmapped=unmapped)
    assert (row["bad"], row["example"], row["field"]) == (8, "Lost??", "lead_status")


def test_an_activity_of_a_deal_is_no_orphan() -> None:
    events = [event("a", "call.made"), event("b", "call.made", opportunity="d"), event("c", "call.made", person="p")]
    row = found("orphan_activity", event=events)
    assert (row["rows"], row["bad"]) == (3, 1)


def test_a_log_without_time_of_day_is_told() -> None:
    row = found(
        "without_time_of_day", event=[event("a", "call.made", whole_day=True, person="p"), event("b", "call.made")]
    )
    assert (row["rows"], row["bad"], row["field"]) == (2, 1, "call.made")


def test_two_tools_that_created_a_person_days_apart() -> None:
    said = []
    for name, days in (("a", 0.01), ("b", 3.0)):
        born = (at(1), at(1) + timedelta(days=days))
        said += [says(name, "created_at", str(int(b.timestamp() * 1e6)), t) for b, t in zip(born, "xy", strict=True)]
    row = found("sync_lag_over_a_day", attribute=said)
    assert (row["rows"], row["bad"]) == (2, 1)


def test_a_deal_won_before_its_first_contact() -> None:
    deals = [deal("d", 1, 5, "won"), deal("e", 1, 9, "won")]
    row = found(
        "closed_before_first_contact",
        cycle=[cycle("a", 7, opportunity="d"), cycle("b", 7, opportunity="e")],
        deal=deals,
    )
    assert (row["rows"], row["bad"]) == (2, 1)


def test_deals_without_account_person_or_amount() -> None:
    deals = [deal("d", 1, 5, "won", amount=None), deal("e", 9, 5, "lost", person="p")]
    known = [
        {"opportunity": "d", "tool": "crm", "account": None},
        {"opportunity": "e", "tool": "crm", "account": "x", "amount": 1},
    ]
    for check, bad in (
        ("without_account", 1),
        ("without_person", 1),
        ("won_without_amount", 1),
        ("closed_before_opened", 1),
    ):
        assert found(check, deal=deals, opportunity=known)["bad"] == bad, check


def test_rejected_rows_are_told_per_object() -> None:
    row = found("rejected_rows", file=[{"file": 1, "tool": "hubspot", "object": "contacts", "read": 10, "rejected": 2}])
    assert (row["rows"], row["bad"], row["share"]) == (10, 2, 0.2)


def test_open_cycles_are_told_and_are_no_fault() -> None:
    answer = data_quality.compute(setting(cycle=[cycle("a"), cycle("b", outcome="sql")]), Ask())
    assert by(answer.rows, check="open_cycles")["bad"] == 1
    assert "open_cycles" not in answer.faults


def test_every_check_that_shows_is_documented() -> None:
    cut = {"cycle": [cycle(i, i * 3) for i in range(100)], "person": [person("a")]}
    assert {r["check"] for r in data_quality.compute(setting(**cut), Ask()).rows} <= set(data_quality.CHECKS)


def months(*counts: int) -> dict[str, int]:
    return {f"2024-{i + 1:02}": n for i, n in enumerate(counts)}


def test_a_lasting_jump_is_found_at_its_month() -> None:
    (jump,) = jumps(months(200, 210, 190, 205, 1000, 1050, 980, 1010))
    assert (jump.month, jump.before, jump.after) == ("2024-05", 205, 1000)


def test_a_lasting_drop_is_a_jump_too() -> None:
    assert [j.month for j in jumps(months(1000, 1050, 980, 200, 210, 190))] == ["2024-04"]


def test_one_odd_month_is_no_jump() -> None:
    assert jumps(months(200, 210, 190, 900, 205, 195, 200)) == []


@pytest.mark.parametrize("seed", range(20))
def test_steady_volume_shows_no_jump(seed: int) -> None:
    assert jumps(months(*np.random.default_rng(seed).poisson(30, 12).tolist())) == []


def test_a_month_that_is_cut_off_is_left_out() -> None:
    days = {date(2024, 1, 20): 5, date(2024, 2, 10): 7, date(2024, 3, 5): 2}
    assert complete_months(days, datetime(2024, 3, 9)) == {"2024-02": 7}


def test_olists_jump_is_found_in_january_2018() -> None:
    leads = oracles.olist()
    days = Counter(moment.date() for moment in leads["first_contact"])
    (jump,) = jumps(complete_months(days, leads["won"].max().to_pydatetime()))
    assert (jump.month, jump.before, jump.after) == ("2018-01", 200, 1141)


def test_the_bridge_adds_up_and_says_its_sentence() -> None:
    told = [("both", 1, 1), ("both", 2, 3), ("definition", 4, None), ("merge", None, 5)]
    rows = [
        {"lead": i, "why": why, "recorded_at": a and at(a), "decided_at": b and at(b)}
        for i, (why, a, b) in enumerate(told)
    ]
    answer = bridge.compute(setting(bridge=rows), Ask())
    assert [(r["why"], r["leads"], r["recorded"], r["decided"]) for r in answer.rows] == [
        ("both", 2, 2, 2),
        ("definition", 1, 1, 0),
        ("merge", 1, 0, 1),
        ("(all)", 4, 3, 3),
    ]
    assert answer.notes == ("The tools say 3 MQLs, the charter 3.",)
    assert len(bridge.records(setting(bridge=rows), Ask(), answer.rows[-1], "leads")) == 4
