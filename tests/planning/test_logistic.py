"""The model's arithmetic, against scikit-learn and against what is known of made-up data."""

from __future__ import annotations

import numpy as np
import pytest

from tandem.planning.history import Flags, Floats
from tandem.planning.logistic import area_under_curve, brier, chance, fit
from tandem.planning.validation import validate


def made_up(rows: int, seed: int, slope: float = 1.0) -> tuple[Floats, Flags]:
    draw = np.random.default_rng(seed)
    design = np.column_stack([np.ones(rows), draw.standard_normal((rows, 3))])
    return design, draw.random(rows) < chance(design @ np.array([-0.5, slope, -0.5, 0.0]))


def test_the_ridge_fit_is_scikit_learns() -> None:
    from sklearn.linear_model import LogisticRegression

    design, reached = made_up(800, 1)
    theirs = LogisticRegression(C=1.0, tol=1e-10, max_iter=1000).fit(design[:, 1:], reached)
    ours = fit(design, reached)
    assert ours.beta == pytest.approx([*theirs.intercept_, *theirs.coef_[0]], abs=1e-4)


def test_scores_of_a_forecast_are_scikit_learns() -> None:
    from sklearn.metrics import brier_score_loss, roc_auc_score

    design, reached = made_up(300, 2)
    foretold = np.round(chance(design @ np.array([0, 1, 0, 0.3])), 1)
    assert brier(foretold, reached) == pytest.approx(brier_score_loss(reached, foretold))
    assert area_under_curve(foretold, reached) == pytest.approx(roc_auc_score(reached, foretold))
    assert area_under_curve(foretold, np.ones(300, dtype=bool)) is None


def test_the_uncertainty_of_coefficients_is_that_of_repeated_samples() -> None:
    betas = np.array([fit(*made_up(1500, seed)).beta for seed in range(60)])
    told = np.sqrt(np.diag(fit(*made_up(1500, 99)).covariance))
    assert told == pytest.approx(betas.std(axis=0), rel=0.35)


def test_a_model_that_foretells_later_handoffs_speaks_and_noise_does_not() -> None:
    design, reached = made_up(2000, 3)
    at = np.arange(2000)
    noise = np.random.default_rng(4).permutation(reached)
    before = np.zeros((2000, 1))
    assert validate(np.hstack([design, before]), reached, at).better
    wide = np.hstack([design[:, :1], np.random.default_rng(5).standard_normal((2000, 60)), before])
    assert not validate(wide, noise, at).better


def test_too_few_of_a_kind_are_not_judged() -> None:
    design, reached = made_up(40, 5)
    found = validate(design, reached & (np.arange(40) < 3), np.arange(40))
    assert (found.better, found.brier) == (False, None)


def test_a_world_that_changed_is_seen_in_the_later_part() -> None:
    design, reached = made_up(4000, 6)
    later, weaker = made_up(2000, 7, slope=0.2)
    both = np.vstack([design[:4000], later])
    found = validate(np.hstack([both, np.zeros((6000, 1))]), np.concatenate([reached, weaker]), np.arange(6000))
    assert found.drifted
    assert found.slope < 0.8
