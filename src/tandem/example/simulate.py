"""The company's whole history: every table of the simulation, made in the order of its causes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tandem.example.attempts import Attempts, make_attempts
from tandem.example.columns import NEVER, Flags, Ints
from tandem.example.deals import Chances, Deals, make_deals, qualify_before_opening, win_chances
from tandem.example.mails import Mails, send_mails
from tandem.example.marketing import Handoffs, Touches, make_touches
from tandem.example.people import Accounts, People, make_accounts, make_people
from tandem.example.plan import DAY, Plan
from tandem.example.reps import Reps, make_reps
from tandem.example.sales import Work, recycled, work_leads
from tandem.example.visits import Visits, make_visits


@dataclass(frozen=True, slots=True)
class Company:
    """What happened. `leaky`: per handoff, nurture was not stopped. `helpers`: per deal, a colleague (a person's row)
    in its buying group, or -1."""

    plan: Plan
    accounts: Accounts
    people: People
    reps: Reps
    touches: Touches
    handoffs: Handoffs
    work: Work
    chances: Chances
    deals: Deals
    attempts: Attempts
    mails: Mails
    visits: Visits
    leaky: Flags
    helpers: Ints


def simulate(plan: Plan) -> Company:
    """People arrive and act, marketing hands over, sales works or does not, deals open and end, mails go out."""
    accounts = make_accounts(plan)
    people = make_people(plan, accounts)
    reps = make_reps(plan)
    touches, handoffs = make_touches(plan, people)
    _stay_while_sales_works(people, handoffs)
    work = work_leads(plan, people, reps, handoffs, "first")
    again = recycled(plan, people, handoffs, work)
    work = work.join(work_leads(plan, people, reps, again, "again"))
    handoffs = handoffs.join(again)
    leaky = plan.draw("leaky").random(len(handoffs)) < plan.sizes["crossed_messages"]
    leaky &= ~people.shared[handoffs.person]  # nobody can tell whom a role address reached
    chances = win_chances(plan, people, accounts, handoffs, work)
    deals = make_deals(plan, people, accounts, handoffs, work, chances, leaky)
    qualify_before_opening(work, deals)
    helpers = _helpers(plan, people, handoffs, deals)
    attempts = make_attempts(plan, handoffs, work, deals)
    mails = send_mails(plan, people, handoffs, work, deals, leaky, helpers)
    visits = make_visits(plan, people, touches)
    return Company(
        plan, accounts, people, reps, touches, handoffs, work, chances, deals, attempts, mails, visits, leaky, helpers
    )


def _stay_while_sales_works(people: People, handoffs: Handoffs) -> None:
    """Nobody opts out in the two months after their handoff: an opt-out would stop sales' clocks."""
    gone = people.opted_out[handoffs.person]
    soon = (gone > handoffs.at) & (gone < handoffs.at + 60 * DAY)
    people.opted_out[handoffs.person[soon]] = NEVER


def _helpers(plan: Plan, people: People, handoffs: Handoffs, deals: Deals) -> Ints:
    """For a third of the joined deals, a colleague whom marketing knew before and sales never had."""
    draw = plan.draw("helpers")
    had = np.zeros(len(people), dtype=bool)
    had[handoffs.person] = True
    order = np.lexsort((np.arange(len(people)), people.account))
    sorted_accounts = people.account[order]
    first = np.searchsorted(sorted_accounts, deals.account, side="left")
    number = np.searchsorted(sorted_accounts, deals.account, side="right") - first
    pick = order[first + (draw.random(len(deals)) * number).astype(np.int64)]
    fits = (
        deals.joined
        & (draw.random(len(deals)) < 0.33)
        & ~had[pick]
        & ~people.shared[pick]
        & (people.created[pick] < deals.opened)
    )
    first_use = np.zeros(len(deals), dtype=bool)
    first_use[np.unique(pick, return_index=True)[1]] = True
    return np.where(fits & first_use, pick, -1)
