"""The ordinary intake takes every made-up file for what it is, and refuses nothing of it."""

from __future__ import annotations

import pytest

from collegiate import intake

_SOURCES = {
    "edubasealldata20190715.csv": "gias_establishments",
    "edubasealldata_open_201707.csv": "gias_establishments",
    "groups_201907.csv": "gias_groups",
    "grouplinks_201907.csv": "gias_group_links",
    "grouplinks_edubaseallacademiesandfree20180601.csv": "gias_group_links",
    "links_edubasealldata20190715.csv": "gias_links",
    "england_ks2final_2018.csv": "ks2_performance",
    "england_ks4final_2019.csv": "ks4_performance",
    "england_ks4provisional_2019.csv": "ks4_performance",
    "england_ks5final_2019.csv": "ks5_performance",
    "england_ks4-pupdest_2019.csv": "ks4_destinations",
    "201819_information_about_schools_final.csv": "ks4_school_information",
    "england_census_2016.csv": "census",
    "england_abs_2013.csv": "absence",
    "pupil-premium-2018-2019.csv": "pupil_premium",
    "school_fsm_2019.csv": "fsm",
    "england_swf_2018.csv": "workforce",
    "financials_2017.csv": "finance_maintained",
    "multi_academy_trust_funding.xlsx": "trust_funding",
    "postcodes.csv": "postcode_districts",
    "ofsted_ratings_2005-2019.csv": "ofsted_ratings_history",
    "school_ofsted_rating_2024-04.csv": "ofsted_ratings_snapshot",
}


@pytest.fixture(scope="module")
def readings(nation):
    return {r.original.name: r for r in intake.read([nation.folder / name for name in nation.truth.files])}


def test_every_file_is_recognised_and_nothing_is_refused(nation, readings):
    assert set(readings) == set(nation.truth.files)
    for name, reading in readings.items():
        receipt = reading.receipt
        assert receipt["status"] == "kept", (name, receipt, reading.refused.slice(0, 3).to_pylist())
        assert receipt["rows_in"] == receipt["rows_kept"] == nation.truth.files[name], name
        assert reading.refused.num_rows == 0, name


@pytest.mark.parametrize("name", sorted(_SOURCES))
def test_a_file_is_taken_for_what_it_is(readings, name):
    assert readings[name].receipt["source"] == _SOURCES[name]


def test_years_and_releases_are_those_of_the_files(readings):
    assert readings["england_ks2final_2018.csv"].receipt["period"] == 2018
    assert readings["england_ks2final_2016.csv"].receipt["period"] == 2016
    assert readings["england_ks4provisional_2019.csv"].receipt["release"] == "provisional"
    assert readings["england_ks4-pupdest_2019.csv"].receipt["period"] == 2017
    assert readings["england_swf_2018.csv"].receipt["period"] == 2018
    assert str(readings["grouplinks_201907.csv"].receipt["as_of"]) == "2019-07-31"
