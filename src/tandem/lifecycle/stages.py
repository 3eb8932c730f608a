"""Stage changes on either track: entry, moves, cycles, the stages reached, and the handoffs that moves open.

A cycle runs from entry to SQL, or to the first stage past it where SQL is skipped or unknown to the charter. A move to
nurture, or back to before MQL, recycles: it ends the cycle and starts the next. So does a return from an ended cycle.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tandem.lifecycle import handoffs, scoring
from tandem.lifecycle.ids import made_id
from tandem.lifecycle.rulebook import CUSTOMER, DISQUALIFIED, MQL, NURTURE, OPPORTUNITY, SQL
from tandem.lifecycle.state import Cycle, Lead, TrackState

if TYPE_CHECKING:
    from tandem.lifecycle.ledger import Ledger
    from tandem.lifecycle.rulebook import RuleBook

PAST_SQL = (SQL, OPPORTUNITY, CUSTOMER)


def change(
    ledger: Ledger, book: RuleBook, version: int, lead: Lead, track: TrackState, to: str, at: int, *,
    whole_day: bool = False, rule: str = "", reason: str = "", event: bytes | None = None, backdated: bool = False,
) -> None:  # fmt: skip
    """Move a lead to a stage on one track ('' → entry), with everything that follows from it."""
    was = track.stage
    if _starts_a_cycle(book, track, to):
        _end(track.cycle, at, whole_day, "recycled", rule)
        track.cycle = _new_cycle(lead, track, at, whole_day, to, book)
        ledger.cycles.append((track, track.cycle, lead))
    cycle = track.cycle
    assert cycle is not None
    score = lead.scores[version]
    micro = scoring.activity(book, score, at)
    grade = book.grade(score.fit)
    cycle.grade = grade if not cycle.grade or to == MQL else cycle.grade
    track.moves += 1
    ledger.add("move", (
        track.name, made_id("move", track.name, lead.lead, track.moves), lead.lead, cycle.id, at, whole_day,
        ledger.day(at), was, to, rule, reason, event or None, score.fit, micro, grade, backdated, book.version,
    ))  # fmt: skip
    _reach(ledger, book, track, cycle, to, at, whole_day)
    if to in PAST_SQL:
        _end(cycle, at, whole_day, "sql", rule)
    elif to == DISQUALIFIED:
        _end(cycle, at, whole_day, "disqualified", rule)
    if was:
        track.changes.append((at, was))
    track.stage, track.since = to, at
    track.entered[to] = at
    if to == MQL and track.handoff is None:
        handoffs.begin(ledger, book, lead, track, at, whole_day, rule, score.fit, micro)


def _starts_a_cycle(book: RuleBook, track: TrackState, to: str) -> bool:
    if track.cycle is None or to == NURTURE:
        return True
    rank = book.rank
    ended = track.cycle.ended_at is not None
    if to == DISQUALIFIED:
        return False
    if ended and track.stage == DISQUALIFIED:
        return True
    if ended:
        return rank.get(to, 0) < min(rank.get(stage, len(rank)) for stage in PAST_SQL)
    return rank.get(to, 0) < rank.get(MQL, 0) <= rank.get(track.stage, -1)


def _new_cycle(lead: Lead, track: TrackState, at: int, whole_day: bool, stage: str, book: RuleBook) -> Cycle:
    track.cycles += 1
    return Cycle(
        made_id("cycle", track.name, lead.lead, track.cycles), track.cycles, at, whole_day, stage, book.version
    )


def _end(cycle: Cycle | None, at: int, whole_day: bool, outcome: str, rule: str) -> None:
    if cycle is not None and cycle.ended_at is None:
        cycle.ended_at, cycle.ended_whole_day, cycle.outcome, cycle.end_reason = at, whole_day, outcome, rule


def _reach(ledger: Ledger, book: RuleBook, track: TrackState, cycle: Cycle, to: str, at: int, whole_day: bool) -> None:
    """Note a stage and, marked as skipped, the ones before it on the main path that the cycle never saw."""
    for stage in (*book.main[: book.rank.get(to, 0)], to):
        if stage not in cycle.reached:
            cycle.reached.add(stage)
            skipped = stage != to
            ledger.add("reach", (track.name, "cycle", cycle.id, stage, at, whole_day, ledger.day(at), skipped))
