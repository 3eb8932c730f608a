"""Each sign as one card: state and sentence in the reader's words, measure, trend, cost, what to do, and why."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from tandem.diagnosis.registry import SIGNS
from tandem.diagnosis.sign import Finding
from tandem.reports import charts
from tandem.reports.pack import Pack
from tandem.reports.tables import plain_table
from tandem.reports.wording import MARKS, bare, money_range, quantity

ORDER: Final = ("flagged", "watch", "fine", "not enough data", "cannot be judged")
MOST_RECORDS: Final = 12
CHARTED: Final = ("flagged", "watch", "fine")


def cards(pack: Pack, reader: str) -> list[dict[str, Any]]:
    """The cards, the urgent ones first."""
    findings = sorted(pack.diagnosis.findings, key=lambda finding: ORDER.index(finding.state))
    return [_card(finding, reader) for finding in findings]


def tally(pack: Pack) -> str:
    """How many signs are in which state, in words and shapes."""
    states = Counter(str(finding.state) for finding in pack.diagnosis.findings)
    return " · ".join(f"{MARKS[state]} {states[state]} {state}" for state in ORDER if states[state])


def _card(finding: Finding, reader: str) -> dict[str, Any]:
    sign = SIGNS[finding.sign]
    cost = finding.cost
    bound = ", at most: people chose these leads" if cost and cost.upper_bound else ""
    return {
        "sign": finding.sign,
        "state": finding.state,
        "css": finding.state if finding.state in CHARTED else "",
        "mark": MARKS[finding.state],
        "kind": "a fact, counted" if finding.kind == "fact" else "an estimate, with its 95 % interval",
        "title": sign.title,
        "sentence": finding.sentence.get(reader) or finding.missing,
        "measured": "Missing" if finding.value is None else "Measure",
        "measure": _measure(finding),
        "cost": money_range(cost.low, cost.high, cost.currency) + bound if cost else "",
        "prescription": sign.prescription[reader],
        "owner": sign.owner,
        "chart": _trend(finding),
        "looks_for": sign.looks_for,
        "notes": finding.notes,
        "parts": plain_table("What it is made of", finding.parts),
        "records": finding.records[:MOST_RECORDS],
        "records_shown": f"{min(len(finding.records), MOST_RECORDS):,}",
        "records_total": f"{len(finding.records):,}",
    }


def _measure(finding: Finding) -> str:
    if finding.value is None:
        return finding.missing
    text = quantity(finding.value, finding.unit)
    if finding.low is not None and finding.high is not None:
        text += f" (95 % interval {bare(finding.low, finding.unit)} to {bare(finding.high, finding.unit)})"
    else:
        text += " (counted)"
    text += f", n = {finding.n:,}"
    if finding.threshold is not None:
        text += f"; the bar is {bare(finding.threshold, finding.unit)}"
    return text


def _trend(finding: Finding) -> str:
    points = [point for point in finding.trend if point[1] is not None]
    if finding.state not in CHARTED or len(points) < 2:
        return ""
    own = not finding.trend_unit
    unit = finding.trend_unit or finding.unit
    words = f"{SIGNS[finding.sign].title}, by month: " + ", ".join(
        f"{month} {quantity(value, unit)}" for month, value, _ in points if value is not None
    )
    return charts.svg(charts.trend(finding.trend, finding.threshold if own else None, unit, finding.state), words)
