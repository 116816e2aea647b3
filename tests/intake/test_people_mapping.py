"""A user's mapping lets any export of children be read: their headers, their words, and tables of their own."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest
from adding_up import adds_up
from shared import shared

from collegiate.intake import Reading, read

MAPPINGS = Path(__file__).parent / "synthetic_mis"


@pytest.fixture(scope="module")
def readings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Reading]:
    folder = tmp_path_factory.mktemp("synthetic")
    for path in [*shared("pupils", "synthetic_mis_export").glob("*.csv"), *MAPPINGS.glob("*.toml")]:
        shutil.copy(path, folder / path.name)
    (folder / "collegiate.toml").write_text('[files."students.csv"]\nas_of = "2025-08-31"\n')
    found = {reading.receipt["file"]: reading for reading in read([folder])}
    for reading in found.values():
        adds_up(reading)
    return found


@pytest.mark.shared
def test_students_become_records_and_needs(readings: dict[str, Reading]) -> None:
    found = readings["students.csv"]
    assert (found.receipt["status"], found.receipt["rows_kept"]) == ("kept", 5250)
    records = found.facts["pupil_record"]
    assert Counter(records["urn"].to_pylist()) == dict.fromkeys(range(900000, 900005), 1050)
    assert records["person"].to_pylist()[0] == "900000/synthetic 0"
    lines = shared("pupils", "synthetic_mis_export", "students.csv").read_text().splitlines()[1:]
    cells = [line.split(",") for line in lines]
    needs = Counter(found.facts["need"]["code"].to_pylist())
    assert needs == {"K": sum(c[7] == "T" for c in cells), "E": sum(c[8] == "T" for c in cells)}
    assert sum(records["pupil_premium"].to_pylist()) == sum(c[5] == "T" for c in cells)
    assert found.receipt["columns_unused"] == "ks2_maths_score | ks2_reading_score | eal"


@pytest.mark.shared
def test_a_score_is_a_number_or_a_grade_and_both_are_kept(readings: dict[str, Reading]) -> None:
    found = readings["results.csv"]
    results = found.facts["result"].to_pylist()
    assert len(results) == found.receipt["rows_kept"]
    assert found.receipt["rows_in"] == 25566
    assert {row["stage"] for row in results} == {"KS3", "KS4", "KS5", "ATTENDANCE YEAR", "ATTENDANCE HALF TERM"}
    assert all((row["value"] is None) != (row["code"] is None) for row in results)
    assert {"DDD", "9E", "A*"} <= {row["code"] for row in results}
    assert {row["period"] for row in results} >= {2025}


@pytest.mark.shared
def test_staff_without_names_are_refused_and_the_missing_column_is_named(readings: dict[str, Reading]) -> None:
    found = readings["teachers.csv"]
    assert (found.receipt["rows_kept"], found.receipt["rows_refused"]) == (0, 200)
