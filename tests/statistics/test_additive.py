"""Additive logistic models and the measures of a forecast: what is planted comes back, and everything adds up."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit, logit

from collegiate.statistics.additive import AdditiveModel, fit_additive
from collegiate.statistics.calibration import calibration, calibration_error, net_benefit, recalibration
from collegiate.statistics.errors import FitError

NAMES = ("steep", "bent", "idle", "rare")


def planted(seed: int = 1, rows: int = 12_000) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Signs, their true log odds (a line, a bend at 1, nothing, yes or no), and what came."""
    rng = np.random.default_rng(seed)
    x = np.column_stack(
        [rng.normal(size=rows), rng.exponential(size=rows), rng.normal(size=rows), rng.random(rows) < 0.1]
    )
    truth = -2.0 + 0.8 * x[:, 0] + 1.5 * np.maximum(x[:, 1] - 1, 0).clip(max=1.5) + 1.0 * x[:, 3]
    x[rng.random(rows) < 0.1, 2] = np.nan
    return x, truth, rng.random(rows) < expit(truth)


@pytest.fixture(scope="module")
def fitted() -> AdditiveModel:
    x, _, y = planted()
    return fit_additive(x, y, NAMES)


def test_the_planted_log_odds_are_found_in_rows_that_the_model_has_not_seen(fitted: AdditiveModel) -> None:
    x, truth, _ = planted(seed=2)
    assert np.sqrt(np.mean((fitted.log_odds(x) - truth) ** 2)) < 0.2


def test_each_curve_is_that_which_was_planted(fitted: AdditiveModel) -> None:
    grid = np.full((5, 4), np.nan)
    grid[:, 0], grid[:, 1], grid[:, 2], grid[:, 3] = (
        np.linspace(-1.5, 1.5, 5),
        [0, 0.5, 1, 2, 2.4],
        0.0,
        [0, 0, 0, 1, 1],
    )
    weights = fitted.weights(grid)
    assert np.ptp(weights[:, 2]) == 0
    assert np.abs(weights[:, 2]).max() < 0.1
    np.testing.assert_allclose(np.diff(weights[:, 0]), 0.8 * 0.75, atol=0.25)
    np.testing.assert_allclose(weights[:, 1] - weights[0, 1], [0, 0, 0, 1.5, 2.1], atol=0.3)
    assert weights[4, 3] - weights[0, 3] == pytest.approx(1.0, abs=0.2)


def test_base_and_weights_add_up_to_the_log_odds_and_weigh_nothing_on_average(fitted: AdditiveModel) -> None:
    x, _, y = planted()
    np.testing.assert_allclose(fitted.base + fitted.weights(x).sum(axis=1), fitted.log_odds(x), atol=1e-12)
    np.testing.assert_allclose(fitted.weights(x).mean(axis=0), 0, atol=1e-9)
    assert fitted.chance(x).sum() == pytest.approx(y.sum(), rel=1e-4)
    assert (fitted.rows, fitted.events) == (len(y), y.sum())


def test_beyond_what_was_seen_a_curve_is_flat(fitted: AdditiveModel) -> None:
    far = np.array([[9.0, 50.0, 0.0, 0.0], [90.0, 500.0, 0.0, 0.0]])
    np.testing.assert_allclose(*fitted.weights(far))


def test_a_sign_that_is_never_known_weighs_nothing() -> None:
    x, _, y = planted(rows=2_000)
    x[:, 2] = np.nan
    assert fit_additive(x, y, NAMES).weights(x)[:, 2] == pytest.approx(0.0, abs=1e-12)


def test_recalibration_stretches_the_log_odds_and_still_adds_up(fitted: AdditiveModel) -> None:
    x, _, _ = planted(seed=3)
    made = fitted.recalibrated(0.3, 0.7)
    np.testing.assert_allclose(made.log_odds(x), 0.3 + 0.7 * fitted.log_odds(x))
    np.testing.assert_allclose(made.base + made.weights(x).sum(axis=1), made.log_odds(x))


def test_an_outcome_that_does_not_vary_and_an_infinite_value_are_refused_in_words() -> None:
    x, _, y = planted(rows=500)
    with pytest.raises(FitError, match="same for all rows"):
        fit_additive(x, np.zeros(500, bool), NAMES)
    x[0, 0] = np.inf
    with pytest.raises(FitError, match="infinite"):
        fit_additive(x, y, NAMES)


def test_recalibration_finds_by_how_much_log_odds_were_bent() -> None:
    rng = np.random.default_rng(4)
    truth = rng.normal(-2, 1.2, 60_000)
    y = rng.random(60_000) < expit(truth)
    intercept, slope = recalibration(y, (truth - 0.4) / 0.6)
    assert (intercept, slope) == (pytest.approx(0.4, abs=0.05), pytest.approx(0.6, abs=0.03))


def test_recalibration_never_turns_the_order_round() -> None:
    y = np.array([True, False] * 50)
    intercept, slope = recalibration(y, np.where(y, -1.0, 1.0))
    assert slope == 1.0
    assert intercept == pytest.approx(0.0, abs=1e-6)


def test_right_chances_are_called_right_and_bold_ones_too_bold() -> None:
    rng = np.random.default_rng(5)
    chance = expit(rng.normal(-2, 1, 40_000))
    y = rng.random(40_000) < chance
    right = calibration(y, chance)
    assert right.slope == pytest.approx(1.0, abs=4 * right.slope_error)
    assert right.intercept == pytest.approx(0.0, abs=0.06)
    assert right.error < 0.01
    assert right.expected == pytest.approx(right.events, rel=0.03)
    assert calibration(y, expit(2 * logit(chance))).slope == pytest.approx(0.5, abs=0.03)
    assert calibration(y, expit(logit(chance) - 1)).intercept == pytest.approx(1.0, abs=0.06)


def test_the_measures_agree_with_those_of_others() -> None:
    from sklearn.metrics import brier_score_loss, roc_auc_score

    rng = np.random.default_rng(6)
    chance = rng.integers(1, 20, 500) / 20
    y = rng.random(500) < chance
    found = calibration(y, chance)
    assert found.auc == pytest.approx(roc_auc_score(y, chance))
    assert found.brier == pytest.approx(brier_score_loss(y, chance))


def test_with_one_outcome_alone_there_is_no_slope_and_no_area() -> None:
    found = calibration(np.zeros(10, bool), np.full(10, 0.2))
    assert np.isnan([found.slope, found.auc, found.intercept]).all()
    assert found.error == pytest.approx(0.2)


def test_net_benefit_weighs_a_needless_look_by_the_odds_of_the_threshold() -> None:
    y = np.array([1, 1, 0, 0, 0, 0, 0, 0, 0, 0], bool)
    flagged = np.array([1, 0, 1, 1, 0, 0, 0, 0, 0, 0], bool)
    assert net_benefit(y, flagged, 0.2) == pytest.approx((1 - 2 * 0.25) / 10)
    assert net_benefit(y, np.zeros(10, bool), 0.2) == 0


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.floats(0, 1)), min_size=1, max_size=60))
def test_whatever_comes_the_measures_stay_within_their_bounds(rows: list[tuple[bool, float]]) -> None:
    y, chance = np.array([r[0] for r in rows]), np.array([r[1] for r in rows])
    found = calibration(y, chance)
    assert 0 <= found.brier <= 1
    assert 0 <= calibration_error(y, chance) <= 1
    assert np.isnan(found.auc) or 0 <= found.auc <= 1
