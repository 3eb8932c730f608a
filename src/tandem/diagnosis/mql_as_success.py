"""More and more leads are handed over while wins stand still: volume has become the goal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from tandem.analytics.measure import Setting
from tandem.diagnosis.follow_up import days_to_win
from tandem.diagnosis.ground import Ground, ground_of
from tandem.diagnosis.growth import Growth, yearly_growth
from tandem.diagnosis.judging import estimate_state
from tandem.diagnosis.sign import Finding, Sign, State
from tandem.diagnosis.window import matured_before, months_before, months_between
from tandem.diagnosis.wording import counted, percent, readers

MOST_MONTHS: Final = 24
LEAST_MONTHS: Final = 9


@dataclass(frozen=True, slots=True)
class Cohorts:
    """Handoffs by month, and those of them that won within `follow_up` days; every month had that long."""

    months: tuple[str, ...]
    handoffs: tuple[int, ...]
    won: tuple[int, ...]
    follow_up: int
    at_month_end: float
    """Share handed over in the last three days of a month."""


def judge(setting: Setting) -> Finding:
    """Growth a year of handoffs per win, on cohorts with equal follow-up; quasi-Poisson trend."""
    ground = ground_of(SIGN, setting, 0)
    if isinstance(ground, Finding):
        return ground
    cohorts = read_cohorts(ground)
    wins = sum(cohorts.won)
    if len(cohorts.months) < LEAST_MONTHS:
        return ground.not_enough(wins, windowed=False, missing=f"months = {len(cohorts.months)}, needs {LEAST_MONTHS}")
    if wins < SIGN.least:
        return ground.not_enough(wins, windowed=False)
    handed = np.array(cohorts.handoffs, dtype=np.float64)
    won = np.array(cohorts.won, dtype=np.float64)
    volume, success, gap = yearly_growth(handed), yearly_growth(won), yearly_growth(won, handed).turned()
    low, high = gap.interval
    return ground.finding(
        _state(gap, volume, success, ground.threshold),
        gap.value,
        wins,
        windowed=False,
        low=low,
        high=high,
        p=gap.p_above(ground.threshold),
        trend=tuple(
            (month, n / k if k else None, n)
            for month, n, k in list(zip(cohorts.months, cohorts.handoffs, cohorts.won, strict=True))[-6:]
        ),
        trend_unit="handoffs per win",
        parts=(_row("handoffs", volume), _row("won", success), _row("handoffs per win", gap)),
        sentence=_sentences(volume, success, gap, cohorts),
        notes=(
            f"Cohorts {cohorts.months[0]} to {cohorts.months[-1]}, each followed for {cohorts.follow_up} days after "
            "the handoff: three quarters of the wins come within that time.",
            f"{percent(cohorts.at_month_end)} of the handoffs fell into the last three days of a month.",
        ),
    )


def read_cohorts(ground: Ground) -> Cohorts:
    """Complete, matured months of handoffs, the last 24 at most."""
    follow_up = days_to_win(ground.setting)
    rows = ground.setting.lens.query("diagnosis/mql_as_success", {"follow_up": follow_up}).to_pylist()
    months = _months(ground.setting, [row["day"] for row in rows], follow_up)
    handed, won, at_end = dict.fromkeys(months, 0), dict.fromkeys(months, 0), 0
    for row in rows:
        month = f"{row['day']:%Y-%m}"
        if month in handed:
            handed[month] += row["handoffs"]
            won[month] += row["won"]
            at_end += row["at_month_end"]
    total = sum(handed.values())
    return Cohorts(months, tuple(handed.values()), tuple(won.values()), follow_up, at_end / total if total else 0.0)


def _months(setting: Setting, days: list[date], follow_up: int) -> tuple[str, ...]:
    """From the first whole month with handoffs to the last with any, as far as each was followed long enough.

    Months after the last handoff are not months without success: there the leads' export ends.
    """
    matured = matured_before(setting, follow_up)
    if not days or matured is None:
        return ()
    until = min(matured.replace(day=1), months_before(days[-1], -1))
    first = days[0] if days[0].day == 1 else months_before(days[0], -1)
    return months_between(max(first, months_before(until, MOST_MONTHS)), until)


def _state(gap: Growth, volume: Growth, success: Growth, threshold: float) -> State:
    """Past the bar only where handoffs grew past it too, and wins are not known to grow."""
    state = estimate_state(gap.value, *gap.interval, threshold)
    stands_still = success.interval[0] <= 0
    return state if volume.value > threshold and stands_still else "fine"


def _row(name: str, growth: Growth) -> dict[str, object]:
    low, high = growth.interval
    return {"part": name, "growth_per_year": growth.value, "low": low, "high": high}


def _sentences(volume: Growth, success: Growth, gap: Growth, cohorts: Cohorts) -> dict[str, str]:
    low, high = gap.interval
    figures = (
        f"handoffs {_moved(volume.value)} a year and the wins they led to {_moved(success.value)}: handoffs per win "
        f"{_moved(gap.value)} (95 % interval {100 * low:+.0f} to {100 * high:+.0f} %; "
        f"{counted(sum(cohorts.won), 'win')})."
    )
    return dict(readers(f"Over {len(cohorts.months)} months, {figures}"))


def _moved(growth: float) -> str:
    return f"{'grew' if growth >= 0 else 'fell'} by {percent(abs(growth))}"


SIGN = Sign(
    name="mql_as_success",
    title="Volume taken for success",
    looks_for="Handoffs that grow year on year while the wins they lead to do not.",
    kind="estimate",
    needs=("opportunities", "people"),
    unit="share a year",
    threshold=0.10,
    least=30,
    prescription={
        "sales": "Say with each return what was missing, so that the bar can move.",
        "marketing": "Replace the target for MQL volume by accepted leads and revenue.",
        "executives": "Replace the volume target by accepted leads and sourced revenue.",
    },
    owner="marketing",
    judge=judge,
)
