"""The truth's parameters are what honest intervals hold: counted straight from simulated companies."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from tandem.analytics.statistics import quantile_interval, wilson
from tandem.diagnosis.time_ratio import Times, time_ratio
from tandem.example.people import SOURCES
from tandem.example.plan import DAY, END, plan_for
from tandem.example.simulate import Company, simulate
from tandem.example.truth import tell_truth
from tandem.example.words import INDUSTRIES

YEAR = 365 * DAY
Held = tuple[float, float, float]
"""(low, true size, high)."""


def unworked(company: Company, truth: dict[str, dict[str, list[float]]]) -> Held:
    """One quarter, as the sign judges it."""
    months = truth["by_month"]
    quarter = slice(-6, -3)
    bad, of, expected = (sum(months[name][quarter]) for name in ("unworked", "handoffs", "expected"))
    low, high = wilson(int(bad), int(of)) or (0.0, 1.0)
    return low, expected / of, high


def slow(company: Company) -> Held:
    deals, window = company.deals, company.deals.ends >= END - YEAR
    won = deals.won & deals.closed() & deals.joined & window
    source = company.people.source[deals.person]
    days = np.floor((deals.ends - company.handoffs.at[deals.lead]) / DAY)
    event = source == SOURCES.index("event")
    longest = (deals.ends - company.handoffs.at.min()) / DAY
    groups = [Times(days[which], longest[which]) for which in (won & event, won & ~event)]
    ratio = time_ratio(*groups, 1.25)
    return ratio.low, company.plan.sizes["slow_sources"], ratio.high


def quota(company: Company, truth: dict[str, float]) -> Held:
    deals = company.deals
    won = deals.won & deals.closed() & (deals.ends >= END - YEAR)
    mine = won & (company.accounts.industry[deals.account] == [name for name, _ in INDUSTRIES].index("manufacturing"))
    days = np.sort((deals.ends - deals.opened)[mine] / DAY)
    found = quantile_interval(days, 0.5)
    assert found is not None
    return 365.25 / 4 / found[1], truth["parameter"], 365.25 / 4 / found[0]


def coverage(seeds: range, people: int) -> tuple[dict[str, list[bool]], list[float]]:
    held: dict[str, list[bool]] = {"unworked_leads": [], "slow_sources": [], "quota_against_cycle": []}
    widths = []
    for seed in seeds:
        company = simulate(plan_for(seed, people, 24))
        signs = tell_truth(company, {}).signs
        for name, (low, size, high) in {
            "unworked_leads": unworked(company, signs["unworked_leads"]),
            "slow_sources": slow(company),
            "quota_against_cycle": quota(company, signs["quota_against_cycle"]),
        }.items():
            held[name].append(low <= size <= high)
            widths.append((high - low) / size)
    return held, widths


def test_intervals_hold_the_true_sizes_on_a_few_companies() -> None:
    held, widths = coverage(range(100, 104), 20_000)
    assert sum(map(sum, held.values())) >= 9
    assert np.median(widths) <= 0.5


@pytest.mark.full
def test_intervals_hold_the_true_sizes_in_ninety_two_to_ninety_eight_of_a_hundred() -> None:
    held, widths = coverage(range(200, 280), 30_000)
    pairs = [hit for hits in held.values() for hit in hits]
    assert 0.92 <= np.mean(pairs) <= 0.985
    for name, hits in held.items():
        assert stats.binomtest(sum(hits), len(hits), 0.95).pvalue > 0.01, name
    assert np.median(widths) <= 0.5
