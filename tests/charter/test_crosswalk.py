"""The crosswalk says each tool's words in ours; what it does not know is told with its count."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.charter.charters import example, reads, with_part

from tandem.charter.crosswalk import READ_FROM, VOCABULARIES, Seen, attribute_of, faults, known_words, unmapped, word

CROSSWALK = example().crosswalk


def test_a_tools_value_is_said_in_our_word() -> None:
    assert word(CROSSWALK, "salesforce", "lead_status", "Open - Not Contacted") == "mql"
    assert word(CROSSWALK, "hubspot", "lifecycle_stage", "salesqualifiedlead") == "sal"


def test_case_and_outer_blanks_of_a_value_do_not_count() -> None:
    assert word(CROSSWALK, "salesforce", "lead_status", "  open - NOT contacted ") == "mql"


@given(st.sampled_from(sorted(CROSSWALK.words["salesforce"]["lead_status"])), st.data())
def test_any_spelling_of_case_finds_the_same_word(value: str, data: st.DataObject) -> None:
    upper = data.draw(st.lists(st.booleans(), min_size=len(value), max_size=len(value)))
    spelt = "".join(c.upper() if up else c.lower() for c, up in zip(value, upper, strict=True))
    assert word(CROSSWALK, "salesforce", "lead_status", spelt) == CROSSWALK.words["salesforce"]["lead_status"][value]


def test_a_value_that_a_listed_vocabulary_does_not_hold_is_unmapped() -> None:
    assert word(CROSSWALK, "salesforce", "lead_status", "Parked") is None


def test_a_vocabulary_that_a_tool_does_not_list_passes_values_through() -> None:
    assert word(CROSSWALK, "hubspot", "loss_reason", " Price ") == "Price"
    assert word(CROSSWALK, "olist", "source", "organic_search") == "organic_search"


def test_ignore_says_nothing_and_nothing_stays_nothing() -> None:
    assert word(CROSSWALK, "hubspot", "lifecycle_stage", "other") == "ignore"
    assert word(CROSSWALK, "hubspot", "lifecycle_stage", " ") == ""


def test_a_vocabulary_with_only_a_field_passes_values_through_and_an_empty_one_knows_none() -> None:
    charter = reads(with_part("crosswalk: {crm: {need: {field: Need__c}, source: {}}}"))
    assert word(charter.crosswalk, "crm", "need", "Yes") == "Yes"
    assert attribute_of(charter.crosswalk, "crm", "need") == "Need__c"
    assert attribute_of(charter.crosswalk, "crm", "timing") == "timing"
    assert word(charter.crosswalk, "crm", "source", "Web") is None


def test_unmapped_values_are_faults_with_their_rows_at_the_crosswalks_line() -> None:
    seen = [
        Seen("salesforce", "lead_status", "Parked", 12),
        Seen("salesforce", "lead_status", "Qualified", 900),
        Seen("salesforce", "lead_status", "Frozen", 1200),
        Seen("pardot", "lead_status", "Anything", 5),
    ]
    charter = example()
    assert unmapped(seen, charter) == [seen[2], seen[0]]
    told = faults(seen, charter)
    line = next(n for n, text in enumerate(open_lines(), 1) if "lead_status" in text)
    assert [fault.line for fault in told] == [line, line]
    assert told[0].message == "salesforce says 'Frozen' in 1,200 rows, and lead_status does not know it."


def open_lines() -> list[str]:
    from tests.charter.charters import shipped

    return shipped("example").splitlines()


@pytest.mark.parametrize("vocabulary", VOCABULARIES)
def test_each_vocabulary_stands_somewhere_and_may_always_ignore(vocabulary: str) -> None:
    unit, attribute = READ_FROM[vocabulary]
    assert unit in ("person", "opportunity", "event") and attribute
    known = known_words(vocabulary, ("lead", "mql"))
    assert not known or known[-1] == "ignore"
