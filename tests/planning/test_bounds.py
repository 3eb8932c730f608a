"""The bounds without a model are the extremes over every possible set of unknown outcomes: all of them are tried."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.planning import bounds
from tandem.planning.bounds import Range
from tandem.planning.history import Flags

CASE = st.tuples(
    st.sampled_from([(True, False), (False, True), (True, True)]),
    st.booleans(),
    st.sampled_from([(False, False), (True, False), (True, True)]),
)
Drawn = list[tuple[tuple[bool, bool], bool, tuple[bool, bool]]]


def columns(drawn: Drawn) -> tuple[Flags, Flags, Flags, Flags, Flags]:
    """now, then, known, wide, narrow."""
    rows = [(*sides, known, *outcome) for sides, known, outcome in drawn]
    table = np.array(rows, dtype=bool).reshape(len(rows), 5)
    return table[:, 0], table[:, 1], table[:, 2], table[:, 3], table[:, 4]


def worlds(drawn: Drawn) -> Iterator[tuple[Flags, Flags]]:
    """Every way the unknown outcomes may be: (wide, narrow)."""
    _, _, known, wide, narrow = columns(drawn)
    free = np.flatnonzero(~known)
    for chosen in product([(False, False), (True, False), (True, True)], repeat=len(free)):
        w, n = wide.copy(), narrow.copy()
        w[free], n[free] = ([c[0] for c in chosen], [c[1] for c in chosen])
        yield w, n


def extremes(drawn: Drawn, figure: Callable[[Flags, Flags], float]) -> Range:
    found = [value for w, n in worlds(drawn) if not np.isnan(value := figure(w, n))]
    return Range(min(found), max(found)) if found else bounds.NOTHING


def same(a: Range, b: Range) -> bool:
    return np.allclose(a, b, equal_nan=True)


def share(part: float, whole: float) -> float:
    return part / whole if whole else float("nan")


@given(st.lists(CASE, min_size=1, max_size=6))
def test_bounds_of_counts_rates_ratios_and_differences_equal_the_extremes_of_all_worlds(drawn: Drawn) -> None:
    now, then, known, wide, narrow = columns(drawn)
    assert same(bounds.count(then, known, wide), extremes(drawn, lambda w, n: (w & then).sum()))
    assert same(bounds.rate(then, known, wide), extremes(drawn, lambda w, n: share((w & then).sum(), then.sum())))
    assert same(
        bounds.difference(now, then, known, wide),
        extremes(drawn, lambda w, n: (w & then).sum() - (w & now).sum()),
    )
    assert same(
        bounds.difference(now, then, known, wide, rates=True),
        extremes(drawn, lambda w, n: share((w & then).sum(), then.sum()) - share((w & now).sum(), now.sum())),
    )
    assert same(
        bounds.ratio(then, known, wide, narrow),
        extremes(drawn, lambda w, n: share((n & then).sum(), (w & then).sum())),
    )


def test_a_charter_compared_with_itself_differs_by_nothing_however_little_is_known() -> None:
    handed = np.ones(50, dtype=bool)
    nothing = np.zeros(50, dtype=bool)
    assert bounds.difference(handed, handed, nothing, nothing) == (0, 0)
    assert bounds.count(handed, nothing, nothing) == (0, 50)


def test_bounds_of_the_two_sides_taken_apart_would_be_too_wide() -> None:
    """The control: forgetting that a case has one outcome on both sides gives another answer."""
    handed, nothing = np.ones(3, dtype=bool), np.zeros(3, dtype=bool)
    apart = bounds.count(handed, nothing, nothing).high - bounds.count(handed, nothing, nothing).low
    assert apart != pytest.approx(bounds.difference(handed, handed, nothing, nothing).high)
