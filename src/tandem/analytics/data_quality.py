"""Data quality per tool: what was rejected, doubled, left empty, unmapped, orphaned, undated or out of order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from tandem.analytics.measure import Answer, Ask, Column, Measure, Setting, Value
from tandem.analytics.records import ALL, Figures, Statement, unsliced
from tandem.analytics.volume import Jump, jumps, monthly

STATEMENT: Final = Statement("data_quality", ("track",))
CHECKS: Final[dict[str, str]] = {
    "backdated_moves": "stage moves that used a field's value before the time from which it is known",
    "closed_before_first_contact": "deals closed before the first contact with their buyer",
    "closed_before_opened": "deals closed before they were opened",
    "duplicates": "records of a person beyond the first in one tool, neither merged nor converted",
    "empty_field": "people for whom a field that the charter requires is empty",
    "open_cycles": "lead cycles that have not ended; they are followed to the data's end",
    "orphan_activity": "activities that name no person, account or deal that is on the books",
    "rejected_rows": "rows of files that could not be read; they are kept with their reason",
    "sync_lag_over_a_day": "people whom two tools created more than a day apart",
    "unmapped_value": "rows whose value the charter's crosswalk does not know",
    "volume_jump": "months from which the number of new cycles at least doubled or halved",
    "without_account": "deals without an account; they count all the same",
    "without_person": "deals that nobody is joined to, so no lead can be credited with them",
    "without_time_of_day": "activities of sales that have a date but no time; they feed no clock",
    "won_without_amount": "deals won whose amount is unknown",
}


def columns(ask: Ask) -> tuple[Column, ...]:
    """The documented columns of the answer."""
    return (
        Column("tool", "text", "the tool that the records are from; (all) across tools"),
        Column("object", "text", "what was looked at"),
        Column("field", "text", "the field, vocabulary or kind of event, where the check has one"),
        Column("check", "text", "; ".join(f"{name}: {means}" for name, means in CHECKS.items())),
        Column("rows", "count", "how many were looked at; of a volume jump: months"),
        Column("bad", "count", "how many fail the check (counted)"),
        Column("share", "share", "bad ÷ rows"),
        Column("example", "text", "the most frequent unmapped value, the month of a jump, the median lag"),
    )


def compute(setting: Setting, ask: Ask) -> Answer:
    """One row per check, tool and field that has anything to look at, faults or not."""
    required = list(setting.charter.required_fields)
    cells = STATEMENT.cells(setting, ask, fields=required)
    months = monthly(setting, ask)
    rows = sorted(
        [*map(_row, cells), *_jumps(months)],
        key=lambda r: tuple(str(r[k]) for k in ("check", "tool", "object", "field")),
    )
    faults = {str(check): n for check, n in _faults(rows) if n}
    return Answer(columns(ask), rows, (*_notes(required, cells, jumps(months)), *unsliced(ask)), faults)


def _row(cell: Figures) -> dict[str, Value]:
    looked_at = cell["looked_at"]
    return {
        "tool": cell["tool"],
        "object": cell["object"],
        "field": cell["field"],
        "check": cell["check_name"],
        "rows": looked_at,
        "bad": cell["bad"],
        "share": cell["bad"] / looked_at if looked_at else None,
        "example": cell["example"],
    }


def _jumps(months: dict[str, int]) -> Iterable[dict[str, Value]]:
    if not months:
        return
    found = jumps(months)
    yield {
        "tool": ALL,
        "object": "cycle",
        "field": "",
        "check": "volume_jump",
        "rows": len(months),
        "bad": len(found),
        "share": len(found) / len(months),
        "example": "; ".join(f"{j.month}: {j.before:,} → {j.after:,} a month (×{j.ratio:.1f})" for j in found),
    }


def _faults(rows: Iterable[dict[str, Value]]) -> Iterable[tuple[str, int]]:
    """Faults by check; open cycles are no fault, only not yet known."""
    counted: dict[str, int] = {}
    for row in rows:
        if row["check"] != "open_cycles":
            counted[str(row["check"])] = counted.get(str(row["check"]), 0) + int(row["bad"] or 0)
    return counted.items()


def _notes(required: list[str], cells: list[Figures], found: list[Jump]) -> Iterable[str]:
    seen = {c["field"] for c in cells if c["check_name"] == "empty_field"}
    if unseen := [field for field in required if field not in seen]:
        yield f"Not looked for, because it is sealed as personal or no tool has it: {', '.join(unseen)}."
    for jump in found:
        yield (
            f"New cycles went from {jump.before:,} to {jump.after:,} a month in {jump.month}; "
            "what is compared across that month compares different inflows."
        )


MEASURE: Final = Measure(
    name="data_quality",
    title="Data quality",
    means="Per tool: doubles, empty required fields, unmapped values, orphans, missing times, wrong order.",
    needs=("people",),
    slices=(),
    compute=compute,
    extra={"statement": STATEMENT, "columns": columns, "checks": CHECKS},
)
