"""What real exports have and clean simulations lack: doubles, merges, empty cells, odd words, two owners."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tandem.example.columns import Flags, Ints
from tandem.example.plan import MINUTE
from tandem.example.simulate import Company

ODD_REASONS = ("asdf", "wrong timing!!", "see notes")
"""Reasons that no crosswalk knows."""


@dataclass(frozen=True, slots=True)
class Dirt:
    """Per person: a required cell is empty (`no_title`, `no_country`, `no_source`). `doubled`: places of handed-over
    people with a second CRM lead, not merged; `merged_leads`: with a second one that was merged. `merged_contacts`:
    places of people whose second contact marketing's tool merged. Per handoff: `other_owner`, an `odd_reason` (place in
    `ODD_REASONS` or -1), the seconds of sync from CRM to marketing's tool (`echo`)."""

    no_title: Flags
    no_country: Flags
    no_source: Flags
    doubled: Ints
    merged_leads: Ints
    merged_contacts: Ints
    other_owner: Flags
    odd_reason: Ints
    echo: Ints


def make_dirt(company: Company) -> Dirt:
    """The dirt of this company; a sound one has little."""
    plan, people, handoffs = company.plan, company.people, company.handoffs
    draw, share = plan.draw("dirt"), plan.sizes["dirty_data"]
    first = handoffs.person[(handoffs.round == 0) & ~people.shared[handoffs.person]]
    spread = draw.random((len(people), 3)) < 0.8 * share
    fate = draw.random(len(first))
    merged = np.flatnonzero(draw.random(len(people)) < 0.01)
    slow_sync = "split_tools" in plan.planted
    echo = np.exp(draw.normal(np.log(25 if slow_sync else 4), 1.0 if slow_sync else 0.6, len(handoffs))) * MINUTE
    odd = draw.integers(0, len(ODD_REASONS), len(handoffs))
    return Dirt(
        spread[:, 0],
        spread[:, 1],
        spread[:, 2],
        np.sort(first[fate < share]),
        np.sort(first[(fate >= share) & (fate < share + 0.02)]),
        merged,
        draw.random(len(handoffs)) < plan.sizes["split_tools"],
        np.where(draw.random(len(handoffs)) < share, odd, -1),
        echo.astype(np.int64),
    )
