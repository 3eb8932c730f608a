"""Account by account, compiled: open its state, fold it, put its rows in order, keep its state."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

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
from tandem.lifecycle.kernel.scored import activity, refit
from tandem.lifecycle.kernel.state import (
    AT_STAGE,
    DIRTY,
    DUE,
    FIRST_EVENT,
    FIRST_LEAD,
    FIT_POINTS,
    HANDED,
    LEAD_WIDTH,
    LEADS,
    MOVES,
    NEVER,
    NONE,
    NOW_THEN,
    NUMBER,
    RAISED_AT,
    RING,
    SHORT,
    TWO_WAY_AT,
    Rows,
    Scratch,
)
from tandem.lifecycle.kernel.tape import DEALS_START, HYPOTHETICAL, THROUGH, Tape, look


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
    p: Tape,
    v: View,
    s: Scratch,
    r: Rows,
    state: State,
    low: int,
    high: int,
    until: int,
    opens: bool,
    keeps: bool,
    closes: bool,
) -> int:
    """Fold the accounts `low` … `high` − 1 up to an instant, its own events included; the next account, which is not
    `high` where the rows had no room: what that account wrote is taken back.

    `opens`: from the beginning, else from `state`. `keeps`: leave the state there. `closes`: the data end here.
    """
    kept = np.empty(len(r.counts), np.int64)
    for account in range(low, high):
        _copy(r.counts, kept)
        if opens:
            _open(p, v, s, account)
        else:
            _load(p, v, s, state, account)
        advance(p, v.events, s, r, account, v.bounds[account + 1], until)
        if keeps and r.counts[SHORT] == 0:
            _keep(p, v, s, state, account)
        if closes:
            close(p, s, r, account)
            _score(p, s, r)
        if r.counts[SHORT]:
            short = r.counts[SHORT]
            _copy(kept, r.counts)
            r.counts[SHORT] = short
            return account
        _order(r.moves, kept[MOVES], r.counts[MOVES], 9)
        _order(r.handoffs, kept[HANDED], r.counts[HANDED], NOW_THEN - NUMBER + 1)
    return high


@inner
def _copy(source: Ints, to: Ints) -> None:
    for place in range(len(source)):
        to[place] = source[place]


@inner
def _place(p: Tape, v: View, s: Scratch, account: int) -> None:
    ring = s.account[RING]
    s.account[:] = 0
    s.account[RING], s.account[FIRST_LEAD] = (ring, v.leads[account])
    s.account[LEADS] = v.leads[account + 1] - v.leads[account]
    s.account[FIRST_EVENT] = v.bounds[account]
    s.open[:] = 0
    if look(p, HYPOTHETICAL, 0):
        s.forbidden[: v.bounds[account + 1] - v.bounds[account]] = 0


@inner
def _open(p: Tape, v: View, s: Scratch, account: int) -> None:
    """What is known of the account and its leads before the first event."""
    _place(p, v, s, account)
    for lead in range(s.account[LEADS]):
        row = s.account[FIRST_LEAD] + lead
        ints, slots = (s.lead[lead], s.slots[lead])
        ints[:] = 0
        ints[RAISED_AT] = ints[TWO_WAY_AT] = NONE
        ints[DUE], ints[DIRTY] = (NEVER, 1)
        ints[LEAD_WIDTH:] = NONE
        slots[:OWN_FACTS] = np.nan
        slots[STAGE] = slots[GRADE] = slots[NURTURE_TRACK] = slots[HAS_OPEN_DEAL] = 0
        slots[CONSENT], slots[FREE_MAIL] = (v.consent[row], v.free_mail[row])
        slots[OWNER_KNOWN], slots[ACCOUNT_KIND] = (v.owner_known[account], v.kind[account] + 1)
        for fact in range(v.own.shape[1]):
            slots[OWN_FACTS + fact] = v.own[row, fact]
        refit(p, s, lead)


@inner
def _load(p: Tape, v: View, s: Scratch, state: State, account: int) -> None:
    _place(p, v, s, account)
    for column in range(len(s.account)):
        s.account[column] = state.account[account, column]
    s.account[FIRST_EVENT] = v.bounds[account]
    first = v.leads[account]
    for lead in range(v.leads[account + 1] - first):
        for column in range(s.lead.shape[1]):
            s.lead[lead, column] = state.lead[first + lead, column]
        for slot in range(s.slots.shape[1]):
            s.slots[lead, slot] = state.slots[first + lead, slot]
    deals = look(p, DEALS_START, account)
    for deal in range(look(p, DEALS_START, account + 1) - deals):
        s.open[deal] = state.open[deals + deal]
    if look(p, HYPOTHETICAL, 0):
        for event in range(v.bounds[account + 1] - v.bounds[account]):
            s.forbidden[event] = state.forbidden[v.bounds[account] + event]


@inner
def _keep(p: Tape, v: View, s: Scratch, state: State, account: int) -> None:
    for column in range(len(s.account)):
        state.account[account, column] = s.account[column]
    first = v.leads[account]
    for lead in range(v.leads[account + 1] - first):
        for column in range(s.lead.shape[1]):
            state.lead[first + lead, column] = s.lead[lead, column]
        for slot in range(s.slots.shape[1]):
            state.slots[first + lead, slot] = s.slots[lead, slot]
    deals = look(p, DEALS_START, account)
    for deal in range(look(p, DEALS_START, account + 1) - deals):
        state.open[deals + deal] = s.open[deal]
    if look(p, HYPOTHETICAL, 0):
        for event in range(v.bounds[account + 1] - v.bounds[account]):
            state.forbidden[v.bounds[account] + event] = s.forbidden[event]


@inner
def _score(p: Tape, s: Scratch, r: Rows) -> None:
    for lead in range(s.account[LEADS]):
        out = r.scores[s.account[FIRST_LEAD] + lead]
        out[0], out[1] = (s.lead[lead, FIT_POINTS], activity(p, s, lead, look(p, THROUGH, 0)))
        out[2] = s.lead[lead, AT_STAGE]


@inner
def _order(rows: Ints, low: int, high: int, key: int) -> None:
    """Put an account's rows in the order of instant, events before wake-ups, lead if woken, and turn. They nearly are:
    insertion sort."""
    for row in range(low + 1, high):
        place = row
        while place > low and _is_before(rows, place, place - 1, key):
            for column in range(rows.shape[1]):
                held = rows[place, column]
                rows[place, column] = rows[place - 1, column]
                rows[place - 1, column] = held
            place -= 1


@inner
def _is_before(rows: Ints, one: int, other: int, key: int) -> bool:
    for column in (key, key + 1):
        if rows[one, column] != rows[other, column]:
            return bool(rows[one, column] < rows[other, column])
    if rows[one, key + 1] and rows[one, 0] != rows[other, 0]:
        return bool(rows[one, 0] < rows[other, 0])
    return bool(rows[one, key + 2] < rows[other, key + 2])
