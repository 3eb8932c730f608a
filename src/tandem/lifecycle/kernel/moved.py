"""The decided track's moves, compiled: the twin of `decided`."""

from __future__ import annotations

from tandem.lifecycle.kernel.asking import NO_EVENT, holds
from tandem.lifecycle.kernel.changed import accept, change, dispose, end, give_back
from tandem.lifecycle.kernel.jit import inner
from tandem.lifecycle.kernel.remembered import entry
from tandem.lifecycle.kernel.scored import activity, refresh
from tandem.lifecycle.kernel.state import (
    AT_STAGE,
    BAR,
    DIRTY,
    DUE,
    MICRO,
    MOVE_WIDTH,
    MOVES,
    NEVER,
    NONE,
    NOW,
    OPEN,
    RAISED_AT,
    RULE_WRITTEN,
    SAID_OUTCOME,
    SAID_REASON,
    SECOND,
    SHORT,
    SHORT_MOVES,
    SINCE,
    TESTED,
    TWO_WAY_AT,
    VERDICT,
    VERDICTS,
    WOKEN,
    Rows,
    Scratch,
    ints_of,
    slots_of,
)
from tandem.lifecycle.kernel.tape import (
    MOVES_BAR_START,
    MOVES_BARS,
    MOVES_COOL,
    MOVES_COOL_HOW,
    MOVES_COOL_SOURCE,
    MOVES_COOL_UNLESS,
    MOVES_COOL_WAIT,
    MOVES_DAYS,
    MOVES_DAYS_START,
    MOVES_ON,
    MOVES_ON_KIND,
    MOVES_ON_START,
    MOVES_RANK,
    MOVES_SILENCE,
    MOVES_SILENCE_START,
    MOVES_TEST,
    MOVES_TO,
    MOVES_TO_START,
    MOVES_WHEN,
    MOVES_WHEN_START,
    READS_FADES,
    READS_RAISE_ENDS,
    STAGES_CUSTOMER,
    STAGES_MQL,
    STAGES_OPPORTUNITY,
    STAGES_SAL,
    STAGES_SQL,
    THROUGH,
    WORDS_OUTCOME_STAGE,
    WORDS_STAGE_OUTCOME,
    Tape,
    look,
    size,
)
from tandem.lifecycle.kernel.time_passing import SECOND_LONG, faded, seconds_until_below, waited
from tandem.zones import DAY

ACCEPTS, RETURNS, DISPOSES = range(3)
"What sales can answer."


@inner
def prompted(
    p: Tape,
    s: Scratch,
    r: Rows,
    lead: int,
    kind: int,
    at: int,
    whole: int,
    event: int,
    cause: int,
    outcome: int,
) -> None:
    """Take the first move that this kind of event fires. `event` is what rules may read of it, `cause` its name."""
    block = look(p, MOVES_ON_KIND, kind)
    if block < 0:
        return
    stage = ints_of(s, lead)[AT_STAGE]
    key = block * size(p, MOVES_RANK) + stage
    low, high = (look(p, MOVES_ON_START, key), look(p, MOVES_ON_START, key + 1))
    if low == high:
        return
    refresh(p, s, lead, at)
    for place in range(low, high):
        move = look(p, MOVES_ON, place)
        to = _destination(p, move, look(p, WORDS_OUTCOME_STAGE, outcome))
        if to and _may(p, s, lead, move, to, at, event):
            _take(p, s, r, lead, move, to, at, whole, cause)
            return


@inner
def _destination(p: Tape, move: int, said: int) -> int:
    """Where a move goes: its only stage, or the one that was said; 0 = nowhere."""
    low, high = (look(p, MOVES_TO_START, move), look(p, MOVES_TO_START, move + 1))
    if high - low == 1:
        return look(p, MOVES_TO, low)
    for place in range(low, high):
        if look(p, MOVES_TO, place) == said:
            return said
    return 0


