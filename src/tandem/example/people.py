"""Accounts and the people at them: who they are, when and from where they come, and what they want (hidden)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tandem.example.columns import NEVER, Columns, Flags, Floats, Ints, choose, ordinals
from tandem.example.plan import DAY, END, HOUR, Plan
from tandem.example.words import (
    COUNTRIES,
    FIRST_NAMES,
    FREE_MAIL,
    INDUSTRIES,
    ROLE_ADDRESSES,
    SENIORITY_SHARES,
    TITLES,
    ascii_letters,
    firm_names,
    last_names,
)

SOURCES = ("organic_search", "paid_search", "event", "social", "referral", "email", "direct")
SOURCE_SHARES = (0.25, 0.20, 0.22, 0.10, 0.11, 0.05, 0.07)
NO_ACCOUNT = -1


@dataclass(slots=True)
class Accounts(Columns):
    """The buyers' companies. `industry`, `country` are places in `words`; `employees` counts heads."""

    name: np.ndarray
    domain: np.ndarray
    industry: Ints
    country: Ints
    employees: Ints


@dataclass(slots=True)
class People(Columns):
    """The buyers. `intent` (standard normal) is hidden: no tool ever holds it; it drives what they do and buy.

    `fit` is the charter's fit score. `created` UTC seconds. `opted_out` UTC seconds or `NEVER`. `tempo` multiplies
    every time of theirs: a slow source brings slow people. `shared`: the address is a role's (info@…)."""

    account: Ints
    first: Ints
    last: Ints
    seniority: Ints
    title: Ints
    country: Ints
    source: Ints
    created: Ints
    fit: Ints
    intent: Floats
    tempo: Floats
    opted_out: Ints
    free_mail: Flags
    shared: Flags
    email: np.ndarray


def make_accounts(plan: Plan) -> Accounts:
    """About one account for every four people."""
    draw = plan.draw("accounts")
    count = max(20, plan.people // 4)
    names, domains = firm_names(count, draw)
    employees = np.round(np.exp(draw.normal(5.4, 1.2, count))).astype(np.int64) + 3
    return Accounts(
        np.array(names, dtype=object),
        np.array(domains, dtype=object),
        choose(draw, tuple(share for _, share in INDUSTRIES), count),
        choose(draw, tuple(share for _, share in COUNTRIES), count),
        employees,
    )


def make_people(plan: Plan, accounts: Accounts) -> People:
    """Everybody that marketing ever meets, in order of arrival."""
    draw, count = plan.draw("people"), plan.people
    created = _arrivals(plan, draw)
    free = draw.random(count) < 0.08
    account = np.where(free, NO_ACCOUNT, _crowded(draw, len(accounts), count))
    first, last = draw.integers(0, len(FIRST_NAMES), count), draw.integers(0, len(last_names()), count)
    seniority = choose(draw, SENIORITY_SHARES, count)
    title = draw.integers(0, 1 << 30, count) % np.array([len(titles) for _, titles in TITLES])[seniority]
    country = np.where(free, choose(draw, tuple(s for _, s in COUNTRIES), count), accounts.country[account])
    source = choose(draw, SOURCE_SHARES, count)
    slow = source == SOURCES.index(plan.slow_source)
    leaves = np.where(draw.random(count) < 0.03, created + draw.integers(20 * DAY, 400 * DAY, count), NEVER)
    shared = np.zeros(count, dtype=bool)
    some = np.flatnonzero((draw.random(count) < 0.01) & ~free)
    shared[some[ordinals(account[some]) == 0]] = True
    return People(
        account,
        first,
        last,
        seniority,
        title,
        country,
        source,
        created,
        _fit(accounts, account, seniority, free),
        draw.normal(0, 1, count),
        np.where(slow, plan.sizes["slow_sources"], 1.0),
        np.where(leaves < END, leaves, NEVER),
        free,
        shared,
        _addresses(draw, accounts, account, first, last, shared),
    )


def _arrivals(plan: Plan, draw: np.random.Generator) -> Ints:
    """Arrival instants: evenly over the months, fewer at weekends, mostly by day; sorted."""
    days = np.arange((END - plan.start) // DAY)
    weekend = ((plan.start // DAY + days + 3) % 7) >= 5
    weight = np.where(weekend, 0.4, 1.0)
    day = draw.choice(days, size=plan.people, p=weight / weight.sum())
    second = np.clip(draw.normal(13 * HOUR, 3 * HOUR, plan.people), 5 * HOUR, 21 * HOUR).astype(np.int64)
    return np.sort(plan.start + day * DAY + second)


def _crowded(draw: np.random.Generator, accounts: int, count: int) -> Ints:
    """An account for each person; some accounts are met far more often than others."""
    return (accounts * draw.random(count) ** 1.4).astype(np.int64)


def _fit(accounts: Accounts, account: Ints, seniority: Ints, free: Flags) -> Ints:
    """The charter's fit score, from what the tools will show."""
    employees = accounts.employees[account]
    trade = np.isin(accounts.industry[account], [0, 1])
    fit = np.where(seniority >= 3, 30, np.where(seniority == 2, 20, 0)) + 0
    at_account = 30 * ((employees >= 200) & (employees <= 5000)) + 20 * trade
    return np.where(free, fit - 40, fit + at_account).astype(np.int64)


def _addresses(
    draw: np.random.Generator, accounts: Accounts, account: Ints, first: Ints, last: Ints, shared: Flags
) -> np.ndarray:
    """One address each, unique; a few are role addresses; those without account write from a free mailbox."""
    firsts = [ascii_letters(name) for name in FIRST_NAMES]
    lasts = [ascii_letters(name) for name in last_names()]
    again = ordinals((account * len(firsts) + first) * len(lasts) + last)
    free = draw.integers(0, len(FREE_MAIL), len(account))
    result = np.empty(len(account), dtype=object)
    for n, (a, f, name, k) in enumerate(zip(account, first, last, again, strict=True)):
        local = f"{firsts[f]}.{lasts[name]}{k + 1 if k else ''}"
        if a == NO_ACCOUNT:
            result[n] = f"{local}.example@{FREE_MAIL[free[n]]}"
        else:
            result[n] = f"{local}@{accounts.domain[a]}"
    for n in np.flatnonzero(shared).tolist():
        result[n] = f"{ROLE_ADDRESSES[n % len(ROLE_ADDRESSES)]}@{accounts.domain[account[n]]}"
    return result
