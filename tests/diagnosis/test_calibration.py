"""Intervals hold what they promise, and sound companies are left in peace: simulations with known sizes."""

from __future__ import annotations

from functools import cache
from statistics import median
from typing import NamedTuple

import pytest
from scipy.stats import binom
from tests.diagnosis.made_up import Sizes, company, setting

from tandem.analytics.statistics import wilson
from tandem.diagnosis.diagnose import control_discoveries
from tandem.diagnosis.registry import SIGNS
from tandem.diagnosis.sign import Finding

ESTIMATES = [name for name, sign in SIGNS.items() if sign.kind == "estimate"]
SICK = Sizes(per_month=260, unworked=0.3, late=0.3, slow=1.8, growth=0.8)
LONG = Sizes(per_month=150, cycle_days=200, spread=0.3)
QUARTER_DAYS = 365.25 / 4
TRUE = {"unworked_leads": 0.3, "broken_sla": 0.3, "slow_sources": 1.8, "mql_as_success": 0.8}


class Pair(NamedTuple):
    """One sign in one made-up company: its true size and what was found."""

    sign: str
    true: float
    found: Finding

    @property
    def held(self) -> bool:
        low, high = self.found.low, self.found.high
        return low is not None and high is not None and low <= self.true <= high

    @property
    def width(self) -> float:
        return ((self.found.high or 0) - (self.found.low or 0)) / self.true


@cache
def planted(seed: int) -> list[Pair]:
    """All planted estimates of one seed."""
    sick, long = setting(company(seed, SICK)), setting(company(seed, LONG))
    pairs = [Pair(sign, true, SIGNS[sign].judge(sick)) for sign, true in TRUE.items()]
    return [*pairs, Pair("quota_against_cycle", QUARTER_DAYS / 200, SIGNS["quota_against_cycle"].judge(long))]


def raised(seed: int, sizes: Sizes) -> list[str]:
    """The estimates that a company's diagnosis flags."""
    world = setting(company(seed, sizes))
    findings = control_discoveries([SIGNS[name].judge(world) for name in ESTIMATES])
    assert {f.state for f in findings} <= {"flagged", "watch", "fine"}
    return [finding.sign for finding in findings if finding.state == "flagged"]


def test_intervals_hold_the_planted_sizes() -> None:
    pairs = [pair for seed in range(4) for pair in planted(seed)]
    held = sum(pair.held for pair in pairs)
    assert binom.cdf(held, len(pairs), 0.95) > 0.001, [(p.sign, p.true, p.found.low, p.found.high) for p in pairs]
    assert median(pair.width for pair in pairs) <= 0.5
    assert all(pair.found.state == "flagged" for pair in pairs if pair.sign != "mql_as_success")


def test_intervals_of_half_the_width_would_be_caught() -> None:
    pairs = [pair for seed in range(4) for pair in planted(seed)]
    shrunk = [
        abs(p.true - p.found.value) <= ((p.found.high or 0) - (p.found.low or 0)) / 10
        for p in pairs
        if p.found.value is not None
    ]
    assert binom.cdf(sum(shrunk), len(shrunk), 0.95) < 0.001


def test_healthy_companies_raise_no_estimate() -> None:
    assert sum(bool(raised(seed, Sizes())) for seed in range(3)) == 0


def test_the_alarm_would_ring_in_a_sick_company() -> None:
    assert set(raised(1, SICK)) >= {"unworked_leads", "broken_sla", "slow_sources"}


def test_a_wilson_interval_is_what_the_shares_are_told_with() -> None:
    found = SIGNS["unworked_leads"].judge(setting(company(2, SICK)))
    assert found.value is not None
    assert (found.low, found.high) == wilson(round(found.value * found.n), found.n)


@pytest.mark.full
def test_two_hundred_intervals_hold_the_planted_sizes() -> None:
    pairs = [pair for seed in range(100, 145) for pair in planted(seed)]
    assert len(pairs) >= 200
    assert 0.92 <= sum(pair.held for pair in pairs) / len(pairs) <= 0.98
    assert median(pair.width for pair in pairs) <= 0.5


@pytest.mark.full
def test_fifty_healthy_companies_raise_at_most_five_estimates() -> None:
    assert sum(bool(raised(seed, Sizes())) for seed in range(200, 250)) <= 5
