from __future__ import annotations

import csv

import pytest
from shared import shared

from collegiate.vocabulary import Phase, phase_by_ages, phase_of


@pytest.mark.parametrize(
    ("words", "phase"),
    [
        ("Middle deemed secondary", Phase.MIDDLE_DEEMED_SECONDARY),
        ("Middle deemed primary", Phase.MIDDLE_DEEMED_PRIMARY),
        (" primary ", Phase.PRIMARY),
        ("All-through", Phase.ALL_THROUGH),
        ("", None),
        (None, None),
        ("Sekundarstufe", None),
    ],
)
def test_the_registers_words_name_a_phase(words, phase):
    assert phase_of(words) is phase


def test_a_phase_is_written_in_words():
    assert Phase.MIDDLE_DEEMED_SECONDARY.words == "middle deemed secondary"
    assert (Phase.SIXTEEN_PLUS.words, Phase.ALL_THROUGH.words) == ("16 plus", "all-through")


@pytest.mark.parametrize(
    ("low", "high", "phase"),
    [
        (2, 5, "nursery"),
        (3, 11, "primary"),
        (4, 9, "primary"),
        (7, 11, "primary"),
        (9, 13, "middle_deemed_secondary"),
        (10, 14, "middle_deemed_secondary"),
        (8, 12, "middle_deemed_primary"),
        (9, 12, "middle_deemed_primary"),
        (8, 13, "middle_deemed_primary"),
        (11, 16, "secondary"),
        (13, 19, "secondary"),
        (9, 16, "secondary"),
        (4, 19, "all_through"),
        (16, 19, "sixteen_plus"),
    ],
)
def test_ages_imply_a_phase(low, high, phase):
    assert phase_by_ages(low, high) == phase


@pytest.mark.parametrize(("low", "high"), [(None, 11), (3, None), (0, 0), (11, 3)])
def test_ages_that_say_nothing_imply_nothing(low, high):
    assert phase_by_ages(low, high) is None


@pytest.mark.shared
def test_the_ages_of_nearly_every_real_school_imply_the_phase_that_the_register_gives_it():
    path = shared("dfe", "register", "edubasealldata_open_202207.csv")
    with path.open(encoding="cp1252", newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["StatutoryLowAge"] and r["StatutoryHighAge"]]
    same = sum(
        phase_of(r["PhaseOfEducation (name)"]) == phase_by_ages(int(r["StatutoryLowAge"]), int(r["StatutoryHighAge"]))
        for r in rows
    )
    assert same / len(rows) > 0.999
