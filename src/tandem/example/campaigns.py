"""Campaigns: the mailings of marketing's tool and the campaigns of the CRM that people come from."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tandem.example.columns import Ints
from tandem.example.mails import NEWSLETTER, NURTURE, NURTURE_STEPS, Mails
from tandem.example.people import SOURCES, People
from tandem.example.plan import DAY, END, Plan

FIRST_MAILING = 75_310_000


class Mailing(NamedTuple):
    """One mailing of marketing's tool."""

    id: int
    name: str
    subject: str
    type: str


class Campaign(NamedTuple):
    """One campaign of the CRM: `start`, `end` UTC seconds, `cost` in EUR."""

    name: str
    type: str
    source: int
    start: int
    end: int
    cost: int


_THEMES = (
    "Know your costs",
    "Plan ahead",
    "A customer's story",
    "Compare suppliers",
    "Calculate the return",
    "Ask us",
    "Last words",
)


def mailings(plan: Plan) -> list[Mailing]:
    """The nurture steps, the monthly newsletters, the service notice."""
    steps = [
        Mailing(FIRST_MAILING + n, f"Nurture mid funnel {n + 1}", _THEMES[n % len(_THEMES)], "AUTOMATED_EMAIL")
        for n in range(NURTURE_STEPS)
    ]
    news = [
        Mailing(FIRST_MAILING + 100 + n, f"Newsletter {n + 1}", f"News from Northwind, number {n + 1}", "BATCH_EMAIL")
        for n in range(plan.months)
    ]
    return [*steps, *news, Mailing(FIRST_MAILING + 900, "Service notice", "Maintenance on Sunday", "SINGLE_SEND_API")]


def mailing_of(mails: Mails) -> Ints:
    """Each mail's mailing."""
    after_steps = np.where(mails.purpose == NEWSLETTER, FIRST_MAILING + 100 + mails.edition, FIRST_MAILING + 900)
    return np.where(mails.purpose == NURTURE, FIRST_MAILING + mails.edition, after_steps)


_KINDS = {"event": ("Trade Show", 18_000), "paid_search": ("Advertisement", 9_000), "social": ("Social Ads", 5_000)}


def campaigns(plan: Plan) -> list[Campaign]:
    """One campaign per quarter for each source that is paid for."""
    quarters = -(-plan.months // 3)
    made = []
    for quarter in range(quarters):
        start = plan.start + quarter * 91 * DAY
        for source, (kind, cost) in _KINDS.items():
            name = f"{kind} {quarter + 1}"
            made.append(Campaign(name, kind, SOURCES.index(source), start, min(start + 91 * DAY, END), cost))
    return made


def campaign_of(plan: Plan, people: People, made: list[Campaign]) -> Ints:
    """The place in `made` of the campaign that brought each person, or -1."""
    quarter = np.minimum((people.created - plan.start) // (91 * DAY), -(-plan.months // 3) - 1)
    paid = [SOURCES.index(name) for name in _KINDS]
    result = np.full(len(people), -1)
    for place, source in enumerate(paid):
        result = np.where(people.source == source, quarter * len(paid) + place, result)
    return np.where(result < len(made), result, -1)
