"""The teams' own examples: what a charter decides is held against what they expect, and every miss is told."""

from __future__ import annotations

from importlib import resources

import pytest
from tests.charter.charters import example, shipped
from tests.lifecycle.playing import faults_of, instead

from tandem.charter.reading import read_charter

STORY = """
scenario: A demo request, worked and given back
lead: {title: VP Sales, employees: 300, created: "2026-03-01 08:00"}
others: {ben: {title: Buyer}}
given:
  - {at: "2026-03-02 09:00", event: form.submitted, form: contact}
  - {at: "+5 minutes", event: owner.assigned, member: anna}
  - {at: "+2 business hours", event: call.made, member: anna, outcome: no_answer}
  - {at: "+1 business day", event: sales.accepted, member: anna}
  - {at: "2026-03-05 10:00", event: sales.disposed, outcome: nurture, reason: timing}
  - {at: "2026-03-06 10:00", event: form.submitted, form: demo}
  - {at: "2026-03-07 10:00", event: opportunity.opened, buyers: [ben]}
  - {at: "2026-03-08 10:00", event: consent.changed, new: withdrawn, lead: ben}
expect:
"""


def played(expectation: str) -> str:
    return instead(STORY + f"  - {{{expectation}}}")[0]


AS_DECIDED = {
    'at: "2026-03-02 09:00", move: hand_raise, to: mql': ("hand_raise", "dispose"),
    'at: "2026-03-02 09:00", stage: mql': ("mql", "sal"),
    'at: "2026-03-02 09:00", fit: 50': ("50", "51"),
    'at: "2026-03-06 10:00", activity: 52.3': ("52.3", "52.2"),
    'at: "2026-03-06 10:00", grade: A': ("A", "B"),
    "move: dispose, to: nurture": ("nurture", "sql"),
    'no_move: qualify, until: "2026-03-31"': ("qualify", "hand_raise"),
    'at: "2026-03-03 12:00", forbidden: nurture, rule: sales_has_it': ("nurture", "operational"),
    'at: "2026-03-06 12:00", allowed: nurture': ("allowed", "forbidden"),
    "forbidden: operational, lead: ben, rule: opted_out": ("opted_out", "anybody"),
    "forbidden: newsletter, team: sales, lead: ben": ("lead: ben", "lead: lead"),
    'promise: first_response, due: "2026-03-02 13:05", state: met': ("met", "missed"),
    'promise: acceptance, due: "2026-03-04"': ("2026-03-04", "2026-03-05"),
    'promise: attempts, state: stopped': ("stopped", "met"),
    'at: "2026-03-07 10:00", move: open_deal, lead: ben': ("lead: ben", "lead: lead"),
}  # fmt: skip


@pytest.mark.parametrize("expectation", AS_DECIDED)
def test_what_the_charter_decides_is_as_expected(expectation: str) -> None:
    assert played(expectation) == ""


@pytest.mark.parametrize("expectation", AS_DECIDED)
def test_the_same_expectation_with_one_word_changed_is_missed_and_told(expectation: str) -> None:
    right, wrong = AS_DECIDED[expectation]
    assert played(expectation.replace(right, wrong, 1))


@pytest.mark.parametrize(
    ("expectation", "told"),
    [
        ('at: "2026-03-06 10:00", move: qualify', "cool-down nurture -> mql"),
        ('at: "2026-03-02 09:00", move: qualify', "hand_raise from lead to mql"),
        ('at: "2026-03-06 10:00", move: hand_raise', "form = contact: demo, no"),
        ('at: "2026-03-04 10:00", move: hand_raise', "it was in sal"),
        ('at: "2026-03-06 11:00", move: hand_raise', "no form.submitted was given then"),
        ('at: "2026-03-02 09:00", fit: 70', "fit 50 (vp +50)"),
        ('promise: disposition, due: "2026-03-09"', "falls due 2026-03-24 17:30"),
    ],
)
def test_a_miss_says_what_happened_instead_and_why(expectation: str, told: str) -> None:
    assert told in played(expectation)


def test_a_bar_that_the_activity_has_faded_below_is_told_with_what_is_left() -> None:
    told = played('move: qualify, at: "2026-04-05 11:00"')
    assert told.startswith("nothing happened: fit >= 50: 50, yes; activity >= 30: 11.8")


ROUTED = """
scenario: Two buyers of one account
lead: {country: NL}
others: {ben: {country: BE}, cora: {country: DE}}
given:
  - {at: "2026-03-02 09:00", event: form.submitted, form: demo}
  - {at: "2026-03-02 10:00", event: form.submitted, form: demo, lead: ben}
  - {at: "2026-03-02 11:00", event: form.submitted, form: demo, lead: cora}
expect:
  - {route: benelux, member: anna}
  - {member: bram, lead: ben}
  - {route: otherwise, member: clara, lead: cora}
  - {at: "2026-04-01", late: mql, then: escalate}
  - {at: "2026-03-17", nurture_track: none}
"""


def test_routing_and_lateness_are_played_too() -> None:
    assert instead(ROUTED, example()) == [""] * 3 + ["late at 2026-03-16 17:30: escalate", ""]


def test_who_gets_it_instead_is_told_with_why() -> None:
    assert instead(ROUTED.replace("member: bram", "member: anna"), example())[1] == "to bram (route benelux)"


def test_every_fault_of_a_file_is_told_at_once_with_its_place() -> None:
    faults = faults_of(
        """scenario: Wrong
lead: {titel: VP, employees: many}
given:
  - {at: "2026-03-29 02:30", event: form.submitted}
  - {at: "+2 busines days", event: form.submited}
  - {at: "2026-03-30 09:00", event: sales.disposed, outcome: sqll}
expect:
  - {at: "2026-13-03 11:00", move: hand_rais, to: mqll}
  - {fit: forty}
  - {forbiden: nurture}
"""
    )
    told = [(fault.line, fault.mend) for fault in faults]
    assert [line for line, _ in told] == [2, 2, 4, 5, 5, 6, 8, 8, 8, 9, 10]
    for mend in ("Did you mean `title`?", "Did you mean `form.submitted`?", "Write 40?", "Did you mean `forbidden`?"):
        assert mend in [m for _, m in told]


def test_a_story_told_from_entry_to_entry_needs_a_beginning() -> None:
    text = "scenario: x\ngiven: [{at: +1 days, event: page.viewed}]\nexpect: [{stage: lead}]\n"
    assert "no time of its own" in faults_of(text)[0].message
    assert not faults_of(text.replace("given:", 'lead: {created: "2026-01-01"}\ngiven:'))


@pytest.mark.parametrize(
    "text", ["", "[]", "a: *b", "scenario: x", "scenario: x\ngiven: []\nexpect: []", "\t", "given: 3"]
)
def test_no_text_breaks_the_reader(text: str) -> None:
    assert faults_of(text)


def test_the_shipped_scenarios_hold_under_the_shipped_charter() -> None:
    files = sorted((resources.files("tandem") / "example" / "scenarios").iterdir(), key=lambda file: file.name)
    assert len(files) >= 5
    for file in files:
        assert set(instead(file.read_text(encoding="utf-8"), example())) == {""}, file.name


def test_a_charter_without_the_hand_raise_misses_the_shipped_scenario() -> None:
    text = shipped("example").replace("form in ('demo', 'contact')", "form in ('contact')")
    charter, faults = read_charter(text, "charter.yaml")
    assert charter is not None and not faults
    file = resources.files("tandem") / "example" / "scenarios" / "hand_raise.yaml"
    assert instead(file.read_text(encoding="utf-8"), charter)[0].startswith(
        "nothing happened: form in contact: demo, no"
    )
