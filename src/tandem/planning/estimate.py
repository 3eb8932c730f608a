"""What would have come of the leads that sales never had: an estimate, and an interval that says what it allows for.

Chances come from a ridge logistic model of the handoffs that happened, on what was known at the handoff. A draw takes
coefficients from their Laplace approximation, one shift for what the model cannot see, and then every outcome. The
shift is the allowance for selection: whoever handed leads over knew more than the record tells, so a lead that nobody
handed over is taken to be no better than its like, and its odds up to `ODDS` times lower (monotone selection: Manski &
Pepper 2000, Econometrica 68:997–1010; the odds bound: Rosenbaum 2002, Observational Studies, ch. 4). Where a lead
lies outside of what history has seen, its allowance is doubled (on the scale of log-odds).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from tandem.planning.history import OUTCOMES, Flags, Floats, Recorded
from tandem.planning.logistic import Fitted, chance
from tandem.planning.validation import Validation, speaking, validate

ODDS: Final = 4.0
DRAWS: Final = 1000
LEVEL: Final = 0.95
SEEN: Final = (0.01, 0.99)
"""The quantiles of the known handoffs' log-odds between which a lead is like something that history has seen."""


@dataclass(frozen=True, slots=True)
class Model:
    """What speaks for one outcome. `columns` of the design are read; `seen`: the known handoffs' range of log-odds."""

    fitted: Fitted
    columns: np.ndarray
    seen: tuple[float, float]
    validation: Validation

    def log_odds(self, design: Floats, fitted: Fitted) -> Floats:
        """The linear predictor under these coefficients, recalibrated where the model drifted."""
        plain = fitted.log_odds(design[:, self.columns])
        if not (self.validation.better and self.validation.drifted):
            return plain
        return self.validation.offset + self.validation.slope * plain


def learn(design: Floats, recorded: Recorded, through: int) -> dict[str, Model]:
    """One model per outcome, of the recorded handoffs that are old enough; `design` has their rows."""
    models = {}
    for name, age in OUTCOMES.items():
        old = recorded.at + age <= through
        if not old.any():
            continue
        rows, reached = design[old], recorded.reached[name][old]
        found = validate(rows, reached, recorded.at[old])
        fitted, columns = speaking(rows, reached, found)
        low, high = np.quantile(fitted.log_odds(rows[:, columns]), SEEN)
        models[name] = Model(fitted, columns, (float(low), float(high)), found)
    return models


@dataclass(frozen=True, slots=True)
class Estimate:
    """The middle of the draws and a central 95 % interval."""

    value: float
    low: float
    high: float


def estimate_of(draws: Floats) -> Estimate:
    """Median and central interval of the draws of one figure; those that are not defined are left out."""
    told = draws[np.isfinite(draws)]
    if not len(told):
        return Estimate(float("nan"), float("nan"), float("nan"))
    tail = (1 - LEVEL) / 2
    low, middle, high = np.quantile(told, [tail, 0.5, 1 - tail])
    return Estimate(float(middle), float(low), float(high))


def draw_totals(
    models: Mapping[str, Model],
    design: Floats,
    weights: Mapping[str, Mapping[str, Floats]],
    generator: np.random.Generator,
    draws: int = DRAWS,
) -> dict[str, dict[str, Floats]]:
    """Draws of Σ weight × outcome over the unknown cases. `design`: their rows; `weights[outcome][figure]`.

    One uniform number per case and draw decides all its outcomes, so that a narrow one lies within a wide one, and
    so that a case has the same outcome in every figure.
    """
    names = [name for name in weights if name in models]
    taken = {name: np.column_stack(list(weights[name].values())) for name in names}
    roots = {name: np.linalg.cholesky(models[name].fitted.covariance) for name in names}
    widen = {name: _widened(models[name], design) for name in names}
    found = {name: np.empty((draws, taken[name].shape[1])) for name in names}
    for n in range(draws):
        shift = -np.log(ODDS) * generator.random()
        decided = generator.random(len(design))
        for name in names:
            model = models[name]
            beta = model.fitted.beta + roots[name] @ generator.standard_normal(len(model.columns))
            odds = model.log_odds(design, Fitted(beta, model.fitted.covariance)) + shift * widen[name]
            found[name][n] = taken[name][decided < chance(odds)].sum(axis=0)
    return {name: dict(zip(weights[name], found[name].T, strict=True)) for name in names}


def _widened(model: Model, design: Floats) -> Floats:
    log_odds = model.fitted.log_odds(design[:, model.columns])
    outside: Flags = (log_odds < model.seen[0]) | (log_odds > model.seen[1])
    widened: Floats = np.where(outside, 2.0, 1.0)
    return widened
