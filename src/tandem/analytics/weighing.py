"""Quantiles and sums of cells that a statement has already counted."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

import numpy as np

from tandem.analytics.records import Figures
from tandem.analytics.statistics import Floats


def spread(cells: Iterable[Figures], column: str, count: str) -> Floats:
    """The values of `column`, each as often as `count` says; nothing for cells without a value."""
    told = [(cell[column], cell[count]) for cell in cells if cell[column] is not None and cell[count]]
    if not told:
        return np.array([], dtype=np.float64)
    values, counts = zip(*told, strict=True)
    return np.repeat(np.array(values, dtype=np.float64), np.array(counts, dtype=np.int64))


def totals(cells: Iterable[Figures], counts: Iterable[str]) -> dict[str, int]:
    """The sum of each count over the cells."""
    cells = list(cells)
    return {name: sum(cell[name] for cell in cells) for name in counts}


def grouped(cells: Iterable[Figures], *keys: str) -> list[tuple[tuple[object, ...], list[Figures]]]:
    """Neighbouring cells with the same keys, in the statement's order."""
    return [(key, list(group)) for key, group in groupby(cells, key=lambda cell: tuple(cell[k] for k in keys))]
