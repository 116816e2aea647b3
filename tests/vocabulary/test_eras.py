from __future__ import annotations

import pytest

from collegiate.vocabulary import breaks, era_of, eras, families, gap_of, gaps, why_missing


@pytest.mark.parametrize(
    ("family", "period", "era"),
    [
        ("persistent_absence", 2013, "threshold_15"),
        ("persistent_absence", 2015, "threshold_15"),
        ("persistent_absence", 2016, "threshold_10"),
        ("persistent_absence", 2019, "threshold_10"),
        ("ks2_attainment", 2015, "levels"),
        ("ks2_attainment", 2016, "scaled_scores"),
        ("ks2_progress", 2019, "scaled_scores"),
        ("ks2_progress", 2023, "scaled_scores"),
        ("progress8", 2016, "progress_8"),
        ("progress8", 2019, "progress_8"),
        ("progress8", 2024, "progress_8_resumed"),
        ("attainment8", 2016, "letter_grades"),
        ("attainment8", 2017, "grades_9_to_1"),
        ("english_maths", 2016, "letter_grades"),
        ("english_maths", 2017, "grades_9_to_1"),
        ("ebacc_attainment", 2017, "ebacc_grades"),
        ("ebacc_attainment", 2018, "ebacc_aps"),
        ("ks5_points", 2015, "points_to_2015"),
        ("ks5_points", 2016, "points_from_2016"),
    ],
)
def test_a_year_belongs_to_its_era(family, period, era):
    found = era_of(family, period)
    assert found is not None
    assert found.id == era


@pytest.mark.parametrize(
    ("family", "period", "reason"),
    [
        ("ks2_progress", 2020, "tests at the end of key stage 2 were cancelled"),
        ("ks2_progress", 2024, "no key stage 1 tests"),
        ("ks2_progress", 2025, "no key stage 1 tests"),
        ("progress8", 2020, "examinations were cancelled"),
        ("progress8", 2021, "examinations were cancelled"),
        ("progress8", 2025, "no key stage 2 tests"),
        ("progress8", 2026, "no key stage 2 tests"),
        ("attainment8", 2021, "examinations were cancelled"),
        ("progress8", 2015, "the measure began in 2015/16"),
        ("ks2_progress", 2030, "had ended"),
    ],
)
def test_a_year_without_a_figure_has_no_era_and_says_why(family, period, reason):
    assert era_of(family, period) is None
    sentence = why_missing(family, period)
    assert sentence.startswith(f"No figure was published for {period - 1}/{period % 100:02d}")
    assert reason in sentence


def test_a_year_that_should_have_a_figure_gives_no_excuse():
    assert why_missing("progress8", 2019) == ""
    assert why_missing("persistent_absence", 2013) == ""
    assert why_missing("never_changed", 2019) == ""


def test_a_break_stands_at_the_first_year_of_the_later_era_and_says_what_changed():
    (found,) = breaks("persistent_absence")
    assert found.period == 2016
    assert found.words.startswith("From 2015/16: The threshold fell from 15 % to 10 %")


def test_a_measure_that_never_changed_has_no_breaks():
    assert (breaks("never_changed"), eras("never_changed"), gaps("never_changed")) == ((), (), ())


def test_no_year_of_any_family_belongs_to_two_eras_or_to_an_era_and_a_gap():
    for family in families():
        for period in range(1990, 2041):
            holding = [era for era in eras(family) if era.holds(period)]
            assert len(holding) <= 1, (family, period)
            assert not (gap_of(family, period) and era_of(family, period))


def test_every_era_names_its_source_and_the_day_it_was_checked():
    for era in (era for family in families() for era in eras(family)):
        assert era.source
        assert era.checked_on.year >= 2026
        assert era.changed.endswith(".")


def test_what_was_announced_and_not_seen_is_marked():
    assert not eras("progress8")[-1].confirmed
    assert not eras("ks2_progress")[-1].confirmed
    assert all(era.confirmed for era in eras("attainment8"))
