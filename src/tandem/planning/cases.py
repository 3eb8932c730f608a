"""Cases: who is handed over under the current charter, under the proposed one, or both, and what is known of each.

Two handoffs of one lead that begin within 30 days of each other are one case: what sales answered then is taken to be
what it would have answered now. A case is *known* when a handoff that really happened is one of it and is old enough to
be judged; then the recorded answers count (semantics 8). Any other case was never given to sales around that time, and
its outcome is unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from tandem.planning.history import NEVER, OUTCOMES, Flags, Ints, Recorded
from tandem.zones import DAY

NEAR: Final = 30 * DAY
"""Handoffs of a lead at most this far apart (µs) are one case."""
PROMPT: Final = DAY
"""A handoff that really happened within this time (µs) started the same clocks."""
NONE: Final = -1


@dataclass(frozen=True, slots=True)
class Handed:
    """The handoffs of one charter, sorted by lead (a code) and time (UTC µs); `number` counts a lead's from 1."""

    lead: Ints
    number: Ints
    at: Ints
    hand_raise: Flags
    fit: Ints

    def __len__(self) -> int:
        return len(self.at)


@dataclass(frozen=True, slots=True)
class Cases:
    """One row per case, sorted by lead and time. `current`, `proposed`, `real`: its row among the current charter's,
    the proposed one's, the recorded handoffs, or `NONE`. `at`: under the proposed charter, else the current one.

    `in_current`, `in_proposed`: handed over by that charter within the period that is compared.
    """

    lead: Ints
    at: Ints
    current: Ints
    proposed: Ints
    real: Ints
    in_current: Flags
    in_proposed: Flags
    through: int

    def __len__(self) -> int:
        return len(self.at)

    def judged(self, outcome: str) -> Flags:
        """Cases old enough at the data's end for this outcome."""
        old: Flags = self.at + OUTCOMES[outcome] <= self.through
        return old

    def known(self, outcome: str, recorded: Recorded) -> Flags:
        """Cases that sales really had, long enough ago for this outcome."""
        if not len(recorded):
            return np.zeros(len(self), dtype=bool)
        old: Flags = (self.real != NONE) & (recorded.at[self.real] + OUTCOMES[outcome] <= self.through)
        return old

    def reached(self, outcome: str, recorded: Recorded) -> Flags:
        """Cases that are known to have reached the outcome."""
        known = self.known(outcome, recorded)
        found: Flags = known & recorded.reached[outcome][self.real] if len(recorded) else known
        return found


def make_cases(current: Handed, proposed: Handed, recorded: Recorded, window: tuple[int, int], through: int) -> Cases:
    """Join the three. `window`: the period [from, to) in UTC µs."""
    to_current = pair(proposed.lead, proposed.at, current.lead, current.at)
    alone = np.ones(len(current), dtype=bool)
    alone[to_current[to_current != NONE]] = False
    mine = np.concatenate([to_current, np.flatnonzero(alone)])
    theirs = np.concatenate([np.arange(len(proposed)), np.full(int(alone.sum()), NONE)])
    lead = np.concatenate([proposed.lead, current.lead[alone]])
    at = np.concatenate([proposed.at, current.at[alone]])
    order = np.lexsort((at, lead))
    lead, at, mine, theirs = lead[order], at[order], mine[order], theirs[order]
    real = pair(lead, at, recorded.lead, recorded.at)
    again = np.flatnonzero((real == NONE) & (mine != NONE) & (theirs != NONE))
    if len(again):
        earlier = current.at[mine[again]]
        rows = np.lexsort((earlier, lead[again]))
        later = pair(lead[again][rows], earlier[rows], recorded.lead, recorded.at)
        real[again[rows]] = np.where(np.isin(later, real[real != NONE]), NONE, later)
    return Cases(
        lead, at, mine, theirs, real, _inside(current.at, mine, window), _inside(proposed.at, theirs, window), through
    )


def timely(handed: Handed, recorded: Recorded) -> Flags:
    """Handoffs that really happened within a day of their time: what people did then can answer their clocks."""
    found: Flags = pair(handed.lead, handed.at, recorded.lead, recorded.at, PROMPT) != NONE
    return found


def pair(lead: Ints, at: Ints, other_lead: Ints, other_at: Ints, near: int = NEAR) -> Ints:
    """For each handoff the row of the other side that is the same case, or `NONE`; both sorted by lead and time.

    Walking both in order pairs as many as can be paired one to one (a greedy matching of points on a line).
    """
    found = np.full(len(at), NONE, dtype=np.int64)
    i = j = 0
    mine = list(zip(lead.tolist(), at.tolist(), strict=True))
    theirs = list(zip(other_lead.tolist(), other_at.tolist(), strict=True))
    while i < len(mine) and j < len(theirs):
        if mine[i][0] == theirs[j][0] and abs(mine[i][1] - theirs[j][1]) <= near:
            found[i] = j
            i, j = i + 1, j + 1
        elif mine[i] < theirs[j]:
            i += 1
        else:
            j += 1
    return found


def _inside(at: Ints, rows: Ints, window: tuple[int, int]) -> Flags:
    when = np.where(rows == NONE, NEVER, at[rows] if len(at) else NEVER)
    inside: Flags = (when >= window[0]) & (when < window[1])
    return inside
