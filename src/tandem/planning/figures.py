"""Each outcome under both charters: what is known, what is estimated, and what is certain without any model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any, Final

import numpy as np

from tandem.planning import bounds
from tandem.planning.bounds import Range
from tandem.planning.cases import Cases
from tandem.planning.estimate import DRAWS, Estimate, Model, draw_totals, estimate_of
from tandem.planning.history import OUTCOMES, Flags, Floats, Recorded

Told = dict[str, Any]
SIDES: Final = ("current", "proposed", "difference")


@dataclass(frozen=True, slots=True)
class Outcomes:
    """The cases of one outcome: who is handed over and old enough, what is known, and the draws of the unknown part."""

    name: str
    sides: Mapping[str, Flags]
    known: Flags
    reached: Flags
    draws: Mapping[str, Floats]
    """Figure → draws of its unknown part; empty where no model could be learnt."""

    def sure(self, weights: Floats) -> float:
        """The known part of Σ weight × outcome."""
        return float(weights[self.reached].sum())


def outcomes(
    cases: Cases,
    recorded: Recorded,
    models: Mapping[str, Model],
    design: Floats,
    generator: np.random.Generator,
    draws_of: int = DRAWS,
) -> dict[str, Outcomes]:
    """Every outcome with the draws of what is unknown. `design`: what was known of each case at its handoff."""
    plain = {name: _outcomes(name, cases, recorded) for name in OUTCOMES}
    open_ = np.zeros(len(cases), dtype=bool)
    for found in plain.values():
        open_ |= ~found.known & (found.sides["current"] | found.sides["proposed"])
    weights = {
        name: {side: np.where(found.known, 0.0, weight)[open_] for side, weight in _weights(found.sides).items()}
        for name, found in plain.items()
    }
    draws = draw_totals(models, design[open_], weights, generator, draws_of)
    return {
        name: Outcomes(name, found.sides, found.known, found.reached, draws.get(name, {}))
        for name, found in plain.items()
    }


def _outcomes(name: str, cases: Cases, recorded: Recorded) -> Outcomes:
    judged = cases.judged(name)
    sides = {"current": cases.in_current & judged, "proposed": cases.in_proposed & judged}
    return Outcomes(name, sides, cases.known(name, recorded), cases.reached(name, recorded), {})


def _weights(sides: Mapping[str, Flags]) -> dict[str, Floats]:
    """Figure → the weight of each case: counts, and shares of all that were handed over."""
    now, then = (sides[side].astype(float) for side in ("current", "proposed"))
    share_now, share_then = now / max(now.sum(), 1), then / max(then.sum(), 1)
    return {
        "count current": now, "count proposed": then, "count difference": then - now,
        "share current": share_now, "share proposed": share_then, "share difference": share_then - share_now,
    }  # fmt: skip


def rows(found: Mapping[str, Outcomes]) -> Iterator[Told]:
    """One row per outcome and figure (count | share) and side: known, estimate, interval, bounds."""
    for one in found.values():
        for figure, weights in _weights(one.sides).items():
            what, side = figure.split()
            sides = one.sides if side == "difference" else {side: one.sides[side]}
            empty = what == "share" and not all(handed.any() for handed in sides.values())
            drawn = estimate_of(one.draws[figure] + one.sure(weights)) if one.draws and not empty else None
            certain = bounds.NOTHING if empty else bounds.linear(weights, one.known, one.reached)
            yield _row(one, what, side, drawn, certain)


def _row(one: Outcomes, what: str, side: str, drawn: Estimate | None, certain: Range) -> Told:
    handed = one.sides["current"] | one.sides["proposed"] if side == "difference" else one.sides[side]
    if side == "difference":
        handed &= one.sides["current"] != one.sides["proposed"]
    return {
        "outcome": one.name, "figure": what, "side": side, "judged": int(handed.sum()),
        "unknown": int((handed & ~one.known).sum()), "known": int((handed & one.reached).sum()),
        "estimate": told(drawn.value) if drawn else None,
        "low": told(drawn.low) if drawn else None, "high": told(drawn.high) if drawn else None,
        "least": told(certain.low), "most": told(certain.high),
    }  # fmt: skip


def ratio_rows(found: Mapping[str, Outcomes]) -> Iterator[Told]:
    """SQL per accepted lead under each charter: the share of leads that sales took and that proved real."""
    wide, narrow = found["accepted"], found["sql"]
    for side in ("current", "proposed"):
        handed = narrow.sides[side] & wide.sides[side]
        known = narrow.known & wide.known
        certain = bounds.ratio(handed, known, wide.reached, narrow.reached & wide.reached)
        yield {
            "outcome": "sql of accepted", "figure": "ratio", "side": side, "judged": int(handed.sum()),
            "unknown": int((handed & ~known).sum()), "known": int((handed & known & narrow.reached).sum()),
            "estimate": None, "low": None, "high": None, "least": told(certain.low), "most": told(certain.high),
        }  # fmt: skip


def told(value: float) -> float | None:
    """A statistic to six significant digits (semantics 19); None where it is not defined."""
    if not isfinite(value):
        return None
    short = float(f"{value:.6g}")
    return short + 0.0
