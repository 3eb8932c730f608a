"""The fold, compiled: an account's events and deals' steps in time order. The twin of `fold.Fold`.

A lead's own wake-ups are caught up with when something next happens to it: until then nobody can tell the difference,
unless rules read the activity of a whole account. What is written carries its instant, so that an account's rows are
put in the order in which a clock would have written them.
"""

from __future__ import annotations

from tandem.lifecycle.kernel.asking import OUTCOME_COLUMN, holds
from tandem.lifecycle.kernel.changed import write_handoff
from tandem.lifecycle.kernel.happening import FIRST_SEEN, enter, happen
from tandem.lifecycle.kernel.history import BOT, KINDS, WHOLE_DAY, Events
from tandem.lifecycle.kernel.jit import inner
from tandem.lifecycle.kernel.moved import catch_up, prompted, unprompted
from tandem.lifecycle.kernel.program import ACCOUNT_KIND, CUSTOMER_KIND, HAS_OPEN_DEAL
from tandem.lifecycle.kernel.recorded import ACCEPTED_KIND, DISPOSED_KIND, OPENED, WON, catch_up_deals, deal_moves
from tandem.lifecycle.kernel.remembered import openings, remember
from tandem.lifecycle.kernel.scored import changed, gain, refresh
from tandem.lifecycle.kernel.state import (
    AT_STAGE,
    BEGUN_AT,
    DIRTY,
    EVENTS_DONE,
    FIRST_EVENT,
    FIRST_LEAD,
    LEADS,
    NEVER,
    NOW,
    OPEN,
    OPEN_DEALS,
    OPENINGS,
    RAISED,
    RAISED_AT,
    RECORDED,
    STEPS_DONE,
    TAKEN_OUT,
    Rows,
    Scratch,
    ints_of,
    slots_of,
)
from tandem.lifecycle.kernel.tape import (
    DEALS_ROLE,
    DEALS_ROLE_START,
    DEALS_START,
    DEALS_STEP,
    DEALS_STEP_AT,
    DEALS_STEP_DEAL,
    DEALS_STEP_KEY,
    DEALS_STEP_START,
    DEALS_STEP_WHOLE,
    HYPOTHETICAL,
    IDLE,
    MOVES_ON_KIND,
    MOVES_RAISE_TEST,
    RANKS,
    READS_ACTIVITY_MOVES,
    READS_COUPLED,
    READS_WATCHES_LEADS,
    SCORES_KIND_START,
    THROUGH,
    Tape,
    look,
    said_in,
    size,
    wide,
)

FORM, OPENED_MAIL, CLICKED_MAIL = (KINDS.index(kind) for kind in ("form.submitted", "email.opened", "email.clicked"))


@inner
def advance(p: Tape, v: Events, s: Scratch, r: Rows, account: int, last: int, until: int) -> None:
    """Fold what is left of an account's events and steps up to an instant, its own included, and wake its leads."""
    steps = look(p, DEALS_STEP_START, account + 1) - look(p, DEALS_STEP_START, account)
    event = s.account[FIRST_EVENT] + s.account[EVENTS_DONE]
    while event < last and v.at[event] <= until:
        if s.account[STEPS_DONE] < steps:
            key = v.at[event] * 64 + look(p, RANKS, v.kind[event])
            while s.account[STEPS_DONE] < steps and _next_key(p, s, account) <= key:
                _step(p, s, r, account)
        if not _is_idle(p, v, s, event):
            _act(p, v, s, r, account, event)
        event += 1
    s.account[EVENTS_DONE] = event - s.account[FIRST_EVENT]
    while s.account[STEPS_DONE] < steps and _next_key(p, s, account) // 64 <= until:
        _step(p, s, r, account)
    for lead in range(s.account[LEADS]):
        catch_up(p, s, r, lead, min(until, look(p, THROUGH, 0)) + 1)


@inner
def _is_idle(p: Tape, v: Events, s: Scratch, event: int) -> bool:
    """Whether an event can be passed over: it says nothing, no rule hears it, and its lead waits for no test. What time
    does to the lead until then is caught up with later."""
    if look(p, IDLE, wide(v.kind[event])) == 0 or v.said[event] != 0 or v.flags[event] & ~(WHOLE_DAY | BOT):
        return False
    ints = ints_of(s, v.lead[event] - s.account[FIRST_LEAD])
    return ints[AT_STAGE] != 0 and ints[DIRTY] == 0 and look(p, READS_COUPLED, 0) == 0


@inner
def _next_key(p: Tape, s: Scratch, account: int) -> int:
    return look(p, DEALS_STEP_KEY, look(p, DEALS_STEP_START, account) + s.account[STEPS_DONE])


