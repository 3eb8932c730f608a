"""The promises' clocks over assignments that routing made: due times by the hours of whoever got the lead.

The clock of a promise that counts from assignment starts with the first one; time in the queue is told apart and no
reassignment sets the clock back. What sales did is what the replay counted for the handoff. A clock is `untold` where
that says nothing: of attempts only the number is known, and a touch from before the assignment answers another one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from tandem.lifecycle.business_time import NEVER
from tandem.lifecycle.promises import Ending, earliest, judge
from tandem.lifecycle.rulebook import RuleBook

if TYPE_CHECKING:
    from tandem.charter.model import Charter, Promise
    from tandem.lifecycle.business_time import Calendar
    from tandem.lifecycle.inputs import World
    from tandem.lifecycle.routing.assignments import Assignment, Key, RoutedHandoff

UNTOLD: Final = "untold"


class RoutedClock(NamedTuple):
    """One promise and case. `state`: met | missed | running | stopped (as in the cut's `clock`) | untold.

    `member`: who had the lead at the end, or when it fell due. `due_at` None: never. `queue_minutes`: business minutes
    from the handoff to the first assignment.
    """

    promise: str
    lead: bytes
    number: int
    member: str
    started_at: int
    due_at: int | None
    state: str
    ended_at: int | None
    queue_minutes: int


def attain(
    charter: Charter, assignments: Sequence[Assignment], handoffs: Iterable[RoutedHandoff], world: World
) -> list[RoutedClock]:  # fmt: skip
    """The clocks of all handoffs, by handoff (time, lead, number) and the charter's order of promises.

    A promise of assignment has none while the handoff waits in the queue.
    """
    calendar_of = cache(RuleBook(charter).calendar_of)
    had: dict[Key, list[Assignment]] = defaultdict(list)
    for one in assignments:
        had[one.lead, one.number].append(one)
    found: list[RoutedClock] = []
    for handoff in sorted(handoffs, key=lambda h: (h.at, h.lead, h.number)):
        rows = had[handoff.lead, handoff.number]
        first = next((one for one in rows if one.member), None)
        queued = 0
        if first is not None and first.at > handoff.at:
            queued = calendar_of(first.member).minutes_between(handoff.at, first.at)
        for promise in charter.promises:
            start = _start(promise, handoff, first)
            if start is not None and (handoff.hand_raise or not promise.only_hand_raises):
                calendar = calendar_of("" if promise.of == "handoff" else _holder(rows, start))
                found.append(_clock(calendar, promise, handoff, start, rows, queued, world.through))
    return found


def _clock(
    calendar: Calendar, promise: Promise, handoff: RoutedHandoff, start: int, had: Sequence[Assignment], queued: int,
    through: int,
) -> RoutedClock:  # fmt: skip
    due = calendar.due(start, promise.within)
    ending = _ending(promise, handoff, start)
    state, ended = (UNTOLD, None) if ending is None else judge(ending, start, due, through)
    return RoutedClock(
        promise.key, handoff.lead, handoff.number, _holder(had, min(due, through if ended is None else ended)), start,
        None if due >= NEVER else due, state, ended, queued,
    )  # fmt: skip


def _start(promise: Promise, handoff: RoutedHandoff, first: Assignment | None) -> int | None:
    if promise.of == "assignment":
        return None if first is None else first.at
    if promise.of == "acceptance":
        return handoff.verdict_at if handoff.verdict == "accepted" else None
    return handoff.at if promise.of == "handoff" or handoff.hand_raise else None


def _ending(promise: Promise, handoff: RoutedHandoff, start: int) -> Ending | None:
    name = promise.key.rpartition(".")[2]
    if name == "acceptance":
        return Ending(handoff.verdict_at, handoff.ended_at)
    if name == "disposition":
        return Ending(handoff.disposed_at, handoff.ended_at)
    if promise.at_least > 1 or promise.channels > 1:
        return None
    touched = handoff.first_touch_at
    if touched is not None and touched < start:
        return None
    return Ending(touched, earliest(handoff.ended_at, handoff.opted_out_at, handoff.invalid_at))


def _holder(had: Sequence[Assignment], at: int) -> str:
    for one in reversed(had):
        if one.at <= at:
            return one.member
    return ""
