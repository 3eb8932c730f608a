"""The truth about sales' promises: each lead's case, whether it was missed, and how probable that was.

A case whose lead was let go before its deadline is none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from tandem.example.attempts import CALL
from tandem.example.columns import NEVER, Flags, Floats, Ints, ordinals
from tandem.example.mails import hold_ends, inside
from tandem.example.plan import END
from tandem.example.sales import (
    ACCEPTED,
    FIRST_RESPONSE_MINUTES,
    HAND_RAISE_MINUTES,
    NO_DISPOSITION,
    NO_VERDICT,
    RETURNED,
    TO_SQL,
    nobodys_share,
)
from tandem.example.simulate import Company
from tandem.example.truth_months import by_month
from tandem.example.working_time import after, due

ATTEMPTS: Final = 5
LATER: Final = 1 << 40
"""After every instant of the simulation."""


@dataclass(frozen=True, slots=True)
class PromiseCases:
    """Per handoff: when the promise began to run, whether it is a case, whether it was missed, and the probability of
    a miss before anything was drawn (0 for no case; None where it has no closed form)."""

    began: Ints
    case: Flags
    missed: Flags
    expected: Floats | None = None

    def by_month(self, company: Company) -> Mapping[str, list[Any]]:
        """`cases`, `missed` and `expected`, by the month in which they began."""
        told = {"cases": self.case, "missed": self.missed}
        return by_month(company, self.began, **told, **({} if self.expected is None else {"expected": self.expected}))


def promise_cases(company: Company) -> Mapping[str, PromiseCases]:
    """The charter's key → its cases. Those still running at the export count as missed, but for attempts."""
    handoffs, work = company.handoffs, company.work
    given = (work.verdict != NO_VERDICT) & (work.verdict_at <= due(handoffs.at, 2))
    accepted = work.verdict == ACCEPTED
    accepted_at = np.where(accepted, work.verdict_at, NEVER)
    closed = (work.disposition != NO_DISPOSITION) & (work.disposed_at <= due(_some(company, accepted_at), 15))
    return {
        "sales.first_response": _answers(company, FIRST_RESPONSE_MINUTES, work.soon, work.p_slow),
        "sales.hand_raises": _answers(company, HAND_RAISE_MINUTES, work.in_time, work.p_late, heard_raises(company)),
        "sales.acceptance": PromiseCases(handoffs.at, handoffs.at > 0, ~given),
        "sales.disposition": PromiseCases(accepted_at, accepted, accepted & ~closed),
        "sales.attempts": _attempts(company),
    }


def heard_raises(company: Company) -> Flags:
    """Hand-raises as the charter hears them: not of a buyer whose account has an open deal."""
    handoffs, deals = company.handoffs, company.deals
    account = company.people.account[handoffs.person]
    busy = inside(deals.account, deals.opened, deals.ends, account, handoffs.at)
    return handoffs.hand_raise & ~busy


def _some(company: Company, at: Ints) -> Ints:
    """The instants, those that never came moved to the history's start, where office hours are known."""
    return np.maximum(at, company.plan.start)


def _answers(
    company: Company, minutes: int, answered: Flags, chance: Floats, only: Flags | bool = True
) -> PromiseCases:
    """A first answer within office minutes of the assignment. Of leads that nobody tries, some never get an owner."""
    work, nobodys = company.work, company.work.p_left * nobodys_share(company.plan)
    deadline = after(_some(company, work.assigned), np.full(len(work), float(minutes)))
    returned = work.left_alone & (work.verdict == RETURNED) & (work.verdict_at <= deadline)
    case = (work.assigned != NEVER) & ~returned & only
    missed = case & ~(answered & (work.first_touch != NEVER))
    return PromiseCases(work.assigned, case, missed, np.where(case, (chance - nobodys) / (1 - nobodys), 0.0))


def _attempts(company: Company) -> PromiseCases:
    """Five attempts within ten business days of the assignment, or a buyer who answered.

    Reps change the channel with every attempt, so that five of them always used two."""
    work = company.work
    sold = (work.disposition == TO_SQL) & (work.disposed_at != NEVER)
    closed = np.minimum(hold_ends(company.handoffs, work), np.where(sold, work.disposed_at, END))
    closed = np.where(closed >= END, LATER, closed)
    deadline = due(_some(company, work.assigned), 10)
    enough = np.minimum(_tried_enough(company, closed), _talked(company, closed))
    met = enough <= np.minimum(deadline, closed)
    owned = work.assigned != NEVER
    missed = owned & ~met & (closed > deadline) & (deadline < END)
    return PromiseCases(work.assigned, (owned & met) | missed, missed)


def _tried_enough(company: Company, closed: Ints) -> Ints:
    """When each handoff had its fifth attempt, before it closed."""
    tried = company.attempts
    tried = tried.take((tried.deal < 0) & (tried.at <= closed[tried.lead]))
    last = ordinals(tried.lead) == ATTEMPTS - 1
    return _first(len(closed), tried.lead[last], tried.at[last])


def _talked(company: Company, closed: Ints) -> Ints:
    """When the buyer of each handoff first talked: on the phone, the only channel whose answer the tools hold."""
    talks = company.attempts
    talks = talks.take(talks.answered & (talks.channel == CALL) & (talks.at <= closed[talks.lead]))
    return _first(len(closed), talks.lead, talks.at)


def _first(count: int, lead: Ints, at: Ints) -> Ints:
    found = np.full(count, LATER)
    np.minimum.at(found, lead, at)
    return found
