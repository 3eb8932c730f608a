"""Time from stage to stage: how long those took who came through, and which share came through by day N."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from tandem.analytics.measure import Answer, Ask, Column, Measure, Setting, Value
from tandem.analytics.records import Figures, Statement, column_of
from tandem.analytics.stages import path_parameters
from tandem.analytics.statistics import CONVERTED, Floats, Incidence, Ints, aalen_johansen, quantile, quantile_interval
from tandem.analytics.weighing import grouped

STATEMENT: Final = Statement(
    "stage_time",
    ("by", "track", "since", "until", "through"),
    keys=("slice", "from_stage", "to_stage", "elsewhere"),
    counts=("n", "converted", "lost", "open", "faults"),
    unit="cycle",
)


@dataclass(frozen=True, slots=True)
class Passage:
    """The cases of one slice and pair of stages. `days` and `status` (`statistics.OPEN` …) leave out faults."""

    slice: str
    origin: str
    to: str
    days: Floats
    status: Ints
    n: int
    converted: int
    lost: int
    open: int
    faults: int

    @property
    def lags(self) -> Floats:
        """Days of those who converted."""
        converted: Floats = self.days[self.status == CONVERTED]
        return converted

    def incidence(self) -> Incidence:
        """The share that converted by day, lost competing, open censored."""
        return aalen_johansen(self.days, self.status)


def _passages(cells: list[Figures]) -> list[Passage]:
    here = [cell for cell in cells if not cell["elsewhere"]]
    return [_passage(pair, group) for pair, group in grouped(here, "slice", "from_stage", "to_stage")]


def _passage(pair: tuple[object, ...], cells: list[Figures]) -> Passage:
    slice_, origin, to = (str(part) for part in pair)
    timed = [c for c in cells if c["days"] >= 0]
    counts = [c["n"] for c in timed]
    return Passage(
        slice_,
        origin,
        to,
        days=np.repeat(np.array([c["days"] for c in timed], dtype=np.float64), counts),
        status=np.repeat(np.array([c["status"] for c in timed], dtype=np.int64), counts),
        n=sum(c["n"] for c in cells),
        converted=sum(c["converted"] for c in cells),
        lost=sum(c["lost"] for c in cells),
        open=sum(c["open"] for c in cells),
        faults=sum(c["faults"] for c in cells),
    )


def columns(ask: Ask) -> tuple[Column, ...]:
    """The documented columns of the answer; the last ones follow `--at`."""
    return (
        Column(column_of(ask), "text", "the slice; (all) together, (none) where the tools leave it empty"),
        Column("from", "text", "the stage a case starts in"),
        Column("to", "text", "the stage it is followed to"),
        Column("n", "count", "first cycles that were seen in the first stage"),
        Column("converted", "count", "of these, how many reached the second stage or a later one"),
        Column("lost", "count", "how many were lost, recycled or disqualified instead"),
        Column("open", "count", "how many are still open; they are followed to the data's end"),
        Column("median_days", "days", "median days among those who converted"),
        Column("q1_days", "days", "a quarter of those who converted took at most this long"),
        Column("q3_days", "days", "three quarters of those who converted took at most this long"),
        Column("low", "days", "lower end of the median's 95 % interval (order statistics)"),
        Column("high", "days", "upper end of the median's 95 % interval"),
        Column("faults", "count", "cases that end before they start: counted, but not timed"),
        *(
            Column(f"reached_{n}", "share", f"Aalen–Johansen share of all timed cases that converted by day {n}")
            for n in ask.at
        ),
    )


def compute(setting: Setting, ask: Ask) -> Answer:
    """One row per slice and pair of stages."""
    cells = STATEMENT.cells(setting, ask, **path_parameters(setting.charter))
    found = _passages(cells)
    elsewhere = sum(c["n"] for c in cells if c["elsewhere"] and c["to_stage"] == "customer")
    faults = sum(p.faults for p in found)
    return Answer(
        columns(ask),
        [_row(passage, ask) for passage in found],
        tuple(_notes(found, elsewhere)),
        {"negative_lags": faults} if faults else {},
    )


def records(setting: Setting, ask: Ask, row: Mapping[str, Value], count: str) -> tuple[str, ...]:
    """Hex ids of the cycles behind the cell `count` of `row`."""
    keys = {**row, "from_stage": row["from"], "to_stage": row["to"], "elsewhere": False}
    return STATEMENT.behind(setting, ask, keys, count, **path_parameters(setting.charter))


def _row(passage: Passage, ask: Ask) -> dict[str, Value]:
    lags = passage.lags
    interval = quantile_interval(lags)
    incidence = passage.incidence()
    return {
        column_of(ask): passage.slice,
        "from": passage.origin,
        "to": passage.to,
        "n": passage.n,
        "converted": passage.converted,
        "lost": passage.lost,
        "open": passage.open,
        "median_days": quantile(lags, 0.5),
        "q1_days": quantile(lags, 0.25),
        "q3_days": quantile(lags, 0.75),
        "low": interval[0] if interval else None,
        "high": interval[1] if interval else None,
        "faults": passage.faults,
        **{f"reached_{n}": incidence.reached(n) for n in ask.at},
    }


def _notes(found: Iterable[Passage], elsewhere: int) -> Iterable[str]:
    for passage in found:
        if passage.faults:
            yield (
                f"{passage.slice}, {passage.origin} to {passage.to}: {passage.faults} ended before "
                f"{'it' if passage.faults == 1 else 'they'} started; counted, but not timed."
            )
    if elsewhere:
        yield f"{elsewhere} of the cycles belong to a deal that is timed once, with its primary buyer."


MEASURE: Final = Measure(
    name="stage_time",
    title="Time from stage to stage",
    means="Days among those who converted, and the share that converted by day N while lost competes.",
    needs=("people", "lead_status_history"),
    slices=("source", "campaign", "owner", "team", "version", "month", "quarter"),
    compute=compute,
    extra={"statement": STATEMENT, "records": records, "columns": columns},
)