@inner
def unprompted(p: Tape, s: Scratch, r: Rows, lead: int, at: int, whole: int, cause: int) -> None:
    """Take the moves that hold by themselves, stage after stage, and note when to test them again."""
    taken = 0
    first = r.counts[MOVES]
    while True:
        move = _first(p, s, r, lead, at, first, taken)
        if move < 0:
            break
        taken += 1
        _take(p, s, r, lead, move, look(p, MOVES_TO, look(p, MOVES_TO_START, move)), at, whole, cause)
    ints_of(s, lead)[DIRTY] = 0
    _schedule(p, s, lead, at)


@inner
def _first(p: Tape, s: Scratch, r: Rows, lead: int, at: int, first: int, taken: int) -> int:
    stage = ints_of(s, lead)[AT_STAGE]
    low, high = (look(p, MOVES_WHEN_START, stage), look(p, MOVES_WHEN_START, stage + 1))
    if low == high:
        return -1
    refresh(p, s, lead, at)
    for place in range(low, high):
        move = look(p, MOVES_WHEN, place)
        if taken and _was_taken(r, move, first):
            continue
        if _may(p, s, lead, move, look(p, MOVES_TO, look(p, MOVES_TO_START, move)), at, NO_EVENT):
            return move
    return -1


@inner
def _was_taken(r: Rows, move: int, first: int) -> bool:
    """Whether a move was written since row `first`: each is taken once an instant. Without room, all were."""
    for place in range(first, r.counts[MOVES]):
        if r.moves[place * MOVE_WIDTH + RULE_WRITTEN] == move:
            return True
    return bool(r.counts[SHORT] & SHORT_MOVES)


@inner
def _may(p: Tape, s: Scratch, lead: int, move: int, to: int, at: int, event: int) -> bool:
    ints = ints_of(s, lead)
    if not holds(p, slots_of(s, lead), event, ints[SAID_OUTCOME], ints[SAID_REASON], look(p, MOVES_TEST, move)):
        return False
    return at >= _free_from(p, s, lead, move, to)


@inner
def _free_from(p: Tape, s: Scratch, lead: int, move: int, to: int) -> int:
    """When the cool-down that holds a move ends; `NONE`: none holds it."""
    rule = look(p, MOVES_COOL, ints_of(s, lead)[AT_STAGE] * size(p, MOVES_RANK) + to)
    if rule < 0 or look(p, MOVES_COOL_UNLESS, rule * size(p, MOVES_TEST) + move):
        return NONE
    entered = entry(s, lead, look(p, MOVES_COOL_SOURCE, rule))
    if entered == NONE:
        entered = ints_of(s, lead)[SINCE]
    return waited(p, entered, look(p, MOVES_COOL_HOW, rule), look(p, MOVES_COOL_WAIT, rule))


@inner
def _take(p: Tape, s: Scratch, r: Rows, lead: int, move: int, to: int, at: int, whole: int, cause: int) -> None:
    was_open = ints_of(s, lead)[OPEN]
    change(p, s, r, lead, to, at, whole, move, cause)
    if not was_open or to == look(p, STAGES_MQL, 0) or to == look(p, STAGES_SAL, 0):
        return
    if to == look(p, STAGES_SQL, 0) or to == look(p, STAGES_OPPORTUNITY, 0) or to == look(p, STAGES_CUSTOMER, 0):
        accept(s, lead, at)
        dispose(s, r, lead, at, look(p, WORDS_STAGE_OUTCOME, to))
    else:
        end(s, r, lead, at)


