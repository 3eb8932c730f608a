"""Sales velocity, the trade's formula: opportunities × win rate × value ÷ cycle, in money per day."""

from __future__ import annotations

from collections.abc import Mapping
from math import exp, sqrt
from typing import Final

from tandem.analytics.measure import Answer, Ask, Column, Measure, Setting, Value
from tandem.analytics.records import Figures, Statement, column_of
from tandem.analytics.statistics import Interval, normal_quantile

STATEMENT: Final = Statement(
    "sales_velocity",
    ("by", "since", "until", "currency"),
    keys=("slice", "currency"),
    counts=("opportunities", "won", "lost"),
    unit="opportunity",
)


def columns(ask: Ask) -> tuple[Column, ...]:
    """The documented columns of the answer."""
    return (
        Column(column_of(ask), "text", "the slice; (all) together, (none) where the tools leave it empty"),
        Column("opportunities", "count", "deals opened in the window, or closed where no opening is known"),
        Column("won", "count", "of these, deals won"),
        Column("lost", "count", "of these, deals lost"),
        Column("win_rate", "share", "won ÷ (won + lost)"),
        Column("mean_value", "money", "mean amount of the won deals that have an amount and a cycle"),
        Column("mean_days", "days", "their mean days from opening to won"),
        Column("velocity", "money", "opportunities × win rate × mean value ÷ mean days: revenue a day"),
        Column("low", "money", "lower end of the velocity's 95 % interval (delta method on the log scale)"),
        Column("high", "money", "upper end of the velocity's 95 % interval"),
        Column("currency", "text", "the currency; amounts of two currencies are never added"),
    )


def compute(setting: Setting, ask: Ask) -> Answer:
    """One row per slice and currency."""
    cells = STATEMENT.cells(setting, ask)
    untimed = sum(c["won"] - c["timed"] for c in cells)
    notes = (f"{untimed} won deals have no amount or close before they open; left out of the means.",)
    return Answer(columns(ask), [_row(ask, cell) for cell in cells], notes if untimed else ())


def records(setting: Setting, ask: Ask, row: Mapping[str, Value], count: str) -> tuple[str, ...]:
    """Hex ids of the deals behind the cell `count` of `row`."""
    return STATEMENT.behind(setting, ask, row, count)


def _row(ask: Ask, cell: Figures) -> dict[str, Value]:
    won, lost, timed = cell["won"], cell["lost"], cell["timed"]
    value = cell["value"] / timed if timed else None
    days = cell["days"] / timed if timed else None
    velocity = cell["opportunities"] * won / (won + lost) * value / days if value and days else None
    interval = _interval(cell, velocity)
    return {
        column_of(ask): cell["slice"],
        "opportunities": cell["opportunities"],
        "won": won,
        "lost": lost,
        "win_rate": won / (won + lost) if won + lost else None,
        "mean_value": round(value) if value is not None else None,
        "mean_days": days,
        "velocity": round(velocity) if velocity is not None else None,
        "low": round(interval[0]) if interval else None,
        "high": round(interval[1]) if interval else None,
        "currency": cell["currency"],
    }


def _interval(cell: Figures, velocity: float | None) -> Interval | None:
    """Delta method for log(p · v ÷ d): var p/p² + var v/v² + var d/d² − 2 cov(v, d)/(v d), value and days paired."""
    n, won, lost = cell["timed"], cell["won"], cell["lost"]
    if not velocity or n < 2:
        return None
    value, days = cell["value"] / n, cell["days"] / n
    spread = n * (n - 1)
    of_value = (cell["value_squared"] - n * value**2) / spread / value**2
    of_days = (cell["days_squared"] - n * days**2) / spread / days**2
    together = (cell["value_days"] - n * value * days) / spread / (value * days)
    of_rate = lost / (won * (won + lost))
    half = normal_quantile() * sqrt(max(0.0, of_rate + of_value + of_days - 2 * together))
    return velocity * exp(-half), velocity * exp(half)


MEASURE: Final = Measure(
    name="sales_velocity",
    title="Sales velocity",
    means="Opportunities × win rate × value ÷ cycle: what the pipeline brings a day.",
    needs=("opportunities",),
    slices=("source", "campaign", "owner", "month", "quarter"),
    compute=compute,
    extra={"statement": STATEMENT, "records": records, "columns": columns},
)
