"""What a sign costs: records × the matched difference in win rate × the median won deal; each lead counts once.

The difference is an association within matched cells, not a proof; because people chose the leads (reps pick the better
ones), its upper end is an upper bound. It is never below zero: a sign is not paid for having it. The upper end also
allows for the wins that cannot be seen: those after the follow-up, and those whose deal has no person joined to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from tandem.analytics.measure import Setting
from tandem.diagnosis.cases import Case
from tandem.diagnosis.contrast import contrast_of
from tandem.diagnosis.follow_up import SHARE
from tandem.diagnosis.ground import Ground
from tandem.diagnosis.sign import Cost, Finding
from tandem.diagnosis.wording import percent

FIRST: Final = ("unanswered_hand_raises", "unworked_leads", "crossed_messages")
"""A lead that several signs touch is counted by the first of these; the others follow in the registry's order."""


def cost_of(ground: Ground, bad: Sequence[Case], contrast: str) -> Cost | None:
    """The range of a sign's cost; None without deals or without enough matched cases.

    `contrast` says which handoffs of the whole history are compared: unworked | unanswered | crossed.
    """
    setting = ground.setting
    leads = tuple(sorted({row.lead for row in bad if row.lead}))
    deals = won_deals(setting)
    matched = contrast_of(setting, contrast) if leads and deals.median is not None else None
    if matched is None or deals.median is None:
        return None
    unseen = SHARE * deals.joined
    low, high = max(0.0, -matched.high), max(0.0, -matched.low) / unseen
    least, most = (round(min(1.0, loss) * len(leads) * deals.median) for loss in (low, high))
    return Cost(least, most, setting.charter.currency, True, leads, matched.share_matched)


class WonDeals(NamedTuple):
    """`median`: won amount in the charter's currency, minor units; `joined`: share of won deals with a person."""

    median: float | None
    joined: float


def won_deals(setting: Setting) -> WonDeals:
    """What the won deals of the whole history are worth, and how many of them a lead can be followed to."""
    (row,) = setting.lens.query("diagnosis/won_deals", {"currency": setting.charter.currency}).to_pylist()
    return WonDeals(None if row["median"] is None else float(row["median"]), float(row["joined"] or 1.0))


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
    told = [f"The money of {elsewhere:,} of its leads is counted under another sign."] if elsewhere else []
    if cost.matched < 1:
        told.append(f"Its cost rests on the {percent(cost.matched)} of such leads that found their like.")
    return tuple(told)
