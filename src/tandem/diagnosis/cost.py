"""What a sign costs: records × the matched difference in win rate × the median won deal; each lead counts once.

The difference is an association within matched cells, not a proof; because people chose the leads (reps pick the better
ones), its upper end is an upper bound. It is never below zero: a sign is not paid for having it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from tandem.analytics.measure import Setting
from tandem.diagnosis.cases import Case
from tandem.diagnosis.contrast import contrast_of
from tandem.diagnosis.ground import Ground
from tandem.diagnosis.sign import Cost, Finding

FIRST: Final = ("unanswered_hand_raises", "unworked_leads", "crossed_messages")
"""A lead that several signs touch is counted by the first of these; the others follow in the registry's order."""


def cost_of(ground: Ground, bad: Sequence[Case], contrast: str) -> Cost | None:
    """The range of a sign's cost; None without deals or without enough matched cases.

    `contrast` says which handoffs of the whole history are compared: unworked | unanswered | crossed.
    """
    setting = ground.setting
    leads = tuple(sorted({row.lead for row in bad if row.lead}))
    value = median_deal(setting)
    if not leads or value is None:
        return None
    matched = contrast_of(setting, contrast)
    if matched is None:
        return None
    low, high = (round(max(0.0, -end) * len(leads) * value) for end in (matched.high, matched.low))
    return Cost(low, high, setting.charter.currency, upper_bound=True, records=leads)


def median_deal(setting: Setting) -> float | None:
    """Median amount of the won deals in the charter's currency, in minor units; None without any."""
    table = setting.lens.query("diagnosis/median_deal", {"currency": setting.charter.currency})
    value = table.column("median")[0].as_py()
    return None if value is None else float(value)


def allocate(findings: Sequence[Finding]) -> list[Finding]:
    """The findings with each lead's money left in one sign only, so that their sum is no sum of overlaps."""
    order = sorted(
        range(len(findings)), key=lambda i: FIRST.index(s) if (s := findings[i].sign) in FIRST else len(FIRST)
    )
    taken: set[str] = set()
    out = list(findings)
    for i in order:
        cost = findings[i].cost
        if cost is None or findings[i].state not in ("flagged", "watch"):
            continue
        own = tuple(lead for lead in cost.records if lead not in taken)
        taken.update(own)
        out[i] = replace(findings[i], cost=_part(cost, own), notes=(*findings[i].notes, *_told(cost, own)))
    return out


def _part(cost: Cost, own: tuple[str, ...]) -> Cost:
    share = (len(own), max(len(cost.records), 1))
    return replace(cost, low=cost.low * share[0] // share[1], high=cost.high * share[0] // share[1], records=own)


def _told(cost: Cost, own: tuple[str, ...]) -> tuple[str, ...]:
    elsewhere = len(cost.records) - len(own)
    return (f"The money of {elsewhere:,} of its leads is counted under another sign.",) if elsewhere else ()
