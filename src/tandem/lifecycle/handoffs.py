"""Handoffs: a lead given to sales, who got it, who touched it, what sales answered, and what became of it.

The same code serves both tracks. Which act is an answer is told apart by the recorded track; on the decided track an
answer counts only while the handoff that it answers is open there (semantics 8), the others are set aside and counted.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Final

from tandem.lifecycle.ids import made_id
from tandem.lifecycle.state import Handoff, Lead, TrackState
from tandem.zones import DAY

if TYPE_CHECKING:
    from tandem.lifecycle.inputs import Act
    from tandem.lifecycle.ledger import Ledger
    from tandem.lifecycle.rulebook import RuleBook

RAISE_LASTS: Final = DAY
"""A handoff within a day of a hand-raise answers it."""
REASON_NEAR: Final = DAY
"""A reason written down within a day of a verdict belongs to it."""


def begin(
    ledger: Ledger, book: RuleBook, lead: Lead, track: TrackState, at: int, whole_day: bool, rule: str,
    fit: int, micro: int,
) -> None:  # fmt: skip
    """Open a handoff. A lead that a member of sales owns already is assigned at once.

    A buyer who opted out before is out of reach for sales too, unless they raised their hand.
    """
    assert track.cycle is not None
    track.handoffs += 1
    handoff = Handoff(
        made_id("handoff", track.name, lead.lead, track.handoffs), track.cycle, at, whole_day, rule, track.returns
    )
    raised = lead.raised_at
    handoff.hand_raise = raised is not None and 0 <= at - raised < RAISE_LASTS
    handoff.number, handoff.version = track.handoffs, book.version
    handoff.route = book.route({**lead.values, "stage": "mql", "days_in_stage": 0})
    handoff.fit, handoff.activity, handoff.grade, handoff.band = fit, micro, book.grade(fit), book.band(micro)
    if lead.owner:
        handoff.give(lead.owner, at)
    if lead.values.get("consent") == "withdrawn" and not handoff.hand_raise:
        handoff.opted_out_at = at
    track.handoff = track.last = handoff
    ledger.handoffs.append((track, handoff, lead))


def assign(lead: Lead, member: str, at: int) -> None:
    """A member of sales got the lead ('' = it went to a queue or nobody). Reassignment never resets a clock.

    What is handed over and put into a queue at one instant was never its old owner's.
    """
    lead.owner = member
    lead.owners.append((at, member))
    for track in (lead.recorded, lead.decided):
        handoff = track.handoff
        if handoff is None:
            continue
        if handoff.at == at == handoff.assigned_at:
            handoff.assigned_at, handoff.member, handoff.members = None, "", []
        if member:
            handoff.give(member, at)


def touch(ledger: Ledger, lead: Lead, act: Act) -> None:
    """Sales reached out to the buyer."""
    channel = act.channel or act.kind.partition(".")[0]
    for track in (lead.recorded, lead.decided):
        if track.handoff is not None:
            track.handoff.touches.append((act.at, act.whole_day, channel))
    if lead.recorded.handoff is not None and lead.decided.handoff is None:
        ledger.set_aside["attempt"] += 1


def talk(lead: Lead, at: int) -> None:
    """Buyer and sales talked."""
    lead.two_way_at, lead.dirty = at, True
    for track in (lead.recorded, lead.decided):
        if track.handoff is not None and track.handoff.two_way_at is None:
            track.handoff.two_way_at = at


def opt_out(lead: Lead, at: int) -> None:
    """The buyer withdrew consent."""
    for track in (lead.recorded, lead.decided):
        if track.handoff is not None and track.handoff.opted_out_at is None:
            track.handoff.opted_out_at = at


def fail_address(lead: Lead, at: int) -> None:
    """The buyer's address proved invalid (a hard bounce)."""
    for track in (lead.recorded, lead.decided):
        if track.handoff is not None and track.handoff.invalid_at is None:
            track.handoff.invalid_at = at


def accept(track: TrackState, at: int) -> None:
    """Sales accepted the open handoff."""
    handoff = track.handoff
    if handoff is not None and not handoff.verdict:
        handoff.verdict, handoff.verdict_at = "accepted", at


def give_back(track: TrackState, at: int, reason: str) -> None:
    """Sales returned the open handoff; it ends."""
    handoff = track.handoff
    if handoff is not None:
        handoff.verdict, handoff.verdict_at, handoff.verdict_reason = "returned", at, reason
        handoff.ended_at = at
        track.returns += 1
        track.handoff = None


def dispose(track: TrackState, at: int, stage: str, reason: str) -> None:
    """Sales closed its work on the open handoff; it ends."""
    handoff = track.handoff
    if handoff is not None:
        handoff.disposition, handoff.disposed_at, handoff.disposition_reason = stage, at, reason
        handoff.ended_at = at
        track.handoff = None


def nearest_reason(lead: Lead, at: int) -> str:
    """The reason that was written down nearest to an instant, at most a day away; '' if none."""
    reasons = lead.reasons
    i = bisect_left(reasons, (at, ""))
    near = sorted((abs(when - at), word) for when, word in reasons[max(i - 1, 0) : i + 2])
    return near[0][1] if near and near[0][0] <= REASON_NEAR else ""
