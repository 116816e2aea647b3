"""One beside the others: as often wrong as it says, also when members differ by nature, and when one stands apart."""

import numpy as np
import pytest

from collegiate.statistics.beside import beside_others, holm


@pytest.mark.parametrize("between", [0.0, 1.0])
def test_intervals_hold_no_difference_as_often_as_they_say(between):
    rng, held = np.random.default_rng(12), []
    for _ in range(400):
        sd = rng.uniform(0.3, 1.0, 10)
        found = beside_others(rng.normal(0, between, 10) + rng.normal(0, sd), sd**2)
        held.append((found.low < 0) & (found.high > 0))
    assert 0.93 <= np.mean(held) <= 0.995


def test_any_alarm_in_a_family_is_as_rare_as_said():
    rng = np.random.default_rng(7)
    raised = []
    for _ in range(600):
        sd = rng.uniform(0.3, 1.0, 12)
        raised.append(
            min(holm(beside_others(rng.normal(0, 0.5, 12) + rng.normal(0, sd), sd**2).chance_below.tolist())) <= 0.10
        )
    assert np.mean(raised) <= 0.10 + 3 * np.sqrt(0.09 / 600)


def test_alarms_stay_rare_where_twenty_differ_by_nature():
    """By the estimator of DerSimonian and Laird it was 11.5 % of 400."""
    rng = np.random.default_rng(3)
    raised = []
    for _ in range(200):
        sd = rng.uniform(0.15, 1.2, 20)
        raised.append(min(holm(beside_others(rng.normal(0, 1, 20) + rng.normal(0, sd), sd**2).chance_below.tolist())) <= 0.1)  # fmt: skip
    assert np.mean(raised) <= 0.10


def test_one_that_stands_apart_does_not_hide_itself():
    values, variances = np.array([0.1, -0.1, 0.2, 0.0, -0.2, -6.0]), np.full(6, 0.04)
    found = beside_others(values, variances)
    assert found.chance_below[5] < 0.0001 and found.difference[5] == pytest.approx(-6.0)
    assert (found.chance_below[:5] > 0.1).all()


def test_two_are_too_few():
    with pytest.raises(ValueError, match="at least three"):
        beside_others(np.zeros(2), np.ones(2))


def test_holm_allows_for_every_look():
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([0.9, 0.8]) == [1.0, 1.0]
    assert holm([]) == []
