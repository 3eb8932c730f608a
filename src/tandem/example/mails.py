"""The mails that marketing's tool sends, who is spared them, and what becomes of each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tandem.example.columns import NEVER, Columns, Flags, Ints
from tandem.example.deals import Deals
from tandem.example.marketing import Handoffs
from tandem.example.people import NO_ACCOUNT, People
from tandem.example.plan import DAY, END, HOUR, MINUTE, Plan
from tandem.example.sales import RETURNED, TO_DISQUALIFIED, TO_NURTURE, Work

NURTURE, NEWSLETTER, SERVICE = 0, 1, 2
PURPOSES = ("nurture", "newsletter", "operational")
NURTURE_STEPS, EVERY = 7, 26 * DAY
LONGEST_LEAK = 7 * DAY
_WIDE = 1 << 34
"""Wider than any instant: packs a group and an instant into one sortable number."""


@dataclass(slots=True)
class Mails(Columns):
    """One row per mail sent. `edition`: the nurture step, or the newsletter's month. `crossing`: the row of the
    handoff whose hold it crossed, else -1. `delivered`, `opened`, `clicked`: UTC seconds or
    `NEVER`; `scanned`: a machine followed every link at that instant."""

    person: Ints
    at: Ints
    purpose: Ints
    edition: Ints
    crossing: Ints
    delivered: Ints
    opened: Ints
    clicked: Ints
    scanned: Ints


def hold_ends(handoffs: Handoffs, work: Work) -> Ints:
    """When sales let each handed-over lead go: given back, recycled or disqualified; else not before the export."""
    returned = work.verdict == RETURNED
    recycled = (work.disposition == TO_NURTURE) | (work.disposition == TO_DISQUALIFIED)
    return np.where(returned, work.verdict_at, np.where(recycled, work.disposed_at, END))


def send_mails(
    plan: Plan, people: People, handoffs: Handoffs, work: Work, deals: Deals, leaky: Flags, helpers: Ints
) -> Mails:
    """All mails in time order. `leaky`: handoffs whose nurture is not stopped. `helpers`: per deal, a colleague in its
    buying group or -1; sales has them from the deal's opening on."""
    draw = plan.draw("mails")
    person, at, purpose, edition = _meant(plan, people, draw)
    spared = _sales_has(people, handoffs, work, deals, helpers, person, at) & (purpose != SERVICE)
    out = (people.opted_out[person] != NEVER) & (at >= people.opted_out[person] - HOUR)
    keep = ~spared & ~out & (at < END - DAY)
    kept = _Sent(person[keep], at[keep], purpose[keep], edition[keep], np.full(int(keep.sum()), -1))
    sent = kept.join(_within_grace(plan, people, handoffs, deals)).join(_leaks(plan, people, handoffs, work, leaky))
    sent = sent.take(np.lexsort((sent.purpose, sent.person, sent.at)))
    may_bounce = ~np.isin(sent.person, handoffs.person)
    fates = _fates(people, draw, sent.person, sent.at, may_bounce)
    return Mails(sent.person, sent.at, sent.purpose, sent.edition, sent.crossing, *fates)


@dataclass(slots=True)
class _Sent(Columns):
    """Mails before it is known what becomes of them; columns as in `Mails`."""

    person: Ints
    at: Ints
    purpose: Ints
    edition: Ints
    crossing: Ints


