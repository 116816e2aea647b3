"""The reviewed definition files: complete, consistent, and refused with a remedy when they are not."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from collegiate.measures import DefinitionError, definitions, measure_rows, read_definition
from collegiate.tables import MeasureRow

ASKED_FOR = {
    "roll", "capacity_used", "free_school_meals", "pupil_premium", "sen_support", "ehcp", "eal",
    "ks2_progress_reading", "ks2_progress_writing", "ks2_progress_maths", "ks2_expected_standard",
    "ks4_attainment8", "ks4_progress8", "ks4_english_maths_94", "ks4_english_maths_95", "ks4_ebacc_entry", "ks4_ebacc_aps",
    "ks5_a_level_aps", "ks5_value_added", "ks4_destinations", "absence", "persistent_absence", "in_year_balance", "inspection",
}  # fmt: skip

GOOD = """
id = "made_up"
kind = "number"
position = 1
title = "Made up"
short = "Made up"
theme = "Pupils"
question = "Why?"
unit = "%"
decimals = 1
polarity = "higher"
phases = ["secondary"]
by_phase = false
pool = "mean"
source = "nobody"
about = "a test"
author = "a"
checker = "b"
next_review = 2027-09-01
version = "1"
[[variants]]
era = "one"
label = "the only one"
value = "x.y"
interval = []
no_interval = "none is needed"
"""


def test_every_measure_that_the_picture_needs_is_defined() -> None:
    assert {m.id for m in definitions()} == ASKED_FOR


@pytest.mark.parametrize("measure", definitions(), ids=lambda m: m.id)
def test_every_definition_says_who_answers_for_it_and_until_when(measure) -> None:
    assert measure.author and measure.checker and measure.source and measure.version
    assert measure.next_review > date(2026, 1, 1)
    assert measure.question.endswith("?") or "?" in measure.question


def test_persistent_absence_is_one_line_with_a_break_between_two_thresholds() -> None:
    measure = next(m for m in definitions() if m.id == "persistent_absence")
    assert measure.eras == ("threshold_15", "threshold_10")
    assert {v.era: v.value for v in measure.variants} == {
        "threshold_15": "absence.ppersabs15",
        "threshold_10": "absence.ppersabs10",
    }
    assert "15 %" in next(v.break_note for v in measure.variants if v.era == "threshold_10")


def test_an_inspection_is_words_and_never_a_number() -> None:
    measure = next(m for m in definitions() if m.id == "inspection")
    assert (measure.kind, measure.table, measure.variants) == ("words", "inspection", ())


def test_the_snapshot_keeps_the_whole_definition() -> None:
    rows = measure_rows()
    assert rows.schema.equals(MeasureRow.schema())
    kept = json.loads(next(r for r in rows.to_pylist() if r["measure"] == "ks4_progress8")["definition"])
    assert kept["variants"][0]["sd"] == {"2019": 1.283}
    assert kept["kind"] == "number"


def test_measures_come_in_the_order_in_which_they_are_shown() -> None:
    places = [m.position for m in definitions()]
    assert places == sorted(places)
    assert len(set(places)) == len(places)


def test_the_pupil_sd_of_the_nearest_year_is_used_and_the_earlier_of_two() -> None:
    variant = next(m for m in definitions() if m.id == "ks2_progress_reading").variants[0]
    assert [variant.sd_in(year) for year in (2016, 2018, 2019, 2022)] == [5.98, 5.98, 6.17, 6.17]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('polarity = "higher"', 'polarity = "up"', "Write one of higher, lower, none"),
        ('id = "made_up"', 'id = "other"', "Give it the name of its file"),
        ('phases = ["secondary"]', 'phases = ["high"]', "no phase high"),
        ('value = "x.y"', 'value = "x.y"\nnumerator = "a"\ndenominator = "b"', "either value, or numerator and denominator"),
        ("interval = []", 'interval = ["guess"]', "knows no interval guess"),
        ('no_interval = "none is needed"', "", "does not say why"),
        ("interval = []", 'interval = ["pupil_sd"]', "gives none"),
        ('title = "Made up"', "", "title"),
        ('unit = "%"', 'unit = "%', "is not TOML"),
    ],
)  # fmt: skip
def test_a_definition_that_cannot_be_is_refused_with_its_remedy(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = tmp_path / "made_up.toml"
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(DefinitionError) as refused:
        read_definition(path)
    assert said in str(refused.value)
    assert "made_up.toml" in str(refused.value)


def test_a_measure_applies_to_the_schools_that_teach_its_age() -> None:
    measure = next(m for m in definitions() if m.id == "ks2_expected_standard")
    assert measure.applies_to("primary", 4, 11)
    assert not measure.applies_to("primary", 4, 7), "an infant school has nobody at the end of key stage 2"
    assert measure.applies_to("middle_deemed_secondary", 9, 13)
    assert not measure.applies_to("secondary", 11, 16)
    assert measure.applies_to("primary", None, None), "unknown ages leave it to the phase"
