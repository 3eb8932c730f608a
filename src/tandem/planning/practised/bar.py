"""The bar that sales practises: which fit and activity tell the leads that sales takes from those it leaves.

Of all pairs of bars the one with the greatest J = sensitivity + specificity − 1 (Youden 1950), over handed-over leads
that did not raise their hand, scored by the charter at their handoff. A lead counts as taken when it was accepted, and
as left when it was given back, or when nobody answered for `IGNORED`. A bar is only offered where the leads above it
are accepted more often than those below by more than chance (Newcombe's interval of the difference above 0). The bar
is chosen on every other lead, and what is told of it is counted on the rest, who had no part in the choice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from tandem.analytics.statistics import newcombe, wilson
from tandem.charter.drafting import quoted
from tandem.planning.practised.cases import NOT_ENOUGH, Case, Finding, Where
from tandem.zones import DAY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tandem.charter.model import Charter, Move

IGNORED: Final = 30 * DAY
FEWEST_EACH: Final = 30
"""Leads taken, and leads left, that a bar needs."""
STEP: Final = 5
"""Bars are whole multiples of this many points."""
NO_BAR: Final = "no bar tells them apart"
FIELDS: Final = ("fit", "activity")
HIGHEST: Final = 100


class _Leads(NamedTuple):
    fit: NDArray[np.float64]
    activity: NDArray[np.float64]
    taken: NDArray[np.bool_]

    def half(self, which: int) -> _Leads:
        return _Leads(self.fit[which::2], self.activity[which::2], self.taken[which::2])

    def above(self, fit: float, activity: float) -> NDArray[np.bool_]:
        return np.asarray((self.fit >= fit) & (self.activity >= activity), dtype=np.bool_)


def bars(charter: Charter, found: Sequence[Case], through: int) -> Iterator[Finding]:
    """The practised bar of each move to MQL that has one of fit or activity."""
    leads = _judged(found, through)
    for move in charter.moves:
        now = _bar_of(move)
        if now and "mql" in move.to and not move.on:
            yield _bar(move, now, leads)


def _judged(found: Sequence[Case], through: int) -> _Leads:
    rows = [
        (case.fit, case.activity, case.verdict == "accepted")
        for case in found
        if not case.hand_raise and (case.verdict or case.at < through - IGNORED)
    ]
    table = np.array(rows, dtype=float).reshape(-1, 3)
    return _Leads(table[:, 0], table[:, 1], table[:, 2] > 0)


def _bar_of(move: Move) -> dict[str, float]:
    """The move's own bars: field → number, of comparisons `field >= number`."""
    leaves = move.when.condition.leaves() if move.when else ()
    return {leaf.field: float(str(leaf.wanted[0])) for leaf in leaves if leaf.field in FIELDS and leaf.op == ">="}


def _bar(move: Move, now: dict[str, float], leads: _Leads) -> Finding:
    told = " and ".join(f"{field} {bar:g}" for field, bar in now.items())
    taken, left = int(leads.taken.sum()), int((~leads.taken).sum())
    what = f"bar of {move.name}"
    if min(taken, left) < FEWEST_EACH:
        sentence = f"{taken} leads taken and {left} left: {NOT_ENOUGH}."
        return Finding(what, told, NOT_ENOUGH, taken + left, None, None, None, sentence, {})
    best, leads = _best(now, leads.half(0)), leads.half(1)
    n, taken = len(leads.taken), int(leads.taken.sum())
    above = leads.above(best.get("fit", -np.inf), best.get("activity", -np.inf))
    a, n_a = int((above & leads.taken).sum()), int(above.sum())
    b, n_b = taken - a, n - n_a
    difference = newcombe(a, n_a, b, n_b)
    if difference is None or difference[0] <= 0:
        sentence = f"no bar tells the leads that sales took ({taken} of {n}) from those that it left; the bar stays."
        return Finding(what, told, NO_BAR, n, None, None, None, sentence, {})
    interval = wilson(a, n_a) or (0.0, 1.0)
    recall = wilson(a, taken) or (0.0, 1.0)
    found = " and ".join(f"{field} {bar:g}" for field, bar in best.items())
    sentence = (
        f"of {n_a:,} leads above it {a / n_a:.0%} were accepted ({interval[0]:.0%} to {interval[1]:.0%}), of {n_b:,} "
        f"below {b / n_b:.0%}; it keeps {a / taken:.0%} of the accepted ({recall[0]:.0%} to {recall[1]:.0%})."
    )
    values: dict[Where, str] = {("lifecycle", "moves", move.name, "when"): quoted(_rewritten(move, best))}
    return Finding(what, told, found, n, a / n_a, *interval, sentence, values)


def _best(now: dict[str, float], leads: _Leads) -> dict[str, float]:
    """The pair with the greatest J; of equals the one nearest to today's, then the lowest."""
    grids = [_grid(now, field) for field in FIELDS]
    taken, left = max(leads.taken.sum(), 1), max((~leads.taken).sum(), 1)
    best, best_key = now, (-2.0, 0.0, 0.0)
    for fit in grids[0]:
        for activity in grids[1]:
            above = leads.above(fit, activity)
            j = float((above & leads.taken).sum() / taken - (above & ~leads.taken).sum() / left)
            pair = {field: bar for field, bar in zip(FIELDS, (fit, activity), strict=True) if field in now}
            key = (round(j, 9), -sum(abs(bar - now[field]) for field, bar in pair.items()), -sum(pair.values()))
            if key > best_key:
                best, best_key = pair, key
    return best


def _grid(now: dict[str, float], field: str) -> list[float]:
    return [*map(float, range(0, HIGHEST + 1, STEP))] if field in now else [-np.inf]


def _rewritten(move: Move, best: dict[str, float]) -> str:
    """The move's condition with its bars exchanged."""
    text = move.when.text if move.when else ""
    for field, bar in best.items():
        text = re.sub(rf"\b({field}\s*>=\s*)-?\d+(\.\d+)?", rf"\g<1>{bar:g}", text)
    return text
