"""The statistics once more from their textbook definitions, in plain Python; none of the product's code."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import comb, floor, sqrt
from typing import Any

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


def pair_ratio(slower: Sequence[float], faster: Sequence[float]) -> tuple[float, float, float]:
    """Hodges–Lehmann: of all pairs' ratios the median, and those that Mann–Whitney's normal bounds leave.

    Times below half a day count as half a day. Of two middle ratios the lower is taken.
    """
    ratios = sorted(max(a, 0.5) / max(b, 0.5) for a in slower for b in faster)
    n, m = len(slower), len(faster)
    half, reach = n * m / 2, Z * sqrt(n * m * (n + m + 1) / 12)
    return tuple(_exceeded_by(ratios, pairs) for pairs in (half, half + reach, half - reach))  # type: ignore[return-value]


def _exceeded_by(ratios: list[float], pairs: float) -> float:
    """The smallest ratio that at most `pairs` of all exceed."""
    return next(r for r in ratios if len(ratios) - bisect_right(ratios, r * (1 + 1e-9)) <= pairs)


def cents(amount: float | Decimal) -> str:
    """Money as it is told: two digits."""
    return f"{Decimal(str(amount)):.2f}"


def row(**columns: Any) -> dict[str, Any]:
    """The columns of one expected row."""
    return columns
