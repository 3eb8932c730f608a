"""The fold's flat state: columns of numbers per lead and per account, and the rows that a fold gives.

`Scratch` holds one account while it is folded. Whole numbers of a lead stand in one row of `lead`, its facts in one row
of `slots`. `NONE` is an instant that never was.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from tandem.lifecycle.kernel.addresses import pointer, row
from tandem.lifecycle.kernel.jit import inner
from tandem.lifecycle.kernel.program import OWN_FACTS, Bits, Ints, Numbers, Program

NONE: Final = -(2**62)
NEVER: Final = 2**62

(
    AT_STAGE, SINCE, MICRO, SECOND, FIT_POINTS, RAISED_AT, TWO_WAY_AT, OWNER, RECORDED, RECORDED_OPEN,
    RECORDED_VERDICT, DIRTY, TESTED, DUE, BAR, HANDOFFS, CHANGES, CONSENTS, SAID_OUTCOME, SAID_REASON, OPEN,
) = range(21)  # fmt: skip
"""A lead's columns. `TESTED`: when its moves were last tested; `DUE`: the next instant at which time alone may change
them, `BAR` the bar of activity that fading crosses next, 0 = none. `CHANGES`, `CONSENTS`: how many were noted.
`OPEN`: 1 while a handoff is open; its own columns follow."""
(
    NUMBER, BEGUN_AT, WHOLE, RULE, RAISED, FIT_THEN, ACTIVITY_THEN, ROUTE, MEMBER, ASSIGNED_AT, FIRST_TOUCH,
    FIRST_SINCE, ATTEMPTS, TALKED_AT, VERDICT, VERDICT_AT, DISPOSITION, DISPOSED_AT, OPTED_OUT_AT, INVALID_AT, ENDED_AT,
    NOW_THEN, WOKEN_THEN, TURN_THEN,
) = range(21, 45)  # fmt: skip
"""A handoff's columns. `FIRST_TOUCH`: with a time of day; `FIRST_SINCE`: since its assignment. `VERDICT`: 1 accepted,
2 returned. The last three order the handoffs of an account as they were begun."""
LEAD_WIDTH: Final = 45
ACCEPTED, RETURNED = 1, 2
ENTERED: Final = -1
"""The rule by which a lead enters; all others are moves."""

FIRST_LEAD, LEADS, FIRST_EVENT, OPEN_DEALS, OPENINGS, TURN, NOW, WOKEN, EVENTS_DONE, STEPS_DONE, RING = range(11)
ACCOUNT_WIDTH: Final = 11
"""An account's numbers. `TURN` counts what is written, `NOW` is the instant being folded, `WOKEN` 1 in a wake-up,
`RING` what the rings can hold, a power of two."""

(
    MOVES, HANDED, SUPPRESSED, SHORT, VERDICTS, ASSIGNMENTS, TRIED, TAKEN_OUT, MOVES_ROOM, HANDED_ROOM,
    SUPPRESSED_ROOM,
) = range(11)  # fmt: skip
"""Counts of what was written or set aside; `SHORT`: the bits of what was too small; and for how many rows there is
room."""
SHORT_MOVES, SHORT_HANDOFFS, SHORT_SUPPRESSED, SHORT_RINGS = 1, 2, 4, 8

MOVE_WIDTH: Final = 12
"""lead, at, whole day, from, to, rule, cause, fit, activity, now, woken, turn. A cause is an event's index, −1 for
none, −2 − n for the n-th step of a deal."""
RULE_WRITTEN: Final = 5
"""The column of a move's rule."""
HANDOFF_WIDTH: Final = LEAD_WIDTH - NUMBER + 1
"""lead, then the handoff's columns."""
SUPPRESSED_WIDTH: Final = 6
"""lead, event, at, purpose, rule, stage."""
SCORE_WIDTH: Final = 3
"""fit, activity, stage."""


class Scratch(NamedTuple):
    """One account being folded. Few words: what a compiled function is handed makes it slow to compile and to call."""

    lead: Ints
    """`LEAD_WIDTH` columns; when each stage was last entered; by counter the local day and the micro-points given; the
    rings of stages and consents (`remembered`)."""
    slots: Numbers
    account: Ints
    """`ACCOUNT_WIDTH` numbers; the ring of whether a deal was open."""
    open: Bits
    """By deal of the account."""
    forbidden: Bits
    """By event of the account: 1 = a mail that the rules forbid."""
    width: int
    """Of a row of `lead`."""
    facts: int
    """The width of a row of `slots`."""


class Rows(NamedTuple):
    """What a fold writes. `counts` as above, and `before` the account in hand; `scores` by lead."""

    moves: Ints
    handoffs: Ints
    suppressed: Ints
    scores: Ints
    counts: Ints
    before: Ints


def scratch(program: Program, leads: int, events: int, deals: int, ring: int) -> Scratch:
    """Room for the largest account; `ring`: how many changes within the rules' grace are remembered."""
    width = LEAD_WIDTH + 4 * ring + len(program.moves.rank) + 2 * program.scores.counters
    room = Scratch(
        np.zeros((leads, width), np.int64),
        np.zeros((leads, OWN_FACTS + program.conditions.own.shape[1]), np.float64),
        np.zeros(ACCOUNT_WIDTH + 2 * ring, np.int64),
        np.zeros(deals, np.uint8),
        np.zeros(events if program.hypothetical else 0, np.uint8),
        width,
        OWN_FACTS + program.conditions.own.shape[1],
    )
    room.account[RING] = ring
    return room


def rows(moves: int, handoffs: int, suppressed: int) -> Rows:
    """Room for so many rows, and for no scores."""
    counts = np.zeros(11, np.int64)
    counts[[MOVES_ROOM, HANDED_ROOM, SUPPRESSED_ROOM]] = moves, handoffs, suppressed
    return Rows(
        np.empty((moves, MOVE_WIDTH), np.int64),
        np.empty((handoffs, HANDOFF_WIDTH), np.int64),
        np.empty((suppressed, SUPPRESSED_WIDTH), np.int64),
        np.zeros((0, SCORE_WIDTH), np.int64),
        counts,
        counts.copy(),
    )


@inner
def desk(s: Scratch) -> Scratch:
    """The same, as it is handed on inside the kernel."""
    arrays = (pointer(s.lead), pointer(s.slots), pointer(s.account), pointer(s.open), pointer(s.forbidden))
    return Scratch(arrays[0], arrays[1], arrays[2], arrays[3], arrays[4], s.width, s.facts)


@inner
def paper(r: Rows) -> Rows:
    """The same, as it is handed on inside the kernel."""
    arrays = (pointer(r.moves), pointer(r.handoffs), pointer(r.suppressed), pointer(r.scores))
    return Rows(arrays[0], arrays[1], arrays[2], arrays[3], pointer(r.counts), pointer(r.before))


@inner
def ints_of(s: Scratch, lead: int) -> Ints:
    """A lead's whole numbers."""
    return row(s.lead, lead * s.width)


@inner
def slots_of(s: Scratch, lead: int) -> Numbers:
    """A lead's facts."""
    return row(s.slots, lead * s.facts)
