"""Each call, mail and meeting of sales: what a rep logs, when it happened, and when it was written down."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tandem.example.columns import NEVER, Columns, Flags, Ints, ordinals
from tandem.example.deals import Deals
from tandem.example.marketing import Handoffs
from tandem.example.plan import DAY, END, MINUTE, Plan
from tandem.example.sales import NO_DISPOSITION, NO_VERDICT, RETURNED, Work
from tandem.example.working_time import after, nearest_office_time

CALL, MAIL, MEETING = 0, 1, 2


@dataclass(slots=True)
class Attempts(Columns):
    """One row per touch of sales. `answered`: the buyer talked. `whole_day`: only its date was logged. `logged`: when
    the record was made. `deal`: the deal's row it belongs to, else -1."""

    lead: Ints
    owner: Ints
    at: Ints
    logged: Ints
    channel: Ints
    answered: Flags
    whole_day: Flags
    seconds: Ints
    deal: Ints


def make_attempts(plan: Plan, handoffs: Handoffs, work: Work, deals: Deals) -> Attempts:
    """All touches in time order: first answers, follow-ups until the lead is closed, deal meetings."""
    draw = plan.draw("attempts")
    rows = np.flatnonzero(work.first_touch != NEVER)
    lead = np.repeat(rows, work.attempts[rows])
    nth = ordinals(lead)
    gap = draw.uniform(120, 620, len(lead))
    gap[nth == 0] = 0
    total = np.cumsum(gap)
    begins = np.flatnonzero(nth == 0)
    since_first = total - np.repeat(total[begins], work.attempts[rows])
    at = np.where(nth == 0, work.first_touch[lead], after(work.first_touch[lead], since_first))
    answered = work.two_way[lead] & (nth == work.attempts[lead] - 1)
    closed = np.where(
        work.verdict[lead] == RETURNED,
        work.verdict_at[lead],
        np.where(work.disposition[lead] != NO_DISPOSITION, work.disposed_at[lead], END),
    )
    closed = np.where(work.verdict[lead] == NO_VERDICT, END, closed)
    keep = (at < END) & ((nth == 0) | (at < closed))
    followed = _rows(
        plan,
        draw,
        lead[keep],
        work.owner[lead[keep]],
        at[keep],
        (lead + nth)[keep] % 2,
        answered[keep],
        (at - work.first_touch[lead])[keep] > 2 * DAY,
    )
    met = _meetings(draw, deals)
    result = followed.join(met)
    return result.take(np.lexsort((result.lead, result.at)))


def _rows(
    plan: Plan,
    draw: np.random.Generator,
    lead: Ints,
    owner: Ints,
    at: Ints,
    channel: Ints,
    answered: Flags,
    much_later: Flags,
) -> Attempts:
    count = len(lead)
    late = draw.random(count) < 0.2
    logged = at + np.where(late, draw.integers(2 * 3_600, 3 * DAY, count), draw.integers(0, 20 * MINUTE, count))
    whole_day = much_later & (draw.random(count) < 0.04)
    seconds = np.where(
        channel == CALL, np.where(answered, draw.integers(90, 1_500, count), draw.integers(5, 45, count)), 0
    )
    return Attempts(
        lead, owner, at, np.minimum(logged, END - 1), channel, answered, whole_day, seconds, np.full(count, -1)
    )


def _meetings(draw: np.random.Generator, deals: Deals) -> Attempts:
    """Two to four meetings in the course of each deal."""
    number = draw.integers(2, 5, len(deals))
    deal = np.repeat(np.arange(len(deals)), number)
    share = (ordinals(deal) + draw.uniform(0.1, 0.9, len(deal))) / number[deal]
    at = nearest_office_time(deals.opened[deal] + (share * (deals.ends - deals.opened)[deal]).astype(np.int64))
    there = at < np.minimum(deals.ends[deal], END - 3_600)
    deal, at = deal[there], at[there]
    yes, no = np.ones(len(deal), dtype=bool), np.zeros(len(deal), dtype=bool)
    logged = at - draw.integers(1, 5, len(deal)) * DAY
    seconds = draw.integers(2, 5, len(deal)) * 900
    return Attempts(
        deals.lead[deal], deals.owner[deal], at, logged, np.full(len(deal), MEETING), yes, no, seconds, deal
    )
