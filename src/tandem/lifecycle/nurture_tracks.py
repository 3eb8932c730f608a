"""Nurture tracks: which series of mails a lead is in, on the decided track.

A lead is in one track at a time: the first, in the charter's order, whose `enter` holds when it is in none. It leaves
when `leave` holds; a track without `leave` lasts as long as `enter` holds. Both are asked after every act that changes
what rules read, and at the instants at which time alone can change the answer, which are woken for. What is asked
changes nothing else: a charter's moves see `nurture_track` and no more.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from tandem.lifecycle import decided, handoffs, scoring
from tandem.lifecycle.business_time import elapsed
from tandem.lifecycle.rulebook import both_sides
from tandem.lifecycle.state import SEQUENCE_LASTS
from tandem.zones import DAY

if TYPE_CHECKING:
    from tandem.charter.expressions import Expression
    from tandem.charter.model import NurtureTrack
    from tandem.lifecycle.fold import Fold
    from tandem.lifecycle.inputs import Act
    from tandem.lifecycle.rulebook import RuleBook
    from tandem.lifecycle.state import Lead

NURTURE_PURPOSE = "nurture"


class Nurtured:
    """A lead's stay in a track; `sent`: mails of the track since it entered."""

    __slots__ = ("at", "sent", "track", "version")

    def __init__(self, track: NurtureTrack, at: int, version: int) -> None:
        self.track, self.at, self.version, self.sent = track, at, version, 0


def follow(fold: Fold, lead: Lead, at: int, event: bytes | None = None) -> None:
    """Let the lead leave and enter tracks as the rules say now, and note when to look again."""
    version = fold.rules.version(at)
    if version is None or not lead.decided.stage:
        return
    book = fold.rules.books[version]
    if lead.nurture is None and not book.charter.nurture:
        return
    for _ in range(len(book.charter.nurture) + 1):
        if not _step(fold, book, version, lead, at):
            break
        lead.values["nurture_track"] = lead.nurture.track.name if lead.nurture else None
        if "nurture_track" in book.move_fields:
            decided.unprompted(fold.ledger, book, version, fold.account, lead, at, False, event)
    lead.nurture_wake = _next_wake(book, version, lead, at)
    if lead.nurture_wake is not None and lead.nurture_wake <= fold.world.through:
        heapq.heappush(fold.heap, (lead.nurture_wake, lead.lead))


def count(fold: Fold, lead: Lead, act: Act, purpose: str) -> None:
    """Count a mail of marketing that belongs to the track that the lead is in: one of its steps, or any nurture."""
    if lead.nurture is None:
        return
    steps = {step.casefold() for step in lead.nurture.track.steps}
    names = {act.asset.casefold(), act.campaign.casefold(), _called(fold, act).casefold()}
    lead.nurture.sent += bool(names & steps) if steps else purpose == NURTURE_PURPOSE


def close(fold: Fold) -> None:
    """Write down the stays that last beyond the data's end."""
    for lead in fold.leads.values():
        if lead.nurture is not None:
            _write(fold, lead, lead.nurture, None, "")


def _step(fold: Fold, book: RuleBook, version: int, lead: Lead, at: int) -> bool:
    """Leave or enter one track; whether it did."""
    facts = decided.facts(book, version, fold.account, lead, at) if book.nurture_moves else lead.values
    stay = lead.nurture
    if stay is not None:
        track = next((track for track in book.charter.nurture if track.name == stay.track.name), None)
        why = "charter adopted" if track is None else _why_left(track, facts)
        if why:
            _write(fold, lead, stay, at, why)
            lead.nurture = None
        return bool(why)
    entered = next((track for track in book.charter.nurture if _may_enter(track, facts)), None)
    if entered is not None:
        lead.nurture = Nurtured(entered, at, version)
    return entered is not None


def _may_enter(track: NurtureTrack, facts: dict[str, object]) -> bool:
    return track.enter.compiled(facts) and not (track.leave is not None and track.leave.compiled(facts))


def _why_left(track: NurtureTrack, facts: dict[str, object]) -> str:
    """'' = the lead stays."""
    if track.leave is None:
        return "" if track.enter.compiled(facts) else "enter"
    return "leave" if track.leave.compiled(facts) else ""


def _write(fold: Fold, lead: Lead, stay: Nurtured, left: int | None, why: str) -> None:
    book, ledger, track = fold.rules.books[stay.version], fold.ledger, stay.track
    until = fold.world.through if left is None else left
    fold.ledger.add("nurture", (
        lead.decided.name, lead.lead, lead.person, track.name, stay.at, ledger.day(stay.at), left, ledger.day(left),
        why, _due(track, book, stay.at, until), stay.sent, book.version,
    ))  # fmt: skip


def _due(track: NurtureTrack, book: RuleBook, entered: int, until: int) -> int | None:
    """How many mails the track had promised by then, the first at once; None where it names no pace."""
    if track.every is None:
        return None
    span = max(elapsed(0, track.every, book.zone), 1)
    due = 1 + (until - entered) // span
    return min(due, len(track.steps)) if track.steps else due


def _called(fold: Fold, act: Act) -> str:
    return fold.world.campaigns.get(act.campaign, ("", ""))[1]


def _next_wake(book: RuleBook, version: int, lead: Lead, at: int) -> int | None:
    """When, after `at`, time alone can change whether the lead enters or leaves; None: never."""
    if not book.nurture_moves:
        return None
    tracks = book.charter.nurture if lead.nurture is None else (lead.nurture.track,)
    asked = [when for track in tracks for when in (track.enter, track.leave) if when is not None]
    return min((when for when in _turns(book, version, lead, at, asked) if when > at), default=None)


def _turns(book: RuleBook, version: int, lead: Lead, at: int, asked: Iterable[Expression]) -> Iterator[int]:
    for when in asked:
        yield from (lead.decided.since + day * DAY for day in _days(when, "days_in_stage"))
        if lead.two_way_at is not None:
            yield from (lead.two_way_at + day * DAY for day in _days(when, "days_since_two_way"))
        if lead.raised_at is not None and "hand_raise" in when.fields:
            yield lead.raised_at + handoffs.RAISE_LASTS
        if lead.sequence_at is not None and "sequence_active" in when.fields:
            yield lead.sequence_at + SEQUENCE_LASTS
        if bars := when.bars("activity"):
            crossing = scoring.crossing(book, lead.scores[version], both_sides(bars), at)
            if crossing is not None:
                yield crossing


def _days(when: Expression, field: str) -> Iterator[int]:
    """Both `>= n` (at n days) and `> n` (at n + 1 days)."""
    for bar in when.bars(field):
        yield from (int(bar), int(bar) + 1)
