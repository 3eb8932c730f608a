"""Where a lead's row keeps what it remembers beyond its columns: entries into stages, daily counters, rings of changes.

A ring holds the last changes as pairs (at, what it was before); `Scratch.account[RING]` is its size.
"""

from __future__ import annotations

from tandem.lifecycle.kernel.addresses import row
from tandem.lifecycle.kernel.jit import inner
from tandem.lifecycle.kernel.program import Ints
from tandem.lifecycle.kernel.state import ACCOUNT_WIDTH, LEAD_WIDTH, RING, SHORT, SHORT_RINGS, Rows, Scratch, ints_of
from tandem.lifecycle.kernel.tape import ENGAGED_GRACE, MOVES_RANK, SCORES_COUNTERS, Tape, look, size


@inner
def lasting(p: Tape) -> int:
    """The width of a lead's row before its rings: what must be cleared when it is opened."""
    return LEAD_WIDTH + size(p, MOVES_RANK) + 2 * look(p, SCORES_COUNTERS, 0)


@inner
def changes(p: Tape, s: Scratch, lead: int) -> Ints:
    """The ring of the lead's stages."""
    return row(ints_of(s, lead), lasting(p))


@inner
def consents(p: Tape, s: Scratch, lead: int) -> Ints:
    """The ring of the lead's consent."""
    return row(ints_of(s, lead), lasting(p) + 2 * s.account[RING])


@inner
def openings(s: Scratch) -> Ints:
    """The ring of whether the account had an open deal."""
    return row(s.account, ACCOUNT_WIDTH)


@inner
def remember(p: Tape, s: Scratch, r: Rows, ring: Ints, count: int, at: int, was: int) -> None:
    """Note what a fact was before a change; a note that may still matter and has no room is told as `SHORT_RINGS`."""
    place = (count & s.account[RING] - 1) * 2
    if count >= s.account[RING] and ring[place] > at - look(p, ENGAGED_GRACE, 0):
        r.counts[SHORT] |= SHORT_RINGS
    ring[place], ring[place + 1] = at, was


@inner
def entry(s: Scratch, lead: int, stage: int) -> int:
    """When the lead last entered a stage; `NONE`: never."""
    return int(ints_of(s, lead)[LEAD_WIDTH + stage])


@inner
def note_entry(s: Scratch, lead: int, stage: int, at: int) -> None:
    """The lead entered a stage."""
    ints_of(s, lead)[LEAD_WIDTH + stage] = at


@inner
def counter(p: Tape, s: Scratch, lead: int, number: int) -> Ints:
    """A daily counter: the local day, and the micro-points given on it."""
    return row(ints_of(s, lead), LEAD_WIDTH + size(p, MOVES_RANK) + 2 * number)
