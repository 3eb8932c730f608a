"""Quota periods that do not fit the time buyers take: too short to finish a deal, or too long to feel it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

from tandem.analytics.measure import Setting
from tandem.analytics.statistics import quantile_interval
from tandem.charter.model import Quotas, Unit
from tandem.diagnosis.ground import Ground, ground_of
from tandem.diagnosis.judging import holm
from tandem.diagnosis.sign import Finding, Sign, State
from tandem.diagnosis.window import last_year
from tandem.diagnosis.wording import counted, readers

DAYS: Final[dict[Unit, float]] = {
    "minutes": 1 / 1440,
    "hours": 1 / 24,
    "days": 1.0,
    "weeks": 7.0,
    "months": 365.25 / 12,
    "quarters": 365.25 / 4,
    "years": 365.25,
}
SHORTEST: Final = 0.67
"""A period shorter than this many median cycles is too short; `Sign.threshold` says when it is too long."""
SHORTEST_CYCLE: Final = 0.5
"""Days; a median of 0 (same-day wins, dates only) counts as half a day."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A segment: quota days ÷ median cycle with its interval, the nearer bound, and the p-value against that."""

    segment: str
    n: int
    quota_days: float
    cycle_days: float
    low: float
    high: float
    bound: float
    p: float

    @property
    def ratio(self) -> float:
        """Quota days ÷ median cycle."""
        return self.quota_days / self.cycle_days

    @property
    def short(self) -> bool:
        """Whether the bound is the lower one."""
        return self.bound < 1

    @property
    def state(self) -> State:
        """By the interval and the nearer bound."""
        if self.high < self.bound if self.short else self.low > self.bound:
            return "flagged"
        return "watch" if (self.ratio < self.bound if self.short else self.ratio > self.bound) else "fine"

    def row(self, p: float) -> dict[str, object]:
        """As the report shows it."""
        return {
            "segment": self.segment or "(none)",
            "n": self.n,
            "quota_days": self.quota_days,
            "median_cycle_days": self.cycle_days,
            "ratio": self.ratio,
            "low": self.low,
            "high": self.high,
            "state": self.state,
            "p": p,
        }


def judge(setting: Setting) -> Finding:
    """The segment whose quota period fits its buying cycle worst; interval by order statistics, Holm over segments."""
    ground = ground_of(SIGN, setting, 0, last_year)
    quotas = setting.charter.quotas
    if isinstance(ground, Finding) or quotas is None:
        return ground  # type: ignore[return-value]
    times = _times(ground)
    fitted = [
        _fit(segment, days, DAYS[quota_unit(quotas, segment)], ground)
        for segment, days in sorted(times.items())
        if len(days) >= SIGN.least
    ]
    if not fitted:
        return ground.not_enough(max((len(days) for days in times.values()), default=0))
    adjusted = holm([one.p for one in fitted])
    order = sorted(range(len(fitted)), key=lambda i: (adjusted[i], fitted[i].p, fitted[i].segment))
    worst, p = fitted[order[0]], adjusted[order[0]]
    state: State = "watch" if worst.state == "flagged" and p > 0.05 else worst.state
    return ground.finding(
        state,
        worst.ratio,
        worst.n,
        threshold=worst.bound,
        low=worst.low,
        high=worst.high,
        p=p,
        trend=_trend(ground, worst),
        parts=tuple(fitted[i].row(adjusted[i]) for i in order),
        sentence=_sentences(worst),
        notes=(
            "Times run from opening to won, of the deals won in four quarters; one quarter holds too few.",
            "Shorter periods help weak and hurt strong performers; change them with both in mind.",
        ),
    )


def quota_unit(quotas: Quotas, segment: str) -> Unit:
    """The quota period of a segment."""
    return quotas.segments.get(segment, quotas.period)


def _fit(segment: str, days: NDArray[np.float64], quota: float, ground: Ground) -> Fitted:
    middle = max(float(np.median(days)), SHORTEST_CYCLE)
    ends = quantile_interval(days) or (middle, middle)
    shortest, longest = (max(end, SHORTEST_CYCLE) for end in ends)
    longest_ratio = ground.threshold
    short = abs(np.log(quota / middle / SHORTEST)) < abs(np.log(quota / middle / longest_ratio))
    bound = SHORTEST if short else longest_ratio
    return Fitted(
        segment=segment,
        n=len(days),
        quota_days=quota,
        cycle_days=middle,
        low=quota / longest,
        high=quota / shortest,
        bound=bound,
        p=median_p(days, quota / bound, above=bool(short)),
    )


def median_p(days: NDArray[np.float64], median: float, *, above: bool) -> float:
    """Sign test: one-sided p-value of "the median is not above (not below) `median`"; ties speak for neither."""
    larger, smaller = int((days > median).sum()), int((days < median).sum())
    for_it = larger if above else smaller
    return float(binom.sf(for_it - 1, larger + smaller, 0.5))


def _times(ground: Ground) -> dict[str, NDArray[np.float64]]:
    found: dict[str, list[float]] = {}
    for row in _rows(ground):
        if ground.window.since <= row["day"] < ground.window.until:  # type: ignore[operator]
            found.setdefault(str(row["segment"]), []).append(float(row["days"]))  # type: ignore[arg-type]
    return {segment: np.array(days) for segment, days in found.items()}


def _rows(ground: Ground) -> Sequence[dict[str, object]]:
    rows = ground.setting.lens.query("diagnosis/quota_against_cycle", ground.window.params()).to_pylist()
    return [row for row in rows if row["days"] >= 0]


def _trend(ground: Ground, worst: Fitted) -> tuple[tuple[str, float | None, int], ...]:
    months: dict[str, list[float]] = {month: [] for month in ground.window.trend}
    for row in _rows(ground):
        month = f"{row['day']:%Y-%m}"
        if month in months and row["segment"] == worst.segment:
            months[month].append(float(row["days"]))  # type: ignore[arg-type]
    return tuple(
        (month, worst.quota_days / max(float(np.median(days)), SHORTEST_CYCLE) if days else None, len(days))
        for month, days in months.items()
    )


def _sentences(worst: Fitted) -> dict[str, str]:
    who = f"Deals in {worst.segment}" if worst.segment else "Deals"
    figures = (
        f"{who} take {worst.cycle_days:.0f} days to win (median of {counted(worst.n, 'won deal')}); the quota "
        f"period is {worst.quota_days:.0f} days: {worst.ratio:.2g} times the cycle "
        f"(95 % interval {worst.low:.2f} to {worst.high:.2f})."
    )
    return dict(readers(figures))


SIGN = Sign(
    name="quota_against_cycle",
    title="Quota periods against the buying cycle",
    looks_for="Quota periods shorter than 0.67 or longer than 1.5 times the median time from opening to won.",
    kind="estimate",
    needs=("quotas", "opportunities"),
    unit="quota days per median cycle day",
    threshold=1.5,
    least=30,
    prescription={
        "sales": "Align the quota period with the cycle of each segment, or pay a part on early stages.",
        "marketing": "Plan campaigns by the buying cycle, not by the end of the quota period.",
        "executives": "Align quota periods with the cycle per segment; "
        "mind that shorter periods help weak and hurt strong performers.",
    },
    owner="sales",
    judge=judge,
)
