"""The Department for Education's own example of a Progress 8 score, worked with its own spread."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from shared import shared

from collegiate.statistics.bands import school_mean

FOLDER = ("dfe", "reference", "progress8_ready_reckoner")


@pytest.mark.shared
def test_the_departments_example_school():
    with shared(*FOLDER, "p8_dummy_v6.csv").open(newline="", encoding="utf-8-sig") as file:
        pupils = list(csv.DictReader(file))
    with shared(*FOLDER, "p8_stdev_file.csv").open(newline="", encoding="utf-8-sig") as file:
        spread = float(next(csv.DictReader(file))["p8stdev"])
    counted = [p for p in pupils if p["Pupil included in progress 8 calculations"] == "1"]
    school = school_mean(np.array([float(p["Pupil's adjusted progress 8 score"]) for p in counted]), spread)
    assert (school.n, spread) == (9, 1.41628)
    assert school.value == pytest.approx(2.05 / 9)
    assert (school.low, school.high) == (
        pytest.approx(2.05 / 9 - 1.96 * spread / 3),
        pytest.approx(2.05 / 9 + 1.96 * spread / 3),
    )
    assert school.verdict == "in line"
