"""Stage changes and handoffs of the decided track, compiled: the twin of `stages.change` and `handoffs`."""

from __future__ import annotations

from tandem.lifecycle.kernel.addresses import row
from tandem.lifecycle.kernel.asking import NO_EVENT, holds
from tandem.lifecycle.kernel.jit import inner
from tandem.lifecycle.kernel.program import CONSENT, DAYS_IN_STAGE, OPTED_OUT, STAGE
from tandem.lifecycle.kernel.remembered import changes, note_entry, remember
from tandem.lifecycle.kernel.scored import activity
from tandem.lifecycle.kernel.state import (
    ACCEPTED,
    ACTIVITY_THEN,
    ASSIGNED_AT,
    AT_STAGE,
    ATTEMPTS,
    BEGUN_AT,
    CHANGES,
    DIRTY,
    DISPOSED_AT,
    DISPOSITION,
    ENDED_AT,
    FIRST_LEAD,
    FIRST_SINCE,
    FIRST_TOUCH,
    FIT_POINTS,
    FIT_THEN,
    HANDED,
    HANDED_ROOM,
    HANDOFF_WIDTH,
    HANDOFFS,
    INVALID_AT,
    LEAD_WIDTH,
    MEMBER,
    MOVE_WIDTH,
    MOVES,
    MOVES_ROOM,
    NONE,
    NOW,
    NOW_THEN,
    NUMBER,
    OPEN,
    OPTED_OUT_AT,
    OWNER,
    RAISED,
    RAISED_AT,
    RETURNED,
    ROUTE,
    RULE,
    SHORT,
    SHORT_HANDOFFS,
    SHORT_MOVES,
    SINCE,
    TALKED_AT,
    TURN,
    TURN_THEN,
    VERDICT,
    VERDICT_AT,
    WHOLE,
    WOKEN,
    WOKEN_THEN,
    Rows,
    Scratch,
    ints_of,
    slots_of,
)
from tandem.lifecycle.kernel.tape import MOVES_ROUTE_TEST, STAGES_MQL, Tape, look, size
from tandem.zones import DAY


@inner
def change(p: Tape, s: Scratch, r: Rows, lead: int, to: int, at: int, whole: int, rule: int, cause: int) -> None:
    """Move the lead to a stage (from 0: it enters), and begin a handoff where it is handed over."""
    ints = ints_of(s, lead)
    was, micro = (ints[AT_STAGE], activity(p, s, lead, at))
    _write_move(s, r, (lead, at, whole, was, to, rule, cause, ints[FIT_POINTS], micro))
    if was:
        remember(p, s, r, changes(p, s, lead), ints[CHANGES], at, was)
        ints[CHANGES] += 1
    ints[AT_STAGE], ints[SINCE] = (to, at)
    note_entry(s, lead, to, at)
    if to == look(p, STAGES_MQL, 0) and ints[OPEN] == 0:
        _begin(p, s, lead, at, whole, rule, micro)
    slots_of(s, lead)[STAGE] = to
    ints[DIRTY] = 1


@inner
def _write_move(s: Scratch, r: Rows, move: tuple[int, int, int, int, int, int, int, int, int]) -> None:
    place = r.counts[MOVES]
    s.account[TURN] += 1
    if place >= r.counts[MOVES_ROOM]:
        r.counts[SHORT] |= SHORT_MOVES
        return
    out = row(r.moves, place * MOVE_WIDTH)
    out[0] = move[0] + s.account[FIRST_LEAD]
    for column in range(1, 9):
        out[column] = move[column]
    out[9], out[10], out[11] = (s.account[NOW], s.account[WOKEN], s.account[TURN])
    r.counts[MOVES] = place + 1


