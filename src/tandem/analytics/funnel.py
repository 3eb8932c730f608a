"""The cohort funnel: of the cycles that entered, how many reached each stage, and how often in equal time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from tandem.analytics.measure import Answer, Ask, Column, Measure, Setting, Value
from tandem.analytics.records import Figures, Statement, column_of
from tandem.analytics.stages import path_parameters
from tandem.analytics.statistics import wilson

STATEMENT: Final = Statement(
    "funnel",
    ("by", "track", "since", "until", "through", "horizon"),
    keys=("slice", "stage", "recycle"),
    counts=("entered", "reached", "mature", "still_open"),
    unit="cycle",
)


def columns(ask: Ask) -> tuple[Column, ...]:
    """The documented columns of the answer."""
    return (
        Column(column_of(ask), "text", "the slice; (all) together, (none) where the tools leave it empty"),
        Column("stage", "text", "the charter's stage, in its order"),
        Column("entered", "count", "first cycles that entered in the window"),
        Column("reached", "count", "of these, how many ever reached the stage; a skipped stage counts as reached"),
        Column("mature", "count", f"cycles that entered at least {ask.horizon_days} days before the data's end"),
        Column("rate", "share", f"mature cycles that reached the stage within {ask.horizon_days} days ÷ mature cycles"),
        Column("low", "share", "lower end of the rate's 95 % Wilson interval"),
        Column("high", "share", "upper end of the rate's 95 % Wilson interval"),
        Column("still_open", "count", "cycles that have neither reached the stage nor ended"),
    )


def compute(setting: Setting, ask: Ask) -> Answer:
    """One row per slice and stage of the main path; recycles are told apart in the notes."""
    cells = STATEMENT.cells(setting, ask, **path_parameters(setting.charter))
    rows = [_row(cell, ask) for cell in cells if not cell["recycle"]]
    notes = tuple(_notes(cells)) if cells else (f"No cycle entered on the {ask.track} track in this window.",)
    return Answer(columns(ask), rows, notes)


def records(setting: Setting, ask: Ask, row: Mapping[str, Value], count: str) -> tuple[str, ...]:
    """Hex ids of the cycles behind the cell `count` of `row`."""
    return STATEMENT.behind(setting, ask, {**row, "recycle": False}, count, **path_parameters(setting.charter))


def _row(cell: Figures, ask: Ask) -> dict[str, Value]:
    interval = wilson(cell["reached_mature"], cell["mature"])
    return {
        column_of(ask): cell["slice"],
        "stage": cell["stage"],
        "entered": cell["entered"],
        "reached": cell["reached"],
        "mature": cell["mature"],
        "rate": cell["reached_mature"] / cell["mature"] if cell["mature"] else None,
        "low": interval[0] if interval else None,
        "high": interval[1] if interval else None,
        "still_open": cell["still_open"],
    }


def _notes(cells: Iterable[Figures]) -> Iterable[str]:
    skipped: dict[str, int] = {}
    elsewhere: dict[str, int] = {}
    recycled: dict[str, list[int]] = {}
    for cell in cells:
        if cell["recycle"]:
            again = recycled.setdefault(cell["stage"], [0, 0])
            again[0] += cell["entered"]
            again[1] += cell["reached"]
        else:
            skipped[cell["stage"]] = skipped.get(cell["stage"], 0) + cell["skipped"]
            elsewhere[cell["stage"]] = elsewhere.get(cell["stage"], 0) + cell["elsewhere"]
    for stage, n in skipped.items():
        if n:
            yield f"{n} {_cycles(n)} skipped {stage}; they count as having reached it."
    if others := max(elsewhere.values(), default=0):
        yield f"{others} {_cycles(others)} belong to a deal that is counted once, with its primary buyer."
    if recycled:
        entered = max(n for n, _ in recycled.values())
        reached = ", ".join(f"{stage} {n}" for stage, (_, n) in recycled.items())
        yield f"Recycles stand apart from these rows: {entered} {_cycles(entered)}; of them reached: {reached}."


def _cycles(n: int) -> str:
    return "cycle" if n == 1 else "cycles"


MEASURE: Final = Measure(
    name="funnel",
    title="Cohort funnel",
    means="Cycles by entry and how far they came; rates only on cycles that all had the same time.",
    needs=("people", "lead_status_history"),
    slices=("source", "campaign", "owner", "team", "version", "month", "quarter"),
    compute=compute,
    extra={"statement": STATEMENT, "records": records, "columns": columns},
)
