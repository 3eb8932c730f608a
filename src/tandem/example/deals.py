"""Deals: which accepted leads become one, how they go, when they end, for how much; and what would have been.

A lead that sales qualifies opens a deal. Whether it is won depends on the buyer's hidden quality, on how fast sales
answered, and on whether marketing's nurture crossed the talks. The same uniform numbers decide every potential outcome.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tandem.example.columns import Columns, Flags, Floats, Ints
from tandem.example.marketing import Handoffs
from tandem.example.people import NO_ACCOUNT, Accounts, People
from tandem.example.plan import DAY, END, HOUR, Plan
from tandem.example.sales import TO_SQL, Work
from tandem.example.words import INDUSTRIES
from tandem.example.working_time import nearest_office_time

STAGES = ("Discovery", "Proposal", "Negotiation")
STAGE_STARTS = (0.0, 0.35, 0.75)
"""Each open stage begins at this fraction of the deal's time."""
CYCLE_DAYS, CYCLE_SIGMA = 75.0, 0.35
LATE_PENALTY, CROSSED_PENALTY = 0.08, 0.10
LOSS_REASONS = ("Price", "No decision", "Competitor", "Timing", "Missing feature")
COMPETITORS = ("", "Altiva", "Bexter", "Cormund")


@dataclass(slots=True)
class Deals(Columns):
    """One row per deal. `lead` is the handoff's row. `ends` UTC seconds, perhaps after the export: then it is open."""

    lead: Ints
    person: Ints
    account: Ints
    owner: Ints
    opened: Ints
    ends: Ints
    won: Flags
    amount: Ints
    joined: Flags
    reason: Ints
    competitor: Ints

    def closed(self) -> Flags:
        """Which deals had ended when the tools were exported."""
        return self.ends < END


@dataclass(slots=True)
class Chances(Columns):
    """Per handoff: the probability of a win had sales answered in time, late, or never; `crossed` had nurture crossed
    timely work; `value` = what a win is worth (EUR cents). `deal`: of a deal, had the lead been worked."""

    in_time: Floats
    late: Floats
    never: Floats
    crossed: Floats
    deal: Floats
    value: Ints


def win_chances(plan: Plan, people: People, accounts: Accounts, handoffs: Handoffs, work: Work) -> Chances:
    """The potential outcomes of every handoff, as probabilities (acceptance × deal × win)."""
    draw = plan.draw("deal values")
    size = np.log(accounts.employees[people.account[handoffs.person]] + 1.0) - 5.4
    value = np.round(np.exp(9.4 + 0.15 * size + draw.normal(0, 0.45, len(handoffs))) / 50).astype(np.int64) * 5_000
    good = (work.quality > 0) & (people.account[handoffs.person] != NO_ACCOUNT)
    deal = np.where(good, (0.78 + 0.20 * work.quality) * (0.25 + 0.3 * work.quality), 0.0)
    none = np.zeros(len(handoffs))
    return Chances(
        deal * _win(work.quality, none, none),
        deal * _win(work.quality, none + 1, none),
        none,
        deal * _win(work.quality, none, none + 1),
        deal,
        value,
    )


def _win(quality: Floats, late: Floats, crossed: Floats) -> Floats:
    """Probability that a deal is won."""
    return 0.32 + 0.30 * quality - LATE_PENALTY * late - CROSSED_PENALTY * crossed


def make_deals(
    plan: Plan, people: People, accounts: Accounts, handoffs: Handoffs, work: Work, chances: Chances, leaky: Flags
) -> Deals:
    """The deals of all leads that sales qualified; `leaky` = nurture crossed the talks of that handoff."""
    draw, count = plan.draw("deals"), len(handoffs)
    wins = work.chances[:, 2] < _win(work.quality, (~work.in_time).astype(float), leaky.astype(float))
    tempo = people.tempo[handoffs.person]
    to_open = (8 * DAY + draw.gamma(2.0, 3 * DAY, count)) * tempo
    opened = nearest_office_time(handoffs.at + to_open.astype(np.int64))
    opened = np.maximum(opened, np.maximum(work.verdict_at, work.first_touch) + 3 * HOUR)
    segment = accounts.industry[people.account[handoffs.person]]
    slow = segment == [name for name, _ in INDUSTRIES].index(plan.slow_segment)
    pace = tempo * np.where(slow, plan.sizes["quota_against_cycle"], 1.0)
    lasts = DAY * np.where(
        wins, CYCLE_DAYS * np.exp(draw.normal(0, CYCLE_SIGMA, count)), 55 * np.exp(draw.normal(0, 0.5, count))
    )
    ends = nearest_office_time(opened + (lasts * pace).astype(np.int64))
    joined = draw.random(count) >= plan.sizes["unjoined_results"]
    reason, competitor = draw.integers(-1, len(LOSS_REASONS), count), draw.integers(0, len(COMPETITORS), count)
    there = np.flatnonzero((work.disposition == TO_SQL) & (chances.deal > 0) & (opened < END - HOUR))
    there = there[np.argsort(opened[there], kind="stable")]
    who = handoffs.person[there]
    return Deals(
        there,
        who,
        people.account[who],
        work.owner[there],
        opened[there],
        ends[there],
        wins[there],
        chances.value[there],
        joined[there],
        reason[there],
        competitor[there],
    )


def qualify_before_opening(work: Work, deals: Deals) -> None:
    """Sales qualified each deal's lead before the deal opened: move the disposition where it came out later."""
    lead = deals.lead
    work.disposed_at[lead] = np.minimum(work.disposed_at[lead], deals.opened - HOUR)
