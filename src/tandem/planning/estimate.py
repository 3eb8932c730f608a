"""What would have come of the leads that sales never had: an estimate, and an interval that says what it allows for.

Chances come from ridge logistic models of the handoffs that happened, on what was known at the handoff; the outcomes
follow one another, so each model also reads the outcome before it (accepted, then SQL, then won). A draw takes
coefficients from their Laplace approximation, one shift for what the models cannot see, and then every outcome. The
shift is the allowance for selection: whoever handed leads over knew more than the record tells, so the odds of a lead
that nobody handed over may be up to `WORSE` times lower than its like's, or `BETTER` times higher, any log-odds in
between alike (the odds bound is that of Rosenbaum 2002, Observational Studies, ch. 4; that a lead passed over is worse
rather than better is monotone selection: Manski & Pepper 2000, Econometrica 68:997–1010). Where a lead lies outside of
what history has seen, or no model speaks, the shift is a quarter larger.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from tandem.planning.history import OUTCOMES, Flags, Floats, Recorded
from tandem.planning.logistic import Fitted, chance
from tandem.planning.validation import Validation, speaking, validate

WORSE: Final = 3.0
BETTER: Final = 1.5
WIDENED: Final = 1.25
"""How much larger the shift is where history teaches less."""
DRAWS: Final = 1000
LEVEL: Final = 0.95
SEEN: Final = (0.01, 0.99)
"""The quantiles of the known handoffs' log-odds between which a lead is like something that history has seen."""


@dataclass(frozen=True, slots=True)
class Model:
    """What speaks for one outcome: it reads `columns` of a design, of which the outcome before is the last. `seen`: the
    range of log-odds of known handoffs."""

    fitted: Fitted
    columns: np.ndarray
    seen: tuple[float, float]
    validation: Validation

    def calibrated(self, log_odds: Floats) -> Floats:
        """Log-odds as they should be, where the model drifted."""
        if not (self.validation.better and self.validation.drifted):
            return log_odds
        return self.validation.offset + self.validation.slope * log_odds


def learn(design: Floats, recorded: Recorded, through: int) -> dict[str, Model]:
    """One model per outcome, of the recorded handoffs that are old enough; `design` has their rows."""
    models: dict[str, Model] = {}
    before = np.zeros(len(recorded), dtype=bool)
    for name, age in OUTCOMES.items():
        old = recorded.at + age <= through
        if not old.any():
            break
        rows, reached = _after(design, before)[old], recorded.reached[name][old]
        found = validate(rows, reached, recorded.at[old])
        fitted, columns = speaking(rows, reached, found)
        low, high = np.quantile(fitted.log_odds(rows[:, columns]), SEEN)
        models[name] = Model(fitted, columns, (float(low), float(high)), found)
        before = recorded.reached[name]
    return models


def _after(design: Floats, before: Flags) -> Floats:
    """The design with the outcome before as its last column."""
    return np.column_stack([design, before])


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

    A case has the same outcomes in every figure of a draw.
    """
    taken = {name: np.column_stack(list(weights[name].values())) for name in models}
    roots = {name: np.linalg.cholesky(model.fitted.covariance) for name, model in models.items()}
    found = {name: np.empty((draws, taken[name].shape[1])) for name in models}
    read = {name: design[:, model.columns[:-1]] for name, model in models.items()}
    most, least = np.log(BETTER), -np.log(WORSE)
    for n in range(draws):
        shift = least + (most - least) * generator.random()
        reached = np.zeros(len(design), dtype=bool)
        for name, model in models.items():
            beta = model.fitted.beta + roots[name] @ generator.standard_normal(len(model.columns))
            log_odds = model.calibrated(read[name] @ beta[:-1] + reached * beta[-1])
            reached = generator.random(len(design)) < chance(log_odds + shift * _widening(model, log_odds))
            found[name][n] = reached @ taken[name]
    return {name: dict(zip(weights[name], found[name].T, strict=True)) for name in models}


def _widening(model: Model, log_odds: Floats) -> Floats:
    outside: Flags = (log_odds < model.seen[0]) | (log_odds > model.seen[1])
    widened: Floats = np.where(outside | (not model.validation.better), WIDENED, 1.0)
    return widened
