"""Logistic regression with a ridge, its uncertainty, and how well it foretold what came later.

The ridge (penalty ½·λ·|β|², the intercept free) is fitted by Newton's method (Hastie, Tibshirani & Friedman 2009,
§4.4.1, §3.4.1); the curvature at the optimum gives the covariance of the coefficients (Laplace's approximation;
Bishop 2006, §4.5.1). Design matrices carry their intercept as column 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from tandem.planning.history import Flags, Floats

RIDGE: Final = 1.0
STEPS: Final = 50
FLAT: Final = 1e-8
"""Newton's method ends when no coefficient moves by more."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """Coefficients and their covariance."""

    beta: Floats
    covariance: Floats

    def log_odds(self, design: Floats) -> Floats:
        """The linear predictor of each row."""
        found: Floats = design @ self.beta
        return found


def fit(design: Floats, reached: Flags, ridge: float = RIDGE, offset: Floats | None = None) -> Fitted:
    """Fit by penalised maximum likelihood. `offset` is added to the log-odds and not fitted."""
    width = design.shape[1]
    penalty = np.full(width, ridge)
    penalty[0] = 1e-6
    base = np.zeros(len(design)) if offset is None else offset
    beta = np.zeros(width)
    curvature = np.diag(penalty)
    for _ in range(STEPS):
        p = chance(base + design @ beta)
        weight = np.maximum(p * (1 - p), 1e-9)
        curvature = design.T @ (design * weight[:, None]) + np.diag(penalty)
        step = np.linalg.solve(curvature, design.T @ (reached - p) - penalty * beta)
        longest = float(np.abs(step).max())
        beta = beta + step * min(1.0, 4.0 / max(longest, 1e-12))
        if longest < FLAT:
            break
    return Fitted(beta, np.linalg.inv(curvature))


def chance(log_odds: Floats) -> Floats:
    """The logistic function."""
    p: Floats = 1 / (1 + np.exp(-np.clip(log_odds, -30, 30)))
    return p


def brier(foretold: Floats, reached: Flags) -> float:
    """Mean squared error of probabilities (Brier 1950)."""
    return float(np.mean((foretold - reached) ** 2))


def area_under_curve(foretold: Floats, reached: Flags) -> float | None:
    """The chance that a yes is ranked above a no, ties half (Hanley & McNeil 1982); None with only one kind."""
    yes = int(reached.sum())
    no = len(reached) - yes
    if not yes or not no:
        return None
    _, place, count = np.unique(foretold, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(count) - (count - 1) / 2)[place]
    return float((ranks[reached].sum() - yes * (yes + 1) / 2) / (yes * no))