@inner
def _act(p: Tape, v: Events, s: Scratch, r: Rows, account: int, event: int) -> None:
    lead, at, kind, flags = (
        v.lead[event] - s.account[FIRST_LEAD],
        v.at[event],
        wide(v.kind[event]),
        wide(v.flags[event]),
    )
    whole = int(flags & WHOLE_DAY)
    if look(p, READS_COUPLED, 0):
        for other in range(s.account[LEADS]):
            catch_up(p, s, r, other, at)
    else:
        catch_up(p, s, r, lead, at)
    s.account[NOW] = at
    ints = ints_of(s, lead)
    if ints[AT_STAGE] == 0:
        enter(p, s, r, lead, at, whole, event)
    if (
        wide(v.said[event])
        or flags & ~(WHOLE_DAY | BOT)
        or kind == FIRST_SEEN
        or (ACCEPTED_KIND <= kind <= DISPOSED_KIND)
    ):
        happen(p, v, s, r, account, lead, event, kind)
    if look(p, HYPOTHETICAL, 0) and _is_taken_out(v, s, event, kind):
        r.counts[TAKEN_OUT] += 1
    elif not flags & BOT:
        _do(p, v, s, r, lead, event, kind, at, whole)
    if ints[DIRTY] and ints[AT_STAGE]:
        unprompted(p, s, r, lead, at, whole, event)
        if look(p, READS_WATCHES_LEADS, 0):
            for other in range(s.account[LEADS]):
                if other != lead and ints_of(s, other)[AT_STAGE]:
                    unprompted(p, s, r, other, at, whole, -1)


@inner
def _is_taken_out(v: Events, s: Scratch, event: int, kind: int) -> bool:
    """Whether it is an open or a click that a forbidden mail caused."""
    cause = v.cause[event] - s.account[FIRST_EVENT]
    return kind in (OPENED_MAIL, CLICKED_MAIL) and cause >= 0 and (s.forbidden[cause] != 0)


@inner
def _do(p: Tape, v: Events, s: Scratch, r: Rows, lead: int, event: int, kind: int, at: int, whole: int) -> None:
    """What an event gives to the score, and the moves that it fires."""
    if look(p, SCORES_KIND_START, kind) < look(p, SCORES_KIND_START, kind + 1):
        if look(p, READS_ACTIVITY_MOVES, 0):
            refresh(p, s, lead, at)
        gain(p, s, lead, kind, event, at)
    if kind == FORM:
        _hear_hand_raise(p, v, s, lead, event, at)
    if (
        ints_of(s, lead)[AT_STAGE]
        and look(p, MOVES_ON_KIND, kind) >= 0
        and (not ACCEPTED_KIND <= kind <= DISPOSED_KIND)
    ):
        prompted(p, s, r, lead, kind, at, whole, event, event, said_in(p, OUTCOME_COLUMN, event))


@inner
def _hear_hand_raise(p: Tape, v: Events, s: Scratch, lead: int, event: int, at: int) -> None:
    ints = ints_of(s, lead)
    refresh(p, s, lead, at)
    for move in range(size(p, MOVES_RAISE_TEST)):
        if holds(p, slots_of(s, lead), event, 0, 0, look(p, MOVES_RAISE_TEST, move)):
            ints[RAISED_AT], ints[DIRTY] = (at, 1)
            if ints[OPEN] and ints[BEGUN_AT] == at:
                ints[RAISED] = 1
            break


@inner
def _step(p: Tape, s: Scratch, r: Rows, account: int) -> None:
    """A deal was opened, won or lost: its people move, and every lead of the account is told."""
    step = look(p, DEALS_STEP_START, account) + s.account[STEPS_DONE]
    s.account[STEPS_DONE] += 1
    at, whole, deal = (
        look(p, DEALS_STEP_AT, step),
        int(look(p, DEALS_STEP_WHOLE, step)),
        look(p, DEALS_STEP_DEAL, step),
    )
    for lead in range(s.account[LEADS]):
        catch_up(p, s, r, lead, at)
    s.account[NOW] = at
    _tell(p, s, r, account, deal, look(p, DEALS_STEP, step), at)
    for role in range(look(p, DEALS_ROLE_START, deal), look(p, DEALS_ROLE_START, deal + 1)):
        lead = look(p, DEALS_ROLE, role) - s.account[FIRST_LEAD]
        if ints_of(s, lead)[RECORDED]:
            deal_moves(p, s, r, account, lead, step, -2 - step)
    for lead in range(s.account[LEADS]):
        changed(p, s, lead)
        if ints_of(s, lead)[AT_STAGE]:
            unprompted(p, s, r, lead, at, whole, -1)


@inner
def _tell(p: Tape, s: Scratch, r: Rows, account: int, deal: int, did: int, at: int) -> None:
    """What a step makes true of the account."""
    place = deal - look(p, DEALS_START, account)
    was = s.account[OPEN_DEALS] > 0
    s.account[OPEN_DEALS] += (did == OPENED) - int(s.open[place])
    s.open[place] = did == OPENED
    now = s.account[OPEN_DEALS] > 0
    if was != now:
        remember(p, s, r, openings(s), s.account[OPENINGS], at, int(was))
        s.account[OPENINGS] += 1
    for lead in range(s.account[LEADS]):
        slots_of(s, lead)[HAS_OPEN_DEAL] = now
        if did == WON:
            slots_of(s, lead)[ACCOUNT_KIND] = CUSTOMER_KIND
        ints_of(s, lead)[DIRTY] = 1


@inner
def close(p: Tape, s: Scratch, r: Rows, account: int) -> None:
    """At the data's end: steps of deals of people of whom nothing was ever said, open handoffs, and scores."""
    s.account[NOW] = NEVER
    for lead in range(s.account[LEADS]):
        if ints_of(s, lead)[RECORDED] == 0:
            catch_up_deals(p, s, r, account, lead)
    for lead in range(s.account[LEADS]):
        if ints_of(s, lead)[OPEN]:
            write_handoff(s, r, lead)
