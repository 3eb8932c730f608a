"""Intervals and survival against published values, lifelines and hand calculation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analytics.oracles import incidence

from tandem.analytics import statistics as s


def test_wilson_gives_newcombes_published_interval() -> None:
    """Newcombe 1998, table I, method 3: 81/263 → 0.2553 … 0.3662."""
    low, high = s.wilson(81, 263)
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)


def test_a_rate_of_nothing_has_no_interval() -> None:
    assert s.wilson(0, 0) is None


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_holds_the_rate_and_solves_the_score_equation(case: tuple[int, int]) -> None:
    k, n = case
    low, high = s.wilson(k, n)
    assert 0 <= low <= k / n <= high <= 1
    for bound in (low, high):
        if 0 < bound < 1:
            assert abs(k / n - bound) == pytest.approx(s.normal_quantile() * (bound * (1 - bound) / n) ** 0.5, abs=1e-9)


def test_newcombe_gives_the_published_interval_of_a_difference() -> None:
    """Newcombe 1998 (II), table II (a): 56/70 − 48/80 → 0.0524 … 0.3339."""
    low, high = s.newcombe(56, 70, 48, 80)
    assert (round(low, 4), round(high, 4)) == (0.0524, 0.3339)


def test_the_interval_of_a_median_needs_six_values() -> None:
    assert s.quantile_interval(np.arange(5.0)) is None
    assert s.quantile_interval(np.arange(6.0)) == (0.0, 5.0)


def test_the_interval_of_a_median_of_25_values_is_the_8th_to_the_18th() -> None:
    """Conover 1999, §3.2: the 95 % interval of a median of 25 values."""
    assert s.quantile_interval(np.arange(1.0, 26.0)) == (8.0, 18.0)


def test_incidence_by_hand() -> None:
    """Five cases: won on day 2, lost on 3, open to 4, won on 5, open to 9."""
    days, status = np.array([2.0, 3, 4, 5, 9]), np.array([1, 2, 0, 1, 0])
    found = s.aalen_johansen(days, status)
    assert found.reached(1) == 0.0
    assert found.reached(2) == pytest.approx(1 / 5)
    assert found.reached(4) == pytest.approx(1 / 5)
    assert found.reached(5) == pytest.approx(1 / 5 + 3 / 5 * 1 / 2)


def test_losing_is_not_censoring() -> None:
    """A control: had the lost case been treated as censored, the share would be larger."""
    days = np.array([2.0, 3, 4, 5, 9])
    competing = s.aalen_johansen(days, np.array([1, 2, 0, 1, 0])).reached(9)
    censored = s.aalen_johansen(days, np.array([1, 0, 0, 1, 0])).reached(9)
    assert competing < censored


CASES = st.lists(st.tuples(st.integers(0, 20).map(float), st.sampled_from([0, 1, 2])), min_size=1, max_size=40)


@given(CASES, st.integers(0, 25))
def test_incidence_equals_the_hand_rolled_one_with_ties(cases: list[tuple[float, int]], day: int) -> None:
    days, status = (np.array(x) for x in zip(*cases, strict=True))
    names = {0: "open", 1: "converted", 2: "lost"}
    expected = incidence([(names[k], d) for d, k in cases], day)
    assert s.aalen_johansen(days, status).reached(day) == pytest.approx(expected, abs=1e-12)


@given(CASES)
def test_both_outcomes_and_survival_add_up_to_one(cases: list[tuple[float, int]]) -> None:
    days, status = (np.array(x) for x in zip(*cases, strict=True))
    won = s.aalen_johansen(days, status)
    lost = s.aalen_johansen(days, np.where(status == 0, 0, 3 - status))
    after = won.survival[-1] * (1 - won.ended[-1] / won.at_risk[-1])
    assert won.share[-1] + lost.share[-1] + after == pytest.approx(1)


def test_counts_repeat_cases() -> None:
    days, status, counts = np.array([1.0, 2, 5]), np.array([1, 2, 0]), np.array([3, 2, 4])
    once = s.aalen_johansen(np.repeat(days, counts), np.repeat(status, counts))
    assert s.aalen_johansen(days, status, counts).reached(2) == once.reached(2)


@pytest.mark.parametrize("seed", range(3))
def test_incidence_and_variance_agree_with_lifelines(seed: int) -> None:
    from lifelines import AalenJohansenFitter

    draw = np.random.default_rng(seed)
    days = draw.permutation(200) + draw.random(200) / 2
    status = draw.choice([0, 1, 2], 200)
    fitter = AalenJohansenFitter(calculate_variance=True).fit(days, status, event_of_interest=1)
    found = s.aalen_johansen(days, status)
    for day in (20, 80, 150):
        until = fitter.cumulative_density_.index <= day
        assert found.reached(day) == pytest.approx(fitter.cumulative_density_[until].iloc[-1, 0])
        assert found.variance(day) == pytest.approx(fitter.variance_[until].iloc[-1], rel=1e-6)


def test_without_competition_or_censoring_the_variance_is_binomial() -> None:
    found = s.aalen_johansen(np.arange(1.0, 51), np.ones(50, dtype=int))
    assert found.variance(20) == pytest.approx(0.4 * 0.6 / 50)


def test_the_interval_of_an_incidence_covers_it_about_as_often_as_it_says() -> None:
    draw, hits = np.random.default_rng(7), 0
    for _ in range(400):
        won, lost, end = (draw.exponential(scale, 120) for scale in (100, 80, 120))
        status = np.where(np.minimum(won, lost) > end, 0, np.where(won < lost, 1, 2))
        low, high = s.aalen_johansen(np.minimum(np.minimum(won, lost), end), status).interval(60)
        both = 1 / 100 + 1 / 80
        hits += low <= (1 / 100) / both * (1 - np.exp(-60 * both)) <= high
    assert 0.92 <= hits / 400 <= 0.98


def test_a_bootstrap_with_the_same_seed_gives_the_same_interval() -> None:
    sample = np.arange(30.0)
    first, again, other = (s.bootstrap(np.mean, [sample], np.random.default_rng(seed), 200) for seed in (1, 1, 2))
    assert first == again != other
    assert first[0] < 14.5 < first[1]
