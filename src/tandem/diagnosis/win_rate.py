"""How likely a handed-over lead is to be won, by source and fit grade, drawn towards the rate of all.

Small groups say little: each group's rate is that of a Beta posterior whose prior is the rate of all, worth
`PRIOR` leads (empirical Bayes; Efron & Morris, JASA 70, 1975, for the idea of shrinking).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from scipy.stats import beta

from tandem.analytics.measure import Setting
from tandem.diagnosis.follow_up import days_to_win
from tandem.diagnosis.window import matured_before

PRIOR: Final = 50
"""How many leads the rate of all is worth against a group's own."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with its 95 % range; `n`: the group's own leads."""

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class WinRates:
    """Rates by (source, grade); a group that was never seen has the rate of all."""

    groups: Mapping[tuple[str, str], tuple[int, int]]

    def of(self, source: str, grade: str) -> Rate | None:
        """The group's rate; None when no handoff was followed long enough."""
        total = sum(n for n, _ in self.groups.values())
        if not total:
            return None
        overall = (sum(won for _, won in self.groups.values()) + 0.5) / (total + 1)
        n, won = self.groups.get((source, grade), (0, 0))
        a, b = won + PRIOR * overall, n - won + PRIOR * (1 - overall)
        return Rate(a / (a + b), float(beta.ppf(0.025, a, b)), float(beta.ppf(0.975, a, b)), n)


def win_rates(setting: Setting) -> WinRates:
    """Rates from the handoffs of the whole history that were followed long enough."""
    follow_up = days_to_win(setting)
    until = matured_before(setting, follow_up)
    if until is None:
        return WinRates({})
    rows = setting.lens.query("diagnosis/win_rates", {"follow_up": follow_up, "until": until}).to_pylist()
    return WinRates({(str(row["source"]), str(row["grade"])): (row["n"], row["won"]) for row in rows})
