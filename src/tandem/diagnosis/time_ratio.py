"""How many times as long one group takes as another: a rank estimate that assumes no distribution.

Times are compared on the log scale, where "so many times as long" is a shift. The estimate is the shift at which each
group wins as many pairs as it loses: the median over all pairs (Hodges & Lehmann, Annals of Mathematical Statistics 34,
1963). The interval holds the shifts that the rank test does not reject (Lehmann, Nonparametrics, 1975, §2.3).

A won deal whose buyer came before the data begin is not seen, which hides long times. Therefore only pairs count of
which either could have been seen in the other's place (Bhattacharya, Chernoff & Yang, Annals of Statistics 11, 1983).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import copysign, exp, log, sqrt
from statistics import NormalDist
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

SHORTEST_DAYS: Final = 0.5
"""Shorter times count as half a day, so that a same-day win has a logarithm."""
HALVINGS: Final = 30
STEP: Final = 0.05
REACH: Final = log(1000.0)
Z: Final = NormalDist().inv_cdf(0.975)

Floats = NDArray[np.float64]


class Times(NamedTuple):
    """Days that each took, and the longest that each could have taken and still be seen (infinite: any)."""

    days: Floats
    longest: Floats

    @classmethod
    def all_seen(cls, days: Floats) -> Times:
        """Times of which none is hidden."""
        return cls(days, np.full(len(days), np.inf))

    def join(self, other: Times) -> Times:
        """These times, then the other's."""
        return Times(np.concatenate([self.days, other.days]), np.concatenate([self.longest, other.longest]))


@dataclass(frozen=True, slots=True)
class TimeRatio:
    """Estimate with its 95 % interval, and the one-sided p-value against the ratio that was asked about."""

    value: float
    low: float
    high: float
    p: float


def time_ratio(slower: Times, faster: Times, at_least: float) -> TimeRatio:
    """Ratio of the times of two groups; `p` tests "not more than `at_least` times as long"."""
    x, x_longest, y, y_longest = (np.log(np.maximum(days, SHORTEST_DAYS)) for days in (*slower, *faster))

    def excess(shift: float) -> float:
        return _excess(x - shift, x_longest - shift, y, y_longest)

    start = float(np.median(x) - np.median(y))
    value = _crossing(excess, start, 0.0, copysign(STEP, excess(start)))
    return TimeRatio(
        value=exp(value),
        low=exp(_crossing(excess, value, Z, -STEP)),
        high=exp(_crossing(excess, value, -Z, STEP)),
        p=1 - NormalDist().cdf(excess(log(at_least))),
    )


def _excess(x: Floats, x_longest: Floats, y: Floats, y_longest: Floats) -> float:
    """Pairs that x wins less those that y wins, in standard errors if the two are alike; 0 without comparable pairs.

    The variance of a sum over pairs, from what it shares by rows and by columns; without hidden times its mean is
    Mann–Whitney's."""
    comparable = (x[:, None] <= y_longest[None, :]) & (y[None, :] <= x_longest[:, None])
    sign = np.sign(x[:, None] - y[None, :]) * comparable
    variance = float((sign.sum(axis=1) ** 2).sum() + (sign.sum(axis=0) ** 2).sum() - (sign**2).sum())
    return float(sign.sum()) / sqrt(variance) if variance > 0 else 0.0


def _crossing(excess: Callable[[float], float], start: float, level: float, step: float) -> float:
    """The shift nearest to `start`, in the direction of `step`, at which the falling `excess` passes `level`."""
    near, side = start, 1 if step > 0 else -1
    while abs(near) < REACH:
        far = near + step
        if side * (excess(far) - level) <= 0:
            return _halved(excess, level, min(near, far), max(near, far))
        near, step = far, step * 1.5
    return side * REACH


def _halved(excess: Callable[[float], float], level: float, low: float, high: float) -> float:
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if excess(middle) > level:
            low = middle
        else:
            high = middle
    return (low + high) / 2
