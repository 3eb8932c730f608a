"""From numbers to states: facts against a bar, estimates by their interval, and the tests behind them."""

from __future__ import annotations

from collections.abc import Sequence

from scipy.stats import binom

from tandem.analytics.measure import Setting
from tandem.diagnosis.sign import State


def bar(setting: Setting, sign: str, default: float) -> float:
    """The charter's own bar for a sign, which wins over the default."""
    return float(setting.charter.thresholds.get(sign, default))


def fact_state(value: float, threshold: float, *, below: bool = False) -> State:
    """Facts are counted: past the bar is flagged, everything else is fine."""
    return "flagged" if (value < threshold if below else value > threshold) else "fine"


def estimate_state(value: float, low: float, high: float, threshold: float, *, below: bool = False) -> State:
    """Flagged: the whole interval is past the bar. Watch: the estimate is."""
    if high < threshold if below else low > threshold:
        return "flagged"
    return "watch" if (value < threshold if below else value > threshold) else "fine"


def more_than(successes: int, n: int, share: float) -> float:
    """Exact one-sided binomial p-value of `successes` or more out of `n` when the true share is `share`."""
    return float(binom.sf(successes - 1, n, share))


def holm(p_values: Sequence[float]) -> list[float]:
    """Adjusted p-values of several tests inside one sign (Holm, Scandinavian Journal of Statistics 6, 1979)."""
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    adjusted = [0.0] * len(p_values)
    worst = 0.0
    for rank, i in enumerate(order):
        worst = max(worst, min(1.0, (len(p_values) - rank) * p_values[i]))
        adjusted[i] = worst
    return adjusted


def benjamini_hochberg(p_values: Sequence[float], rate: float) -> list[bool]:
    """Which tests are rejected at the false discovery rate `rate` (J. R. Statist. Soc. B 57, 1995)."""
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    passed = [rank for rank, i in enumerate(order, 1) if p_values[i] <= rate * rank / len(p_values)]
    cut = max(passed, default=0)
    rejected = [False] * len(p_values)
    for i in order[:cut]:
        rejected[i] = True
    return rejected
