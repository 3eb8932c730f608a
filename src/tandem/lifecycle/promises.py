"""Promises: one clock per promise and case, and how it ended.

*met*: answered by the deadline (exactly on it counts). *missed*: the deadline passed first; a late answer keeps its
time. *running*: neither, at the data's end. *stopped*: its cause went away in time: the lead was returned, disposed,
opted out or unreachable, or only a log without time of day can tell. A start without time of day feeds no hour clock.
A clock runs on the hours of the member who had the lead at its start, and is told of the one who had it at its end or
when it fell due: a later owner broke nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tandem.lifecycle.business_time import NEVER
from tandem.lifecycle.ids import made_id

if TYPE_CHECKING:
    from tandem.charter.model import Promise
    from tandem.lifecycle.business_time import Calendar
    from tandem.lifecycle.ledger import Ledger, Row
    from tandem.lifecycle.rulebook import RuleBook
    from tandem.lifecycle.state import Handoff, Lead


class Ending(NamedTuple):
    """When a clock was answered and when its cause went away; None = not. `unclear`: a day-long log may be either."""

    answered: int | None
    stopped: int | None
    unclear: bool = False


def write(ledger: Ledger, book: RuleBook, track: str, handoff: Handoff, lead: Lead, through: int) -> None:
    """One row of `clock` per promise that this handoff started."""
    for number, promise in enumerate(book.charter.promises):
        start = _start(promise, handoff)
        if start is None or (promise.only_hand_raises and not handoff.hand_raise):
            continue
        if handoff.whole_day and start == handoff.at and promise.within.unit in ("minutes", "hours"):
            continue
        calendar = book.calendar_of("" if promise.of == "handoff" else handoff.member_at(start))
        due = calendar.due(start, promise.within)
        ending = _ending(promise, handoff, start, due, ledger)
        state, ended = judge(ending, start, due, through)
        ledger.add("clock", _row(
            ledger, book, track, promise, handoff, lead, made_id("clock", track, handoff.id, number), calendar, start,
            due, ended, state, through,
        ))  # fmt: skip


def _row(
    ledger: Ledger, book: RuleBook, track: str, promise: Promise, handoff: Handoff, lead: Lead, clock: bytes,
    calendar: Calendar, start: int, due: int, ended: int | None, state: str, through: int,
) -> Row:  # fmt: skip
    end = through if ended is None else ended
    limit = None if due >= NEVER else calendar.minutes_between(start, due)
    return (
        track, clock, promise.key, promise.team, handoff.member_at(min(due, end)), lead.lead, handoff.id, start,
        None if due >= NEVER else due, ended, state, calendar.minutes_between(start, end), limit,
        ledger.day(start), ledger.zone.month(start),
    )  # fmt: skip


def _start(promise: Promise, handoff: Handoff) -> int | None:
    if promise.of == "assignment":
        return handoff.assigned_at
    if promise.of == "acceptance":
        return handoff.verdict_at if handoff.verdict == "accepted" else None
    if promise.of == "hand_raise" and not handoff.hand_raise:
        return None
    return handoff.at


def _ending(promise: Promise, handoff: Handoff, start: int, due: int, ledger: Ledger) -> Ending:
    name = promise.key.rpartition(".")[2]
    if name == "acceptance":
        return Ending(handoff.verdict_at, handoff.ended_at)
    if name == "disposition":
        return Ending(handoff.disposed_at, handoff.ended_at)
    if promise.at_least > 1 or promise.channels > 1:
        return _attempts(promise, handoff, start)
    return _first_response(handoff, start, due, ledger)


def _first_response(handoff: Handoff, start: int, due: int, ledger: Ledger) -> Ending:
    answered = first_touch(handoff, start)
    last_day = ledger.zone.day(min(due, NEVER // 2))
    unclear = any(
        whole_day and ledger.zone.day(start) <= ledger.zone.day(at) <= last_day for at, whole_day, _ in handoff.touches
    )
    return Ending(answered, earliest(handoff.ended_at, handoff.opted_out_at, handoff.invalid_at), unclear)


def _attempts(promise: Promise, handoff: Handoff, start: int) -> Ending:
    """Enough attempts over enough channels; a buyer who answers first ends the count as kept."""
    count, channels, answered = 0, set(), None
    for at, _, channel in handoff.touches:
        if at >= start:
            count += 1
            channels.add(channel)
            if count >= promise.at_least and len(channels) >= promise.channels:
                answered = at
                break
    until = promise.until
    if "two_way" in until and handoff.two_way_at is not None:
        answered = earliest(answered, handoff.two_way_at)
    stops = {"disposed": handoff.ended_at, "opted_out": handoff.opted_out_at, "invalid": handoff.invalid_at}
    return Ending(answered, earliest(handoff.ended_at, *(at for name, at in stops.items() if name in until)))


def judge(ending: Ending, start: int, due: int, through: int) -> tuple[str, int | None]:
    """A clock's (state, when it ended); what happened before the start ends the clock as it starts."""
    answered, stopped = (None if at is None else max(at, start) for at in ending[:2])
    unclear = ending.unclear
    if answered is not None and answered <= due and (stopped is None or answered <= stopped):
        return "met", answered
    if stopped is not None and stopped <= due:
        return "stopped", stopped
    if unclear:
        return "stopped", None
    return ("missed", answered) if due < through else ("running", None)


def first_touch(handoff: Handoff, start: int) -> int | None:
    """Sales' first human outbound touch from `start` on that has a time of day."""
    return next((at for at, whole_day, _ in handoff.touches if at >= start and not whole_day), None)


def earliest(*times: int | None) -> int | None:
    """The first of some instants; None where none of them came."""
    return min((at for at in times if at is not None), default=None)
