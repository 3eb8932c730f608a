"""The truth about the promised number of attempts: enough of them, or a buyer who answered, in time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from tandem.example.attempts import CALL
from tandem.example.columns import NEVER, Ints, ordinals
from tandem.example.mails import hold_ends
from tandem.example.plan import END
from tandem.example.sales import TO_SQL
from tandem.example.simulate import Company
from tandem.example.truth_months import by_month
from tandem.example.working_time import due

AT_LEAST: Final = 5
BUSINESS_DAYS: Final = 10
LATER: Final = 1 << 40
"""After every instant of the simulation."""


def attempts_by_month(company: Company) -> Mapping[str, list[Any]]:
    """`cases` and `missed` by month of assignment; leads that were let go or closed before the deadline are none.

    Reps change the channel with every attempt, so that five attempts always used two."""
    work, handoffs = company.work, company.handoffs
    sold = (work.disposition == TO_SQL) & (work.disposed_at != NEVER)
    closed = np.minimum(hold_ends(handoffs, work), np.where(sold, work.disposed_at, END))
    closed = np.where(closed >= END, LATER, closed)
    deadline = due(np.maximum(work.assigned, company.plan.start), BUSINESS_DAYS)
    enough = np.minimum(_reached(company, closed), _answered(company, closed))
    met = enough <= np.minimum(deadline, closed)
    owned, running = work.assigned != NEVER, deadline >= END
    missed = owned & ~met & (closed > deadline) & ~running
    return by_month(company, work.assigned, cases=(owned & met) | missed, missed=missed)


def _reached(company: Company, closed: Ints) -> Ints:
    """When each handoff had its fifth attempt, before it closed."""
    tried = company.attempts
    tried = tried.take((tried.deal < 0) & (tried.at <= closed[tried.lead]))
    last = ordinals(tried.lead) == AT_LEAST - 1
    return _first(len(closed), tried.lead[last], tried.at[last])


def _answered(company: Company, closed: Ints) -> Ints:
    """When the buyer of each handoff first talked: on the phone, the only channel whose answer the tools hold."""
    talks = company.attempts
    talks = talks.take(talks.answered & (talks.channel == CALL) & (talks.at <= closed[talks.lead]))
    return _first(len(closed), talks.lead, talks.at)


def _first(count: int, lead: Ints, at: Ints) -> Ints:
    found = np.full(count, LATER)
    np.minimum.at(found, lead, at)
    return found
