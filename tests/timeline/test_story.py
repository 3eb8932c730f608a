"""The story reads in words; the buying group holds who really took part."""

from __future__ import annotations

import pytest

from tandem.timeline.buying_group import buying_group
from tandem.timeline.story import WORDS, lane, sentence, tell
from tandem.vocabulary import EVENT_KINDS

WORD_COLUMNS = "team direction channel form path field old new outcome reason member campaign asset tool"
EMPTY = dict.fromkeys(WORD_COLUMNS.split(), "")


def event(number: int, kind: str, at: int, person: bytes | None = b"ann", **properties: object) -> dict[str, object]:
    means = EVENT_KINDS[kind]
    base = {"event": bytes([number]), "kind": kind, "at": at, "rank": means.rank, "person": person, "whole_day": False,
            "automatic": False, "bot": False}  # fmt: skip
    return {**EMPTY, **base, "team": means.team, "direction": means.direction, **properties}


def test_every_kind_of_event_has_a_sentence() -> None:
    assert WORDS.keys() == EVENT_KINDS.keys()
    assert not [kind for kind in EVENT_KINDS if "{" in sentence(kind, {}) or "()" in sentence(kind, {})]


@pytest.mark.parametrize(
    ("kind", "known", "words"),
    [
        ("form.submitted", {"form": "demo"}, "sent the form demo"),
        ("email.sent", {"asset": "Price guide", "campaign": "Spring"}, "was sent Price guide of Spring"),
        ("email.sent", {}, "was sent a mail"),
        ("field.changed", {"field": "status", "new": "Open"}, "status changed to Open"),
        ("call.made", {"member": "Anna Jansen", "outcome": "no_answer"}, "was called by Anna Jansen (no_answer)"),
        ("opportunity.closed", {"outcome": "lost", "reason": "price"}, "the deal was closed (lost) price"),
        ("page.viewed", {}, "saw the page"),
    ],
)
def test_a_sentence_leaves_out_what_nobody_knows(kind: str, known: dict[str, str], words: str) -> None:
    assert sentence(kind, known) == words


def test_a_story_is_told_once_in_order_with_names() -> None:
    sent = event(2, "email.sent", 10, campaign="hubspot:campaign:1", automatic=True, bot=True)
    events = [event(1, "email.opened", 10), sent, dict(sent), event(3, "page.viewed", 5, path="/pricing")]
    names = {"hubspot:campaign:1": "Spring"}
    story = tell(events, lambda what, ref: names.get(ref, ""))
    assert [(m.at, m.lane, m.what, m.note) for m in story] == [
        (5, "buyer", "saw the page /pricing", ""),
        (10, "marketing", "was sent a mail of Spring", "automatic, bot"),
        (10, "buyer", "opened a mail", ""),
    ]


def test_the_lane_is_who_acted() -> None:
    assert lane("sales", "in") == "buyer" and lane("sales", "out") == "sales" and lane("nobody", "none") == "record"


def test_a_buying_group_is_roles_and_whoever_answered_or_met_during_the_deal() -> None:
    events = [
        event(1, "meeting.held", 100, b"bob"), event(2, "email.replied", 150, b"bob"),
        event(3, "email.replied", 99, b"cas"), event(4, "email.replied", 201, b"dee"),
        event(5, "email.opened", 150, b"eve"), event(6, "email.replied", 150, b"fay", automatic=True),
        event(7, "call.made", 200, b"gus", outcome="connected"),
        event(8, "call.made", 150, b"hal", outcome="no_answer"),
        event(9, "meeting.held", 150, None),
    ]  # fmt: skip
    group = buying_group([(b"ann", "Champion"), (b"bob", "")], [*events, events[0]], 100, 200)
    assert [(g.person, g.roles, g.replies, g.calls, g.meetings, g.first_at) for g in group] == [
        (b"ann", ("Champion",), 0, 0, 0, None), (b"bob", (), 1, 0, 1, 100), (b"gus", (), 0, 1, 0, 200),
    ]  # fmt: skip
    assert {g.person for g in buying_group([], events, 100, None)} == {b"bob", b"dee", b"gus"}
