"""A charter file reads as what both teams signed; every fault is told at once, at its place, with its mend."""

from __future__ import annotations

import time
from datetime import date

import pytest
from tests.charter.charters import SHIPPED, SMALL, example, faults_of, reads, shipped, with_part

from tandem.charter.model import BusinessHours, Duration, Promise
from tandem.charter.reading import read_charter


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_every_shipped_charter_reads_without_faults(name: str) -> None:
    reads(shipped(name))


def test_the_example_says_what_its_text_says() -> None:
    charter = example()
    assert (charter.name, charter.version, charter.currency) == ("Northwind demand charter", "1", "EUR")
    assert charter.in_force_from == date(2026, 10, 1)
    assert charter.hours == BusinessHours(frozenset(range(5)), 540, 1050, "NL")
    anna = charter.teams["sales"].members["anna"]
    assert (anna.name, anna.territory, anna.per_week) == ("Anna Jansen", "benelux", 12)
    assert charter.crosswalk.words["salesforce"]["budget"] == {"Yes": "yes", "No": "no"}
    assert charter.crosswalk.fields["salesforce"] == {"budget": "Budget_Confirmed__c"}
    assert charter.crosswalk.believe["mql"] == "hubspot"
    assert charter.fields["employees"].of == "account" and charter.fields["employees"].at_least == 1
    assert next(iter(charter.fields["seniority"].words.items())) == ("%chief%", "c_level")
    assert charter.glossary["MQL"].in_sales_words.startswith("Worth a first call")


def test_scores_keep_their_order_points_and_caps() -> None:
    scoring = example().scoring
    assert [(rule.name, rule.points) for rule in scoring.fit][-1] == ("student", -40)
    assert scoring.half_life == Duration(14, "days")
    assert [(rule.name, rule.on, rule.at_most) for rule in scoring.activity][2] == ("pricing", "page.viewed", 16)
    assert scoring.fit_grades == (("A", 75), ("B", 50), ("C", 25), ("D", None))
    assert scoring.activity_bands == ((1, 60), (2, 30), (3, 10), (4, None))


def test_promises_of_both_teams_are_read() -> None:
    charter = example()
    assert charter.handoffs and (charter.handoffs.at_least, charter.handoffs.per) == (150, "months")
    assert charter.handoffs.accepted == 0.75 and charter.handoffs.meeting == "qualify"
    by_key = {promise.key: promise for promise in charter.promises}
    assert by_key["sales.first_response"] == Promise(
        "sales.first_response", "sales", Duration(4, "hours", business=True), "assignment", 0.95, place=(89, 21)
    )
    assert by_key["sales.hand_raises"].only_hand_raises
    attempts = by_key["sales.attempts"]
    assert (attempts.at_least, attempts.channels, attempts.until[0]) == (5, 2, "two_way")


def test_the_journey_is_read_with_its_cool_downs() -> None:
    charter = example()
    assert charter.stages[0] == "lead" and charter.final == ("customer", "disqualified")
    dispose = next(move for move in charter.moves if move.name == "dispose")
    assert dispose.to == ("sql", "nurture", "disqualified") and dispose.reason_required
    (cool,) = charter.cool_downs
    assert (cool.source, cool.to, cool.wait, cool.unless) == ("nurture", "mql", Duration(30, "days"), ("hand_raise",))
    assert charter.late[0].after == Duration(10, "days", business=True)


def test_money_is_kept_in_minor_units_and_shares_as_fractions() -> None:
    charter = example()
    assert charter.quotas and charter.quotas.by_member["anna"] == 30_000_000
    assert charter.incentives["marketing"] == {"accepted_handoffs": 0.4, "sourced_pipeline": 0.3, "revenue": 0.3}


def test_a_small_charter_needs_only_name_zone_currency_and_stages() -> None:
    charter = reads(SMALL)
    assert charter.hours == BusinessHours(frozenset(range(5)), 540, 1020)
    assert charter.promises == () and charter.handoffs is None and charter.quotas is None
    assert charter.attribution.window == Duration(90, "days") and charter.sync_grace == Duration(1, "hours")


def test_the_same_text_has_the_same_hash_and_another_text_another() -> None:
    assert reads(SMALL).sha256 == reads(SMALL.replace("\n", "\r\n")).sha256
    assert reads(SMALL).sha256 != reads(SMALL.replace("Small", "Other")).sha256


