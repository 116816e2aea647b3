"""Placing a trust among trusts."""

import random

from hypothesis import given
from hypothesis import strategies as st

from collegiate.compare.placing import Estimate, placing


def sharp(value, half=0.1):
    return Estimate(value, value - half, value + half)


def test_a_place_is_told_with_how_many_cannot_be_told_apart():
    place = placing(sharp(0.2), [sharp(0.9), sharp(0.25), sharp(0.15), sharp(-0.5)], higher_is_better=True)
    assert (place.rank, place.of, place.ahead, place.behind, place.cannot_be_told_apart) == (3, 5, 1, 1, 2)


def test_for_absence_less_is_better():
    place = placing(sharp(4.0), [sharp(9.0), sharp(2.0)], higher_is_better=False)
    assert (place.rank, place.ahead, place.behind) == (2, 1, 1)


@given(st.lists(st.floats(-3, 3), max_size=30), st.floats(-3, 3), st.floats(0.01, 1))
def test_the_counts_add_up(values, own, half):
    place = placing(sharp(own, half), [sharp(v, half) for v in values], higher_is_better=True)
    assert place.ahead + place.behind + place.cannot_be_told_apart == len(values) == place.of - 1
    assert 1 <= place.rank <= place.of


def test_equal_trusts_are_told_apart_about_one_time_in_twenty():
    draw = random.Random(4)
    told = 0
    for _ in range(4_000):
        a, b = (Estimate(m, m - 1.96, m + 1.96) for m in (draw.gauss(0, 1), draw.gauss(0, 1)))
        told += placing(a, [b], higher_is_better=True).cannot_be_told_apart == 0
    assert 0.04 < told / 4_000 < 0.06
