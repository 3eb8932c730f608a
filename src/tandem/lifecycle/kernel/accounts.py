"""Account by account, compiled: open its state, fold it, put its rows in order, keep its state."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tandem.lifecycle.kernel.addresses import handle, pointer, row
from tandem.lifecycle.kernel.folding import advance, close
from tandem.lifecycle.kernel.history import Events
from tandem.lifecycle.kernel.jit import inner, outermost
from tandem.lifecycle.kernel.program import (
    ACCOUNT_KIND,
    CONSENT,
    FREE_MAIL,
    GRADE,
    HAS_OPEN_DEAL,
    NURTURE_TRACK,
    OWN_FACTS,
    OWNER_KNOWN,
    STAGE,
    Bits,
    Ints,
    Numbers,
)
from tandem.lifecycle.kernel.remembered import lasting
from tandem.lifecycle.kernel.scored import activity, refit
from tandem.lifecycle.kernel.state import (
    ACCOUNT_WIDTH,
    AT_STAGE,
    DIRTY,
    DUE,
    EVENTS_DONE,
    FIRST_EVENT,
    FIRST_LEAD,
    FIT_POINTS,
    HANDED,
    HANDOFF_WIDTH,
    LEAD_WIDTH,
    LEADS,
    MOVE_WIDTH,
    MOVES,
    NEVER,
    NONE,
    NOW,
    NOW_THEN,
    NUMBER,
    OPEN,
    OPEN_DEALS,
    OPENINGS,
    RAISED_AT,
    RING,
    SCORE_WIDTH,
    SHORT,
    STEPS_DONE,
    TURN,
    TWO_WAY_AT,
    WOKEN,
    Rows,
    Scratch,
    desk,
    ints_of,
    paper,
    slots_of,
)
from tandem.lifecycle.kernel.tape import DEALS_START, HYPOTHETICAL, THROUGH, Tape, look, pointed


class View(NamedTuple):
    """What the kernel reads of a history."""

    events: Events
    leads: Ints
    "Offsets by account."
    bounds: Ints
    "Offsets of events by account."
    kind: NDArray[np.int8]
    owner_known: NDArray[np.bool_]
    free_mail: NDArray[np.bool_]
    consent: NDArray[np.bool_]
    own: Numbers
    """Lead × fact: what the charter's own facts are worth at first."""


class State(NamedTuple):
    """The state of all accounts between two folds: `Scratch`'s columns, by lead, account, deal and event."""

    lead: Ints
    slots: Numbers
    account: Ints
    open: Bits
    forbidden: Bits


@outermost
def fold(
    tape: Tape,
    view: View,
    scratch: Scratch,
    rows: Rows,
    kept: State,
    low: int,
    high: int,
    until: int,
    opens: bool,
    keeps: bool,
    closes: bool,
) -> int:
    """Fold the accounts `low` … `high` − 1 up to an instant, its own events included; the next account, which is not
    `high` where the rows had no room: what that account wrote is taken back.

    `opens`: from the beginning, else from `kept`. `keeps`: leave the state there. `closes`: the data end here.
    """
    p, s, r = (handle(pointed(tape)), handle(desk(scratch)), handle(paper(rows)))
    v, events, state = (handle(_viewed(view)), handle(_happened(view.events)), handle(_stored(kept)))
    for account in range(low, high):
        _copy(r.counts, r.before, len(rows.counts))
        _place(p, v, s, account)
        if opens:
            _open(p, v, s, account)
        else:
            _load(p, v, s, state, account)
        advance(p, events, s, r, account, v.bounds[account + 1], until)
        if keeps and r.counts[SHORT] == 0:
            _keep(p, v, s, state, account)
        if closes:
            close(p, s, r, account)
            _score(p, s, r)
        if r.counts[SHORT]:
            short = r.counts[SHORT]
            _copy(r.before, r.counts, len(rows.counts))
            r.counts[SHORT] = short
            return account
        _order(r.moves, MOVE_WIDTH, r.before[MOVES], r.counts[MOVES], 9)
        _order(r.handoffs, HANDOFF_WIDTH, r.before[HANDED], r.counts[HANDED], NOW_THEN - NUMBER + 1)
    return high


@inner
def _viewed(v: View) -> View:
    """The same, as it is handed on inside the kernel."""
    return View(
        _happened(v.events), pointer(v.leads), pointer(v.bounds), pointer(v.kind), pointer(v.owner_known),
        pointer(v.free_mail), pointer(v.consent), pointer(v.own),
    )  # fmt: skip


@inner
def _happened(e: Events) -> Events:
    """The same, as it is handed on inside the kernel."""
    return Events(
        pointer(e.at), pointer(e.kind), pointer(e.flags), pointer(e.lead), pointer(e.row), pointer(e.said),
        pointer(e.cause), pointer(e.texts),
    )  # fmt: skip


@inner
def _stored(s: State) -> State:
    """The same, as it is handed on inside the kernel."""
    return State(pointer(s.lead), pointer(s.slots), pointer(s.account), pointer(s.open), pointer(s.forbidden))


