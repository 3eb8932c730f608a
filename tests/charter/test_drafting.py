"""A drafted crosswalk is a charter's part that reads: sure guesses stand, unsure ones wait for a person."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.charter.charters import SMALL, example, reads, shipped, with_part

from tandem.charter.crosswalk import VOCABULARIES, Seen, unmapped, word
from tandem.charter.drafting import draft, guess
from tandem.charter.model import Charter

STARTER = shipped("starter")
AGREED = reads(STARTER)


def with_draft(seen: list[Seen], decide: bool = False) -> Charter:
    """A small charter with the draft as its crosswalk; `decide` takes every guess."""
    text = draft(seen, reads(SMALL))
    if decide:
        text = re.sub(r"# \? (.*?)  # ([0-9,]+ rows?): decide.*", r"\1  # \2", text)
    return reads(with_part(text))


@pytest.mark.parametrize(
    ("vocabulary", "value", "said"),
    [
        ("lead_status", "Working - Contacted", "sal"),
        ("lead_status", "Open - Not Contacted", "mql"),
        ("lead_status", "MQL", "mql"),
        ("lead_status", "Closed - Converted", "sql"),
        ("lead_status", "Unqualified", "disqualified"),
        ("lifecycle_stage", "marketingqualifiedlead", "mql"),
        ("opportunity_stage", "Closed Won", "won"),
        ("opportunity_stage", "closedlost", "lost"),
        ("opportunity_stage", "Negotiation/Review", "open"),
        ("source", "ORGANIC_SEARCH", "organic_search"),
        ("source", "Trade Show", "event"),
        ("return_reason", "No budget", "budget"),
        ("budget", "Yes", "yes"),
        ("purpose", "Newsletter", "newsletter"),
    ],
)
def test_what_tools_usually_say_is_a_sure_guess(vocabulary: str, value: str, said: str) -> None:
    assert guess(AGREED, "crm", vocabulary, value) == (said, True)


@pytest.mark.parametrize(
    ("vocabulary", "value", "said"),
    [
        ("lead_status", "Kontaktiert", "ignore"),
        ("lead_status", "Recycled to nurturing", "nurture"),
        ("opportunity_stage", "Closed (won by partner)", "won"),
        ("opportunity_stage", "Verhandlung", "open"),
        ("source", "Radio Süd", "radio_süd"),
        ("budget", "maybe", "ignore"),
    ],
)
def test_what_is_not_sure_is_guessed_and_left_to_a_person(vocabulary: str, value: str, said: str) -> None:
    assert guess(AGREED, "crm", vocabulary, value) == (said, False)


def test_what_the_charter_maps_already_stays_as_agreed() -> None:
    assert guess(example(), "hubspot", "lifecycle_stage", "SalesQualifiedLead") == ("sal", True)


def test_a_draft_shows_counts_and_marks_what_a_person_must_decide() -> None:
    seen = [Seen("crm", "lead_status", "MQL", 1204), Seen("crm", "lead_status", "Kontaktiert", 1)]
    assert draft(seen, AGREED) == (
        "crosswalk:\n"
        "  crm:\n"
        "    lead_status:\n"
        "      MQL: mql  # 1,204 rows\n"
        "      # ? Kontaktiert: ignore  # 1 row: decide, and remove the `# ?`\n"
    )


def test_values_that_differ_in_case_only_are_one_line_with_all_their_rows() -> None:
    seen = [Seen("crm", "source", "Web", 10), Seen("crm", "source", "WEB ", 5)]
    assert "      Web: web  # 15 rows\n" in draft(seen, AGREED)


def test_an_unsure_value_stays_unmapped_until_it_is_decided() -> None:
    seen = [Seen("crm", "lead_status", "Kontaktiert", 7)]
    assert unmapped(seen, with_draft(seen)) == seen
    assert unmapped(seen, with_draft(seen, decide=True)) == []


def test_a_draft_goes_into_the_starters_place() -> None:
    text = draft([Seen("crm", "source", "Web", 1)], AGREED)
    assert reads(STARTER.replace("crosswalk: {}\n", text)).crosswalk.words == {"crm": {"source": {"Web": "web"}}}


def test_a_draft_of_nothing_reads_too() -> None:
    assert with_draft([]).crosswalk.words == {}


SEEN = st.builds(
    Seen,
    st.sampled_from(["crm", "Hub Spot", "tool:1"]),
    st.sampled_from(VOCABULARIES),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=12).filter(
        lambda v: v.strip() and v.strip() != "field"
    )
    | st.sampled_from(["No", "null", "~", "a: b", "# x", "'", '"', "Closed Won", "1", "2026-01-01", "{", "-", "\n\t."]),
    st.integers(1, 10**6),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(SEEN, max_size=8))
def test_every_draft_reads_and_its_decided_form_knows_every_value(seen: list[Seen]) -> None:
    with_draft(seen)
    charter = with_draft(seen, decide=True)
    assert unmapped(seen, charter) == []
    for s in seen:
        said = word(charter.crosswalk, s.tool, s.vocabulary, s.value)
        assert said == guess(charter, s.tool, s.vocabulary, s.value)[0]
