"""A diagnosis on a terminal: one line a sign, the urgent ones first; the executives' figures below."""

from __future__ import annotations

from tandem.diagnosis.diagnose import Diagnosis
from tandem.diagnosis.sign import Finding
from tandem.reports.cards import ORDER
from tandem.reports.wording import MARKS, bare, money_range, quantity


def rows(diagnosis: Diagnosis) -> list[dict[str, str | int]]:
    """One row per sign, all cells as people read them."""
    ordered = sorted(diagnosis.findings, key=lambda finding: ORDER.index(finding.state))
    return [_row(finding) for finding in ordered]


def notes(diagnosis: Diagnosis) -> list[str]:
    """Promises kept, money at risk, and the three things to do."""
    kept = [f"{side.team} kept {side.kept} of {side.made} promises" for side in diagnosis.promises_kept if side.made]
    risk = [f"money at risk: {money_range(r.low, r.high, r.currency)}" for r in diagnosis.money_at_risk]
    to_do = [f"{i}. {thing.do['executives']} ({thing.sign})" for i, thing in enumerate(diagnosis.to_do, 1)]
    return [*kept, *risk, *to_do]


def _row(finding: Finding) -> dict[str, str | int]:
    cost = finding.cost
    return {
        "state": f"{MARKS[finding.state]} {finding.state}",
        "sign": finding.sign,
        "value": "" if finding.value is None else quantity(finding.value, finding.unit),
        "interval": _interval(finding),
        "bar": "" if finding.value is None or finding.threshold is None else bare(finding.threshold, finding.unit),
        "n": finding.n,
        "cost": money_range(cost.low, cost.high, cost.currency) if cost else "",
    }


def _interval(finding: Finding) -> str:
    if finding.value is None:
        return ""
    if finding.low is None or finding.high is None:
        return "counted"
    return f"{bare(finding.low, finding.unit)} to {bare(finding.high, finding.unit)}"
