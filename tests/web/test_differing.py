"""Ours and theirs, in words."""

from __future__ import annotations

from collegiate.charts import Measured
from collegiate.compare.disagreement import compare_views
from collegiate.measures import definitions
from collegiate.web.pictures import differing

PROGRESS8 = Measured("ks4_progress8", "Progress 8", unit="grades", polarity="higher", decimals=2)
FIGURE = {
    "urn": 1, "measure": "ks4_progress8", "period": 2019, "release": "final", "shown": True, "value": -0.39, "low": -0.56, "high": -0.20,
    "n": 189, "interval": "published", "verdict": "cannot be told apart", "similar_median": -0.36, "similar_k": 48, "england": -0.03,
}  # fmt: skip
EFFECT = {
    "urn": 1,
    "measure": "ks4_progress8",
    "period": 2019,
    "effect": -0.03,
    "low": -0.26,
    "high": 0.19,
    "expected": -0.27,
    "n_years": 3,
}
BAND = {"period": 2019, "release": "final", "words": "Below average"}


def compared(effects: list, bands: list):
    measure = next(m for m in definitions() if m.id == "ks4_progress8")
    return compare_views([FIGURE], effects, bands, measure)


def test_both_stand_beside_each_other_each_in_its_own_words() -> None:
    rows = {
        asked: (theirs, ours) for asked, theirs, ours in differing.side_by_side(compared([EFFECT], [BAND]), PROGRESS8)
    }
    assert rows["Number"] == ("−0.39", "−0.03 beside schools of its intake")
    assert rows["95% interval"] == ("−0.56 to −0.20", "−0.26 to +0.19")
    assert rows["In words"] == ("Below average", "cannot be told apart")
    assert rows["Years"] == ("one", "3")


def test_without_a_model_nothing_is_made_up() -> None:
    rows = {asked: ours for asked, _, ours in differing.side_by_side(compared([], [BAND]), PROGRESS8)}
    assert rows["Number"] == "no model of this school and year"
    assert rows["95% interval"] == "none"


def test_it_is_shown_only_where_there_are_two_answers() -> None:
    assert differing.worth_showing(compared([EFFECT], []))
    assert differing.worth_showing(compared([], [BAND]))
    assert not differing.worth_showing(compared([], []))
    assert not differing.worth_showing(None)


def test_whether_they_agree_is_said_in_a_sentence() -> None:
    assert differing.verdict(compared([EFFECT], [BAND])).startswith("They do not say the same, and both can be right")


def test_negative_numbers_of_sentences_have_a_true_minus_and_words_keep_their_hyphens() -> None:
    assert (
        differing.minus("It is -0.12 from 2017-18, and co-operative.") == "It is −0.12 from 2017-18, and co-operative."
    )
