"""Intervals cover what they claim, and the spread between pupils is found again where it is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collegiate.statistics.intervals import mean_interval, sd_from_intervals, sd_from_years, standard_error, wilson


@pytest.mark.parametrize(
    ("children", "of", "low", "high"),
    # R 4.2.2: prop.test(x, n, correct = FALSE)$conf.int
    [(15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718), (20, 20, 0.8389, 1.0)],
)
def test_wilson_gives_the_known_answers(children: int, of: int, low: float, high: float) -> None:
    assert tuple(float(x) for x in wilson(children / of, of)) == (
        pytest.approx(low, abs=5e-5),
        pytest.approx(high, abs=5e-5),
    )


@given(st.floats(0, 1), st.integers(1, 5000))
def test_wilson_holds_the_share_and_stays_a_share(share: float, n: int) -> None:
    low, high = wilson(share, n)
    assert 0 <= low <= share <= high <= 1
    assert low < high


@pytest.mark.parametrize(("share", "n"), [(-0.1, 10), (1.1, 10), (0.5, 0), (np.nan, 10), (0.5, np.nan)])
def test_what_is_no_share_of_children_has_no_interval(share: float, n: float) -> None:
    assert all(np.isnan(end) for end in wilson(share, n))


@pytest.mark.parametrize(("truth", "n"), [(0.05, 60), (0.3, 11), (0.65, 30), (0.9, 200)])
def test_wilson_covers_the_truth_about_as_often_as_it_says(truth: float, n: int) -> None:
    seen = np.random.default_rng(20261122).binomial(n, truth, 20_000) / n
    low, high = wilson(seen, np.full(len(seen), n))
    assert 0.93 <= ((low <= truth) & (truth <= high)).mean() <= 0.98


@pytest.mark.parametrize("n", [5, 30, 200])
def test_a_mean_with_the_known_spread_covers_the_truth_19_times_in_20(n: int) -> None:
    random = np.random.default_rng(20261122)
    seen = random.normal(0.3, 1.283, (20_000, n)).mean(axis=1)
    low, high = mean_interval(seen, 1.283, n)
    assert ((low <= 0.3) & (high >= 0.3)).mean() == pytest.approx(0.95, abs=0.006)


def test_a_standard_error_is_read_back_from_an_interval() -> None:
    low, high = mean_interval(0.0, 2.0, 16)
    assert float(standard_error(low, high)) == pytest.approx(0.5)


def test_the_pupil_sd_is_read_back_from_rounded_intervals() -> None:
    n = np.random.default_rng(1).integers(12, 90, 300)
    low, high = mean_interval(np.zeros(300), 6.1, n)
    assert sd_from_intervals(low.round(1), high.round(1), n) == pytest.approx(6.1, rel=0.01)


def test_the_pupil_sd_is_found_from_two_years_of_the_same_schools_whatever_their_levels() -> None:
    random = np.random.default_rng(7)
    n0, n1 = random.integers(20, 250, 40_000), random.integers(20, 250, 40_000)
    level = random.normal(45, 8, 40_000) + 30 / np.sqrt(n0)  # small schools differ: it must not matter
    y0 = level + random.normal(0, 1, 40_000) * 19 / np.sqrt(n0)
    y1 = level + random.normal(0, 2, 40_000) + random.normal(0, 1, 40_000) * 19 / np.sqrt(n1)
    sd, drift = sd_from_years(y0, n0, y1, n1)
    assert sd == pytest.approx(19, rel=0.05)
    assert drift == pytest.approx(2, abs=0.25)


def test_too_few_schools_give_no_spread() -> None:
    with pytest.raises(ValueError, match="Fewer than 30 schools"):
        sd_from_years([1, 2], [10, 10], [1, 2], [10, 10])
    with pytest.raises(ValueError, match="no pupil SD can be worked back"):
        sd_from_intervals([np.nan], [np.nan], [10])
