"""First response: from assignment to a person until sales' first outbound human touch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tandem.analytics.measure import Answer, Ask, Column, Measure, Setting, Value
from tandem.analytics.records import Figures, Statement, column_of
from tandem.analytics.statistics import quantile, quantile_interval
from tandem.analytics.weighing import grouped, spread, totals

COUNTS: Final = ("handoffs", "assigned", "answered", "clockless", "waiting", "never_answered")
STATEMENT: Final = Statement(
    "first_response", ("by", "track", "since", "until"), keys=("slice", "kind"), counts=COUNTS, unit="handoff"
)


def columns(ask: Ask) -> tuple[Column, ...]:
    """The documented columns of the answer."""
    return (
        Column(column_of(ask), "text", "the slice; (all) together, (none) where the tools leave it empty"),
        Column("kind", "text", "hand_raise (the buyer asked) or handoff (any other)"),
        Column("handoffs", "count", "leads given to sales in the window"),
        Column("assigned", "count", "of these, how many were assigned to a person"),
        Column("answered", "count", "how many got an outbound human touch with a time of day"),
        Column("clockless", "count", "how many were touched on a day known without its time; not timed"),
        Column("waiting", "count", "no touch yet, and the handoff is still open"),
        Column("never_answered", "count", "the handoff ended without any touch"),
        Column("median_minutes", "minutes", "median business minutes from assignment to the first touch"),
        Column("q1_minutes", "minutes", "first quartile"),
        Column("q3_minutes", "minutes", "third quartile"),
        Column("low", "minutes", "lower end of the median's 95 % interval (order statistics)"),
        Column("high", "minutes", "upper end of the median's 95 % interval"),
        Column("median_queue_minutes", "minutes", "median business minutes in a queue before assignment"),
    )


def compute(setting: Setting, ask: Ask) -> Answer:
    """One row per slice and kind of handoff."""
    cells = STATEMENT.cells(setting, ask)
    rows = [_row(ask, key, group) for key, group in grouped(cells, "slice", "kind")]
    dated = sum(c["clockless"] for c in cells)
    notes = (f"{dated} first touches have a date without time and are not timed.",) if dated else ()
    return Answer(columns(ask), rows, notes, {"clockless": dated} if dated else {})


def records(setting: Setting, ask: Ask, row: Mapping[str, Value], count: str) -> tuple[str, ...]:
    """Hex ids of the handoffs behind the cell `count` of `row`."""
    return STATEMENT.behind(setting, ask, row, count)


def _row(ask: Ask, key: tuple[object, ...], cells: list[Figures]) -> dict[str, Value]:
    minutes = spread(cells, "minutes", "answered")
    interval = quantile_interval(minutes)
    return {
        column_of(ask): str(key[0]),
        "kind": str(key[1]),
        **totals(cells, COUNTS),
        "median_minutes": quantile(minutes, 0.5),
        "q1_minutes": quantile(minutes, 0.25),
        "q3_minutes": quantile(minutes, 0.75),
        "low": interval[0] if interval else None,
        "high": interval[1] if interval else None,
        "median_queue_minutes": quantile(spread(cells, "queue_minutes", "assigned"), 0.5),
    }


MEASURE: Final = Measure(
    name="first_response",
    title="Time to first response",
    means="Business minutes from assignment to sales' first human touch; tasks and automatic steps are none.",
    needs=("owner_history", "sales_activity"),
    slices=("source", "campaign", "segment", "grade", "band", "owner", "month", "quarter"),
    compute=compute,
    extra={"statement": STATEMENT, "records": records, "columns": columns},
)
