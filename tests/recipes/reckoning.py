"""The statistics once more from their textbook definitions, in plain Python; none of the product's code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from math import comb, exp, floor, log, sqrt
from statistics import median
from typing import Any

Seen = tuple[float, float]
"""Days that something took, and the longest that could have been seen."""

Z = 1.959963984540054
"""The normal distribution's 97.5 % quantile."""


def shares(successes: int, n: int) -> tuple[float | None, float | None, float | None]:
    """A share with its Wilson interval: the roots of |p − x| = z √(x (1 − x) ÷ n)."""
    if n == 0:
        return None, None, None
    p = successes / n
    a, b, c = 1 + Z * Z / n, -(2 * p + Z * Z / n), p * p
    root = sqrt(max(0.0, b * b - 4 * a * c))
    low, high = (-b - root) / (2 * a), (-b + root) / (2 * a)
    return p, 0.0 if successes == 0 else low, 1.0 if successes == n else high


def share_columns(rate: str, successes: int, n: int) -> dict[str, float | None]:
    """`shares` under the columns `rate`, low and high."""
    return dict(zip((rate, "low", "high"), shares(successes, n), strict=True))


def quantile(values: Sequence[float], q: float) -> float | None:
    """Linear interpolation between order statistics at 1 + (n − 1) q (Hyndman & Fan 1996, type 7)."""
    if not values:
        return None
    ordered, place = sorted(values), (len(values) - 1) * q
    below = floor(place)
    above = min(below + 1, len(ordered) - 1)
    return float(ordered[below] + (place - below) * (ordered[above] - ordered[below]))


def median_interval(values: Sequence[float]) -> tuple[float, float] | None:
    """Order statistics around the median: the smallest binomial ranks that leave at most 2.5 % on either side."""
    n, ordered = len(values), sorted(values)
    below, tail = 0, 1
    while 40 * tail < 2**n:
        below += 1
        tail += comb(n, below)
    return (float(ordered[below - 1]), float(ordered[n - below])) if below >= 1 else None


def times(values: Sequence[float], *, interval: bool = True) -> dict[str, float | None]:
    """Median and quartiles of days, with the median's interval, as the answers name them."""
    ends = (median_interval(values) or (None, None)) if interval else (None, None)
    found = {f"{name}_days": quantile(values, q) for name, q in (("median", 0.5), ("q1", 0.25), ("q3", 0.75))}
    return {**found, "low": ends[0], "high": ends[1]}


def reached(converted: Sequence[float], censored: Sequence[float], day: float) -> float:
    """Aalen–Johansen with one outcome is one minus Kaplan–Meier: the product over the days with a conversion."""
    alive = 1.0
    for t in sorted({d for d in converted if d <= day}):
        at_risk = sum(d >= t for d in converted) + sum(d >= t for d in censored)
        alive *= 1 - sum(d == t for d in converted) / at_risk
    return 1 - alive


def at_least(successes: int, n: int) -> float:
    """P(X ≥ successes) of n fair coins."""
    return float(Fraction(sum(comb(n, k) for k in range(max(successes, 0), n + 1)), 2**n))


def holm(p_values: Sequence[float]) -> list[float]:
    """Holm's step-down adjustment."""
    ranked = sorted(p_values)
    return [max(min(1.0, (len(ranked) - i) * ranked[i]) for i in range(ranked.index(p) + 1)) for p in p_values]


def pair_ratio(slower: Sequence[Seen], faster: Sequence[Seen]) -> tuple[float, float, float]:
    """How many times as long: the shift of log times at which each side wins as many comparable pairs as it loses.

    Each time comes with the longest that could have been seen; a pair is comparable if either could have been seen in
    the other's place. Times below half a day count as half a day. The walk begins at the ratio of the medians; each
    step is half as long again as the one before.
    """
    own, other = ([(log(max(a, 0.5)), log(max(b, 0.5))) for a, b in side] for side in (slower, faster))

    def excess(shift: float) -> float:
        rows, columns, pairs = [0] * len(own), [0] * len(other), 0
        for i, (x, x_longest) in enumerate(own):
            for j, (y, y_longest) in enumerate(other):
                if x - shift <= y_longest and y <= x_longest - shift and x - shift != y:
                    sign = 1 if x - shift > y else -1
                    rows[i] += sign
                    columns[j] += sign
                    pairs += 1
        variance = sum(r * r for r in rows) + sum(c * c for c in columns) - pairs
        return sum(rows) / sqrt(variance) if variance > 0 else 0.0

    start = median([x for x, _ in own]) - median([y for y, _ in other])
    value = _passes(excess, start, 0.0, 0.05 if excess(start) > 0 else -0.05)
    return exp(value), exp(_passes(excess, value, Z, -0.05)), exp(_passes(excess, value, -Z, 0.05))


def _passes(excess: Callable[[float], float], start: float, level: float, step: float) -> float:
    """Where a falling step function first passes `level` on the way from `start`."""
    here = start
    while (excess(here + step) - level) * step > 0:
        here, step = here + step, step * 1.5
    low, high = sorted((here, here + step))
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if excess(middle) > level else (low, middle)
    return (low + high) / 2


def cents(amount: float | Decimal) -> str:
    """Money as it is told: two digits."""
    return f"{Decimal(str(amount)):.2f}"


def row(**columns: Any) -> dict[str, Any]:
    """The columns of one expected row."""
    return columns
