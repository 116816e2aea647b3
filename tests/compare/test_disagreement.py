"""Ours beside theirs: the reasons given are true of the two numbers, and no others are given."""

from __future__ import annotations

import pyarrow as pa
import pytest

from collegiate.compare.disagreement import compare_views, disagreement, published_bands
from collegiate.measures import definitions
from collegiate.tables import ContextualEffect, FigureRow, Observation

MEASURES = {m.id: m for m in definitions()}


def row_of(table, **cells):
    return {**dict.fromkeys(table.columns()), **cells}


def figure(**cells):
    usual = {
        "subject": "school", "urn": 1, "measure": "ks4_progress8", "period": 2019, "release": "final", "shown": True,
        "value": -0.6, "low": -0.9, "high": -0.3, "interval": "published", "n": 120, "england": -0.03,
        "similar_median": -0.55, "similar_k": 48, "verdict": "cannot be told apart",
    }  # fmt: skip
    return row_of(FigureRow, **usual | cells)


def effect(**cells):
    usual = {
        "urn": 1, "measure": "ks4_progress8", "period": 2019, "expected": -0.5, "effect": -0.04, "sd": 0.1,
        "low": -0.236, "high": 0.156, "n_years": 3,
    }  # fmt: skip
    return row_of(ContextualEffect, **usual | cells)


def band(words, **cells):
    return {"urn": 1, "measure": "ks4_progress8", "period": 2019, "release": "final", "band": 5, "words": words} | cells


def seen(figures, effects=(), bands=(), measure="ks4_progress8"):
    return compare_views(figures, effects, bands, MEASURES[measure])


def said(view):
    return "\n".join(view.reasons)


def test_a_school_that_they_call_well_below_average_and_we_like_its_intake():
    view = seen([figure()], [effect()], [band("Well below average")])
    assert view.theirs.verdict == "Well below average"
    assert (view.ours.verdict, view.ours.model_verdict) == ("cannot be told apart", "cannot be told apart")
    assert view.agree is False
    assert view.difference == pytest.approx(-0.06)
    assert view.reasons == (
        "They say “Well below average”; we say “cannot be told apart”. They compare with all pupils in England who started "
        "from the same point, we with schools of a similar intake.",
        "Their figure allows for where pupils started and for nothing else about them. Schools with this intake have -0.50 on "
        "average, and ours is counted from there.",
        "Theirs is the year's result as it came out, -0.10 from what the intake has; ours, -0.04, is drawn towards 0, for a "
        "cohort is partly luck, and rests on 3 years.",
        "Our verdict is against the median of 48 similar schools, -0.55; England has -0.03.",
        "Theirs is about 120 pupils of one year; ours is about 3 years of the school.",
    )


def test_where_both_point_the_same_way_nothing_is_said_of_disagreement():
    view = seen([figure(verdict="worse")], [effect()], [band("Below average")])
    assert view.agree is True
    assert "They say" not in said(view)


def test_a_raw_score_allows_for_nothing_about_the_pupils():
    view = seen([figure(measure="ks4_attainment8", value=48.0, low=45.0, high=51.0)], measure="ks4_attainment8")
    assert "allows for nothing about the pupils, not even where they started" in said(view)
    assert view.theirs.verdict == ""
    assert view.agree is None


def test_without_a_model_ours_is_the_comparison_alone():
    view = seen([figure()], [effect(period=2018)])
    assert view.difference is None
    assert view.ours.effect is None
    assert "There is no contextual model of this school for this year" in said(view)
    assert "partly luck" not in said(view)


def test_an_estimate_that_was_hardly_moved_gives_no_reason():
    view = seen([figure()], [effect(effect=-0.098)])
    assert "partly luck" not in said(view)


def test_provisional_figures_are_told_and_an_earlier_release_is_only_where_it_differed():
    provisional = figure(release="provisional", shown=False, value=-0.7)
    assert "The provisional figure for 2018/19 was -0.70; the final one, used here, is -0.60." in said(
        seen([figure(), provisional])
    )
    assert "provisional" not in said(seen([figure(), provisional | {"value": -0.602}]))
    assert "2018/19 is provisional" in said(seen([provisional | {"shown": True}]))


def test_a_band_of_another_release_or_year_is_not_taken():
    bands = [band("Average", release="provisional"), band("Above average", period=2018)]
    view = seen([figure()], bands=bands)
    assert view.theirs.band == ""
    assert view.theirs.verdict == "Below average", "the interval lies below 0"


def test_where_their_interval_is_from_is_told():
    assert "The file gives no interval" in said(seen([figure(interval="derived: 1.96 × 1.3 / √n")]))
    assert "The file gives no interval" not in said(seen([figure(interval="published beside the same number")]))
    view = seen([figure(low=None, high=None, interval="none")])
    assert "tested against nothing" in said(view)
    assert view.theirs.verdict == ""


def test_nothing_published_is_nothing_to_disagree_with():
    assert seen([]) is None
    assert seen([figure(value=None)]) is None
    assert seen([figure(shown=False)]) is None


class Reader:
    def figures(self, *, urns, measure, period):
        return [figure()] if (urns, measure, period) == ([1], "ks4_progress8", 2019) else []

    def contextual_effects(self, urns, measure=None):
        return [effect()]

    def published_bands(self, urns, measure=None):
        return [band("Well below average")]


def test_it_is_read_from_a_snapshot():
    assert disagreement(Reader(), 1, "ks4_progress8", 2019).theirs.band == "Well below average"
    assert disagreement(Reader(), 2, "ks4_progress8", 2019) is None
    with pytest.raises(KeyError, match="no measure 'happiness'"):
        disagreement(Reader(), 1, "happiness", 2019)


def test_bands_are_read_as_numbers_and_said_in_the_departments_words():
    cells = [(1, "ks4.p8_banding", 5.0), (2, "ks4.p8_banding", None), (3, "ks4.p8_banding", 9.0), (4, "ks4.p8mea", 1.0)]
    rows = [
        row_of(Observation, urn=urn, level="school", variable=name, value=value, period=2019, release="final", file_id=7, line=8)
        for urn, name, value in cells
    ]  # fmt: skip
    table = published_bands(Observation.conform(pa.Table.from_pylist(rows, schema=Observation.schema())))
    assert table.to_pylist() == [
        {"urn": 1, "measure": "ks4_progress8", "period": 2019, "release": "final", "band": 5, "words": "Well below average",
         "file_id": 7, "line": 8},
    ]  # fmt: skip
    assert published_bands(Observation.empty()).num_rows == 0
