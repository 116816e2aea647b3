"""Falls in series: planted ones are found, and chance raises as many as it says."""

import numpy as np
import pytest

from collegiate.statistics.falls import Wobble, fall, holm, wobble

TIMES = np.arange(14) / 6.0


def drawn(rng, correlation=0.3, variance=1.0, n=14):
    noise = rng.standard_normal(n)
    values = np.empty(n)
    values[0] = noise[0]
    for i in range(1, n):
        values[i] = correlation * values[i - 1] + np.sqrt(1 - correlation**2) * noise[i]
    return values * np.sqrt(variance)


def test_chance_raises_as_many_as_it_says():
    rng, about, ones = np.random.default_rng(8), Wobble(1.0, 0.3), np.ones(14)
    chances = np.array([fall(TIMES, drawn(rng), ones, about, draws=2000).chance for _ in range(1500)])
    for level in (0.05, 0.2, 0.5):
        assert abs((chances <= level).mean() - level) < 4 * np.sqrt(level * (1 - level) / 1500) + 0.005


def test_a_planted_bend_is_found_where_it_is():
    rng, about = np.random.default_rng(2), Wobble(0.25, 0.3)
    found = [
        fall(TIMES, drawn(rng, variance=0.25) - 3.0 * np.maximum(TIMES - TIMES[8], 0), np.ones(14), about, draws=2000)
        for _ in range(200)
    ]
    assert np.mean([f.chance < 0.05 for f in found]) > 0.9
    assert abs(np.median([f.since for f in found]) - 8) <= 1
    assert np.median([f.slope for f in found]) == pytest.approx(-3.0, abs=0.5)
    assert np.mean([f.low < -3.0 < f.high for f in found]) > 0.93


def test_a_rise_is_no_fall():
    found = fall(TIMES, 3.0 * np.maximum(TIMES - TIMES[8], 0), np.ones(14), Wobble(0.25, 0.3), draws=2000)
    assert found.slope > 0 and found.chance > 0.9


def test_too_short_a_series_or_one_without_wobble_says_nothing():
    assert fall(TIMES[:4], np.zeros(4), np.ones(4), Wobble(1.0, 0.0)) is None
    assert fall(TIMES, np.zeros(14), np.ones(14), Wobble(0.0, 0.0)) is None
    assert wobble([(TIMES[:4], np.zeros(4), np.ones(4))]) is None


def test_the_wobble_is_that_of_the_series_though_one_of_them_falls():
    rng = np.random.default_rng(5)
    weights = rng.uniform(50, 400, 60)
    series = [(TIMES, drawn(rng, variance=100.0 / w), np.full(14, w)) for w in weights]
    series[0] = (TIMES, series[0][1] - 40 * np.maximum(TIMES - 1.2, 0), series[0][2])
    about = wobble(series)
    assert about.variance == pytest.approx(100.0, rel=0.25)
    assert about.correlation == pytest.approx(0.3, abs=0.15)


def test_holm_allows_for_every_look():
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([0.9, 0.8]) == [1.0, 1.0]
    assert holm([]) == []
