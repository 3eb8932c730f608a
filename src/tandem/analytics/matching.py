"""The matched comparison: like is compared with like, wherever a difference is told.

Leads are alike that share source, fit grade, activity band, segment and handoff quarter. A cell counts when it holds at
least ten of each kind. What finds no such cell is compared in coarser ones, letting go, in this order, of segment,
quarter, band and source; what finds none in the end stays unmatched, and its share is told. Where people choose whom to
treat (reps pick the better leads), the difference is an upper bound. Whom to compare, the caller says: its rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

from tandem.analytics.records import Figures
from tandem.analytics.statistics import LEVEL, normal_quantile

LEAST: Final = 10
LEVELS: Final = (
    ("source", "grade", "band", "segment", "quarter"),
    ("source", "grade", "band", "quarter"),
    ("source", "grade", "band"),
    ("source", "grade"),
    ("grade",),
)
Cell = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Matched:
    """Rate of the outcome among the treated less that among their like; shares, with a 95 % interval.

    `treated`, `untreated`: matched cases; `left_out`: treated cases without their like. `cells` were compared.
    """

    difference: float
    low: float
    high: float
    treated_rate: float
    untreated_rate: float
    treated: int
    untreated: int
    left_out: int
    cells: int

    @property
    def share_matched(self) -> float:
        """The share of treated cases that found their like."""
        return self.treated / (self.treated + self.left_out)


def matched_difference(
    among: Iterable[Figures],
    treated: Callable[[Figures], bool],
    outcome: Callable[[Figures], bool],
    levels: Sequence[tuple[str, ...]] = LEVELS,
    least: int = LEAST,
) -> Matched | None:
    """Compare treated with untreated cases, cell by cell, weighing cells by their treated cases.

    This is direct standardisation to the treated (Rothman, Greenland & Lash 2008, ch. 15); its variance is the sum of
    the cells' binomial variances, with half a case added to either side so that cells of all or none stay uncertain.
    None when no cell holds enough of both kinds.
    """
    marked = [(case, bool(treated(case)), bool(outcome(case))) for case in among]
    cells, rest = _cells(marked, levels, least)
    if not cells:
        return None
    n = sum(a for a, _, _, _ in cells)
    rate = sum(hits for _, hits, _, _ in cells) / n
    other = sum(a / n * hits / b for a, _, b, hits in cells)
    variance = sum((a / n) ** 2 * (_variance(k, a) + _variance(m, b)) for a, k, b, m in cells)
    half = normal_quantile(LEVEL) * sqrt(variance)
    return Matched(
        difference=rate - other,
        low=max(-1.0, rate - other - half),
        high=min(1.0, rate - other + half),
        treated_rate=rate,
        untreated_rate=other,
        treated=n,
        untreated=sum(b for _, _, b, _ in cells),
        left_out=sum(1 for _, kind, _ in rest if kind),
        cells=len(cells),
    )


def _variance(hits: int, n: int) -> float:
    p = (hits + 0.5) / (n + 1)
    return p * (1 - p) / n


def _cells(
    marked: list[tuple[Figures, bool, bool]], levels: Sequence[tuple[str, ...]], least: int
) -> tuple[list[Cell], list[tuple[Figures, bool, bool]]]:
    """(treated, their hits, untreated, their hits) of each cell that is full enough, and the cases in none."""
    cells: list[Cell] = []
    for keys in levels:
        groups: dict[tuple[object, ...], list[tuple[Figures, bool, bool]]] = {}
        for item in marked:
            groups.setdefault(tuple(item[0][key] for key in keys), []).append(item)
        marked = []
        for key in sorted(groups, key=repr):
            group = groups[key]
            done, other = ([hit for _, kind, hit in group if kind is which] for which in (True, False))
            if min(len(done), len(other)) >= least:
                cells.append((len(done), sum(done), len(other), sum(other)))
            else:
                marked += group
    return cells, marked