def test_a_member_needs_no_more_than_a_key() -> None:
    assert reads(with_part("teams: {sales: {members: {ana: , bo: {}}}}")).teams["sales"].members["ana"].name == "ana"


def test_a_value_that_is_missing_is_told_at_its_key() -> None:
    (fault,) = faults_of(with_part("scoring:\n  fit:\n# the end\n"))
    assert (fault.line, fault.column) == (7, 3)
    assert fault.message == "fit of `scoring` must be a block of keys, not nothing."


def test_a_part_that_says_nothing_is_as_good_as_none() -> None:
    assert reads(with_part("sla:\nkpis:\nthresholds:\n")).promises == ()


def test_every_fault_is_told_at_once_in_the_files_order() -> None:
    text = shipped("example").replace("currency: EUR", "currency: EURO").replace("points: 40", "points: forty")
    text = text.replace("within: 2 business days", "within: 2 bussiness days").replace("owner: both", "owner: nobody")
    found = faults_of(text)
    assert [fault.line for fault in found] == sorted(fault.line for fault in found)
    told = " ".join(fault.message for fault in found)
    assert all(word in told for word in ("EURO", "forty", "2 bussiness days", "nobody")) and len(found) == 4


def test_a_fault_reads_as_one_sentence_with_file_line_and_column() -> None:
    text = with_part('scoring: {fit: {demo_form: {when: "free_mail", points: forty}}}')
    assert str(faults_of(text)[0]) == (
        "charter.yaml:6:56: points of `demo_form` must be a whole number from -1000 to 1000, not 'forty'. Write 40?"
    )


def test_a_column_is_right_inside_folded_quoted_and_block_text() -> None:
    head = "rules_of_engagement:\n  a:\n    marketing: any\n    sales: any\n    when: "
    quoted = with_part(head + "'stage = ''lead'' and fre_mail'\n")
    block = with_part(head + ">\n      stage = 'lead'\n      and fre_mail\n")
    assert [(f.line, f.column) for f in faults_of(quoted)] == [(10, 33)]
    assert [(f.line, f.column) for f in faults_of(block)] == [(12, 11)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("charter: [a", "this is no YAML"),
        ("charter: 'a", "this is no YAML"),
        ("a: b: c", "this is no YAML"),
        ("\tcharter: a", "this is no YAML"),
        ("", "the file holds no charter."),
        ("# nothing\n", "the file holds no charter."),
        ("- a\n- b", "must be a block of keys"),
        ("just text", "must be a block of keys"),
        ("a: 1\n---\nb: 2", "this is no YAML"),
        ("charter: \x00", "a character that YAML does not allow."),
        ("charter: !!python/object:os.system x", "means nothing here"),
        ("charter: !money 3", "means nothing here"),
        ("charter: a\ncharter: b", "the key `charter` stands here twice, first on line 1."),
        ("a: &a [*a]", "an alias that contains itself."),
        ("[" * 3000, "nested more than"),
        ("{a: " * 100 + "}" * 100, "nested more than"),
        ("charter: &a x\n? [1, 2]\n: 3", "is not a word"),
        ("charter: " + "x" * 1_000_001, "a charter has at most 1,000,000 characters."),
    ],
)
def test_text_that_is_no_charter_is_a_fault_and_no_traceback(text: str, message: str) -> None:
    assert any(message in fault.message for fault in faults_of(text)), [str(f) for f in faults_of(text)]


def test_bytes_that_are_not_utf8_are_told_at_the_first_odd_one() -> None:
    (fault,) = faults_of("charter: a\nname: caf\xe9".encode("latin-1"))
    assert (fault.line, fault.column) == (2, 10) and "UTF-8" in fault.message


def test_an_alias_bomb_is_refused_before_it_is_unfolded() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    started = time.perf_counter()
    assert any("aliases blow the charter up" in fault.message for fault in faults_of("\n".join(lines)))
    assert time.perf_counter() - started < 2


def test_an_honest_alias_is_read_as_what_it_stands_for() -> None:
    text = with_part(
        "business_hours: &office {days: mon-fri, from: '09:00', to: '17:00'}\nteams: {sales: {hours: *office}}"
    )
    charter = reads(text)
    assert charter.teams["sales"].hours == charter.hours


def test_a_charter_with_a_byte_order_mark_and_windows_line_ends_reads() -> None:
    charter, faults = read_charter(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode(), "charter.yaml")
    assert charter is not None and not faults
