"""How many times as long one group takes as another: a rank estimate that assumes no distribution.

Times are compared on the log scale, where "so many times as long" is a shift. The estimate is the median over all
pairs (Hodges & Lehmann, Annals of Mathematical Statistics 34, 1963); the interval holds the ratios that the
Mann–Whitney test does not reject (Lehmann, Nonparametrics, 1975, §2.3); ties count half.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, sqrt
from statistics import NormalDist
from typing import Final

import numpy as np
from numpy.typing import NDArray

SHORTEST_DAYS: Final = 0.5
"""Shorter times count as half a day, so that a same-day win has a logarithm."""
STEPS: Final = 50
REACH: Final = log(1000.0)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TimeRatio:
    """Estimate with its 95 % interval, and the one-sided p-value against the ratio that was asked about."""

    value: float
    low: float
    high: float
    p: float


def time_ratio(slower: Floats, faster: Floats, at_least: float) -> TimeRatio:
    """Ratio of the times (days) of two groups; `p` tests "not more than `at_least` times as long"."""
    x, y = np.log(np.maximum(slower, SHORTEST_DAYS)), np.sort(np.log(np.maximum(faster, SHORTEST_DAYS)))
    half = len(x) * len(y) / 2
    spread = sqrt(len(x) * len(y) * (len(x) + len(y) + 1) / 12)
    z = NormalDist().inv_cdf(0.975)
    excess = (_wins(x, y, log(at_least)) - half) / spread
    return TimeRatio(
        value=exp(_shift(x, y, half)),
        low=exp(_shift(x, y, half + z * spread)),
        high=exp(_shift(x, y, half - z * spread)),
        p=1 - NormalDist().cdf(excess),
    )


def _wins(x: Floats, y: Floats, shift: float) -> float:
    """Pairs in which x − shift is the larger one, ties half; falls as `shift` grows."""
    moved = x - shift
    return float(np.searchsorted(y, moved, "left").sum() + np.searchsorted(y, moved, "right").sum()) / 2


def _shift(x: Floats, y: Floats, wins: float) -> float:
    """The shift at which x beats y in `wins` pairs, by bisection."""
    low, high = -REACH, REACH
    for _ in range(STEPS):
        middle = (low + high) / 2
        if _wins(x, y, middle) > wins:
            low = middle
        else:
            high = middle
    return (low + high) / 2
