"""Pages that known people saw, as HubSpot's event analytics export them (`e_visited_page`)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tandem.example.columns import Columns, Flags, Ints
from tandem.example.marketing import Touches
from tandem.example.people import People
from tandem.example.plan import END, MINUTE, Plan

PAGES = ("/", "/product", "/customers", "/blog/know-your-costs", "/pricing", "/pricing/teams", "/about", "/docs/start")
PAGE_SHARES = (0.22, 0.20, 0.12, 0.16, 0.12, 0.05, 0.05, 0.08)


@dataclass(slots=True)
class Visits(Columns):
    """One row per page seen; `machine`: the tool itself filtered it as a bot or as internal."""

    person: Ints
    at: Ints
    page: Ints
    machine: Flags


def make_visits(plan: Plan, people: People, touches: Touches) -> Visits:
    """The pages around each form that people sent; the keener, the more."""
    draw = plan.draw("visits")
    keen = 1 / (1 + np.exp(-people.intent[touches.person]))
    row = np.repeat(np.arange(len(touches)), draw.poisson(0.6 + 1.6 * keen))
    at = touches.at[row] + draw.integers(-25 * MINUTE, 15 * MINUTE, len(row))
    bounds = np.cumsum(PAGE_SHARES) / sum(PAGE_SHARES)
    page = np.minimum(np.searchsorted(bounds, draw.random(len(row)), side="right"), len(PAGES) - 1)
    there = (at < END) & (at > people.created[touches.person[row]])
    visits = Visits(touches.person[row][there], at[there], page[there], draw.random(int(there.sum())) < 0.01)
    return visits.take(np.lexsort((visits.page, visits.person, visits.at)))