@inner
def _begin(p: Tape, s: Scratch, lead: int, at: int, whole: int, rule: int, micro: int) -> None:
    ints = ints_of(s, lead)
    ints[HANDOFFS] += 1
    s.account[TURN] += 1
    for column in (
        ASSIGNED_AT,
        FIRST_TOUCH,
        FIRST_SINCE,
        TALKED_AT,
        VERDICT_AT,
        DISPOSED_AT,
        OPTED_OUT_AT,
        INVALID_AT,
        ENDED_AT,
    ):
        ints[column] = NONE
    ints[OPEN], ints[NUMBER], ints[BEGUN_AT], ints[WHOLE], ints[RULE] = (1, ints[HANDOFFS], at, whole, rule)
    raised = ints[RAISED_AT]
    ints[RAISED] = raised != NONE and 0 <= at - raised < DAY
    ints[FIT_THEN], ints[ACTIVITY_THEN], ints[ROUTE] = (ints[FIT_POINTS], micro, _route(p, s, lead))
    ints[MEMBER] = ints[ATTEMPTS] = ints[VERDICT] = ints[DISPOSITION] = 0
    if ints[OWNER]:
        give(s, lead, ints[OWNER], at)
    if slots_of(s, lead)[CONSENT] == OPTED_OUT and (not ints[RAISED]):
        ints[OPTED_OUT_AT] = at
    ints[NOW_THEN], ints[WOKEN_THEN], ints[TURN_THEN] = (s.account[NOW], s.account[WOKEN], s.account[TURN])


@inner
def _route(p: Tape, s: Scratch, lead: int) -> int:
    """The first route whose condition holds for the lead as it is handed over; −1 = none."""
    slots, found = (slots_of(s, lead), -1)
    stage, days = (slots[STAGE], slots[DAYS_IN_STAGE])
    slots[STAGE], slots[DAYS_IN_STAGE] = (look(p, STAGES_MQL, 0), 0)
    for route in range(size(p, MOVES_ROUTE_TEST)):
        if holds(p, slots, NO_EVENT, 0, 0, look(p, MOVES_ROUTE_TEST, route)):
            found = route
            break
    slots[STAGE], slots[DAYS_IN_STAGE] = (stage, days)
    return found


@inner
def give(s: Scratch, lead: int, member: int, at: int) -> None:
    """A member of sales gets the open handoff."""
    ints = ints_of(s, lead)
    if ints[ASSIGNED_AT] == NONE:
        ints[ASSIGNED_AT] = at
    ints[MEMBER] = member


@inner
def accept(s: Scratch, lead: int, at: int) -> None:
    """Sales accepted the open handoff."""
    ints = ints_of(s, lead)
    if ints[OPEN] and ints[VERDICT] == 0:
        ints[VERDICT], ints[VERDICT_AT] = (ACCEPTED, at)


@inner
def give_back(s: Scratch, r: Rows, lead: int, at: int) -> None:
    """Sales returned the open handoff."""
    ints = ints_of(s, lead)
    if ints[OPEN]:
        ints[VERDICT], ints[VERDICT_AT] = (RETURNED, at)
        end(s, r, lead, at)


@inner
def dispose(s: Scratch, r: Rows, lead: int, at: int, outcome: int) -> None:
    """Sales closed its work on the open handoff."""
    ints = ints_of(s, lead)
    if ints[OPEN]:
        ints[DISPOSITION], ints[DISPOSED_AT] = (outcome, at)
        end(s, r, lead, at)


@inner
def end(s: Scratch, r: Rows, lead: int, at: int) -> None:
    """The open handoff is over."""
    ints_of(s, lead)[ENDED_AT] = at
    write_handoff(s, r, lead)
    ints_of(s, lead)[OPEN] = 0


@inner
def write_handoff(s: Scratch, r: Rows, lead: int) -> None:
    """The open handoff as it stands."""
    place = r.counts[HANDED]
    if place >= r.counts[HANDED_ROOM]:
        r.counts[SHORT] |= SHORT_HANDOFFS
        return
    out, ints = row(r.handoffs, place * HANDOFF_WIDTH), ints_of(s, lead)
    out[0] = lead + s.account[FIRST_LEAD]
    for column in range(NUMBER, LEAD_WIDTH):
        out[column - NUMBER + 1] = ints[column]
    r.counts[HANDED] = place + 1
