"""Both teams' members: reps with territory, capacity and habits; marketers; who left."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tandem.example.columns import NEVER, Columns, Floats, Ints
from tandem.example.plan import DAY, END, Plan
from tandem.example.words import COUNTRIES, FIRST_NAMES, ascii_letters, last_names

TERRITORIES = ("benelux", "dach")
TERRITORY_OF_COUNTRY = np.array([0 if code in ("NL", "BE", "LU") else 1 for code, _ in COUNTRIES])
COMPANY_DOMAIN = "northwind.example"
MARKETERS = (("mia", "Mia Verhoeven"), ("tom", "Tom Adler"))


@dataclass(slots=True)
class Reps(Columns):
    """The sales team. `carelessness` tilts which leads a rep leaves (1 = as others); `left` UTC seconds or `NEVER`."""

    key: np.ndarray
    name: np.ndarray
    email: np.ndarray
    territory: Ints
    capacity: Ints
    carelessness: Floats
    left: Ints


def make_reps(plan: Plan) -> Reps:
    """Enough reps for the volume: 36 in the full company, two thirds of them in the larger territory."""
    draw = plan.draw("reps")
    count = int(np.clip(round(36 * plan.people / 50_000 * 24 / plan.months), 6, 36))
    firsts, lasts = draw.permutation(len(FIRST_NAMES))[:count], draw.permutation(len(last_names()))[:count]
    names = [f"{FIRST_NAMES[f]} {last_names()[name]}" for f, name in zip(firsts, lasts, strict=True)]
    keys = [ascii_letters(FIRST_NAMES[f]) for f in firsts]
    emails = [f"{ascii_letters(name).replace(' ', '.')}@{COMPANY_DOMAIN}" for name in names]
    territory = (np.arange(count) % 3 == 2).astype(np.int64)
    left = np.full(count, NEVER)
    if count > 8:
        left[[3, 11 % count]] = END - np.array([200, 90]) * DAY
    per_week = plan.people * plan.handed_over / plan.months / 4.35 / count
    return Reps(
        np.array(keys, dtype=object),
        np.array(names, dtype=object),
        np.array(emails, dtype=object),
        territory,
        np.full(count, max(1, round(per_week * 1.25)), dtype=np.int64),
        np.exp(draw.normal(0, 0.35, count)),
        left,
    )


def share_out(reps: Reps, territory: Ints, at: Ints) -> Ints:
    """Round robin inside each territory, in time order, past those who left. Returns each lead's rep."""
    owner = np.zeros(len(at), dtype=np.int64)
    for code in range(len(TERRITORIES)):
        team = np.flatnonzero(reps.territory == code)
        leads = np.flatnonzero(territory == code)
        leads = leads[np.argsort(at[leads], kind="stable")]
        owner[leads] = team[np.arange(len(leads)) % len(team)]
        for step in range(1, len(team)):
            gone = (reps.left[owner[leads]] != NEVER) & (at[leads] > reps.left[owner[leads]])
            if not gone.any():
                break
            owner[leads[gone]] = team[(np.arange(len(leads)) + step)[gone] % len(team)]
    return owner
