"""The truth about a simulated company: what was planted, its population value, and what happened, month by month."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tandem.example.plan import LAST_DAY, PLANTED, ZONE, Plan
from tandem.example.simulate import Company
from tandem.example.truth_deals import deal_truths
from tandem.example.truth_leads import lead_truths
from tandem.example.truth_months import month_names
from tandem.example.write_charter import SOUND_KPIS, VOLUME_KPIS

Told = dict[str, Any]

ESTIMATES = frozenset({"broken_sla", "unworked_leads", "slow_sources", "mql_as_success", "quota_against_cycle"})


@dataclass(frozen=True, slots=True)
class Truth:
    """`signs[name]`: planted, kind, unit, size (as planted), `parameter` (the population value that an interval should
    hold; None for facts), and monthly series, months as in `months`. `costs`: what would have been, in EUR cents.
    `broken`: rows that are malformed on purpose, by file."""

    plan: Plan
    months: tuple[str, ...]
    signs: Mapping[str, Told]
    costs: Mapping[str, Told]
    counts: Mapping[str, int]
    broken: Mapping[str, int]

    def told(self) -> Told:
        """Everything, as JSON's types."""
        plan = self.plan
        return {
            "seed": plan.seed,
            "people": plan.people,
            "through": str(LAST_DAY),
            "time_zone": ZONE,
            "months": list(self.months),
            "signs": dict(self.signs),
            "costs": dict(self.costs),
            "counts": dict(self.counts),
            "broken_rows": dict(self.broken),
        }

    def write(self, path: Path) -> None:
        """Write as JSON, keys in a fixed order."""
        path.write_text(json.dumps(self.told(), indent=1, sort_keys=True) + "\n", encoding="utf-8")


def tell_truth(company: Company, broken: Mapping[str, int]) -> Truth:
    """Compute the truth from the simulation's own records (never from the exports)."""
    plan = company.plan
    found = {**lead_truths(company), **deal_truths(company), "top_of_funnel_kpis": _kpis(plan)}
    signs = {
        name: {
            "planted": name in plan.planted,
            "kind": "estimate" if name in ESTIMATES else "fact",
            "size": plan.sizes[name],
            **found[name],
        }
        for name in PLANTED
    }
    counts = {
        name: len(getattr(company, name)) for name in ("people", "accounts", "handoffs", "deals", "attempts", "mails")
    }
    shown = {name: int(rows) for name, rows in broken.items() if rows}
    return Truth(plan, month_names(company), signs, _costs(company), counts, shown)


def _kpis(plan: Plan) -> Told:
    kpis = VOLUME_KPIS if "top_of_funnel_kpis" in plan.planted else SOUND_KPIS
    early = sum(measure in ("volume", "handoffs") for _, measure in kpis.values())
    return {
        "unit": "share",
        "parameter": None,
        "value": early / len(kpis),
        "unowned": sorted(SOUND_KPIS.keys() - kpis.keys()),
    }


def _costs(company: Company) -> Mapping[str, Told]:
    """Expected loss against work in time and without crossing: the sum over the leads concerned of
    (chance of a win − the chance left) × what the win is worth."""
    work, chances = company.work, company.chances
    alone = work.left_alone & (work.p_unworked > 0)
    raised = alone & company.handoffs.hand_raise
    late = ~work.left_alone & ~work.in_time
    crossed = np.zeros(len(work), dtype=bool)
    crossed[np.unique(company.mails.crossing[company.mails.crossing >= 0])] = True
    crossed &= ~work.left_alone

    def loss(which: np.ndarray, left: np.ndarray) -> Told:
        expected = (chances.in_time - left) * chances.value
        return {"leads": int(which.sum()), "expected_cents": int(np.round(expected[which].sum())), "currency": "EUR"}

    return {
        "unworked_leads": loss(alone, chances.never),
        "unanswered_hand_raises": loss(raised, chances.never),
        "broken_sla": loss(late, chances.late),
        "crossed_messages": loss(crossed, chances.crossed),
    }
