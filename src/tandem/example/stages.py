"""Every stage change of every handed-over lead: the one story that both tools tell, each in its own words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tandem.example.columns import NEVER, Columns, Ints
from tandem.example.plan import END
from tandem.example.sales import (
    ACCEPTED,
    FINAL_REASONS,
    RETURNED,
    TO_DISQUALIFIED,
    TO_NURTURE,
    TO_SQL,
)
from tandem.example.simulate import Company

STAGES = ("lead", "mql", "sal", "sql", "nurture", "disqualified", "opportunity", "customer")
LEAD, MQL, SAL, SQL, NURTURE, DISQUALIFIED, OPPORTUNITY, CUSTOMER = range(8)


@dataclass(slots=True)
class Changes(Columns):
    """One row per change: the handoff's row (-1 for a helper's), the person, the instant, the stage they came to."""

    lead: Ints
    person: Ints
    at: Ints
    stage: Ints


def stage_changes(company: Company) -> Changes:
    """From handoff to the deal's win, in time order. Deals without persons move nobody."""
    handoffs, work, deals = company.handoffs, company.work, company.deals
    rows = np.arange(len(handoffs))
    returned = np.isin(work.reason, FINAL_REASONS) & (work.verdict == RETURNED)
    parts = [
        (rows, handoffs.at, np.full(len(rows), MQL)),
        _of(rows, work.verdict_at, work.verdict == ACCEPTED, SAL),
        _of(rows, work.verdict_at, (work.verdict == RETURNED) & ~returned, NURTURE),
        _of(rows, work.verdict_at, returned, DISQUALIFIED),
        _of(rows, work.disposed_at, work.disposition == TO_SQL, SQL),
        _of(rows, work.disposed_at, work.disposition == TO_NURTURE, NURTURE),
        _of(rows, work.disposed_at, work.disposition == TO_DISQUALIFIED, DISQUALIFIED),
        _of(deals.lead, deals.opened, deals.joined, OPPORTUNITY),
        _of(deals.lead, deals.ends, deals.joined & deals.won & deals.closed(), CUSTOMER),
    ]
    lead, at, stage = (np.concatenate([part[n] for part in parts]) for n in range(3))
    happened = (at != NEVER) & (at < END)
    changes = Changes(lead, handoffs.person[lead], at, stage).take(happened)
    return changes.take(np.lexsort((changes.stage, changes.lead, changes.at)))


def _of(rows: Ints, at: Ints, which: np.ndarray, stage: int) -> tuple[Ints, Ints, Ints]:
    return rows[which], at[which], np.full(int(which.sum()), stage)


def last_stages(company: Company, changes: Changes) -> Ints:
    """Each person's stage at the export."""
    result = np.full(len(company.people), LEAD)
    result[changes.person] = changes.stage
    return result
