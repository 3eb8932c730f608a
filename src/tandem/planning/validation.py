"""Whether a model may speak: learnt on the earlier handoffs, judged on the later ones that it has not seen.

A design's column 0 is its intercept, the last one the outcome before the one that is foretold; what the model is judged
against is the plain share of each of the two kinds that this column tells apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tandem.planning.history import Flags, Floats, Ints
from tandem.planning.logistic import Fitted, area_under_curve, brier, chance, fit

EARLIER: Final = 0.7
"""The share of handoffs, in time order, that the trial model learns from."""
FEWEST: Final = 15
"""Of both kinds in either part, or nothing is judged and the share of all stands for each."""
DRIFTED: Final = 9.21
"""The likelihood ratio (χ², two degrees of freedom, 1 %) from which on the later part asks for recalibration."""


@dataclass(frozen=True, slots=True)
class Validation:
    """`learnt`, `tested`: handoffs in each part. `brier`, `plain`: squared error of the model and of the earlier share.
    `auc`: of the model. `offset`, `slope`: log-odds as they should have been = offset + slope × foretold (Cox 1958).
    `better`: the model speaks; else the plain share does. `drifted`: its log-odds are recalibrated so."""

    learnt: int
    tested: int
    brier: float | None
    plain: float | None
    auc: float | None
    offset: float
    slope: float
    better: bool
    drifted: bool


def validate(design: Floats, reached: Flags, at: Ints) -> Validation:
    """Learn on the earlier part, foretell the later one. Rows in any order; `at`: when each was handed over."""
    order = np.argsort(at, kind="stable")
    cut = int(len(order) * EARLIER)
    early, late = order[:cut], order[cut:]
    parts = (reached[early], reached[late])
    if min((min(int(part.sum()), len(part) - int(part.sum())) for part in parts), default=0) < FEWEST:
        return Validation(len(early), len(late), None, None, None, 0.0, 1.0, False, False)
    trial = fit(design[early], reached[early])
    log_odds = trial.log_odds(design[late])
    foretold, plain = chance(log_odds), _shares(design[early, -1], reached[early], design[late, -1])
    gain = (plain - reached[late]) ** 2 - (foretold - reached[late]) ** 2
    better = bool(gain.mean() > 0)
    line = np.column_stack([np.ones(len(late)), log_odds])
    drift = fit(line, reached[late], ridge=1e-6)
    ratio = 2 * (_likelihood(drift.log_odds(line), reached[late]) - _likelihood(log_odds, reached[late]))
    return Validation(
        len(early), len(late), brier(foretold, reached[late]), brier(plain, reached[late]),
        area_under_curve(foretold, reached[late]), float(drift.beta[0]), float(drift.beta[1]), better, ratio > DRIFTED,
    )  # fmt: skip


def _shares(before: Floats, reached: Flags, later: Floats) -> Floats:
    """The earlier share of yes among those with the same outcome before."""
    both = float(reached.mean())
    of = {kind: float(reached[before == kind].mean()) if (before == kind).any() else both for kind in (0.0, 1.0)}
    found: Floats = np.where(later > 0, of[1.0], of[0.0])
    return found


def _likelihood(log_odds: Floats, reached: Flags) -> float:
    p = chance(log_odds)
    return float(np.log(np.where(reached, p, 1 - p)).sum())


def speaking(design: Floats, reached: Flags, found: Validation) -> tuple[Fitted, NDArray[np.int64]]:
    """The model of all handoffs that speaks, and which columns of a design it reads: all of them, or the intercept and
    the last one (the outcome before), which is the plain share."""
    width = design.shape[1]
    columns = np.arange(width) if found.better else np.array([0, width - 1])
    return fit(design[:, columns], reached), columns