@inner
def answer(
    p: Tape,
    s: Scratch,
    r: Rows,
    lead: int,
    said: int,
    kind: int,
    outcome: int,
    reason: int,
    at: int,
    whole: int,
    cause: int,
) -> None:
    """What sales answered counts only if the handoff that it answers is open on this track (semantics 8)."""
    ints = ints_of(s, lead)
    if ints[OPEN] == 0 or (said == DISPOSES) != (ints[VERDICT] != 0):
        r.counts[VERDICTS] += 1
    else:
        if said == ACCEPTS:
            accept(s, lead, at)
        elif said == RETURNS:
            give_back(s, r, lead, at)
        else:
            dispose(s, r, lead, at, outcome)
        ints[SAID_OUTCOME], ints[SAID_REASON] = (outcome, reason)
        prompted(p, s, r, lead, kind, at, whole, NO_EVENT, cause, outcome)
    ints[DIRTY] = 1


@inner
def _schedule(p: Tape, s: Scratch, lead: int, at: int) -> None:
    """Note when time alone can next change what the lead's moves answer."""
    ints = ints_of(s, lead)
    stage = ints[AT_STAGE]
    ints[TESTED], ints[DUE], ints[BAR] = (at, NEVER, 0)
    if look(p, MOVES_WHEN_START, stage) == look(p, MOVES_WHEN_START, stage + 1):
        return
    if look(p, READS_FADES, 0):
        micro = activity(p, s, lead, at)
        for place in range(look(p, MOVES_BAR_START, stage), look(p, MOVES_BAR_START, stage + 1)):
            if 0 < look(p, MOVES_BARS, place) <= micro:
                ints[BAR] = look(p, MOVES_BARS, place)
                break
    for place in range(look(p, MOVES_DAYS_START, stage), look(p, MOVES_DAYS_START, stage + 1)):
        _sooner(s, lead, ints[SINCE] + look(p, MOVES_DAYS, place) * DAY)
    if ints[TWO_WAY_AT] != NONE:
        for place in range(look(p, MOVES_SILENCE_START, stage), look(p, MOVES_SILENCE_START, stage + 1)):
            _sooner(s, lead, ints[TWO_WAY_AT] + look(p, MOVES_SILENCE, place) * DAY)
    if look(p, READS_RAISE_ENDS, 0) and ints[RAISED_AT] != NONE:
        _sooner(s, lead, ints[RAISED_AT] + DAY)
    if size(p, MOVES_COOL_HOW):
        for place in range(look(p, MOVES_WHEN_START, stage), look(p, MOVES_WHEN_START, stage + 1)):
            move = look(p, MOVES_WHEN, place)
            _sooner(s, lead, _free_from(p, s, lead, move, look(p, MOVES_TO, look(p, MOVES_TO_START, move))))


@inner
def _sooner(s: Scratch, lead: int, at: int) -> None:
    ints = ints_of(s, lead)
    if ints[TESTED] < at < ints[DUE]:
        ints[DUE] = at


@inner
def catch_up(p: Tape, s: Scratch, r: Rows, lead: int, before: int) -> None:
    """Wake the lead for all that time alone changes before an instant (semantics 4: what happens at it comes first)."""
    ints = ints_of(s, lead)
    if ints[DUE] >= before and (not _crosses(p, s, lead, before)):
        return
    now = s.account[NOW]
    while True:
        due = ints[DUE]
        if _crosses(p, s, lead, before):
            seconds = seconds_until_below(p, ints[MICRO], ints[BAR])
            crossing = (ints[SECOND] + seconds) * SECOND_LONG
            if crossing > ints[TESTED]:
                due = min(due, crossing)
        if due >= before or due > look(p, THROUGH, 0):
            break
        s.account[NOW], s.account[WOKEN] = (due, 1)
        unprompted(p, s, r, lead, due, 0, -1)
    s.account[NOW], s.account[WOKEN] = (now, 0)


@inner
def _crosses(p: Tape, s: Scratch, lead: int, before: int) -> bool:
    """Whether fading takes the activity below its bar before an instant."""
    ints = ints_of(s, lead)
    if ints[BAR] == 0:
        return False
    return bool(faded(p, ints[MICRO], (before - 1) // SECOND_LONG - ints[SECOND]) < ints[BAR])
