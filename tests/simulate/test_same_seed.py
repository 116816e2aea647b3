"""The same seed gives the same bytes, so that a demonstration, a bug report and a benchmark can be repeated."""

from __future__ import annotations

import hashlib
import json
import time
from pathlib import Path

import pytest

from collegiate.simulate import write_nation


def _hashes(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def test_the_same_seed_gives_the_same_bytes_workbooks_too(nation, tmp_path):
    time.sleep(2.1)  # a workbook holds times to two seconds
    write_nation(tmp_path, seed=7, schools=300)
    assert _hashes(tmp_path) == _hashes(nation.folder)


def test_another_seed_gives_other_schools(nation, tmp_path):
    other = write_nation(tmp_path, seed=8, schools=300)
    assert other.effects != nation.truth.effects
    assert (tmp_path / "england_ks2final_2019.csv").read_bytes() != (
        nation.folder / "england_ks2final_2019.csv"
    ).read_bytes()


def test_a_year_more_leaves_the_results_of_the_other_years_of_an_unchanged_school_alone(tmp_path):
    short = write_nation(tmp_path / "short", seed=7, schools=100, years=3)
    again = write_nation(tmp_path / "again", seed=7, schools=100, years=range(2017, 2020))
    assert short == again


def test_the_truth_is_also_in_a_file(nation):
    written = json.loads((nation.folder / "truth.json").read_text(encoding="utf-8"))
    assert written["rural_trust"] == nation.truth.rural_trust
    assert written["files"] == nation.truth.files


@pytest.mark.parametrize("schools", [59, 60_001])
def test_a_number_of_schools_that_cannot_be_is_refused_with_the_limits(tmp_path, schools):
    with pytest.raises(ValueError, match="60 to 60,000"):
        write_nation(tmp_path, seed=1, schools=schools)


def test_the_two_trusts_to_look_at_are_named_as_the_groups_file_names_them(nation):
    registered = {int(row["Group UID"]): row["Group Name"] for row in nation.rows("groups_201907.csv")}
    for name, uid in nation.truth.trusts_to_open():
        assert registered[uid] == name.upper()


@pytest.mark.parametrize("years", [[2016, 2018], [], range(2010, 2012), 40])
def test_years_with_a_gap_or_out_of_range_are_refused(tmp_path, years):
    with pytest.raises(ValueError, match="follow each other"):
        write_nation(tmp_path, seed=1, schools=100, years=years)


def test_years_without_tables_have_a_census_and_no_tables(tmp_path):
    truth = write_nation(tmp_path, seed=1, schools=60, years=range(2019, 2025))
    assert "england_census_2020.csv" in truth.files
    assert "england_ks2final_2020.csv" not in truth.files
    assert "england_ks4final_2024.csv" in truth.files


def test_progress_tells_what_is_written_and_how_much_is_left(tmp_path):
    told: list[str] = []
    truth = write_nation(tmp_path, seed=1, schools=60, years=1, progress=told.append)
    assert told[0] == f"Making up register (1 of {len(told)})"
    assert len(told) <= len(truth.files)
