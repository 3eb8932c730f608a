"""States, corrections for many tests, and windows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest, false_discovery_control, mannwhitneyu
from tests.diagnosis.made_up import setting

from tandem.diagnosis.growth import yearly_growth
from tandem.diagnosis.judging import benjamini_hochberg, estimate_state, fact_state, holm, more_than
from tandem.diagnosis.time_ratio import Times, time_ratio
from tandem.diagnosis.window import last_quarter, last_year, months_before

EMPTY = setting({})
P_VALUES = st.lists(st.floats(0, 1), min_size=1, max_size=12)


def test_a_fact_past_its_bar_is_flagged_and_one_on_it_is_fine() -> None:
    assert fact_state(0.06, 0.05) == "flagged"
    assert fact_state(0.05, 0.05) == "fine"
    assert fact_state(0.79, 0.80, below=True) == "flagged"
    assert fact_state(0.80, 0.80, below=True) == "fine"


@pytest.mark.parametrize(
    ("value", "low", "high", "state"),
    [(0.3, 0.25, 0.35, "flagged"), (0.3, 0.15, 0.45, "watch"), (0.1, 0.05, 0.35, "fine"), (0.2, 0.2, 0.2, "fine")],
)
def test_an_estimate_is_flagged_only_when_its_whole_interval_is_past_the_bar(
    value: float, low: float, high: float, state: str
) -> None:
    assert estimate_state(value, low, high, 0.2) == state
    assert estimate_state(-value, -high, -low, -0.2, below=True) == state


@settings(deadline=None)
@given(P_VALUES)
def test_discoveries_are_those_that_scipy_accepts(p_values: list[float]) -> None:
    expected = (false_discovery_control(p_values, method="bh") <= 0.10 + 1e-12).tolist()
    assert benjamini_hochberg(p_values, 0.10) == expected


@settings(deadline=None)
@given(P_VALUES)
def test_holm_never_says_less_than_one_test_and_never_more_than_bonferroni(p_values: list[float]) -> None:
    adjusted = holm(p_values)
    for p, corrected in zip(p_values, adjusted, strict=True):
        assert p <= corrected <= min(1.0, len(p_values) * p) + 1e-12
    assert sorted(range(len(p_values)), key=lambda i: (p_values[i], i)) == sorted(
        range(len(p_values)), key=lambda i: (adjusted[i], p_values[i], i)
    )


@settings(deadline=None)
@given(st.integers(0, 60), st.integers(0, 60), st.floats(0.01, 0.99))
def test_the_binomial_test_is_exact(successes: int, failures: int, share: float) -> None:
    n = successes + failures
    if n:
        above = binomtest(successes, n, share, alternative="greater").pvalue
        assert more_than(successes, n, share) == pytest.approx(above, abs=1e-12)


def test_the_window_is_the_last_quarter_that_was_followed_long_enough() -> None:
    world = setting({}, through=datetime(2026, 6, 30, 20))
    now, later = last_quarter(world, 0), last_quarter(world, 30)
    assert now is not None and (now.since, now.until) == (date(2026, 4, 1), date(2026, 7, 1))
    assert later is not None and (later.since, later.until) == (date(2026, 1, 1), date(2026, 4, 1))
    assert later.trend == ("2025-12", "2026-01", "2026-02", "2026-03", "2026-04", "2026-05")
    year = last_year(world, 0)
    assert year is not None and (year.since, year.until) == (date(2025, 7, 1), date(2026, 7, 1))


@settings(deadline=None)
@given(st.datetimes(datetime(2001, 1, 1), datetime(2040, 1, 1)), st.integers(0, 400))
def test_every_case_of_a_window_had_its_follow_up(through: datetime, follow_up: int) -> None:
    window = last_quarter(replace(EMPTY, data_through=through), follow_up)
    assert window is not None
    assert (through.date() - window.until).days >= follow_up - 2
    assert months_before(window.until, 3) == window.since
    assert window.until.month in (1, 4, 7, 10) and len(window.trend) == 6


@settings(deadline=None)
@given(
    st.lists(st.floats(1, 400), min_size=3, max_size=25),
    st.lists(st.floats(1, 400), min_size=3, max_size=25),
    st.floats(0.5, 3),
)
def test_the_time_ratio_is_the_median_over_all_pairs(slow: list[float], fast: list[float], bar: float) -> None:
    found = time_ratio(Times.all_seen(np.array(slow)), Times.all_seen(np.array(fast)), bar)
    pairs = sorted(x / y for x in slow for y in fast)
    below, above = pairs[(len(pairs) - 1) // 2], pairs[len(pairs) // 2]
    assert below * (1 - 1e-6) <= found.value <= above * (1 + 1e-6)
    assert found.low <= found.value * (1 + 1e-9) and found.value <= found.high * (1 + 1e-9)


@settings(deadline=None)
@given(st.lists(st.floats(1, 400), min_size=5, max_size=20), st.floats(0.2, 5))
def test_times_stretched_by_a_factor_are_found_stretched_by_it(days: list[float], factor: float) -> None:
    as_it_is = Times.all_seen(np.array(days))
    plain = time_ratio(as_it_is, as_it_is, 1.0)
    stretched = time_ratio(Times.all_seen(np.array(days) * factor), as_it_is, factor)
    if min(days) * factor >= 0.5:
        assert stretched.value == pytest.approx(plain.value * factor, rel=1e-6)


def test_the_interval_is_mann_whitneys_where_no_time_is_hidden() -> None:
    """The control: an interval of half the width would not be."""
    rng = np.random.default_rng(3)
    slow, fast = np.exp(rng.normal(0.5, 0.4, 60)) * 90, np.exp(rng.normal(0, 0.4, 80)) * 90
    found = time_ratio(Times.all_seen(slow), Times.all_seen(fast), 1.25)
    for end in (found.low, found.high):
        assert mannwhitneyu(slow / end, fast, use_continuity=False).pvalue == pytest.approx(0.05, abs=0.02)
    inner = (found.value + found.high) / 2
    assert mannwhitneyu(slow / inner, fast, use_continuity=False).pvalue > 0.2


def test_long_times_that_the_datas_start_hides_do_not_shorten_a_slow_source() -> None:
    """Twice as long, seen for a year only. The control, blind to what is hidden, is far too low."""
    rng = np.random.default_rng(4)
    days = [np.exp(rng.normal(0, 0.5, 3_000)) * 150 * pace for pace in (2.0, 1.0)]
    longest = [rng.uniform(100, 450, 3_000) for _ in days]
    seen = [Times(own[own <= most], most[own <= most]) for own, most in zip(days, longest, strict=True)]
    found, blind = time_ratio(*seen, 1.25), time_ratio(*(Times.all_seen(own.days) for own in seen), 1.25)
    assert found.low <= 2.0 <= found.high and found.high / found.low < 1.5
    assert blind.high < 1.8


@settings(deadline=None)
@given(st.floats(-0.4, 2), st.integers(9, 24), st.floats(50, 5000))
def test_growth_without_noise_is_found_exactly(growth: float, months: int, level: float) -> None:
    counts = level * (1 + growth) ** (np.arange(months) / 12)
    assert yearly_growth(counts).value == pytest.approx(growth, abs=1e-6)


def test_growth_agrees_with_weighted_least_squares_on_large_counts() -> None:
    rng = np.random.default_rng(5)
    months = np.arange(24) / 12
    counts = rng.poisson(1e6 * np.exp(0.3 * months)).astype(float)
    slope = np.polyfit(months, np.log(counts), 1, w=np.sqrt(counts))[0]
    assert yearly_growth(counts).slope == pytest.approx(slope, abs=1e-4)


@pytest.mark.filterwarnings("error")
def test_a_month_without_any_wins_to_compare_with_tells_nothing_of_the_ratio() -> None:
    handed, won = np.array([90.0, 0, 120, 100, 140, 0]), np.array([30.0, 0, 33, 28, 35, 0])
    told, short = yearly_growth(won, handed), yearly_growth(won[:5], handed[:5])
    assert np.isfinite(told.value) and np.isfinite(told.error)
    assert (told.value, told.error, told.freedom) == pytest.approx((short.value, short.error, 2))
