"""The yearly growth of monthly counts: a log-linear trend by quasi-Poisson regression.

Mean = exposure × exp(a + b × month); the dispersion (Pearson's χ² ÷ degrees of freedom) fits the interval to how much
the months scatter (McCullagh & Nelder, Generalized Linear Models, 1989, §6.2), with Student's quantiles for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import expm1, log1p, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

STEPS = 50
LEAST_DISPERSION = 0.25
"""Months that scatter less than half as much as chance are luck, not knowledge."""


@dataclass(frozen=True, slots=True)
class Growth:
    """`slope` a year on the log scale with its standard error, and the degrees of freedom."""

    slope: float
    error: float
    freedom: int

    @property
    def value(self) -> float:
        """Growth a year as a fraction: 0.2 is +20 %."""
        return expm1(self.slope)

    @property
    def interval(self) -> tuple[float, float]:
        """95 % interval of the growth a year."""
        half = float(student.ppf(0.975, self.freedom)) * self.error
        return expm1(self.slope - half), expm1(self.slope + half)

    def p_above(self, growth: float) -> float:
        """One-sided p-value of "not more than `growth` a year"."""
        return float(student.sf((self.slope - log1p(growth)) / self.error, self.freedom))

    def turned(self) -> Growth:
        """The growth of the reciprocal."""
        return Growth(-self.slope, self.error, self.freedom)


def yearly_growth(counts: NDArray[np.float64], exposure: NDArray[np.float64] | None = None) -> Growth:
    """Growth a year of monthly `counts`, per unit of `exposure` where it is given (a month without any tells nothing).

    At least three months with exposure, and a positive total.
    """
    months = np.arange(len(counts), dtype=np.float64)
    if exposure is not None:
        told = exposure > 0
        months, counts, exposure = months[told], counts[told], exposure[told]
    design = np.column_stack([np.ones_like(months), (months - months.mean()) / 12])
    offset = np.zeros_like(months) if exposure is None else np.log(exposure)
    beta = np.array([np.log(counts.sum() / np.exp(offset).sum()), 0.0])
    for _ in range(STEPS):
        mean = np.exp(offset + design @ beta)
        step = np.linalg.solve((design.T * mean) @ design, design.T @ (counts - mean))
        beta = beta + np.clip(step, -2, 2)
        if float(np.abs(step).max()) < 1e-10:
            break
    mean = np.exp(offset + design @ beta)
    freedom = len(counts) - 2
    dispersion = max(LEAST_DISPERSION, float(((counts - mean) ** 2 / mean).sum()) / freedom)
    error = sqrt(dispersion * float(np.linalg.inv((design.T * mean) @ design)[1, 1]))
    return Growth(float(beta[1]), error, freedom)
