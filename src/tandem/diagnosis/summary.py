"""The page for executives: promises kept of promises made, each way; money at risk; three things to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from tandem.analytics.measure import Setting
from tandem.charter.model import TeamName
from tandem.diagnosis import broken_sla
from tandem.diagnosis.ground import ground_of
from tandem.diagnosis.promises import months_kept, share_promises, volume_promise
from tandem.diagnosis.registry import SIGNS
from tandem.diagnosis.sign import Finding

THINGS: Final = 3
URGENCY: Final = {"flagged": 0, "watch": 1}


@dataclass(frozen=True, slots=True)
class PromisesKept:
    """`kept` of `made` promises of one team: a promise in a month is one, in the window `since` … `through`."""

    team: TeamName
    kept: int
    made: int
    since: str
    through: str


@dataclass(frozen=True, slots=True)
class MoneyAtRisk:
    """Sum over signs in minor units, each lead counted once; an upper bound where people chose the records."""

    low: int
    high: int
    currency: str
    leads: int
    upper_bound: bool


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing to do: the sign it mends, whose move it is, and what, in each reader's words."""

    sign: str
    owner: str
    state: str
    do: dict[str, str] = field(default_factory=dict)


def promises_kept(setting: Setting) -> tuple[PromisesKept, ...]:
    """Both ways over the last matured quarter, marketing first; empty when nothing can be judged."""
    ground = ground_of(broken_sla.SIGN, setting)
    if isinstance(ground, Finding):
        return ()
    months = ground.window.months
    counts = months_kept(share_promises(ground), volume_promise(ground), months)
    return tuple(PromisesKept(team, *counts[team], months[0], months[-1]) for team in sorted(counts))


def money_at_risk(findings: Sequence[Finding]) -> tuple[MoneyAtRisk, ...]:
    """One sum per currency over findings whose costs are already allocated (see `cost.allocate`)."""
    found: dict[str, MoneyAtRisk] = {}
    for finding in findings:
        if (cost := finding.cost) is not None and finding.state in URGENCY:
            was = found.get(cost.currency, MoneyAtRisk(0, 0, cost.currency, 0, False))
            found[cost.currency] = MoneyAtRisk(
                was.low + cost.low,
                was.high + cost.high,
                cost.currency,
                was.leads + len(cost.records),
                was.upper_bound or cost.upper_bound,
            )
    return tuple(found[currency] for currency in sorted(found))


def things_to_do(findings: Sequence[Finding]) -> tuple[Thing, ...]:
    """The three most urgent: flagged before watched, then by money, then by how far past the bar."""
    urgent = [finding for finding in findings if finding.state in URGENCY]
    urgent.sort(key=lambda f: (URGENCY[f.state], -(f.cost.high if f.cost else 0), -past_bar(f), f.sign))
    return tuple(Thing(f.sign, SIGNS[f.sign].owner, f.state, dict(SIGNS[f.sign].prescription)) for f in urgent[:THINGS])


def past_bar(finding: Finding) -> float:
    """How many bars past its bar a finding is, either way; 0 without numbers."""
    if finding.value is None or not finding.threshold:
        return 0.0
    return abs(finding.value - finding.threshold) / abs(finding.threshold)
