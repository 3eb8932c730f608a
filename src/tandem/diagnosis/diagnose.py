"""All signs together: judged, corrected for looking many times, their costs allocated, and summed up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from tandem.analytics.measure import Setting
from tandem.diagnosis.cost import allocate
from tandem.diagnosis.judging import benjamini_hochberg
from tandem.diagnosis.registry import SIGNS
from tandem.diagnosis.sign import Finding, Sign
from tandem.diagnosis.summary import (
    MoneyAtRisk,
    PromisesKept,
    Thing,
    money_at_risk,
    promises_kept,
    things_to_do,
)

FALSE_DISCOVERIES: Final = 0.10
"""The share of false alarms among the flagged estimates that is accepted."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What all signs say, in the registry's order, and the executives' figures."""

    findings: tuple[Finding, ...]
    promises_kept: tuple[PromisesKept, ...]
    money_at_risk: tuple[MoneyAtRisk, ...]
    to_do: tuple[Thing, ...]


def diagnose(
    setting: Setting,
    signs: Mapping[str, Sign] = SIGNS,
    on_progress: Callable[[str, int, int | None], None] | None = None,
) -> Diagnosis:
    """Judge each sign; a sign never stops another."""
    findings = []
    for done, sign in enumerate(signs.values(), 1):
        findings.append(sign.judge(setting))
        if on_progress:
            on_progress("looking for signs", done, len(signs))
    allocated = allocate(control_discoveries(findings))
    return Diagnosis(
        findings=tuple(allocated),
        promises_kept=promises_kept(setting),
        money_at_risk=money_at_risk(allocated),
        to_do=things_to_do(allocated),
    )


def control_discoveries(findings: Sequence[Finding]) -> list[Finding]:
    """A flagged estimate that Benjamini–Hochberg at 10 % over all estimates does not reject is watched instead."""
    tested = [i for i, finding in enumerate(findings) if finding.p is not None]
    kept = benjamini_hochberg([findings[i].p or 0.0 for i in tested], FALSE_DISCOVERIES)
    out = list(findings)
    for i, rejected in zip(tested, kept, strict=True):
        if out[i].state == "flagged" and not rejected:
            note = "Not flagged: among all estimates of this diagnosis it may be chance (false discovery rate 10 %)."
            out[i] = replace(out[i], state="watch", notes=(*out[i].notes, note))
    return out
