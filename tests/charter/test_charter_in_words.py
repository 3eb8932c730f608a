"""The charter's parts in words that both teams read in reports."""

from __future__ import annotations

import pytest
from tests.charter.charters import example

from tandem.charter.explain import in_words, percent, term, title
from tandem.charter.model import BusinessHours, Duration

CHARTER = example()
PROMISES = {promise.key.partition(".")[2]: in_words(promise) for promise in CHARTER.promises}


@pytest.mark.parametrize(
    ("promise", "words"),
    [
        ("first_response", "first response within 4 business hours of assignment, for 95 % of leads"),
        ("acceptance", "accepted or returned within 2 business days of handoff, for 100 % of leads"),
        (
            "hand_raises",
            "first response to a hand-raise within 15 business minutes of assignment, for 90 % of hand-raises",
        ),
        ("disposition", "qualified, recycled or disqualified within 15 business days of acceptance, for 95 % of leads"),
        (
            "attempts",
            "at least 5 attempts over 2 channels within 10 business days of assignment, for 90 % of leads, until "
            "the buyer answers or the lead is closed or the buyer opts out or the address proves wrong",
        ),
    ],
)
def test_a_promise_in_words(promise: str, words: str) -> None:
    assert PROMISES[promise] == words


def test_marketings_promise_in_words() -> None:
    assert CHARTER.handoffs
    assert in_words(CHARTER.handoffs) == "at least 150 leads handed over per month, 75 % of them accepted"


def test_moves_waits_and_rules_in_words() -> None:
    moves = {move.name: in_words(move) for move in CHARTER.moves}
    assert moves["qualify"] == "from lead to mql when fit >= 50 and activity >= 30"
    assert moves["give_back"] == "from mql to nurture on sales.returned, with a reason"
    assert in_words(CHARTER.cool_downs[0]) == "from nurture to mql after 30 days at the earliest, except by hand_raise"
    assert in_words(CHARTER.late[0]) == "escalate a lead that rests in mql for 10 business days"
    assert in_words(CHARTER.scoring.fit[-1]) == "-40 when free_mail and employees is unknown"
    assert in_words(CHARTER.scoring.activity[2]) == "+8 for page.viewed when path like '/pricing%', at most 16 per day"
    assert in_words(CHARTER.engagement[-1]).endswith("sales nothing (wins over anybody, sales_has_it, open_deal)")
    assert in_words(CHARTER.kpis[4]) == "both teams own opportunity, measured by pipeline"


def test_hours_and_durations_in_words() -> None:
    assert in_words(CHARTER.hours) == "Monday to Friday, 09:00 to 17:30, except the holidays of NL"
    assert in_words(BusinessHours(frozenset({0, 2}), 540, 720)) == "Monday, Wednesday, 09:00 to 12:00"
    assert in_words(Duration(1, "days", business=True)) == "1 business day"
    assert in_words(Duration(1.5, "hours")) == "1.5 hours"
    assert percent(0.125) == "12.5 %"


def test_a_word_is_told_as_the_glossary_tells_it_to_each_team() -> None:
    assert title(CHARTER, "mql") == "MQL" and title(CHARTER, "open_deal") == "open deal"
    assert term(CHARTER, "mql", "sales").startswith("Worth a first call")
    assert term(CHARTER, "mql", "marketing").startswith("Fit and activity")
    assert term(CHARTER, "lead") == ""


def test_what_has_no_words_is_a_programming_fault() -> None:
    with pytest.raises(TypeError, match="dict has no words"):
        in_words({})


def test_routes_tracks_members_terms_and_fields_in_words() -> None:
    routes = {route.name: in_words(route) for route in CHARTER.routing}
    benelux = "when country in ('NL', 'BE', 'LU'): to territory benelux, by round robin within capacity"
    assert routes["benelux"] == benelux and routes["otherwise"].startswith("to territory dach")
    track = "enter when stage = 'nurture', leave when stage <> 'nurture', a mail every 14 days"
    assert in_words(CHARTER.nurture[0]) == track
    assert in_words(CHARTER.never[0]).startswith("marketing may send nurture when stage in ('mql'")
    anna = "Anna Jansen, anna.jansen@northwind.example, territory benelux, 12 leads per week"
    assert in_words(CHARTER.teams["sales"].members["anna"]) == anna
    assert in_words(CHARTER.glossary["SQL"]).startswith("“Sales spoke with them and sees a real need.”; for sales “")
    assert in_words(CHARTER.fields["employees"]) == "number, at least 1, from the account's employees"
    assert in_words(CHARTER.attribution).endswith("meeting.held in the 90 days before an opportunity")
