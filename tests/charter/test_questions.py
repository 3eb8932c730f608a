"""A first charter from a few answers: the starter with the answers in it, judged by the reader."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.charter.charters import reads, shipped

from tandem.charter.checking import check
from tandem.charter.diff import diff
from tandem.charter.editing import exchanged, written
from tandem.charter.proofs import prove
from tandem.charter.questions import QUESTIONS, first_charter, read_answers, starter, wrong

ANSWERS = {
    "name": ["Contoso: leads & deals"],
    "time_zone": ["Europe/Berlin"],
    "currency": ["USD"],
    "hours": ["sun-thu 08:30 to 17:15"],
    "holidays": ["DE"],
    "marketing": ["Mia Example <mia@contoso.example>"],
    "sales": ["Anna Example <anna@contoso.example>, 20 per week", "Anna Other, 20 per week"],
    "fit": ["40"],
    "activity": ["35"],
    "handoffs": ["120"],
    "accepted": ["80%"],
    "acceptance": ["1 business day"],
    "first_response": ["2 business hours"],
    "hand_raises": ["20 business minutes"],
}


def test_without_answers_the_first_charter_is_the_starter_to_the_byte() -> None:
    assert first_charter({}) == (starter(), []) and starter() == shipped("starter")


def test_every_answer_stands_in_the_charter_and_nothing_else_changes() -> None:
    text, faults = first_charter(ANSWERS)
    assert faults == []
    told = {f"{change.part} {change.name}".strip() for change in diff(reads(starter()), reads(text))}
    assert told == {
        "charter", "time_zone", "currency", "business_hours", "teams.marketing.members mia",
        "teams.sales.members anna", "teams.sales.members anna_2", "lifecycle.moves qualify",
        "lifecycle.moves requalify", "sla.marketing handoffs", "sla.sales acceptance", "sla.sales first_response",
        "sla.sales hand_raises",
    }  # fmt: skip
    assert set(ANSWERS) == {question.key for question in QUESTIONS}
    assert text.count("#") == starter().count("#")


def test_the_first_charter_is_one_that_check_passes() -> None:
    text, _ = first_charter(ANSWERS)
    assert check(reads(text)) == [] and prove(reads(text), text).failures == ()


@pytest.mark.parametrize(
    ("key", "answer", "message"),
    [
        ("time_zone", "Berlin", "`time_zone` must be an IANA time zone, not 'Berlin'."),
        ("currency", "euro", "`currency` must be an ISO 4217 currency code, not 'euro'."),
        ("hours", "nine to five", "`hours` cannot be read from 'nine to five'."),
        ("hours", "mon-fri 17:00-09:00", "to of `business_hours` must be later than `from`, not '09:00'."),
        ("holidays", "Atlantis", "holidays of `business_hours` must be the code of a country whose holidays are known"),
        ("sales", "<ada>", "`sales` cannot be read from '<ada>'."),
        ("sales", "Ada <ada>", "email of `ada` must be an e-mail address, not 'ada'."),
        ("sales", "Ada, 12 a week", "capacity of `ada` must be a number per period, not '12 a week'."),
        ("fit", "fifty", "`fit` must be a whole number from 0 to 1000, not 'fifty'."),
        ("accepted", "0.7", "accepted of `handoffs` must be a share from 0% to 100%, not '0.7'."),
        ("hand_raises", "30 mins", "within of `hand_raises` must be a duration"),
    ],
)
def test_a_wrong_answer_is_told_in_the_readers_own_sentence(key: str, answer: str, message: str) -> None:
    assert wrong(key, ANSWERS[key], {}) == []
    found = wrong(key, [answer], {})
    assert len(found) == 1 and found[0].message.startswith(message) and found[0].mend


def test_faults_of_an_answers_file_stand_at_their_places_in_it() -> None:
    text = "name: ok\ntime_zne: UTC\ncurrency: euro\nsales: [Ada, '<x>']\nfit: fifty\nmarketing: {}\n"
    answers, faults = read_answers(text.encode(), "answers.yaml")
    assert [(fault.line, fault.column) for fault in faults] == [(2, 1), (3, 11), (4, 8), (5, 6), (6, 12)]
    assert answers["name"] == ["ok"]


def test_an_answers_file_reads_to_the_same_charter() -> None:
    lists = {key: f"[{', '.join(map(written, said))}]" for key, said in ANSWERS.items()}
    lines = [f"{key}: {lists[key] if len(said) > 1 else written(said[0])}" for key, said in ANSWERS.items()]
    answers, faults = read_answers("\n".join(lines).encode(), "answers.yaml")
    assert faults == [] and answers == ANSWERS


@settings(max_examples=30)
@given(st.text(min_size=1))
def test_any_name_is_kept_or_refused_and_never_breaks_the_file(name: str) -> None:
    text, faults = first_charter({"name": [name]})
    if name.strip():
        assert faults == [] and reads(text).name == name.strip()
    else:
        assert [fault.message for fault in faults] == ["`charter` must be text, not nothing."]


def test_values_are_exchanged_where_they_stand_and_only_there() -> None:
    text = "a: 1  # one\nb:\n  c: {d: 'x', e: y}\nf: {}\n"
    made = exchanged(text, {("b", "c", "d"): "z", ("a",): "2", ("f",): "\n  g: 1"})
    assert made == "a: 2  # one\nb:\n  c: {d: z, e: y}\nf:\n  g: 1\n"
    with pytest.raises(KeyError):
        exchanged(text, {("b", "nothing"): "1"})


def test_an_empty_answers_file_takes_everything_as_usual_and_bytes_that_are_no_text_are_a_fault() -> None:
    assert read_answers(b"\n", "answers.yaml") == ({}, [])
    for broken in (b"\xff\xfe", b"- a\n", b"name: [a]\nsales: {a: b}\n"):
        assert read_answers(broken, "answers.yaml")[1]
