"""The diagnosis as a whole: order, corrections, money counted once, promises each way, words."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.diagnosis.made_up import Sizes, company, setting, with_thresholds

from tandem.diagnosis.cost import FIRST, allocate
from tandem.diagnosis.diagnose import Diagnosis, control_discoveries, diagnose
from tandem.diagnosis.registry import SIGNS
from tandem.diagnosis.rows import COLUMNS, rows
from tandem.diagnosis.sign import Cost, Finding
from tandem.diagnosis.summary import money_at_risk, things_to_do

SICK = Sizes(per_month=200, unworked=0.3, late=0.3, slow=1.8)
NAMES = [
    "sign",
    "kind",
    "state",
    "value",
    "unit",
    "threshold",
    "n",
    "low",
    "high",
    "cost_low",
    "cost_high",
    "currency",
    "trend",
    "prescription",
    "records",
]


@cache
def sick() -> Diagnosis:
    return diagnose(setting(company(3, SICK)))


def finding(sign: str, state: str = "flagged", **rest: object) -> Finding:
    blank = Finding(sign, SIGNS[sign].kind, "flagged", 1.0, "share", 0.5, 100)
    return replace(blank, state=state, **rest)  # type: ignore[arg-type]


def test_findings_come_in_the_order_of_the_registry_with_rows_that_programs_rely_on() -> None:
    found = rows(sick())
    assert [row["sign"] for row in found] == list(SIGNS)
    assert all(list(row) == NAMES for row in found)
    assert [column.name for column in COLUMNS] == NAMES
    assert all(len(row["records"]) <= 20 for row in found)  # type: ignore[arg-type]
    unworked = found[list(SIGNS).index("unworked_leads")]
    assert unworked["state"] == "flagged" and unworked["currency"] == "EUR"
    assert len(unworked["trend"]) == 6  # type: ignore[arg-type]


def test_the_same_data_give_the_same_diagnosis() -> None:
    assert repr(diagnose(setting(company(3, SICK)))) == repr(sick())


def test_facts_have_no_interval_and_estimates_that_say_a_number_have_one() -> None:
    for found in sick().findings:
        told = found.value is not None
        assert (found.low is not None) == (found.high is not None) == (found.kind == "estimate" and told)
        assert (found.p is not None) == (found.kind == "estimate" and told)
        if found.kind == "estimate" and told and found.low is not None and found.high is not None:
            assert found.low <= found.value <= found.high  # type: ignore[operator]


def test_an_estimate_that_the_discovery_rate_does_not_reject_is_watched() -> None:
    tests = [("unworked_leads", 0.09), ("slow_sources", 0.9), ("mql_as_success", 0.9), ("broken_sla", 0.0001)]
    found = control_discoveries([finding(sign, p=p) for sign, p in tests] + [finding("silent_sales")])
    assert [one.state for one in found] == ["watch", "watch", "watch", "flagged", "flagged"]
    assert any("false discovery rate" in note for note in found[0].notes)
    alone = control_discoveries([finding("unworked_leads", p=0.09)])
    assert alone[0].state == "flagged"


def test_the_charters_number_wins_over_the_default() -> None:
    world = setting(company(3, SICK), with_thresholds(unworked_leads=0.9))
    found = SIGNS["unworked_leads"].judge(world)
    assert (found.threshold, found.state) == (0.9, "fine")


LEADS = st.lists(st.sampled_from([f"{i:02x}" for i in range(12)]), unique=True, max_size=12)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from([*FIRST, "broken_sla"]), LEADS, min_size=1))
def test_each_lead_costs_once_across_signs(leads: dict[str, list[str]]) -> None:
    costs = {sign: Cost(100 * len(own), 300 * len(own), "EUR", True, tuple(own)) for sign, own in leads.items()}
    found = allocate([finding(sign, cost=cost) for sign, cost in costs.items()])
    counted = [lead for one in found if one.cost for lead in one.cost.records]
    distinct = {lead for own in leads.values() for lead in own}
    assert sorted(counted) == sorted(distinct)
    total = money_at_risk(found)
    assert [(risk.low, risk.high) for risk in total] == [(100 * len(distinct), 300 * len(distinct))]
    overlaps = sum(len(own) for own in leads.values())
    assert (sum(cost.low for cost in costs.values()) == total[0].low) == (overlaps == len(distinct))


def test_a_sign_that_is_fine_puts_no_money_at_risk() -> None:
    cost = Cost(100, 300, "EUR", True, ("aa",))
    found = allocate([finding("unworked_leads", "fine", cost=cost), finding("crossed_messages", cost=cost)])
    assert [(risk.high, risk.leads) for risk in money_at_risk(found)] == [(300, 1)]


def test_promises_are_counted_month_by_month_each_way() -> None:
    kept = {side.team: (side.kept, side.made) for side in sick().promises_kept}
    assert kept["sales"] == (0, 3), "one clocked promise, missed in each of three months"
    assert kept["marketing"] == (6, 6), "volume and acceptance in each of three months"
    assert {(side.since, side.through) for side in sick().promises_kept} == {("2026-01", "2026-03")}


def test_the_three_things_to_do_are_the_most_urgent() -> None:
    found = [
        finding("silent_sales", "watch"),
        finding("crossed_messages"),
        finding("unworked_leads", cost=Cost(1, 9, "EUR")),
        finding("dirty_data", "fine"),
        finding("split_tools", value=0.9),
    ]
    assert [thing.sign for thing in things_to_do(found)] == ["unworked_leads", "crossed_messages", "split_tools"]


def test_every_prescription_begins_with_a_verb_for_each_reader() -> None:
    verbs = {
        "Add", "Agree", "Align", "Cap", "Change", "Check", "Compare", "Decide", "Give", "Join", "Keep", "Make", "Merge",
        "Name", "Nurture", "Plan", "Put", "Read", "Renegotiate", "Replace", "Require", "Route", "Say", "Set", "Share",
        "Show", "Suppress", "Take", "Tell", "Write",
    }  # fmt: skip
    for sign in SIGNS.values():
        assert set(sign.prescription) == {"sales", "marketing", "executives"}
        assert {text.split()[0] for text in sign.prescription.values()} <= verbs, sign.name


def test_sentences_are_short_blameless_and_carry_their_numbers() -> None:
    for found in sick().findings:
        assert set(found.sentence) == {"sales", "marketing", "executives"}
        for text in found.sentence.values():
            assert len(text) <= 220 and text.endswith(".") and "!" not in text
            assert not {"fail", "failed", "lazy", "bad", "poor", "suboptimal"} & set(text.lower().split())
            assert found.value is None or any(letter.isdigit() for letter in text)
