"""Intervals and survival in small functions over NumPy arrays. Levels are two-sided; shares are fractions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from statistics import NormalDist
from typing import Final

import numpy as np
from numpy.typing import NDArray

Interval = tuple[float, float]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LEVEL: Final = 0.95
OPEN, CONVERTED, LOST = 0, 1, 2


def normal_quantile(level: float = LEVEL) -> float:
    """z of a two-sided interval: 1.96 for 95 %."""
    return NormalDist().inv_cdf(0.5 + level / 2)


def wilson(successes: int, n: int, level: float = LEVEL) -> Interval | None:
    """Score interval of a share (Wilson 1927, eq. 4; no continuity correction). None when n = 0."""
    if n == 0:
        return None
    z = normal_quantile(level)
    p = successes / n
    spread = 1 + z * z / n
    middle = (p + z * z / (2 * n)) / spread
    half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / spread
    low = 0.0 if successes == 0 else max(0.0, middle - half)
    high = 1.0 if successes == n else min(1.0, middle + half)
    return low, high


def newcombe(a: int, n_a: int, b: int, n_b: int, level: float = LEVEL) -> Interval | None:
    """Interval of a/n_a − b/n_b from two Wilson intervals (Newcombe 1998, method 10). None when a group is empty."""
    first, second = wilson(a, n_a, level), wilson(b, n_b, level)
    if first is None or second is None:
        return None
    p, q = a / n_a, b / n_b
    difference = p - q
    low = difference - sqrt((p - first[0]) ** 2 + (second[1] - q) ** 2)
    high = difference + sqrt((first[1] - p) ** 2 + (q - second[0]) ** 2)
    return low, high


def quantile(values: Floats, q: float) -> float | None:
    """The q-quantile with linear interpolation (Hyndman & Fan 1996, type 7). None without values."""
    return float(np.quantile(values, q)) if len(values) else None


def quantile_interval(values: Floats, q: float = 0.5, level: float = LEVEL) -> Interval | None:
    """Distribution-free interval of a quantile between two order statistics (David & Nagaraja 2003, §7.1).

    None when the sample is too small for the level (fewer than six values for a median at 95 %).
    """
    from scipy.stats import binom

    n = len(values)
    if n == 0:
        return None
    tail = (1 - level) / 2
    below, above = int(binom.ppf(tail, n, q)), int(binom.ppf(1 - tail, n, q)) + 1
    if below < 1 or above > n:
        return None
    ordered = np.sort(values)
    return float(ordered[below - 1]), float(ordered[above - 1])


@dataclass(frozen=True, slots=True)
class Incidence:
    """Cumulative incidence of one outcome that others compete with: step functions over `days`.

    `at_risk`, `converted`, `ended` (converted or lost) are counts at each distinct day with an end.
    """

    days: Floats
    at_risk: Ints
    converted: Ints
    ended: Ints
    survival: Floats
    """Share with neither outcome just before each day."""
    share: Floats

    def reached(self, day: float) -> float | None:
        """The share that converted by `day`; None without cases."""
        if not len(self.days):
            return None
        place = int(np.searchsorted(self.days, day, side="right"))
        return float(self.share[place - 1]) if place else 0.0

    def variance(self, day: float) -> float:
        """Delta-method variance of `reached(day)` (Marubini & Valsecchi 1995, eq. 10.12)."""
        until = self.days <= day
        n, d, k = (x[until].astype(float) for x in (self.at_risk, self.ended, self.converted))
        gap = (self.reached(day) or 0.0) - self.share[until]
        survival = self.survival[until]
        left = np.where(n > d, n - d, 1.0)
        hazard = np.where(n > d, d / (n * left), 0.0)
        terms = gap**2 * hazard + survival**2 * k * (n - k) / n**3 - 2 * gap * survival * k / n**2
        return max(0.0, float(terms.sum()))

    def interval(self, day: float, level: float = LEVEL) -> Interval | None:
        """Interval of `reached(day)` on the log(−log) scale, inside [0, 1]; None where the share is 0, 1 or unknown."""
        share = self.reached(day)
        if share is None or not 0.0 < share < 1.0:
            return None
        half = normal_quantile(level) * sqrt(self.variance(day)) / (share * log(share))
        bounds = share ** exp(half), share ** exp(-half)
        return min(bounds), max(bounds)


def aalen_johansen(days: Floats, status: Ints, counts: Ints | None = None) -> Incidence:
    """Share converted by day while lost competes and open is censored (Aalen & Johansen 1978, two outcomes).

    `status` is OPEN | CONVERTED | LOST per case; `counts` repeats cases. At one day ends come before censorings.
    Days on which nothing is seen to end are left out, except that a sample without ends keeps its last day.
    """
    weight = np.ones(len(days), dtype=np.int64) if counts is None else counts
    times, place = np.unique(days, return_inverse=True)
    here = np.bincount(place, weight, len(times)).astype(np.int64)
    converted = np.bincount(place, weight * (status == CONVERTED), len(times)).astype(np.int64)
    ended = np.bincount(place, weight * (status != OPEN), len(times)).astype(np.int64)
    at_risk = here[::-1].cumsum()[::-1]
    after = np.cumprod(1 - ended / np.maximum(at_risk, 1))
    before = np.concatenate(([1.0], after[:-1])) if len(times) else after
    share = np.cumsum(before * converted / np.maximum(at_risk, 1))
    return Incidence(times, at_risk, converted, ended, before, share)


def bootstrap(
    statistic: Callable[..., float],
    samples: Sequence[Floats],
    generator: np.random.Generator,
    draws: int = 1000,
    level: float = LEVEL,
) -> Interval | None:
    """Percentile interval of `statistic(*samples)`, each sample resampled by itself (Efron & Tibshirani 1993, ch. 13).

    None when a sample has fewer than two values. Undefined draws (not finite) are left out.
    """
    if min(len(sample) for sample in samples) < 2:
        return None
    found = np.array([statistic(*(generator.choice(s, len(s)) for s in samples)) for _ in range(draws)])
    found = found[np.isfinite(found)]
    if not len(found):
        return None
    tail = (1 - level) / 2
    low, high = np.quantile(found, [tail, 1 - tail])
    return float(low), float(high)
