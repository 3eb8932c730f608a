"""Who owns each lead, when: the queue, a rep, and the queue again once the lead goes back to nurture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tandem.example.columns import NEVER, Columns, Ints
from tandem.example.plan import END
from tandem.example.sales import FINAL_REASONS, RETURNED, TO_NURTURE
from tandem.example.simulate import Company

NOBODY = -1


@dataclass(slots=True)
class Ownership(Columns):
    """One row per change: the handoff's row, the person, the instant, the rep who has the lead from then on (or
    `NOBODY`: the queue)."""

    lead: Ints
    person: Ints
    at: Ints
    rep: Ints


def owner_changes(company: Company) -> Ownership:
    """All changes, by person and time."""
    handoffs, work = company.handoffs, company.work
    rows = np.arange(len(handoffs))
    got = rows[work.assigned != NEVER]
    ended = np.isin(work.reason, FINAL_REASONS)
    recycled = ((work.verdict == RETURNED) & ~ended) | (work.disposition == TO_NURTURE)
    back = rows[recycled & (work.assigned != NEVER)]
    back_at = np.where(work.verdict[back] == RETURNED, work.verdict_at[back], work.disposed_at[back]) + 1
    lead = np.concatenate([got, back])
    at = np.concatenate([work.assigned[got], back_at])
    rep = np.concatenate([work.owner[got], np.full(len(back), NOBODY)])
    changes = Ownership(lead, handoffs.person[lead], at, rep).take(at < END)
    return changes.take(np.lexsort((changes.at, changes.person)))


def last_owners(changes: Ownership, rep: Ints, people: int) -> Ints:
    """Per person, the last of `rep` (aligned with `changes`), `NOBODY` for who never had one."""
    result = np.full(people, NOBODY)
    result[changes.person] = rep
    return result
