"""A charter that reads can still not work; what it gets wrong is told, and what may be meant is only noted."""

from __future__ import annotations

import pytest
from tests.charter.charters import SHIPPED, reads, shipped

from tandem.charter.checking import check, notes
from tandem.charter.proofs import prove

HEAD = "charter: Small\ntime_zone: UTC\ncurrency: EUR\n"
JOURNEY = """\
lifecycle:
  stages: [lead, mql, nurture, customer]
  final: [customer]
  moves:
    qualify: {from: [lead, nurture], to: mql, when: "fit >= 50"}
    give_back: {from: mql, to: nurture, on: sales.returned}
    win: {from: mql, to: customer, on: opportunity.closed}
  cool_down: {nurture -> mql: 30 days}
"""


def told(journey: str, rest: str = "") -> list[tuple[int, str]]:
    return [(fault.line, fault.message) for fault in check(reads(HEAD + journey + rest))]


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_every_shipped_charter_works(name: str) -> None:
    assert check(reads(shipped(name))) == []


def test_a_sound_journey_has_no_faults() -> None:
    assert told(JOURNEY) == []


def test_no_move_leaves_a_final_stage() -> None:
    assert told(JOURNEY.replace("from: mql, to: nurture", "from: customer, to: nurture"))[0] == (
        9,
        "`give_back` leaves `customer`, which is final.",
    )


def test_no_lead_is_late_in_a_final_stage() -> None:
    found = told(JOURNEY + "  late: {customer: {after: 3 days, then: escalate}}\n")
    assert found == [(12, "`customer` is final: no lead can be late in it.")]


def test_a_stage_that_no_way_leads_to_is_told() -> None:
    found = told(JOURNEY.replace("stages: [lead,", "stages: [lead, sql,"))
    assert found == [(0, "no way leads from `lead` to the stage `sql`.")]


def test_stages_that_only_reach_each_other_are_not_reached() -> None:
    stray = "    a: {from: x, to: y, on: page.viewed}\n    b: {from: y, to: x, on: page.viewed}\n"
    journey = JOURNEY.replace("stages: [lead,", "stages: [lead, x, y,").replace("  cool_down", stray + "  cool_down")
    assert [message for _, message in told(journey)] == [
        "no way leads from `lead` to the stage `x`, and so none to `y`.",
    ]


def test_stages_that_one_missing_move_cuts_off_are_told_together_at_the_stages_line() -> None:
    text = shipped("example").replace("    accept:     {from: mql, to: sal, on: sales.accepted}\n", "")
    [fault] = check(reads(text), text)
    assert fault.message == "no way leads from `lead` to the stage `sal`, and so none to `sql`, `disqualified`."
    assert fault.mend == "Add a move to `sal`, or take it out of `stages`."
    assert text.split("\n")[fault.line - 1].strip().startswith("stages:")


def test_a_move_to_where_it_comes_from_is_told() -> None:
    assert told(JOURNEY.replace("from: [lead, nurture], to: mql", "from: [lead, mql, nurture], to: mql")) == [
        (8, "`qualify` goes from `mql` to itself.")
    ]


def test_handoffs_are_made_by_a_move_to_mql() -> None:
    found = told(JOURNEY, "sla: {marketing: {handoffs: {at_least: 9, per: month, meeting: win, accepted: 50%}}}\n")
    assert found == [(12, "`win` leads to `customer`, and a handoff is a move to `mql`.")]


def test_a_cool_down_needs_a_move_and_its_exception_too() -> None:
    found = told(JOURNEY.replace("nurture -> mql: 30 days", "customer -> mql: 30 days, except: win"))
    assert found == [
        (11, "no move goes customer -> mql: there is nothing to cool down."),
        (11, "the move `win` needs no exception: it never goes that way."),
    ]


def test_scores_and_moves_do_not_read_what_only_routing_knows() -> None:
    found = told(JOURNEY.replace('"fit >= 50"', '"fit >= 50 and not has_owner"'))
    assert found == [(8, "`qualify` reads `has_owner`, which only routing knows.")]


def test_a_grade_that_all_points_together_do_not_reach_is_told() -> None:
    scoring = 'scoring: {fit: {a: {when: free_mail, points: 10}}, grade: {fit: {A: "fit >= 20", B: otherwise}}}\n'
    failures = prove(reads(HEAD + JOURNEY + scoring)).failures
    assert "no lead can reach grade A: its bar is 20." in [failure.fault.message for failure in failures]


def test_a_word_of_the_other_team_is_told() -> None:
    rules = "rules_of_engagement:\n  a: {when: free_mail, marketing: owner_only, sales: any}\n"
    assert told(JOURNEY, rules) == [
        (13, "`a` says `owner_only` of marketing, and a lead's owner is a member of sales.")
    ]


def test_gaps_are_noted_and_are_no_faults() -> None:
    journey = JOURNEY.replace("  final: [customer]\n", "")
    charter = reads(
        HEAD
        + journey
        + "sla: {sales: {acceptance: {within: 2 days}}}\nkpis: {lead: {owner: marketing, measure: volume}}\n"
    )
    assert check(charter) == []
    noted = [note.message for note in notes(charter)]
    assert "nobody owns the stage `customer`: it has no KPI." in noted
    assert "nobody owns the stage `lead`: it has no KPI." not in noted
    assert "no move leaves `customer`: a lead rests there." in noted
    unanswered = [failure.fault.message for failure in prove(charter).failures if failure.event == "sales.accepted"]
    assert unanswered == ["a lead in `mql` does not move when sales accepts a lead."]
