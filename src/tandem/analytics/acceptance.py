"""Acceptance and disposition: what sales said of the leads it was given, first and in the end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tandem.analytics.measure import Answer, Ask, Column, Measure, Setting, Value
from tandem.analytics.records import Figures, Statement, column_of
from tandem.analytics.returned import in_common
from tandem.analytics.statistics import quantile, wilson
from tandem.analytics.weighing import grouped, spread, totals

COUNTS: Final = (
    "handoffs",
    "accepted",
    "returned",
    "undecided",
    "returned_without_reason",
    "disposed",
    "qualified",
    "recycled",
    "disqualified",
    "undisposed",
    "disposed_without_reason",
)
STATEMENT: Final = Statement(
    "acceptance", ("by", "track", "since", "until"), keys=("slice",), counts=COUNTS, unit="handoff"
)


def columns(ask: Ask) -> tuple[Column, ...]:
    """The documented columns of the answer."""
    return (
        Column(column_of(ask), "text", "the slice; (all) together, (none) where the tools leave it empty"),
        Column("handoffs", "count", "leads given to sales in the window"),
        Column("accepted", "count", "sales confirmed the criteria and took the lead"),
        Column("returned", "count", "sales gave the lead back"),
        Column("undecided", "count", "sales said neither"),
        Column("returned_without_reason", "count", "returned, and nobody said why"),
        Column("disposed", "count", "sales ended its work on the lead"),
        Column("qualified", "count", "… because it became an SQL or a deal"),
        Column("recycled", "count", "… to be nurtured on"),
        Column("disqualified", "count", "… because it is none"),
        Column("undisposed", "count", "accepted, and not yet disposed of"),
        Column("disposed_without_reason", "count", "disposed of, and nobody said why"),
        Column("rate", "share", "accepted ÷ (accepted + returned)"),
        Column("low", "share", "lower end of the rate's 95 % Wilson interval"),
        Column("high", "share", "upper end of the rate's 95 % Wilson interval"),
        Column("coverage", "share", "(accepted + returned) ÷ handoffs"),
        Column("median_days", "days", "median days from handoff to verdict"),
        Column("median_disposal_days", "days", "median days from verdict to disposition"),
    )


def compute(setting: Setting, ask: Ask) -> Answer:
    """One row per slice."""
    cells = STATEMENT.cells(setting, ask)
    rows = [_row(ask, str(key[0]), group) for key, group in grouped(cells, "slice")]
    early = sum(c["handoffs"] for c in cells if min(c["verdict_days"] or 0, c["disposal_days"] or 0) < 0)
    notes = [] if ask.by else [str(trait) for trait in in_common(setting, ask, STATEMENT)]
    if early:
        notes.append(f"{early} answers are dated before what they answer; counted, but not timed.")
    return Answer(columns(ask), rows, tuple(notes), {"negative_lags": early} if early else {})


def records(setting: Setting, ask: Ask, row: Mapping[str, Value], count: str) -> tuple[str, ...]:
    """Hex ids of the handoffs behind the cell `count` of `row`."""
    return STATEMENT.behind(setting, ask, row, count)


def _row(ask: Ask, slice_: str, cells: list[Figures]) -> dict[str, Value]:
    counts = totals(cells, COUNTS)
    decided = counts["accepted"] + counts["returned"]
    interval = wilson(counts["accepted"], decided)
    verdicts, disposals = (spread(cells, f"{what}_days", "handoffs") for what in ("verdict", "disposal"))
    return {
        column_of(ask): slice_,
        **counts,
        "rate": counts["accepted"] / decided if decided else None,
        "low": interval[0] if interval else None,
        "high": interval[1] if interval else None,
        "coverage": decided / counts["handoffs"] if counts["handoffs"] else None,
        "median_days": quantile(verdicts[verdicts >= 0], 0.5),
        "median_disposal_days": quantile(disposals[disposals >= 0], 0.5),
    }


MEASURE: Final = Measure(
    name="acceptance",
    title="Acceptance and disposition",
    means="Sales' verdict on each handoff, and later what became of the lead, with delay and reasons.",
    needs=("lead_status_history", "reasons"),
    slices=(
        "source",
        "campaign",
        "segment",
        "grade",
        "band",
        "owner",
        "return_reason",
        "disposal_reason",
        "month",
        "quarter",
    ),
    compute=compute,
    extra={"statement": STATEMENT, "records": records, "columns": columns},
)
