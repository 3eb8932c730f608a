"""The content consumption story: what a buyer did and what both teams did, in order and in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NamedTuple

from tandem.vocabulary import Direction, Team

WORDS: Final[dict[str, str]] = {
    "field.changed": "{field} changed from {old} to {new}",
    "owner.assigned": "given to {new}",
    "consent.changed": "consent: {new}",
    "form.submitted": "sent the form {form}",
    "page.viewed": "saw the page {path}",
    "campaign.joined": "was added to {campaign}",
    "campaign.responded": "responded to {campaign}",
    "list.joined": "was put on the list {campaign}",
    "email.sent": "was sent {asset} of {campaign}",
    "email.delivered": "{asset} of {campaign} arrived",
    "email.deferred": "{asset} of {campaign} was put off by the receiving server",
    "email.bounced": "{asset} of {campaign} came back ({outcome})",
    "email.suppressed": "{asset} of {campaign} was not sent ({reason})",
    "email.opened": "opened {asset} of {campaign}",
    "email.clicked": "followed a link to {path}",
    "email.replied": "answered a mail",
    "email.forwarded": "forwarded {asset} of {campaign}",
    "email.unsubscribed": "opted out",
    "email.complained": "marked a mail as spam",
    "call.made": "was called by {member} ({outcome})",
    "call.received": "called {member}",
    "meeting.booked": "a meeting with {member} was booked",
    "meeting.held": "met {member}",
    "meeting.missed": "a meeting with {member} did not take place ({outcome})",
    "message.sent": "was written to by {member} on {channel}",
    "task.created": "{member} wrote down a task",
    "task.completed": "{member} finished a task",
    "note.logged": "{member} wrote a note",
    "opportunity.opened": "a deal was opened",
    "opportunity.stage_changed": "the deal moved from {old} to {new}",
    "opportunity.amount_changed": "the deal's amount changed",
    "opportunity.closed": "the deal was closed ({outcome}) {reason}",
    "sales.accepted": "sales accepted the lead",
    "sales.returned": "sales gave the lead back ({reason})",
    "sales.disposed": "sales closed its work ({outcome}) {reason}",
}
"""Kind → sentence; a property that is not known is left out with the words that lead to it."""

LEADING: Final = (" from {old}", " to {new}", " of {campaign}", " to {path}", " by {member}", " with {member}",
                  " on {channel}", "({outcome})", "({reason})")  # fmt: skip
STANDING_IN: Final = {
    "asset": "a mail", "member": "a member", "form": "", "path": "", "campaign": "a campaign", "new": "nobody",
    "old": "nothing", "field": "a field", "outcome": "", "reason": "", "channel": "",
}  # fmt: skip


class Moment(NamedTuple):
    """One row of a story. `at` in UTC µs; `lane`: buyer | marketing | sales | record; `note`: automatic | bot | ''."""

    at: int
    whole_day: bool
    lane: str
    what: str
    kind: str
    tool: str
    member: str
    campaign: str
    asset: str
    form: str
    path: str
    note: str
    person: bytes | None
    event: bytes


Name = Callable[[str, str], str]
"""("campaign", reference) → what to call it, '' when nobody knows."""


def tell(events: Iterable[Mapping[str, Any]], name: Name) -> list[Moment]:
    """Events of a person or an account (columns of the lens, `at` in UTC µs) → their story in the order of time.

    An event that is told once per lead is told once.
    """
    told = {event["event"]: event for event in events}
    order = sorted(told.values(), key=lambda e: (e["at"], e["rank"], e["tool"], e["event"]))
    return [_moment(event, name) for event in order]


def _moment(event: Mapping[str, Any], name: Name) -> Moment:
    named = {what: name(what, event[what]) or event[what] for what in ("member", "campaign", "asset")}
    if event["kind"] == "owner.assigned":
        named |= {side: name("member", event[side]) or event[side] for side in ("old", "new")}
    notes = [word for word in ("automatic", "bot") if event[word]]
    return Moment(
        at=event["at"],
        whole_day=event["whole_day"],
        lane=lane(event["team"], event["direction"]),
        what=sentence(event["kind"], {**event, **named}),
        kind=event["kind"],
        tool=event["tool"],
        member=named["member"],
        campaign=named["campaign"],
        asset=named["asset"],
        form=event["form"],
        path=event["path"],
        note=", ".join(notes),
        person=event["person"],
        event=event["event"],
    )


def lane(team: str, direction: str) -> str:
    """Whose act it was: buyer, marketing or sales; `record` when nobody acted (a field changed, a mail arrived)."""
    if direction == Direction.IN or team == Team.BUYER:
        return Team.BUYER.value
    return team if team in (Team.MARKETING, Team.SALES) else "record"


def sentence(kind: str, known: Mapping[str, Any]) -> str:
    """What happened in words, without the properties that are not known."""
    text = WORDS[kind]
    for phrase in LEADING:
        word = phrase[phrase.index("{") + 1 : phrase.index("}")]
        if not known.get(word):
            text = text.replace(phrase, "")
    words = {word: known.get(word) or instead for word, instead in STANDING_IN.items()}
    return " ".join(text.format(**words).split())
