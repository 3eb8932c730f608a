"""Good charters pass; removing any one rule of the example tells who is hit, what happens, which line, what to do."""

from __future__ import annotations

import re

import pytest
from tests.charter.charters import SHIPPED, reads, shipped

from tandem.charter.checking import check
from tandem.charter.proofs import PROOFS, Failure, prove
from tandem.charter.reading import read_charter

RULES = {
    "rules_of_engagement": ("anybody", "sales_has_it", "open_deal", "opted_out"),
    "lifecycle": (
        "qualify", "requalify", "hand_raise", "accept", "give_back", "dispose", "open_deal", "win", "lose", "cool_down",
        "final", "sql",
    ),
    "sla": ("handoffs", "acceptance", "first_response", "hand_raises", "attempts", "disposition"),
    "routing": ("benelux", "otherwise"),
}  # fmt: skip


def without(text: str, part: str, name: str) -> str:
    """The charter less one line of a part, and less what names it elsewhere."""
    kept, inside, gone = [], False, False
    for line in text.split("\n"):
        inside = line.startswith(f"{part}:") if line[:1].strip() else inside
        if inside and not gone and re.match(rf"\s+{name}:", line):
            gone = True
        else:
            kept.append(line)
    assert gone, f"there is no {name} in {part}"
    text = re.sub(r"over: \[[^\]]*\]", lambda m: re.sub(rf"\b{name}\b,? ?", "", m[0]), "\n".join(kept))
    return re.sub(rf"(, except: {name}|, meeting: {name})\b", "", text.replace(", ]", "]"))


def failures_of(text: str) -> tuple[Failure, ...]:
    return prove(reads(text), text).failures


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_the_shipped_charters_hold_every_proof(name: str) -> None:
    assert failures_of(shipped(name)) == ()


@pytest.mark.parametrize("name", ["olist", "maven"])
def test_what_a_small_charter_leaves_out_is_not_agreed_yet_and_no_failure(name: str) -> None:
    notes = [note.message for note in prove(reads(shipped(name))).notes]
    assert any("nobody has agreed who may write to whom" in note for note in notes)
    assert any("when a deal is closed (lost)" in note for note in notes)


@pytest.mark.parametrize(("part", "name"), [(part, name) for part, names in RULES.items() for name in names])
def test_removing_any_one_rule_of_the_example_tells_a_story(part: str, name: str) -> None:
    text = without(shipped("example"), part, name)
    found = failures_of(text)
    assert found
    for failure in found:
        assert failure.proof in PROOFS
        assert failure.fault.message.endswith(".") and failure.fault.mend.endswith(".")
        assert len(failure.story.split(". ")) >= 2
        assert failure.quotes
        lines = text.split("\n")
        assert all(quote.text.strip() in " ".join(lines[quote.line - 1 : quote.line + 1]) for quote in failure.quotes)


def test_a_story_says_only_facts_that_matter() -> None:
    [failure, *_] = failures_of(without(shipped("example"), "rules_of_engagement", "open_deal"))
    assert failure.story.startswith("Eva works at a company with an open deal")
    assert set(failure.told) == {"account_has_open_deal", "consent", "stage"}


def test_a_lead_in_a_circle_is_told_step_by_step() -> None:
    [failure] = failures_of(without(shipped("example"), "lifecycle", "cool_down"))
    assert failure.proof == "no endless ping-pong"
    assert failure.stages == ("mql", "nurture")
    assert "Sales gives Eva back to `nurture` (`give_back`), and the same second `requalify` moves Eva" in failure.story
    assert failure.fault.mend == "Add to `cool_down`: nurture -> mql: 30 days."


def test_proofs_are_the_same_words_each_time() -> None:
    text = without(shipped("example"), "sla", "handoffs")
    assert prove(reads(text), text) == prove(reads(text), text)


def test_without_the_file_rules_are_quoted_in_words() -> None:
    text = without(shipped("example"), "rules_of_engagement", "anybody")
    [failure] = prove(reads(text)).failures
    assert "marketing may send operational" in failure.quotes[0].text


def test_a_charter_with_faults_of_its_own_is_proved_all_the_same() -> None:
    text = without(shipped("example"), "lifecycle", "dispose")
    charter, faults = read_charter(text, "charter.yaml")
    assert charter is not None and not faults
    assert check(charter) and prove(charter, text).failures


def test_a_late_lead_that_is_escalated_to_nobody_is_noted() -> None:
    text = shipped("example")
    notes = [note.message for note in prove(reads(text), text).notes]
    assert notes == ["late leads are escalated, and no member of sales names a manager who is told."]
    managed = text.replace("name: Bram Peters,", "name: Bram Peters, manager: anna,")
    assert not prove(reads(managed), managed).notes


def test_lines_are_quoted_whatever_ends_them() -> None:
    text = without(shipped("example"), "lifecycle", "cool_down")
    [plain], [windows] = (prove(reads(t), t).failures for t in (text, text.replace("\n", "\r\n")))
    assert plain.quotes == windows.quotes


def test_a_track_or_a_waiting_move_guards_only_the_leads_that_it_is_for() -> None:
    good = shipped("example")
    narrow = good.replace("enter: \"stage = 'nurture'\"", "enter: \"stage = 'nurture' and grade = 'A'\"")
    found = {failure.fault.message: failure for failure in failures_of(narrow)}
    resting = found["a lead can rest in the stage `nurture` for ever: no clock runs there for some leads."]
    assert "`mid_funnel` is not for leads like" in resting.story
    assert dict(resting.values)["grade"] != "A"
    assert "nobody owns a lead in the stage `nurture`." in found
    archive = '    archive: {from: nurture, to: disqualified, when: "days_in_stage >= 365"}\n    lose:'
    assert failures_of(good.replace("    lose:", archive)) == ()
    kept = narrow.replace("    lose:", archive).replace(
        "kpis:\n", "kpis:\n  nurture: {owner: marketing, measure: volume}\n"
    )
    assert failures_of(kept) == ()
    some = kept.replace("days_in_stage >= 365", "days_in_stage >= 365 and budget = 'no'")
    [failure] = failures_of(some)
    assert failure.stages == ("nurture",)
