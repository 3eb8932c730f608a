"""What a failed proof proposes really mends it; a story's facts are enough; large charters take no long time."""

from __future__ import annotations

import re

import pytest
from tests.charter.charters import reads, shipped

from tandem.charter.proofs import Failure, prove

ANYBODY = "stage in ('lead', 'nurture', 'customer', 'disqualified')"
OPTED_OUT = (
    "  opted_out:    {when: \"consent = 'withdrawn'\", marketing: none, sales: none, "
    "over: [anybody, sales_has_it, open_deal]}\n"
)


def damaged(*changes: tuple[str, str]) -> str:
    text = shipped("example")
    for was, now in changes:
        assert was in text
        text = text.replace(was, now, 1)
    return text


def failures_of(text: str) -> tuple[Failure, ...]:
    return prove(reads(text), text).failures


def proposed(mend: str) -> str:
    """The line that a mend proposes."""
    return mend.partition("such as ")[2].rpartition("}")[0] + "}"


@pytest.mark.parametrize("also", ["free_mail and hand_raise", "employees < 200 or employees >= 200", "fit >= 50"])
def test_the_rule_that_a_hole_asks_for_fills_it(also: str) -> None:
    text = damaged((f'"{ANYBODY}"', f'"{ANYBODY} and ({also})"'))
    [failure] = failures_of(text)
    assert failure.proof == "coverage"
    rule = proposed(failure.fault.mend)
    assert failures_of(text.replace("  grace: 1 hour\n", f"  grace: 1 hour\n  {rule}\n")) == ()


def test_the_facts_of_a_story_are_enough() -> None:
    [failure] = failures_of(damaged((f'"{ANYBODY}"', f'"{ANYBODY} and (free_mail and hand_raise)"')))
    assert {"stage", "consent", "account_has_open_deal"} < set(failure.told)
    assert {"free_mail", "hand_raise"} & set(failure.told)
    assert "for some leads" in failure.fault.message


def test_a_circle_of_rules_that_beat_each_other_is_told_once_and_opened_where_the_law_allows() -> None:
    text = damaged(
        ("owner_only, over: [anybody, sales_has_it]", "owner_only, over: [anybody, sales_has_it, opted_out]")
    )
    [failure] = failures_of(text)
    assert failure.fault.mend.startswith("Write `over: [anybody, sales_has_it]` in `open_deal`,")


def test_of_two_rules_that_clash_the_one_that_respects_the_wish_is_to_win() -> None:
    [failure] = failures_of(damaged(("over: [anybody, sales_has_it, open_deal]}", "over: [anybody, sales_has_it]}")))
    assert failure.fault.mend.startswith(
        "Let one win: write `over: [anybody, sales_has_it, open_deal]` in `opted_out`,"
    )


def test_who_opted_out_is_protected_by_one_mend_whatever_tells_of_it() -> None:
    text = damaged((OPTED_OUT, ""))
    found = failures_of(text)
    assert len(found) == 2
    [mend] = {failure.fault.mend for failure in found}
    assert failures_of(text.replace("  grace: 1 hour\n", f"  grace: 1 hour\n  {proposed(mend)}\n")) == ()


def test_a_rule_that_is_meant_for_those_who_opted_out_is_mended_itself() -> None:
    [failure] = failures_of(damaged(("withdrawn'\", marketing: none", "withdrawn'\", marketing: [newsletter]")))
    assert failure.fault.mend == "Write marketing: none, sales: none in `opted_out`."


@pytest.mark.parametrize("name", ["accept", "give_back", "dispose", "win", "lose"])
def test_the_move_that_an_answer_asks_for_is_enough(name: str) -> None:
    kept = [line for line in shipped("example").split("\n") if not line.startswith(f"    {name}:")]
    text = "\n".join(kept)
    [failure] = [f for f in failures_of(text) if f.proof == "coverage"]
    move = proposed(failure.fault.mend)
    mended = text.replace("  cool_down:", f"    {move}\n  cool_down:", 1)
    assert failures_of(mended) == ()


def test_the_heading_stands_among_the_lines() -> None:
    text = damaged((f'"{ANYBODY}"', f'"{ANYBODY} and free_mail"'))
    for failure in failures_of(text):
        assert failure.fault.line in [quote.line for quote in failure.quotes]


def test_a_stage_that_all_leads_pass_through_needs_no_clock() -> None:
    moves = '    big: {from: new, to: lead, when: "employees >= 200"}\n'
    rest = '    small: {from: new, to: lead, when: "not employees >= 200"}\n'
    text = damaged(
        ("stages: [lead,", "stages: [new, lead,"), ("    qualify:", f"{moves}{rest}    qualify:"),
        (ANYBODY, ANYBODY.replace("'lead'", "'new', 'lead'")),
        ("kpis:\n", "kpis:\n  new: {owner: marketing, measure: volume}\n"),
    )  # fmt: skip
    assert failures_of(text) == ()
    [failure] = failures_of(text.replace(rest, ""))
    assert failure.stages == ("new",)


