"""The truth about deals: times by source and segment, joined wins, growth of handoffs against wins."""

from __future__ import annotations

from collections.abc import Mapping
from math import exp, expm1, log
from statistics import NormalDist
from typing import Any

import numpy as np

from tandem.example.deals import CYCLE_DAYS, CYCLE_SIGMA
from tandem.example.people import SOURCE_SHARES, SOURCES
from tandem.example.plan import DAY
from tandem.example.simulate import Company
from tandem.example.truth_months import by_month
from tandem.example.words import INDUSTRIES

Told = dict[str, Any]
QUARTER_DAYS = 365.25 / 4
MATURE_DAYS = 190
"""Handoffs of the last so many days are left out of the growth: their wins are still to come."""


def deal_truths(company: Company) -> Mapping[str, Told]:
    """Sign → its truth."""
    return {
        "slow_sources": _slow(company),
        "mql_as_success": _success(company),
        "unjoined_results": _joined(company),
        "quota_against_cycle": _quota(company),
    }


def _won(company: Company) -> np.ndarray:
    return company.deals.won & company.deals.closed()


def _slow(company: Company) -> Told:
    deals, people, handoffs = company.deals, company.people, company.handoffs
    won, source = _won(company) & deals.joined, people.source[deals.person]
    days = (deals.ends - handoffs.at[deals.lead]) / DAY
    parts = {}
    for code, name in enumerate(SOURCES):
        mine = won & (source == code)
        parts[name] = {
            "won": by_month(company, deals.ends, won=mine)["won"],
            "median_days": round(float(np.median(days[mine])), 3) if mine.any() else None,
        }
    return {
        "unit": "times as long",
        "parameter": company.plan.sizes["slow_sources"],
        "source": company.plan.slow_source,
        "note": "Every time of the slow source's people is multiplied: any median or shift of times has this ratio.",
        "parts": parts,
    }


def _success(company: Company) -> Told:
    """Parameter: growth a year of handoffs per expected win, over months that had their follow-up."""
    handoffs, work = company.handoffs, company.work
    chance = np.where(work.in_time, company.chances.in_time, company.chances.late) * (1 - work.p_left)
    joined = 1 - company.plan.sizes["unjoined_results"]
    months = by_month(
        company, handoffs.at, handoffs=handoffs.at > 0, expected_won=chance * joined, below_bar=handoffs.below
    )
    keep = company.plan.months - -(-MATURE_DAYS * 12 // 365)
    handed, won = (np.array(months[name][:keep], dtype=np.float64) for name in ("handoffs", "expected_won"))
    closed = by_month(company, company.deals.ends, won=_won(company))
    return {
        "unit": "share a year",
        "parameter": _yearly_growth(handed, won) if keep >= 3 and won.sum() > 0 else None,
        "by_month": {**months, "won_by_closing": closed["won"]},
    }


def _yearly_growth(handed: np.ndarray, won: np.ndarray) -> float:
    """The population's trend of a Poisson regression of `won` with exposure `handed`, as handoffs per win."""
    years = (np.arange(len(handed)) - (len(handed) - 1) / 2) / 12
    level, slope = log(won.sum() / handed.sum()), 0.0
    for _ in range(100):
        mean = handed * np.exp(level + slope * years)
        gap, weight = (
            won - mean,
            np.array([[mean.sum(), (mean * years).sum()], [(mean * years).sum(), (mean * years**2).sum()]]),
        )
        step = np.linalg.solve(weight, np.array([gap.sum(), (gap * years).sum()]))
        level, slope = level + float(step[0]), slope + float(step[1])
    return expm1(-slope)


def _joined(company: Company) -> Told:
    deals, won = company.deals, _won(company)
    cents = np.where(won, deals.amount, 0)
    months = by_month(
        company,
        deals.ends,
        won=won,
        joined=won & deals.joined,
        won_cents=cents,
        joined_cents=np.where(deals.joined, cents, 0),
    )
    share = float(cents[deals.joined].sum() / cents.sum()) if cents.sum() else None
    return {"unit": "share of won revenue", "parameter": None, "value": share, "by_month": months}


def _quota(company: Company) -> Told:
    deals, won = company.deals, _won(company)
    segment = company.accounts.industry[deals.account]
    days = (deals.ends - deals.opened) / DAY
    slow, parts = company.plan.slow_segment, {}
    for code, (name, _) in enumerate(INDUSTRIES):
        mine, median = won & (segment == code), _median_days(company, name)
        parts[name] = {
            "median_days": median,
            "parameter": QUARTER_DAYS / median,
            "realised_median_days": round(float(np.median(days[mine])), 3) if mine.any() else None,
            "won": by_month(company, deals.ends, won=mine)["won"],
        }
    return {
        "unit": "quota days per median cycle",
        "segment": slow,
        "parameter": parts[slow]["parameter"],
        "parts": parts,
    }


def _median_days(company: Company, segment: str) -> float:
    """The population's median time of won deals: two lognormals, the slow source's and all others', in their shares."""
    sizes, normal = company.plan.sizes, NormalDist()
    pace = sizes["quota_against_cycle"] if segment == company.plan.slow_segment else 1.0
    share = SOURCE_SHARES[SOURCES.index(company.plan.slow_source)] / sum(SOURCE_SHARES)
    centre, slow = log(CYCLE_DAYS * pace), log(CYCLE_DAYS * pace * sizes["slow_sources"])
    low, high = centre - 2.0, slow + 2.0
    for _ in range(80):
        middle = (low + high) / 2
        below = (1 - share) * normal.cdf((middle - centre) / CYCLE_SIGMA) + share * normal.cdf(
            (middle - slow) / CYCLE_SIGMA
        )
        low, high = (middle, high) if below < 0.5 else (low, middle)
    return round(exp((low + high) / 2), 6)
