"""Where a lead's row keeps what it remembers beyond its columns: rings of changes, entries into stages, daily counters.

A ring holds the last changes as pairs (at, what it was before); `Scratch.account[RING]` is its size.
"""

from __future__ import annotations

from tandem.lifecycle.kernel.jit import inner
from tandem.lifecycle.kernel.program import Ints
from tandem.lifecycle.kernel.state import ACCOUNT_WIDTH, LEAD_WIDTH, RING, SHORT, SHORT_RINGS, Rows, Scratch
from tandem.lifecycle.kernel.tape import ENGAGED_GRACE, MOVES_RANK, Tape, look, size


@inner
def changes(s: Scratch, lead: int) -> Ints:
    """The ring of the lead's stages."""
    return s.lead[lead, LEAD_WIDTH : LEAD_WIDTH + 2 * s.account[RING]]


@inner
def consents(s: Scratch, lead: int) -> Ints:
    """The ring of the lead's consent."""
    ring = s.account[RING]
    return s.lead[lead, LEAD_WIDTH + 2 * ring : LEAD_WIDTH + 4 * ring]


@inner
def openings(s: Scratch) -> Ints:
    """The ring of whether the account had an open deal."""
    return s.account[ACCOUNT_WIDTH:]


@inner
def remember(p: Tape, s: Scratch, r: Rows, ring: Ints, count: int, at: int, was: int) -> None:
    """Note what a fact was before a change; a note that may still matter and has no room is told as `SHORT_RINGS`."""
    place = count % s.account[RING] * 2
    if count >= s.account[RING] and ring[place] > at - look(p, ENGAGED_GRACE, 0):
        r.counts[SHORT] |= SHORT_RINGS
    ring[place], ring[place + 1] = at, was


@inner
def entry(s: Scratch, lead: int, stage: int) -> int:
    """When the lead last entered a stage; `NONE`: never."""
    return int(s.lead[lead, LEAD_WIDTH + 4 * s.account[RING] + stage])


@inner
def note_entry(s: Scratch, lead: int, stage: int, at: int) -> None:
    """The lead entered a stage."""
    s.lead[lead, LEAD_WIDTH + 4 * s.account[RING] + stage] = at


@inner
def counter(p: Tape, s: Scratch, lead: int, number: int) -> Ints:
    """A daily counter: the local day, and the micro-points given on it."""
    first = LEAD_WIDTH + 4 * s.account[RING] + size(p, MOVES_RANK) + 2 * number
    return s.lead[lead, first : first + 2]