def test_routing_is_asked_of_leads_that_moves_hand_over_that_day() -> None:
    route = '  old: {when: "days_in_stage > 5", to: team}\n  benelux:'
    [failure] = failures_of(damaged(("  benelux:", route)))
    assert (failure.proof, failure.rules) == ("no dead rule", ("old",))
    kept = [line for line in shipped("example").split("\n") if "hand_raise" not in line or "cool_down" in line]
    text = "\n".join(kept).replace(", except: hand_raise", "")
    good = text.replace("  otherwise: {to:", '  dach: {when: "fit >= 50", to:')
    assert failures_of(good) == ()
    [hole] = failures_of(good.replace('"fit >= 50", to', '"fit >= 51", to'))
    assert hole.values["fit"] == 50
    reassigned = good.replace("mql: {after: 10 business days, then: escalate}", "mql: {after: 3 weeks, then: reassign}")
    assert [failure.proof for failure in failures_of(reassigned)] == ["coverage"]


def test_a_week_that_does_not_begin_on_monday_is_told_by_its_own_days() -> None:
    text = damaged(
        ("days: mon-fri", "days: [tue, wed, thu, fri, sat]"), ("within: 4 business hours", "within: 4 hours")
    )
    [failure] = [f for f in failures_of(text) if "cannot be kept" in f.fault.message]
    assert "on a Saturday evening" in failure.story


def test_two_hundred_lines_of_points_are_added_up_at_once() -> None:
    fields = "".join(f"  f{n}: {{one_of: [a, b, c, d, e]}}\n" for n in range(40))
    lines = "".join(
        f"    p{n}_{value}: {{when: \"f{n} = '{value}'\", points: {(7 * n + 13 * k) % 50 - 12}}}\n"
        for n in range(40)
        for k, value in enumerate("abcde")
    )
    text = damaged(("fields:\n", f"fields:\n{fields}"), ("  fit:\n", f"  fit:\n{lines}"))
    proved = prove(reads(text), text)
    best = 80 + sum(max(0, *((7 * n + 13 * k) % 50 - 12 for k in range(5))) for n in range(40))
    assert any(f"the best fit there can be is {best}," in told for told in proved.covered)
    assert proved.failures == ()


def test_twelve_stages_with_ways_between_all_of_them_are_walked_at_once() -> None:
    stages = [f"s{n}" for n in range(12)]
    ways = "".join(
        f'    m{a}_{b}: {{from: s{a}, to: s{b}, when: "{"" if a < b else "not "}free_mail and '
        f'account_people_active >= {a + b}"}}\n'
        for a in range(12) for b in range(12) if a != b
    )  # fmt: skip
    head = "charter: Dense\ntime_zone: UTC\ncurrency: EUR\nlifecycle:\n"
    text = f"{head}  stages: [{', '.join(stages)}]\n  moves:\n{ways}"
    found = failures_of(text)
    assert not [failure for failure in found if failure.proof == "no endless ping-pong"]
    turned = text.replace('to: s0, when: "not free_mail', 'to: s0, when: "free_mail', 1)
    [circle] = [failure for failure in failures_of(turned) if failure.proof == "no endless ping-pong"]
    assert circle.stages == ("s0", "s1")


def test_of_very_many_clashes_the_first_are_told() -> None:
    rules = "".join(
        f"  r{n}: {{when: \"country = '{n}' or free_mail\", marketing: {'any' if n % 2 else 'none'}, sales: any}}\n"
        for n in range(12)
    )
    proved = prove(reads(text := damaged(("  grace: 1 hour\n", f"  grace: 1 hour\n{rules}"))), text)
    assert len([failure for failure in proved.failures if failure.proof == "one answer"]) == 20
    assert any("only the first 20 pairs" in note.message for note in proved.notes)


def test_a_charter_without_mql_is_told_what_is_not_checked() -> None:
    text = re.sub(r"\bmql\b", "marketing_qualified", shipped("starter"))
    assert any("no stage is called `mql`" in note.message for note in prove(reads(text), text).notes)


def test_a_form_is_no_part_of_a_meeting() -> None:
    line = "    met: {on: meeting.held, when: \"form = 'demo'\", points: 9}\n  grade:"
    [failure] = failures_of(damaged(("  grade:", line)))
    assert (failure.proof, failure.rules) == ("no dead rule", ("met",))


def test_a_grade_out_of_reach_is_told_at_its_line() -> None:
    text = damaged(('{A: "fit >= 75"', '{A: "fit >= 95"'))
    [failure] = failures_of(text)
    assert "fit >= 95" in text.split("\n")[failure.fault.line - 1]


def test_points_that_the_rest_of_a_condition_rules_out_are_told_so() -> None:
    [failure] = failures_of(damaged(('"fit >= 50 and activity >= 30"', "\"fit >= 60 and seniority = 'individual'\"")))
    assert "nobody who is all the rest that `qualify` asks for has that fit too" in failure.story
