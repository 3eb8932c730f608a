"""What buyers do on marketing's side, and the bar at which marketing hands them to sales."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tandem.example.columns import Columns, Flags, Floats, Ints
from tandem.example.people import People
from tandem.example.plan import DAY, END, HOUR, MINUTE, Plan
from tandem.example.working_time import nearest_office_time

FORMS = ("newsletter", "whitepaper", "webinar", "demo", "contact")
FORM_POINTS = np.array([5, 15, 15, 40, 40])
HAND_RAISES = (3, 4)
MOST_TOUCHES = 6


@dataclass(slots=True)
class Touches(Columns):
    """Forms that people sent. `form` is a place in `FORMS`; `at` UTC seconds."""

    person: Ints
    at: Ints
    form: Ints


@dataclass(slots=True)
class Handoffs(Columns):
    """Leads given to sales. `score` is the practised score; `below` = only the lowered bar let it pass.

    `round` 0 is a person's first handoff, 1 a recycled one."""

    person: Ints
    at: Ints
    hand_raise: Flags
    score: Floats
    below: Flags
    round: Ints


def make_touches(plan: Plan, people: People) -> tuple[Touches, Handoffs]:
    """Every form that people send, and the handoffs that marketing makes of them."""
    draw, count = plan.draw("touches"), len(people)
    number = np.minimum(1 + draw.poisson(np.exp(0.1 + 0.45 * people.intent)), MOST_TOUCHES)
    gaps = draw.gamma(1.3, 7 * DAY, (count, MOST_TOUCHES)) * people.tempo[:, None]
    gaps[:, 0] = draw.uniform(0, 2 * HOUR, count) * people.tempo
    at = people.created[:, None] + np.cumsum(gaps, axis=1).astype(np.int64)
    ready = 1 / (1 + np.exp(-1.2 * people.intent))[:, None]
    form = np.searchsorted(
        [0.32, 0.72, 0.968, 0.985], draw.random((count, MOST_TOUCHES)) ** (1.5 - ready), side="right"
    )
    form[people.free_mail] = np.minimum(form[people.free_mail], 2)
    sent = np.arange(MOST_TOUCHES) < number[:, None]
    score = people.fit[:, None] + np.cumsum(FORM_POINTS[form] * sent, axis=1) + draw.normal(0, 4, count)[:, None]
    handoffs, earliest = _hand_over(plan, people, at, form, sent, score)
    extra = _lowered_bar(plan, people, score[:, -1], earliest, handoffs.at)
    there = sent & (at < END)
    who = np.broadcast_to(np.arange(count)[:, None], at.shape)
    touches = Touches(who[there], at[there], form[there].astype(np.int64))
    return touches.take(np.lexsort((touches.person, touches.at))), handoffs.join(extra)


def _hand_over(plan: Plan, people: People, at: Ints, form: Ints, sent: Flags, score: Floats) -> tuple[Handoffs, Flags]:
    """Hand over at the first hand-raise, or when the score passes the bar that lets the planned share pass."""
    draw = plan.draw("handoffs")
    raises = np.isin(form, HAND_RAISES) & sent
    best = np.where(people.free_mail, -np.inf, score[:, -1])
    share = max(0.0, plan.handed_over - raises.any(axis=1).mean())
    bar = np.quantile(best[~raises.any(axis=1)], 1 - share / (1 - raises.any(axis=1).mean()))
    passes = (raises | ((score >= bar) & sent)) & ~people.free_mail[:, None]
    ever = passes.any(axis=1)
    which = passes.argmax(axis=1)
    rows = np.arange(len(people))
    moment = at[rows, which] + draw.integers(1 * MINUTE, 4 * MINUTE, len(people))
    now = ever & (moment < END - HOUR)
    hand_raise = raises[rows, which]
    zero = np.zeros(int(now.sum()), dtype=np.int64)
    return Handoffs(rows[now], moment[now], hand_raise[now], score[now, -1], zero > 0, zero), ever


def _lowered_bar(plan: Plan, people: People, best: Floats, ever: Flags, base: Ints) -> Handoffs:
    """Handoffs of people below the bar, so that the volume grows by the planted rate, made up at the months' ends.

    `base`: instants of the handoffs that passed the bar."""
    draw, months = plan.draw("lowered bar"), plan.months
    edges = plan.month_starts()
    counts = np.histogram(base, edges)[0]
    growth = (1 + plan.sizes["mql_as_success"]) ** (np.arange(months) / 12) - 1
    free = ~ever & ~people.free_mail
    chosen: list[Ints] = []
    moments: list[Ints] = []
    for end, number in zip(edges[1:], draw.poisson(counts * growth), strict=True):
        known = np.flatnonzero(free & (people.created < end - 20 * DAY) & (people.created > end - 150 * DAY))
        picked = known[np.argsort(-best[known], kind="stable")][:number]
        free[picked] = False
        chosen.append(picked)
        moments.append(nearest_office_time(end - draw.integers(HOUR, 5 * DAY, len(picked))) - 10 * MINUTE)
    who, moment = np.concatenate(chosen), np.concatenate(moments)
    no = np.zeros(len(who), dtype=bool)
    return Handoffs(who, moment, no, best[who], ~no, np.zeros(len(who), dtype=np.int64))
