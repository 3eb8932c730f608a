"""What a plan brings or costs in won deals: real amounts where they are known, else a won deal like those before."""

from __future__ import annotations

from typing import Any

import numpy as np

from tandem.planning.bounds import Range
from tandem.planning.cases import Cases
from tandem.planning.estimate import estimate_of
from tandem.planning.figures import Outcomes
from tandem.planning.history import Recorded

Told = dict[str, Any]


def worth(
    cases: Cases, won: Outcomes, recorded: Recorded, currency: str, generator: np.random.Generator
) -> Told | None:  # fmt: skip
    """Value of the deals won within their time, proposed less current, in whole minor units.

    An unknown win is worth what history's wins are: their mean, with their spread. The bounds take every unknown case
    as lost, or as won at the highest amount ever seen (bounds of a mean need a highest value; Manski 1990). None where
    no won deal has an amount.
    """
    amounts = recorded.value[recorded.value > 0]
    if not len(amounts):
        return None
    weights = won.sides["proposed"].astype(float) - won.sides["current"]
    values = np.where(won.reached, np.append(recorded.value, 0)[cases.real], 0)
    sure = float((weights * values).sum())
    open_ = weights[~won.known] * int(amounts.max())
    certain = Range(sure + float(np.minimum(open_, 0).sum()), sure + float(np.maximum(open_, 0).sum()))
    row: Told = {
        "currency": currency, "known": round(sure), "least": round(certain.low), "most": round(certain.high),
        "mean_win": round(float(amounts.mean())), "unpriced": recorded.unpriced,
        "estimate": None, "low": None, "high": None,
    }  # fmt: skip
    if won.draws:
        wins = won.draws["count difference"]
        spread = generator.standard_normal(len(wins)) * np.sqrt(np.abs(wins)) * float(amounts.std())
        found = estimate_of(sure + wins * float(amounts.mean()) + spread)
        held = (min(max(value, certain.low), certain.high) for value in (found.value, found.low, found.high))
        row.update(zip(("estimate", "low", "high"), map(round, held), strict=True))
    return row
