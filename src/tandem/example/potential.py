"""What would have come of anybody, had marketing handed them over: the simulation's own causes, for everybody.

Whoever was really handed over keeps what really came of their first handoff, whenever it is that they are first given
to sales. All others are drawn once per person from the same chances: who never passes the practised bar has no hidden
quality (as those whom a lowered bar let pass).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tandem.example.columns import Flags
from tandem.example.plan import DAY, END
from tandem.example.sales import ACCEPTED, TO_SQL
from tandem.example.simulate import Company

WON_WITHIN = 180 * DAY


@dataclass(frozen=True, slots=True)
class Fates:
    """One row per person, at a first handoff: would sales accept them, qualify them, win them within 180 days of the
    handoff (and a tool know that the deal is theirs)? `handed`: really handed over at least once."""

    accepted: Flags
    sql: Flags
    won: Flags
    handed: Flags


def potential_outcomes(company: Company) -> Fates:
    """Everybody's fates. The same company gives the same fates."""
    fates = _drawn(company)
    first = np.flatnonzero(company.handoffs.round == 0)
    who = company.handoffs.person[first]
    fates.handed[who] = True
    fates.accepted[who] = company.work.verdict[first] == ACCEPTED
    fates.sql[who] = company.work.disposition[first] == TO_SQL
    fates.won[who] = _won(company)[first]
    return fates


def _won(company: Company) -> Flags:
    """Which handoffs led to a deal that was won in time and that a tool joins to the person."""
    deals = company.deals
    won = np.zeros(len(company.handoffs), dtype=bool)
    soon = deals.ends - company.handoffs.at[deals.lead] <= WON_WITHIN
    won[deals.lead[deals.won & deals.joined & (deals.ends < END) & soon]] = True
    return won


def _drawn(company: Company) -> Fates:
    """Fates of people whom nobody handed over: weak-looking leads without hidden quality."""
    plan, people = company.plan, company.people
    draw, count = plan.draw("potential"), len(people)
    left = draw.random(count) < np.minimum(plan.sizes["unworked_leads"] * np.exp(0.3), 0.9)
    silent = ("silent_sales" in plan.planted) & (draw.random(count) < 0.12)
    accepted = (draw.random(count) < 0.30) & ~left & ~silent
    lies = draw.random(count) < plan.sizes["no_lead_process"]
    sql = accepted & ~lies & (draw.random(count) < 0.25)
    no = np.zeros(count, dtype=bool)
    return Fates(accepted, sql, no, no.copy())
