"""`collegiate compare dfe`, as it is typed."""

from __future__ import annotations

import csv

import pytest
from compare.dfe.dfe_tables import school, write_csv
from typer.testing import CliRunner

from collegiate.cli.compare import app
from collegiate.cli.errors import PlainError


def run(*words):
    return CliRunner().invoke(app, ["dfe", *map(str, words)])


@pytest.fixture
def file(tmp_path):
    schools = [school(100 + i, pupils=float(i), teaching=float(i % 4), pfi=i % 3 == 0) for i in range(40)]
    return write_csv(tmp_path / "schools.csv", schools)


def rows(path):
    return list(csv.DictReader(path.open(encoding="utf-8", newline="")))


def test_it_writes_both_files_with_the_tools_columns(file, tmp_path):
    done = run(file, "--out", tmp_path / "new" / "folder")
    assert done.exit_code == 0, done.output
    assert "40 schools, 40 with a comparator set, 40 with ratings" in done.output
    sets, rag = rows(tmp_path / "new" / "folder" / "sets.csv"), rows(tmp_path / "new" / "folder" / "rag.csv")
    assert list(sets[0]) == ["SchoolType", "URN", "SetType", "Position", "ComparatorURN"]
    assert list(rag[0])[:5] == ["SchoolType", "URN", "Category", "SubCategory", "Value"]
    assert list(rag[0])[5:] == ["Median", "DiffMedian", "PercentDiff", "Percentile", "Decile", "Key", "RAG"]
    assert (len(sets), len(rag)) == (40 * 2 * 30, 40 * 2)


def test_the_corrected_mode_rates_no_zero(file, tmp_path):
    assert run(file, "--out", tmp_path, "--mode", "corrected").exit_code == 0
    teaching = [row for row in rows(tmp_path / "rag.csv") if row["SubCategory"] == "Teaching staff"]
    assert {row["RAG"] for row in teaching if float(row["Value"]) == 0} == {"not rated"}
    assert "not rated" not in {row["RAG"] for row in teaching if float(row["Value"]) > 0}


def test_a_name_with_a_comma_is_quoted(tmp_path):
    odd = "Utilities_Gas, oil_Per Unit"
    file = write_csv(tmp_path / "schools.csv", [school(100 + i) | {odd: 3.0} for i in range(3)])
    assert run(file, "--out", tmp_path).exit_code == 0
    assert "Gas, oil" in {row["SubCategory"] for row in rows(tmp_path / "rag.csv")}


def test_a_bad_file_is_said_plainly_and_nothing_is_written(tmp_path):
    file = write_csv(tmp_path / "schools.csv", [school(101), school(102, pupils="many")])
    done = run(file, "--out", tmp_path / "out")
    assert isinstance(done.exception, PlainError)
    assert "line 3, column 'Number of pupils'" in str(done.exception)
    assert not (tmp_path / "out").exists()


def test_a_file_in_place_of_the_folder_is_said_plainly(file):
    done = run(file, "--out", file)
    assert isinstance(done.exception, PlainError)
    assert "is a file" in str(done.exception)


def test_a_folder_that_cannot_be_made_is_said_plainly(file, tmp_path):
    done = run(file, "--out", file / "below")
    assert isinstance(done.exception, PlainError)
    assert "cannot be written" in str(done.exception)


def test_a_mode_that_is_none_is_refused(file, tmp_path):
    assert run(file, "--out", tmp_path, "--mode", "best").exit_code == 2