@inner
def _copy(source: Ints | Numbers | Bits, to: Ints | Numbers | Bits, count: int) -> None:
    for place in range(count):
        to[place] = source[place]


@inner
def _place(p: Tape, v: View, s: Scratch, account: int) -> None:
    s.account[FIRST_LEAD], s.account[FIRST_EVENT] = (v.leads[account], v.bounds[account])
    s.account[LEADS] = v.leads[account + 1] - v.leads[account]


@inner
def _deals(p: Tape, account: int) -> int:
    return look(p, DEALS_START, account + 1) - look(p, DEALS_START, account)


@inner
def _mails(p: Tape, v: View, account: int) -> int:
    """How many events must be remembered as forbidden or not."""
    return int(v.bounds[account + 1] - v.bounds[account]) if look(p, HYPOTHETICAL, 0) else 0


@inner
def _open(p: Tape, v: View, s: Scratch, account: int) -> None:
    """What is known of the account and its leads before the first event."""
    for column in (OPEN_DEALS, OPENINGS, TURN, NOW, WOKEN, EVENTS_DONE, STEPS_DONE):
        s.account[column] = 0
    for deal in range(_deals(p, account)):
        s.open[deal] = 0
    for event in range(_mails(p, v, account)):
        s.forbidden[event] = 0
    width, own = lasting(p), s.facts - OWN_FACTS
    for lead in range(s.account[LEADS]):
        record = s.account[FIRST_LEAD] + lead
        ints, slots = (ints_of(s, lead), slots_of(s, lead))
        for column in range(OPEN + 1):
            ints[column] = 0
        for column in range(LEAD_WIDTH, width):
            ints[column] = NONE
        ints[RAISED_AT] = ints[TWO_WAY_AT] = NONE
        ints[DUE], ints[DIRTY] = (NEVER, 1)
        for slot in range(OWN_FACTS):
            slots[slot] = np.nan
        slots[STAGE] = slots[GRADE] = slots[NURTURE_TRACK] = slots[HAS_OPEN_DEAL] = 0
        slots[CONSENT], slots[FREE_MAIL] = (v.consent[record], v.free_mail[record])
        slots[OWNER_KNOWN], slots[ACCOUNT_KIND] = (v.owner_known[account], v.kind[account] + 1)
        _copy(row(v.own, record * own), row(slots, OWN_FACTS), own)
        refit(p, s, lead)


@inner
def _load(p: Tape, v: View, s: Scratch, state: State, account: int) -> None:
    width, first, leads = (ACCOUNT_WIDTH + 2 * s.account[RING], v.leads[account], s.account[LEADS])
    _copy(row(state.account, account * width), s.account, width)
    s.account[FIRST_LEAD], s.account[FIRST_EVENT] = (first, v.bounds[account])
    _copy(row(state.lead, first * s.width), s.lead, leads * s.width)
    _copy(row(state.slots, first * s.facts), s.slots, leads * s.facts)
    _copy(row(state.open, look(p, DEALS_START, account)), s.open, _deals(p, account))
    _copy(row(state.forbidden, v.bounds[account]), s.forbidden, _mails(p, v, account))


@inner
def _keep(p: Tape, v: View, s: Scratch, state: State, account: int) -> None:
    width, first, leads = (ACCOUNT_WIDTH + 2 * s.account[RING], v.leads[account], s.account[LEADS])
    _copy(s.account, row(state.account, account * width), width)
    _copy(s.lead, row(state.lead, first * s.width), leads * s.width)
    _copy(s.slots, row(state.slots, first * s.facts), leads * s.facts)
    _copy(s.open, row(state.open, look(p, DEALS_START, account)), _deals(p, account))
    _copy(s.forbidden, row(state.forbidden, v.bounds[account]), _mails(p, v, account))


@inner
def _score(p: Tape, s: Scratch, r: Rows) -> None:
    for lead in range(s.account[LEADS]):
        out, ints = (row(r.scores, (s.account[FIRST_LEAD] + lead) * SCORE_WIDTH), ints_of(s, lead))
        out[0], out[1] = (ints[FIT_POINTS], activity(p, s, lead, look(p, THROUGH, 0)))
        out[2] = ints[AT_STAGE]


@inner
def _order(rows: Ints, width: int, low: int, high: int, key: int) -> None:
    """Put an account's rows in the order of instant, events before wake-ups, lead if woken, and turn. They nearly are:
    insertion sort."""
    for place in range(low + 1, high):
        one, other = (row(rows, place * width), row(rows, (place - 1) * width))
        while place > low and _is_before(one, other, key):
            for column in range(width):
                held = one[column]
                one[column] = other[column]
                other[column] = held
            place -= 1
            one, other = (other, row(rows, (place - 1) * width))


@inner
def _is_before(one: Ints, other: Ints, key: int) -> bool:
    for column in (key, key + 1):
        if one[column] != other[column]:
            return bool(one[column] < other[column])
    if one[key + 1] and one[0] != other[0]:
        return bool(one[0] < other[0])
    return bool(one[key + 2] < other[key + 2])
