"""Stage changes and handoffs of the decided track, compiled: the twin of `stages.change` and `handoffs`."""

from __future__ import annotations

from tandem.lifecycle.kernel.asking import NO_EVENT, holds
from tandem.lifecycle.kernel.jit import inner
from tandem.lifecycle.kernel.program import CONSENT, DAYS_IN_STAGE, OPTED_OUT, STAGE
from tandem.lifecycle.kernel.remembered import changes, note_entry, remember
from tandem.lifecycle.kernel.scored import NO_TEXTS, activity
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
    HANDOFFS,
    INVALID_AT,
    LEAD_WIDTH,
    MEMBER,
    MOVES,
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
)
from tandem.lifecycle.kernel.tape import MOVES_ROUTE_TEST, STAGES_MQL, Tape, look, size
from tandem.zones import DAY


@inner
def change(p: Tape, s: Scratch, r: Rows, lead: int, to: int, at: int, whole: int, rule: int, cause: int) -> None:
    """Move the lead to a stage (from 0: it enters), and begin a handoff where it is handed over."""
    ints = s.lead[lead]
    was, micro = (ints[AT_STAGE], activity(p, s, lead, at))
    _write_move(s, r, (lead, at, whole, was, to, rule, cause, ints[FIT_POINTS], micro))
    if was:
        remember(p, s, r, changes(s, lead), ints[CHANGES], at, was)
        ints[CHANGES] += 1
    ints[AT_STAGE], ints[SINCE] = (to, at)
    note_entry(s, lead, to, at)
    if to == look(p, STAGES_MQL, 0) and ints[OPEN] == 0:
        _begin(p, s, lead, at, whole, rule, micro)
    s.slots[lead, STAGE] = to
    ints[DIRTY] = 1


@inner
def _write_move(s: Scratch, r: Rows, move: tuple[int, int, int, int, int, int, int, int, int]) -> None:
    row = r.counts[MOVES]
    s.account[TURN] += 1
    if row >= len(r.moves):
        r.counts[SHORT] |= SHORT_MOVES
        return
    out = r.moves[row]
    out[0] = move[0] + s.account[FIRST_LEAD]
    for column in range(1, 9):
        out[column] = move[column]
    out[9], out[10], out[11] = (s.account[NOW], s.account[WOKEN], s.account[TURN])
    r.counts[MOVES] = row + 1


@inner
def _begin(p: Tape, s: Scratch, lead: int, at: int, whole: int, rule: int, micro: int) -> None:
    ints = s.lead[lead]
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
    if s.slots[lead, CONSENT] == OPTED_OUT and (not ints[RAISED]):
        ints[OPTED_OUT_AT] = at
    ints[NOW_THEN], ints[WOKEN_THEN], ints[TURN_THEN] = (s.account[NOW], s.account[WOKEN], s.account[TURN])


@inner
def _route(p: Tape, s: Scratch, lead: int) -> int:
    """The first route whose condition holds for the lead as it is handed over; −1 = none."""
    slots, found = (s.slots[lead], -1)
    stage, days = (slots[STAGE], slots[DAYS_IN_STAGE])
    slots[STAGE], slots[DAYS_IN_STAGE] = (look(p, STAGES_MQL, 0), 0)
    for route in range(size(p, MOVES_ROUTE_TEST)):
        if holds(p, slots, NO_TEXTS, NO_EVENT, 0, 0, look(p, MOVES_ROUTE_TEST, route)):
            found = route
            break
    slots[STAGE], slots[DAYS_IN_STAGE] = (stage, days)
    return found


@inner
def give(s: Scratch, lead: int, member: int, at: int) -> None:
    """A member of sales gets the open handoff."""
    ints = s.lead[lead]
    if ints[ASSIGNED_AT] == NONE:
        ints[ASSIGNED_AT] = at
    ints[MEMBER] = member


@inner
def accept(s: Scratch, lead: int, at: int) -> None:
    """Sales accepted the open handoff."""
    ints = s.lead[lead]
    if ints[OPEN] and ints[VERDICT] == 0:
        ints[VERDICT], ints[VERDICT_AT] = (ACCEPTED, at)


@inner
def give_back(s: Scratch, r: Rows, lead: int, at: int) -> None:
    """Sales returned the open handoff."""
    ints = s.lead[lead]
    if ints[OPEN]:
        ints[VERDICT], ints[VERDICT_AT] = (RETURNED, at)
        end(s, r, lead, at)


@inner
def dispose(s: Scratch, r: Rows, lead: int, at: int, outcome: int) -> None:
    """Sales closed its work on the open handoff."""
    ints = s.lead[lead]
    if ints[OPEN]:
        ints[DISPOSITION], ints[DISPOSED_AT] = (outcome, at)
        end(s, r, lead, at)


@inner
def end(s: Scratch, r: Rows, lead: int, at: int) -> None:
    """The open handoff is over."""
    s.lead[lead, ENDED_AT] = at
    write_handoff(s, r, lead)
    s.lead[lead, OPEN] = 0


@inner
def write_handoff(s: Scratch, r: Rows, lead: int) -> None:
    """The open handoff as it stands."""
    row = r.counts[HANDED]
    if row >= len(r.handoffs):
        r.counts[SHORT] |= SHORT_HANDOFFS
        return
    r.handoffs[row, 0] = lead + s.account[FIRST_LEAD]
    for column in range(NUMBER, LEAD_WIDTH):
        r.handoffs[row, column - NUMBER + 1] = s.lead[lead, column]
    r.counts[HANDED] = row + 1
