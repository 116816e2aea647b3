"""The published band methods, from the publisher's own tables."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from shared import shared

from collegiate.statistics import bands
from collegiate.statistics.errors import FitError

READY_RECKONER = ("dfe", "reference", "progress8_ready_reckoner")


@pytest.fixture
def reckoner() -> tuple[bands.Bands, dict[str, np.ndarray], dict[str, float]]:
    with shared(*READY_RECKONER, "p8_att8_splits.csv").open(newline="", encoding="utf-8-sig") as file:
        ranges = [row["KS2 average scaled score range"] for row in csv.DictReader(file)]
    with shared(*READY_RECKONER, "p8_pupil_coefficients_file.csv").open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    with shared(*READY_RECKONER, "p8_stdev_file.csv").open(newline="", encoding="utf-8-sig") as file:
        spread = {k: float(v) for k, v in next(csv.DictReader(file)).items()}
    estimates = {k: np.array([float(r[k]) for r in rows]) for k in rows[0]}
    return bands.Bands.parse(ranges), estimates, spread


@pytest.mark.shared
def test_there_are_34_bands_and_every_scaled_score_has_one(reckoner: tuple) -> None:
    table, estimates, _ = reckoner
    assert len(table.edges) == 34 == len(estimates["p8est"])
    band = table.of(np.arange(59, 120.5, 0.5))
    assert band.min() == 0
    assert band.max() == 33
    assert np.all(np.diff(band) >= 0)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("attainment8", "prior", "score"),
    [(15.96, 59, 0.0), (20.96, 82, 0.5), (16.63, 82.5, 0.0), (82.03, 120, 0.0), (72.03, 120, -1.0)],
)
def test_a_pupil_is_compared_with_its_band(attainment8: float, prior: float, score: float, reckoner: tuple) -> None:
    table, estimates, _ = reckoner
    ours = bands.progress8(np.array([attainment8]), np.array([prior]), table, estimates["p8est"])
    assert ours[0] == pytest.approx(score, abs=1e-12)


@pytest.mark.shared
def test_elements_are_divided_by_their_slots(reckoner: tuple) -> None:
    table, estimates, _ = reckoner
    columns = {"english": "p8esteng", "maths": "p8estmat", "ebacc": "p8estebac", "open": "p8estopen"}
    for element, slots in (("english", 2), ("maths", 2), ("ebacc", 3), ("open", 3)):
        expected = estimates[columns[element]]
        ours = bands.progress8(np.array([expected[0] + 6]), np.array([60.0]), table, expected, element=element)
        assert ours[0] == pytest.approx(6 / slots)


@pytest.mark.shared
def test_the_interval_is_the_publishers(reckoner: tuple) -> None:
    _, _, spread = reckoner
    school = bands.school_mean(np.full(100, 0.3), spread["p8stdev"])
    assert school is not None
    assert (school.low, school.high) == pytest.approx((0.3 - 1.96 * 0.141628, 0.3 + 1.96 * 0.141628))
    assert school.verdict == "above"


def test_a_missing_or_outside_prior_has_no_score() -> None:
    table = bands.Bands.parse(["59 to 82", "82.5 to 86"])
    ours = bands.progress8(
        np.array([20.0, 20, 20, np.nan]), np.array([np.nan, 50, 90, 80]), table, np.array([16.0, 17])
    )
    assert np.isnan(ours).all()


def test_extreme_negative_scores_stop_at_the_bands_lowest() -> None:
    table = bands.Bands.parse(["59 to 82", "82.5 to 86"])
    ours = bands.progress8(
        np.array([0.0, 60.0]), np.array([85.0, 85.0]), table, np.array([16.0, 50]), lowest=np.array([-1.5, -3.0])
    )
    assert ours.tolist() == [-3.0, 1.0]


def test_a_school_without_scores_has_no_mean() -> None:
    assert bands.school_mean(np.array([np.nan]), 1.4) is None


def test_an_interval_across_0_is_in_line() -> None:
    school = bands.school_mean(np.array([0.1, -0.1]), 1.4)
    assert school is not None
    assert school.verdict == "in line"


def test_16_to_18_standard_errors_combine_by_share_of_students() -> None:
    errors = [bands.subject_standard_error(1.0, 25), bands.subject_standard_error(2.0, 100)]
    assert errors == [0.2, 0.2]
    assert bands.combined_standard_error(errors, [25, 100]) == pytest.approx(np.hypot(0.2 * 0.2, 0.2 * 0.8))


def test_an_unknown_element_is_refused() -> None:
    with pytest.raises(FitError, match="'science' is not an element"):
        bands.progress8(
            np.array([1.0]), np.array([60.0]), bands.Bands.parse(["59 to 82"]), np.array([1.0]), element="science"
        )
