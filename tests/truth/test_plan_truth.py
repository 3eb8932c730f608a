"""Against the example company's potential outcomes: bounds always hold the truth, intervals nearly always."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pytest
from tests.planning.simulated import NOW, PROPOSALS, Compared, Rule, compared, known_share

from tandem.planning import figures
from tandem.planning.history import OUTCOMES


@dataclass
class Score:
    """How intervals and bounds did over many plans."""

    told: int = 0
    held: int = 0
    widths: list[float] = None  # type: ignore[assignment]

    def add(self, plan: Compared) -> None:
        self.widths = self.widths or []
        for row in figures.rows(plan.found):
            if row["figure"] != "count":
                continue
            true = truly(plan, row["outcome"], row["side"])
            assert row["least"] <= true <= row["most"], row
            if row["most"] > row["least"] and row["side"] != "current":
                self.told += 1
                self.held += row["low"] <= true <= row["high"]
                self.widths.append((row["high"] - row["low"]) / (row["most"] - row["least"]))


def truly(plan: Compared, outcome: str, side: str) -> float:
    sides = plan.found[outcome].sides
    count = {name: int((handed & plan.truth[outcome]).sum()) for name, handed in sides.items()}
    return count["proposed"] - count["current"] if side == "difference" else count[side]


def scored(seeds: Iterable[int], people: int, proposals: Iterable[Rule] = PROPOSALS) -> Score:
    score = Score()
    for seed in seeds:
        for proposal in proposals:
            score.add(compared(seed, proposal, people))
    return score


def test_bounds_hold_the_truth_and_intervals_mostly_do_at_a_fraction_of_their_width() -> None:
    score = scored(range(20, 23), 5000, PROPOSALS[1:])
    assert score.held / score.told >= 0.92
    assert np.median(score.widths) <= 0.5


@pytest.mark.full
def test_over_a_hundred_plans_the_intervals_hold_what_they_say() -> None:
    score = scored(range(300, 314), 8000)
    assert score.told >= 100
    assert 0.92 <= score.held / score.told <= 0.98
    assert np.median(score.widths) <= 0.5


def test_bounds_hold_the_truth_in_a_company_whose_history_teaches_nothing_about_weak_leads() -> None:
    plan = compared(7, Rule(fit=30, activity=20), 3000, healthy=True)
    for row in figures.rows(plan.found):
        if row["figure"] == "count":
            assert row["least"] <= truly(plan, row["outcome"], row["side"]) <= row["most"]


def test_the_answers_of_handoffs_that_happened_are_not_guessed() -> None:
    """The control: without the recorded answers the same intervals would be far wider."""
    plan = compared(7, NOW, 3000)
    assert known_share(plan.cases) > 0.5
    for name in OUTCOMES:
        row = next(r for r in figures.rows(plan.found) if r["outcome"] == name and r["side"] == "current")
        assert row["most"] - row["least"] == row["unknown"] < row["judged"] / 2


def test_a_plan_that_changes_nothing_reports_exactly_nothing() -> None:
    plan = compared(7, NOW, 3000)
    for row in figures.rows(plan.found):
        if row["side"] == "difference":
            assert [row[name] for name in ("estimate", "low", "high", "least", "most")] == [0.0] * 5