def _nurture(person: Ints, at: Ints, crossing: Ints) -> _Sent:
    return _Sent(person, at, np.full(len(at), NURTURE), (at // DAY) % NURTURE_STEPS, crossing)


def _meant(plan: Plan, people: People, draw: np.random.Generator) -> tuple[Ints, Ints, Ints, Ints]:
    """What would be sent if sales did not exist: person, instant, purpose, edition."""
    count = len(people)
    step = np.tile(np.arange(NURTURE_STEPS), count)
    who = np.repeat(np.arange(count), NURTURE_STEPS)
    at = people.created[who] + 6 * DAY + step * EVERY + draw.integers(0, 3 * HOUR, len(who))
    number = count // 8
    reader, month = draw.integers(0, count, number), draw.integers(0, plan.months, number)
    day = plan.start + month * (365 * DAY // 12) + 14 * DAY + 9 * HOUR
    news = day + draw.integers(0, HOUR, number)
    told, service = draw.integers(0, count, count // 20), draw.integers(plan.start, END, count // 20)
    person = np.concatenate([who, reader, told])
    when = np.concatenate([at, news, service])
    known = when > people.created[person] + HOUR
    purpose = np.repeat([NURTURE, NEWSLETTER, SERVICE], [len(who), number, len(told)])
    edition = np.concatenate([step, month, np.zeros(len(told), dtype=np.int64)])
    return person[known], when[known], purpose[known], edition[known]


def _sales_has(
    people: People, handoffs: Handoffs, work: Work, deals: Deals, helpers: Ints, person: Ints, at: Ints
) -> Flags:
    """Whether sales has this person, or a deal is open at their account, with some hours to spare on both sides."""
    spare = 6 * HOUR
    helped = helpers >= 0
    starts = np.concatenate([handoffs.at - spare, deals.opened[helped] - spare])
    ends = np.concatenate([hold_ends(handoffs, work) + spare, np.full(int(helped.sum()), END)])
    own = inside(np.concatenate([handoffs.person, helpers[helped]]), starts, ends, person, at)
    account = people.account[person]
    open_deal = inside(deals.account, deals.opened - DAY, deals.ends + 2 * DAY, account, at)
    spared: Flags = own | (open_deal & (account != NO_ACCOUNT))
    return spared


def inside(groups: Ints, starts: Ints, ends: Ints, group: Ints, at: Ints) -> Flags:
    """Whether an instant lies inside any interval of its group: more of them began than ended."""
    began: Ints = np.searchsorted(np.sort(groups * _WIDE + starts), group * _WIDE + at, side="right")
    ended: Ints = np.searchsorted(np.sort(groups * _WIDE + ends), group * _WIDE + at, side="right")
    return began > ended


def _leaks(plan: Plan, people: People, handoffs: Handoffs, work: Work, leaky: Flags) -> _Sent:
    """Nurture in the first days of sales' work, after the sync's grace."""
    draw = plan.draw("leaks")
    number = np.where(leaky, 1 + draw.poisson(0.4, len(handoffs)), 0)
    row = np.repeat(np.arange(len(handoffs)), number)
    first = handoffs.at[row] + 90 * MINUTE
    last = np.minimum(np.minimum(hold_ends(handoffs, work)[row], handoffs.at[row] + LONGEST_LEAK), END) - HOUR
    gone = people.opted_out[handoffs.person[row]]
    last = np.where(gone != NEVER, np.minimum(last, gone - HOUR), last)
    at = first + (draw.random(len(row)) * (last - first)).astype(np.int64)
    fits = last > first
    return _nurture(handoffs.person[row[fits]], at[fits], row[fits])


def _within_grace(plan: Plan, people: People, handoffs: Handoffs, deals: Deals) -> _Sent:
    """Nurture that was on its way when the lead was handed over: forgiven by the grace."""
    draw = plan.draw("grace")
    some = draw.random(len(handoffs)) < 0.03
    at = handoffs.at + draw.integers(3 * MINUTE, 50 * MINUTE, len(handoffs))
    gone = people.opted_out[handoffs.person]
    account = people.account[handoffs.person]
    busy = inside(deals.account, deals.opened - DAY, deals.ends + 2 * DAY, account, at)
    some &= ~busy & (at < END) & ((gone == NEVER) | (at < gone - HOUR))
    return _nurture(handoffs.person[some], at[some], np.full(int(some.sum()), -1))


def _fates(
    people: People, draw: np.random.Generator, person: Ints, at: Ints, may_bounce: Flags
) -> tuple[Ints, Ints, Ints, Ints]:
    """Delivered, opened, clicked, scanned by a machine: UTC seconds or `NEVER`."""
    count = len(person)
    arrives = at + draw.integers(1, 40, count)
    delivered = (draw.random(count) > 0.012) | ~may_bounce
    keen = 1 / (1 + np.exp(-people.intent[person]))
    opened = delivered & (draw.random(count) < 0.2 + 0.25 * keen)
    clicked = opened & (draw.random(count) < 0.05 + 0.12 * keen)
    scanned = delivered & (draw.random(count) < 0.015)
    open_at = arrives + draw.integers(2 * MINUTE, 20 * HOUR, count)
    click_at = open_at + draw.integers(5, 90, count)
    return (
        np.where(delivered, arrives, NEVER),
        np.where(opened & (open_at < END), open_at, NEVER),
        np.where(clicked & (click_at < END), click_at, NEVER),
        np.where(scanned, arrives + draw.integers(1, 6, count), NEVER),
    )
