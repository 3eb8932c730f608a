"""The buying cycle: days to won by segment, the open deals that are older, and the quota period beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tandem.analytics.measure import Answer, Ask, Column, Measure, Setting, Value
from tandem.analytics.records import Figures, Statement, column_of
from tandem.analytics.statistics import quantile, quantile_interval
from tandem.analytics.weighing import grouped, spread
from tandem.charter.model import Charter, Unit

PERIOD_DAYS: Final[dict[Unit, float]] = {"weeks": 7, "months": 365.25 / 12, "quarters": 365.25 / 4, "years": 365.25}
STATEMENT: Final = Statement(
    "buying_cycle", ("by", "since", "until", "through"), counts=("won", "open"), unit="opportunity"
)


def columns(ask: Ask) -> tuple[Column, ...]:
    """The documented columns of the answer."""
    return (
        Column(column_of(ask), "text", "the slice; (all) together, (none) where the tools leave it empty"),
        Column("won", "count", "deals won in the window"),
        Column("median_days", "days", "median days from opening to won"),
        Column("q1_days", "days", "first quartile"),
        Column("q3_days", "days", "third quartile"),
        Column("low", "days", "lower end of the median's 95 % interval (order statistics)"),
        Column("high", "days", "upper end of the median's 95 % interval"),
        Column("open", "count", "deals open at the data's end"),
        Column("open_older", "count", "open deals older than the median"),
        Column("share_older", "share", "open_older ÷ open deals whose opening day is known"),
        Column("quota_days", "days", "the quota period's mean length in days, from the charter"),
        Column("cycle_ratio", "number", "median days ÷ quota days"),
        Column("faults", "count", "won deals that close before they open: counted, but not timed"),
    )


def compute(setting: Setting, ask: Ask) -> Answer:
    """One row per slice."""
    cells = STATEMENT.cells(setting, ask)
    rows = [_row(setting.charter, ask, str(key[0]), group) for key, group in grouped(cells, "slice")]
    faults = sum(c["won"] for c in cells if c["days"] is not None and c["days"] < 0)
    untimed = sum(c["won"] + c["open"] for c in cells if c["days"] is None)
    notes = [] if setting.charter.quotas else ["The charter names no quotas, so the cycle stands alone."]
    if untimed:
        notes.append(f"{untimed} deals have no opening day; counted, but not timed.")
    return Answer(columns(ask), rows, tuple(notes), {"negative_lags": faults} if faults else {})


def records(setting: Setting, ask: Ask, row: Mapping[str, Value], count: str) -> tuple[str, ...]:
    """Hex ids of the deals behind the cell `count` of `row`."""
    return STATEMENT.behind(setting, ask, row, count)


def quota_days(charter: Charter, segment: str) -> float | None:
    """The quota period's mean length for a segment; None where the charter names none."""
    if charter.quotas is None:
        return None
    return PERIOD_DAYS.get(charter.quotas.segments.get(segment, charter.quotas.period))


def _row(charter: Charter, ask: Ask, slice_: str, cells: list[Figures]) -> dict[str, Value]:
    all_won, ages = spread(cells, "days", "won"), spread(cells, "days", "open")
    won = all_won[all_won >= 0]
    median, interval = quantile(won, 0.5), quantile_interval(won)
    older = int((ages > median).sum()) if median is not None else None
    period = quota_days(charter, slice_)
    count = sum(c["open"] for c in cells)
    return {
        column_of(ask): slice_,
        "won": sum(c["won"] for c in cells),
        "median_days": median,
        "q1_days": quantile(won, 0.25),
        "q3_days": quantile(won, 0.75),
        "low": interval[0] if interval else None,
        "high": interval[1] if interval else None,
        "open": count,
        "open_older": older,
        "share_older": older / len(ages) if older is not None and len(ages) else None,
        "quota_days": period,
        "cycle_ratio": median / period if median is not None and period else None,
        "faults": int((all_won < 0).sum()),
    }


MEASURE: Final = Measure(
    name="buying_cycle",
    title="The buying cycle and the quota period",
    means="Median days among won deals, the open deals older than it, and the quota period beside it.",
    needs=("opportunities", "quotas"),
    slices=("source", "campaign", "owner"),
    compute=compute,
    extra={"statement": STATEMENT, "records": records, "columns": columns},
)
