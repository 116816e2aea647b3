from __future__ import annotations

from datetime import date

import pytest

from collegiate.vocabulary import area_words, better, regime, regime_on, regimes


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2013, 4, 19), "graded"),
        (date(2024, 9, 1), "graded"),
        (date(2024, 9, 2), "sub_judgements"),
        (date(2025, 11, 9), "sub_judgements"),
        (date(2025, 11, 10), "report_card"),
        (date(2026, 6, 30), "report_card"),
    ],
)
def test_an_inspection_is_under_the_rules_of_its_day(day, expected):
    found = regime_on(day)
    assert found is not None
    assert found.id == expected


def test_there_is_no_regime_before_there_were_inspectors():
    assert regime_on(date(1990, 1, 1)) is None


def test_only_graded_inspections_have_an_overall_grade():
    assert [r.id for r in regimes() if "overall_effectiveness" in r.areas] == ["graded"]


def test_report_cards_have_their_own_areas_and_their_own_five_words():
    card = regime("report_card")
    assert card.outcomes == (
        "Exceptional",
        "Strong standard",
        "Expected standard",
        "Needs attention",
        "Urgent improvement",
    )
    assert {"inclusion", "achievement", "attendance_and_behaviour"} <= set(card.areas)
    assert card.scale("safeguarding") == ("Met", "Not met")
    assert regime("graded").scale("safeguarding") == ("Yes", "No")


def test_no_word_of_a_report_card_is_a_word_of_a_grade():
    assert not set(regime("report_card").outcomes) & set(regime("graded").outcomes)


def test_outcomes_have_an_order_within_their_regime():
    assert better(("report_card", "Strong standard"), ("report_card", "Expected standard"))
    assert not better(("graded", "Inadequate"), ("graded", "Good"))


def test_satisfactory_stands_where_requires_improvement_came_to_stand():
    graded = regime("graded")
    assert graded.place("Satisfactory") == graded.place("Requires improvement") == 2


def test_outcomes_of_two_regimes_do_not_compare():
    with pytest.raises(ValueError, match="do not compare"):
        better(("report_card", "Expected standard"), ("graded", "Good"))


def test_words_that_are_not_on_the_scale_do_not_compare():
    with pytest.raises(ValueError, match="not both on the scale"):
        better(("graded", "Good"), ("graded", "Strong standard"))
    assert regime("ungraded").place("School remains Good") is None


def test_an_unknown_regime_is_told_which_there_are():
    with pytest.raises(ValueError, match="graded, sub_judgements, report_card, ungraded"):
        regime("league")


def test_an_area_is_written_as_inspectors_write_it():
    assert area_words("leadership_and_governance") == "Leadership and governance"
    assert area_words("post_16_provision") == "Post-16 provision"
