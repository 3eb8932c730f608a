"""Like is compared with like: what matching must find, and what it must not be fooled by."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tandem.analytics.matching import matched_difference

KEYS = {"source": "web", "grade": "A", "band": "1", "segment": "mid", "quarter": "2024-Q1"}


def made(n: int, treated: bool, won: int, **keys: str) -> list[dict[str, Any]]:
    return [{**KEYS, **keys, "treated": treated, "won": i < won} for i in range(n)]


def compare(among: list[dict[str, Any]]) -> Any:
    return matched_difference(among, lambda c: c["treated"], lambda c: c["won"])


def test_in_one_cell_it_is_the_plain_difference() -> None:
    found = compare(made(100, True, 30) + made(200, False, 40))
    assert (found.difference, found.treated, found.untreated) == (pytest.approx(0.1), 100, 200)
    assert found.low < 0.1 < found.high


def test_it_is_not_fooled_by_reps_who_pick_the_better_leads() -> None:
    """A: 50 % win, mostly treated; D: 5 % win, mostly not. Treatment does nothing; the raw difference is huge."""
    among = made(400, True, 200, grade="A") + made(100, False, 50, grade="A")
    among += made(100, True, 5, grade="D") + made(400, False, 20, grade="D")
    assert compare(among).difference == pytest.approx(0)
    raw = 205 / 500 - 70 / 500
    assert raw > 0.25


def test_cells_are_weighed_by_their_treated_cases() -> None:
    among = made(10, True, 5, grade="A") + made(50, False, 0, grade="A")
    among += made(30, True, 0, grade="D") + made(20, False, 0, grade="D")
    assert compare(among).difference == pytest.approx(10 / 40 * 0.5)


def test_nine_of_a_kind_are_too_few() -> None:
    assert compare(made(9, True, 3) + made(500, False, 40)) is None
    assert compare(made(10, True, 3) + made(500, False, 40)) is not None


def test_segment_is_let_go_before_source() -> None:
    among = made(10, True, 3, segment="x") + made(10, False, 2, segment="y")
    found = compare(among)
    assert (found.cells, found.left_out) == (1, 0)
    elsewhere = compare(among + made(10, True, 9, source="fair", grade="Z"))
    assert (elsewhere.treated, elsewhere.left_out, elsewhere.share_matched) == (10, 10, 0.5)


def test_a_cell_of_none_stays_uncertain() -> None:
    found = compare(made(10, True, 0) + made(10, False, 0))
    assert found.low < 0 < found.high


def test_the_interval_covers_a_known_difference_about_as_often_as_it_says() -> None:
    draw, hits, runs = np.random.default_rng(11), 0, 400
    base = {"A": 0.4, "B": 0.2, "D": 0.05}
    for _ in range(runs):
        among: list[dict[str, Any]] = []
        for grade, rate in base.items():
            among += made(60, True, int(draw.binomial(60, rate + 0.1)), grade=grade)
            among += made(90, False, int(draw.binomial(90, rate)), grade=grade)
        found = compare(among)
        hits += found.low <= 0.1 <= found.high
    assert 0.92 <= hits / runs <= 0.98
