"""What a plan is worth: real amounts where they are known, the certain range where they are not."""

from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tandem.planning.cases import NONE, Cases
from tandem.planning.figures import Outcomes
from tandem.planning.history import Recorded
from tandem.planning.worth import worth

CASE = st.tuples(st.sampled_from([(True, False), (False, True), (True, True)]), st.sampled_from([None, 0, 300, 1000]))


def made(drawn: list[tuple[tuple[bool, bool], int | None]]) -> tuple[Cases, Outcomes, Recorded]:
    """`None`: unknown; else the amount won (0: lost)."""
    count = len(drawn)
    now, then = (np.array([sides[n] for sides, _ in drawn], dtype=bool) for n in (0, 1))
    known = np.array([amount is not None for _, amount in drawn], dtype=bool)
    value = np.array([amount or 0 for _, amount in drawn] + [1000], dtype=np.int64)
    zero = np.zeros(count, dtype=np.int64)
    real = np.where(known, np.arange(count), NONE)
    cases = Cases(zero, zero, real, real, real, now, then, 0)
    yes = value > 0
    past = np.zeros(count + 1, dtype=np.int64)
    recorded = Recorded(past, past, past, past > 0, {"won": yes}, value, 0)
    return cases, Outcomes("won", {"current": now, "proposed": then}, known, known & yes[:-1], {}), recorded


@given(st.lists(CASE, min_size=1, max_size=5))
def test_the_certain_worth_is_the_least_and_most_over_all_worlds(
    drawn: list[tuple[tuple[bool, bool], int | None]],
) -> None:
    found = worth(*made(drawn), "EUR", np.random.default_rng(0))
    assert found is not None
    sums = []
    for amounts in product(*([0, 1000] if amount is None else [amount] for _, amount in drawn)):
        sums.append(sum((then - now) * a for ((now, then), _), a in zip(drawn, amounts, strict=True)))
    assert (found["least"], found["most"]) == (min(sums), max(sums))


def test_a_history_without_a_priced_win_is_not_told() -> None:
    cases, won, recorded = made([((True, False), None)])
    nothing = Recorded(
        recorded.lead, recorded.at, recorded.fit, recorded.hand_raise, recorded.reached, recorded.value * 0, 0
    )  # fmt: skip
    assert worth(cases, won, nothing, "EUR", np.random.default_rng(0)) is None
