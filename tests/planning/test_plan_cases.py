"""A case is one lead handed over around one time; what people answered counts only where it really happened."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tandem.planning.cases import NEAR, NONE, Handed, make_cases, pair, timely
from tandem.planning.history import OUTCOMES, Ints, Recorded
from tandem.zones import DAY

EVER = (0, 1 << 61)


def handed(*rows: tuple[int, int]) -> Handed:
    """Rows of (lead, day)."""
    lead, day = (np.array([row[n] for row in sorted(rows)], dtype=np.int64) for n in (0, 1))
    no = np.zeros(len(lead), dtype=bool)
    return Handed(lead, np.ones(len(lead), dtype=np.int64), day * DAY, no, np.zeros(len(lead), dtype=np.int64))


def recorded(*rows: tuple[int, int, bool]) -> Recorded:
    """Rows of (lead, day, accepted)."""
    rows = tuple(sorted(rows))
    lead, day = (np.array([row[n] for row in rows], dtype=np.int64) for n in (0, 1))
    yes = np.array([row[2] for row in rows], dtype=bool)
    none = np.zeros(len(rows), dtype=np.int64)
    reached = {"accepted": yes, "sql": yes & False, "won": yes & False}
    return Recorded(lead, day * DAY, none, yes & False, reached, none, 0)


def test_the_same_lead_within_thirty_days_is_one_case_and_a_day_later_it_is_two() -> None:
    near = make_cases(handed((1, 100)), handed((1, 130)), recorded(), EVER, 10_000 * DAY)
    far = make_cases(handed((1, 100)), handed((1, 131)), recorded(), EVER, 10_000 * DAY)
    assert (len(near), len(far)) == (1, 2)
    assert near.in_current.tolist() == near.in_proposed.tolist() == [True]


def test_a_handoff_that_did_not_happen_is_unknown_and_one_that_did_keeps_its_answer() -> None:
    real = recorded((1, 101, True), (2, 300, True))
    cases = make_cases(handed((1, 100), (2, 100)), handed((1, 105)), real, EVER, 10_000 * DAY)
    assert cases.known("accepted", real).tolist() == [True, False]
    assert cases.reached("accepted", real).tolist() == [True, False]


def test_a_case_paired_by_the_current_charters_time_is_known_too() -> None:
    real = recorded((1, 80, True))
    cases = make_cases(handed((1, 100)), handed((1, 120)), real, EVER, 10_000 * DAY)
    assert cases.known("accepted", real).tolist() == [True]


def test_a_handoff_too_young_to_judge_is_neither_yes_nor_no() -> None:
    real = recorded((1, 101, False))
    age = OUTCOMES["accepted"]
    cases = make_cases(handed((1, 100)), handed((1, 100)), real, EVER, 100 * DAY + age)
    assert cases.judged("accepted").tolist() == [True]
    assert cases.known("accepted", real).tolist() == [False], "its answer may still come"
    assert not cases.judged("won").any()


def test_only_handoffs_of_the_period_count_though_their_pairs_lie_outside() -> None:
    cases = make_cases(handed((1, 99)), handed((1, 101)), recorded(), (100 * DAY, 200 * DAY), 10_000 * DAY)
    assert (len(cases), cases.in_current.tolist(), cases.in_proposed.tolist()) == (1, [False], [True])


def test_clocks_are_answered_only_by_handoffs_of_the_same_day() -> None:
    assert timely(handed((1, 100), (2, 100)), recorded((1, 101, True), (2, 102, True))).tolist() == [True, False]


DAYS = st.lists(st.tuples(st.integers(0, 1), st.integers(0, 120)), max_size=5).map(sorted)


@given(DAYS, DAYS)
def test_as_many_are_paired_as_can_be_one_to_one_and_near(
    ours: list[tuple[int, int]], theirs: list[tuple[int, int]]
) -> None:
    def column(rows: list[tuple[int, int]], n: int) -> Ints:
        return np.array([row[n] for row in rows], dtype=np.int64)

    found = pair(column(ours, 0), column(ours, 1) * DAY, column(theirs, 0), column(theirs, 1) * DAY)
    used = found[found != NONE].tolist()
    assert len(set(used)) == len(used)
    assert all(
        ours[i][0] == theirs[j][0] and abs(ours[i][1] - theirs[j][1]) * DAY <= NEAR
        for i, j in enumerate(found.tolist())
        if j != NONE
    )
    assert len(used) == most_pairs(ours, theirs)


def most_pairs(ours: list[tuple[int, int]], theirs: list[tuple[int, int]]) -> int:
    """Every set of edges tried."""
    edges = [
        (i, j)
        for i, a in enumerate(ours)
        for j, b in enumerate(theirs)
        if a[0] == b[0] and abs(a[1] - b[1]) * DAY <= NEAR
    ]
    for size in range(min(len(ours), len(theirs)), 0, -1):
        for chosen in combinations(edges, size):
            if len({i for i, _ in chosen}) == len({j for _, j in chosen}) == size:
                return size
    return 0
