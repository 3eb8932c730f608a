"""Columns of one length that are kept together: the simulation's tables."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

NEVER = 0
"""The instant of what did not happen."""


@dataclass(slots=True)
class Columns:
    """A table as arrays; every field is one column."""

    def __len__(self) -> int:
        return len(getattr(self, fields(self)[0].name))

    def take(self, which: NDArray[Any]) -> Self:
        """The rows at these places, or where a mask is true."""
        return type(self)(**{f.name: getattr(self, f.name)[which] for f in fields(self)})

    def join(self, other: Self) -> Self:
        """These rows, then the other's."""
        return type(self)(
            **{f.name: np.concatenate([getattr(self, f.name), getattr(other, f.name)]) for f in fields(self)}
        )


def ranks(values: Floats) -> Floats:
    """Each value's place among all, from 0 to 1 (ties by position)."""
    order = np.argsort(values, kind="stable")
    place = np.empty(len(values))
    place[order] = np.arange(len(values))
    return place / max(len(values) - 1, 1)


def choose(draw: np.random.Generator, shares: tuple[float, ...], count: int) -> Ints:
    """`count` codes, each drawn with the share of its place."""
    bounds = np.cumsum(shares) / sum(shares)
    return np.minimum(np.searchsorted(bounds, draw.random(count), side="right"), len(shares) - 1).astype(np.int64)


def ordinals(groups: Ints) -> Ints:
    """For each row, how many earlier rows have the same group."""
    order = np.argsort(groups, kind="stable")
    sorted_groups = groups[order]
    first = np.searchsorted(sorted_groups, sorted_groups, side="left")
    place = np.empty(len(groups), dtype=np.int64)
    place[order] = np.arange(len(groups)) - first
    return place
