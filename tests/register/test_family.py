"""The family on the ground: who serves which year group, and how far apart they are."""

import doctest

import pytest

from collegiate.register import coverage as coverage_module
from collegiate.register import distances as distances_module
from collegiate.register.coverage import coverage, unknown_ages
from collegiate.register.distances import distance_matrix

FIRST = {"urn": 1, "low_age": 3, "high_age": 9, "latitude": 52.90, "longitude": -1.87}
MIDDLE = {"urn": 2, "low_age": 9, "high_age": 13, "latitude": 52.90, "longitude": -1.86}
HIGH = {"urn": 3, "low_age": 13, "high_age": 18, "latitude": None, "longitude": None}


def served(schools):
    return {g.name: g.urns for g in coverage(schools)}


def test_three_tiers_serve_every_year_once():
    by_year = served([FIRST, MIDDLE, HIGH])
    assert by_year["Nursery"] == by_year["Year 4"] == (1,)
    assert by_year["Year 5"] == by_year["Year 8"] == (2,)
    assert by_year["Year 9"] == by_year["Year 13"] == (3,)
    assert len(by_year) == 15


def test_a_hole_is_seen():
    assert [g.name for g in coverage([FIRST, HIGH]) if g.hole] == ["Year 5", "Year 6", "Year 7", "Year 8"]


def test_a_school_without_ages_is_named():
    strange = {"urn": 4, "low_age": None, "high_age": 11}
    assert unknown_ages([FIRST, strange]) == [4]
    assert all(4 not in g.urns for g in coverage([FIRST, strange]))


def test_distances_are_symmetric_and_missing_stays_missing():
    matrix = distance_matrix([FIRST, MIDDLE, HIGH])
    assert matrix[0][1] == matrix[1][0] == pytest.approx(0.67, abs=0.01)
    assert matrix[0][2] is None
    assert matrix[0][0] == 0.0


@pytest.mark.parametrize("module", [coverage_module, distances_module])
def test_examples(module):
    assert doctest.testmod(module).failed == 0
