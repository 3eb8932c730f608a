"""The diagnosis as rows that programs read."""

from __future__ import annotations

from typing import Final

from tandem.analytics.measure import Column
from tandem.diagnosis.diagnose import Diagnosis
from tandem.diagnosis.registry import SIGNS
from tandem.diagnosis.sign import Finding

MOST_RECORDS: Final = 20

COLUMNS: Final = (
    Column("sign", "text", "the sign's name"),
    Column("kind", "text", "fact (counted) or estimate (with an interval)"),
    Column("state", "text", "flagged | watch | fine | not enough data | cannot be judged"),
    Column("value", "number", "the measure, in `unit`; empty when there is no number"),
    Column("unit", "text", "the unit of value, threshold, low and high; a share is a fraction"),
    Column("threshold", "number", "the bar: the charter's own, a promise's share, or the default"),
    Column("n", "count", "cases that the value stands on"),
    Column("low", "number", "lower end of the 95 % interval; empty for a fact"),
    Column("high", "number", "upper end of the 95 % interval; empty for a fact"),
    Column("cost_low", "money", "lower end of what it costs, each lead counted once across signs"),
    Column("cost_high", "money", "upper end of what it costs"),
    Column("currency", "text", "ISO code of the costs"),
    Column("trend", "records", "[month, value or null, n] of six months, oldest first"),
    Column("prescription", "text", "what to do"),
    Column("records", "records", f"hex ids of the evidence, the first {MOST_RECORDS}; `tandem report` tells how many"),
)


def rows(diagnosis: Diagnosis, reader: str = "executives") -> list[dict[str, object]]:
    """One row per sign in the columns of `COLUMNS`; money in minor units; the prescription in the reader's words."""
    return [_row(finding, reader) for finding in diagnosis.findings]


def _row(finding: Finding, reader: str) -> dict[str, object]:
    cost = finding.cost
    return {
        "sign": finding.sign,
        "kind": finding.kind,
        "state": finding.state,
        "value": finding.value,
        "unit": finding.unit,
        "threshold": finding.threshold,
        "n": finding.n,
        "low": finding.low,
        "high": finding.high,
        "cost_low": cost.low if cost else None,
        "cost_high": cost.high if cost else None,
        "currency": cost.currency if cost else "",
        "trend": [list(month) for month in finding.trend],
        "prescription": SIGNS[finding.sign].prescription[reader],
        "records": list(finding.records[:MOST_RECORDS]),
    }


def records_notes(diagnosis: Diagnosis) -> list[str]:
    """A sentence for each sign whose evidence is longer than its row tells."""
    return [
        f"{finding.sign}: {len(finding.records):,} records, the first {MOST_RECORDS} in the row."
        for finding in diagnosis.findings
        if len(finding.records) > MOST_RECORDS
    ]
