"""What can be said with no model at all: each unknown outcome may be yes or no (worst-case bounds, Manski 1990,
"Nonparametric Bounds on Treatment Effects", American Economic Review 80:319–323).

A count or a rate per handoff is a weighted sum of outcomes, so its extremes take every unknown one at the end that its
weight wants. A case that both charters hand over has one outcome, which stands on both sides of a difference. A ratio
of two nested outcomes (SQL per accepted lead) is highest when every unknown case is both, and lowest when every one is
the wider outcome only: with at most one of each per case, no mixture does better (it would pass the same ratio).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tandem.planning.history import Flags, Floats


class Range(NamedTuple):
    """From `low` to `high`; both nan where nothing can be said (a share of no cases)."""

    low: float
    high: float

    @property
    def width(self) -> float:
        """How far apart the two are."""
        return self.high - self.low


NOTHING = Range(float("nan"), float("nan"))


def linear(weights: Floats, known: Flags, reached: Flags) -> Range:
    """Extremes of Σ weight × outcome over all outcomes of the cases that are not known."""
    sure = float(weights[known & reached].sum())
    open_ = weights[~known]
    return Range(sure + float(np.minimum(open_, 0).sum()), sure + float(np.maximum(open_, 0).sum()))


def count(handed: Flags, known: Flags, reached: Flags) -> Range:
    """Extremes of how many cases of one charter reach an outcome."""
    return linear(handed.astype(float), known, reached)


def rate(handed: Flags, known: Flags, reached: Flags) -> Range:
    """Extremes of the share of one charter's cases that reach an outcome."""
    total = int(handed.sum())
    return linear(handed / total, known, reached) if total else NOTHING


def difference(now: Flags, then: Flags, known: Flags, reached: Flags, rates: bool = False) -> Range:
    """Extremes of the proposed charter's count (or rate) less the current one's."""
    if not rates:
        return linear(then.astype(float) - now.astype(float), known, reached)
    if not now.any() or not then.any():
        return NOTHING
    return linear(then / then.sum() - now / now.sum(), known, reached)


def ratio(handed: Flags, known: Flags, wide: Flags, narrow: Flags) -> Range:
    """Extremes of (cases with the narrow outcome) ÷ (cases with the wide one); `narrow` lies within `wide`."""
    sure_wide, sure_narrow = (int((handed & known & reached).sum()) for reached in (wide, narrow))
    unknown = int((handed & ~known).sum())
    if sure_wide + unknown == 0:
        return NOTHING
    high = (sure_narrow + unknown) / (sure_wide + unknown)
    return Range(sure_narrow / (sure_wide + unknown), high)
