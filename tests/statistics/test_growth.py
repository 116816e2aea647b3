"""Growth percentiles: quantreg's answers, the two methods against each other, calibration, and medians."""

from __future__ import annotations

import json
from pathlib import Path

import made_up_pupils
import numpy as np
import pytest
from scipy.optimize import linprog

from collegiate.statistics import growth, quantreg
from collegiate.statistics.errors import FitError

REFERENCE = json.loads((Path(__file__).parent / "reference" / "quantreg.json").read_text())


def cohort(n: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A score and two priors on a grid, spread growing with the prior and tails heavier than normal."""
    rng = np.random.default_rng(seed)
    first = np.clip(np.round(rng.normal(103, 8, n)), 80, 120)
    second = np.clip(np.round(0.75 * (first - 103) + 104 + 5 * rng.normal(size=n)), 80, 120)
    noise = (6 + 0.05 * np.abs(second - 104)) * rng.standard_t(6, n)
    return 0.4 * (first - 103) + 0.8 * (second - 104) + 50 + noise, first, second


def test_a_small_cohort_has_quantregs_growth_percentiles() -> None:
    data = made_up_pupils.growth()
    ours = growth.growth_percentiles(data["score"], [data["first"], data["second"]])
    assert ours.method == "exact"
    assert np.mean(ours.percentile == REFERENCE["sgp"]) >= 0.99
    assert np.mean(np.abs(ours.percentile - REFERENCE["sgp"]) <= 1) >= 0.99


def test_exact_quantile_regression_is_the_linear_programme() -> None:
    rng = np.random.default_rng(2)
    x = np.column_stack([np.ones(200), rng.normal(size=(200, 3))])
    y = x @ [1, 2, 0, -1] + rng.standard_t(3, 200)
    for tau in (0.005, 0.25, 0.5, 0.9):
        solved = linprog(
            np.concatenate([np.zeros(8), np.full(200, tau), np.full(200, 1 - tau)]),
            A_eq=np.hstack([x, -x, np.eye(200), -np.eye(200)]),
            b_eq=y,
            method="highs",
        )
        assert quantreg.check_loss(y - x @ quantreg.exact(x, y, tau), tau) == pytest.approx(solved.fun, rel=1e-9)


def test_the_cell_method_agrees_with_the_exact_one() -> None:
    score, first, second = cohort(8_000)
    one = growth.growth_percentiles(score, [first, second], method="exact").percentile
    two = growth.growth_percentiles(score, [first, second], method="cells").percentile
    assert np.mean(np.abs(one - two) <= 1) >= 0.99


def test_percentiles_are_evenly_spread_at_every_prior_score() -> None:
    score, first, second = cohort(60_000)
    ours = growth.growth_percentiles(score, [first, second])
    assert ours.method == "cells"
    for low in (80, 95, 103, 111):
        there = (second >= low) & (second < low + 8)
        assert np.mean(ours.percentile[there]) == pytest.approx(50, abs=1.5)
        assert np.mean(ours.percentile[there] <= 25) == pytest.approx(0.25, abs=0.02)


def test_a_higher_score_never_has_a_lower_percentile() -> None:
    score, _, second = cohort(3_000)
    ours = growth.growth_percentiles(score, [second], method="cells").percentile
    for value in np.unique(second):
        there = second == value
        order = np.argsort(score[there])
        assert np.all(np.diff(ours[there][order]) >= 0)


def test_a_missing_score_has_no_percentile() -> None:
    score, first, second = cohort(2_000)
    score[3], first[5] = np.nan, np.nan
    ours = growth.growth_percentiles(score, [first, second])
    assert np.flatnonzero(np.isnan(ours.percentile)).tolist() == [3, 5]
    assert ours.n == 1_998
    assert ours.percentile[~np.isnan(ours.percentile)].min() >= 1


def test_too_few_pupils_or_values_are_refused() -> None:
    score, first, second = cohort(100)
    with pytest.raises(FitError, match="need at least 150"):
        growth.growth_percentiles(score, [first, second])
    with pytest.raises(FitError, match="Prior 1 has too few different values"):
        growth.growth_percentiles(score, [np.repeat([1.0, 2.0], 50)])


def test_intervals_of_medians_cover_the_true_median() -> None:
    rng = np.random.default_rng(4)
    inside = []
    for _ in range(2_000):
        values = rng.beta(2, 3, rng.integers(8, 60))
        low, high = growth.median_interval(values)
        inside.append(low <= 0.3857275 <= high)
    assert 0.95 <= np.mean(inside) <= 0.985


def test_few_pupils_give_the_whole_scale() -> None:
    assert growth.median_interval(np.array([40.0, 50.0, 60.0])) == (1.0, 99.0)


def test_group_medians_leave_out_pupils_without_a_percentile() -> None:
    rows = growth.group_medians(np.array([10.0, 30.0, np.nan, 90.0]), ["A", "A", "A", "B"])
    assert [(r.group, r.n, r.median) for r in rows] == [("A", 2, 20.0), ("B", 1, 90.0)]
