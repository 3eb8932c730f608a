"""The bridge: "the CRM says 412 MQLs, Tandem 377", and why, lead by lead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tandem.analytics.measure import Answer, Ask, Column, Measure, Setting, Value
from tandem.analytics.records import ALL, Statement, unsliced
from tandem.analytics.weighing import totals

COUNTS: Final = ("leads", "recorded", "decided")
STATEMENT: Final = Statement("bridge", ("since", "until"), keys=("why",), counts=COUNTS, unit="lead")
COLUMNS: Final = (
    Column("why", "text", "merge, re_entry, time_zone, bot, definition, or both (no difference); (all) together"),
    Column("leads", "count", "leads that are an MQL on at least one track"),
    Column("recorded", "count", "of these, MQLs as the tools say"),
    Column("decided", "count", "of these, MQLs as the charter says"),
)


def columns(ask: Ask) -> tuple[Column, ...]:
    """The documented columns of the answer."""
    return COLUMNS


def compute(setting: Setting, ask: Ask) -> Answer:
    """One row per reason, then all together."""
    rows: list[dict[str, Value]] = [
        {name: cell[name] for name in ("why", *COUNTS)} for cell in STATEMENT.cells(setting, ask)
    ]
    if not rows:
        return Answer(COLUMNS, rows, ("Neither the tools nor the charter name an MQL.", *unsliced(ask)))
    counts = totals(rows, COUNTS)
    told = f"The tools say {counts['recorded']} MQLs, the charter {counts['decided']}."
    return Answer(COLUMNS, [*rows, {"why": ALL, **counts}], (told, *unsliced(ask)))


def records(setting: Setting, ask: Ask, row: Mapping[str, Value], count: str) -> tuple[str, ...]:
    """Hex ids of the leads behind the cell `count` of `row`."""
    if row["why"] != ALL:
        return STATEMENT.behind(setting, ask, row, count)
    return tuple(sorted({u["id"].hex() for u in STATEMENT.units(setting, ask) if u[count]}))


MEASURE: Final = Measure(
    name="bridge",
    title="The tools' count and the charter's",
    means="Why a lead is an MQL for a tool and not for the charter, or the other way round.",
    needs=("people", "lead_status_history"),
    slices=(),
    compute=compute,
    extra={"statement": STATEMENT, "records": records, "columns": columns},
)
