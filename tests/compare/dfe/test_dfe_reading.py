"""Files as people have them: what is wrong is said with line and column, and what is right is read."""

from __future__ import annotations

import pytest
from compare.dfe.dfe_tables import ENERGY, TEACHING, school, table, write_csv

from collegiate.compare.dfe import Benchmark, SchoolsFileError, layout, read_schools


def refused(path):
    with pytest.raises(SchoolsFileError) as error:
        read_schools(path)
    return str(error.value)


def three(**said):
    return [school(101), school(102, **said), school(103)]


def test_a_file_reads_as_what_it_says(tmp_path):
    schools = three(pupils=None, ofsted=None, pfi=True, teaching=1.5e3)
    assert read_schools(write_csv(tmp_path / "schools.csv", schools)).select(list(schools[0])).equals(table(schools))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_encodings_of_windows_are_read(tmp_path, encoding):
    path = write_csv(tmp_path / "schools.csv", three(region="Île"), encoding=encoding)
    assert read_schools(path)[layout.REGION].to_pylist() == ["London", "Île", "London"]


def test_other_columns_and_spaces_around_headers_do_no_harm(tmp_path):
    path = write_csv(tmp_path / "schools.csv", [s | {"Notes": "a, b"} for s in three()])
    path.write_text(path.read_text().replace("URN,", " URN ,", 1))
    assert read_schools(path)[layout.URN].to_pylist() == [101, 102, 103]


@pytest.mark.parametrize("column", ["URN", "Number of pupils", "Is PFI", "SchoolPhaseType"])
def test_a_missing_column_is_named(tmp_path, column):
    schools = [{k: v for k, v in s.items() if k != column} for s in three()]
    assert f"no column '{column}'" in refused(write_csv(tmp_path / "schools.csv", schools))


def test_a_file_without_costs_says_how_costs_are_named(tmp_path):
    schools = [{k: v for k, v in s.items() if k not in (TEACHING, ENERGY)} for s in three()]
    assert "Utilities_Energy_Per Unit" in refused(write_csv(tmp_path / "schools.csv", schools))


@pytest.mark.parametrize(
    ("said", "column", "shown"),
    [
        ({"pupils": "many"}, "Number of pupils", "'many' is not a number"),
        ({"pupils": "inf"}, "Number of pupils", "'inf' is not a number"),
        ({"pupils": "nan"}, "Number of pupils", "'nan' is not a number"),
        ({"pupils": "1e999"}, "Number of pupils", "'1e999' is not a number"),
        ({"teaching": "1,234"}, TEACHING, "'1,234' is not a number"),
        ({"pfi": "maybe"}, "Is PFI", "'maybe' is neither True nor False"),
        ({"pfi": None}, "Is PFI", "a blank cell is neither True nor False"),
        ({"phase": None}, "SchoolPhaseType", "a blank cell"),
        ({"URN": "12x"}, "URN", "'12x' is not a URN"),
        ({"URN": "0"}, "URN", "'0' is not a URN"),
        ({"URN": None}, "URN", "a blank cell is not a URN"),
    ],
)
def test_a_bad_cell_is_named_by_line_and_column(tmp_path, said, column, shown):
    words = refused(write_csv(tmp_path / "schools.csv", three(**said)))
    assert f"schools.csv, line 3, column '{column}': {shown}" in words


def test_lines_are_counted_as_an_editor_counts_them(tmp_path):
    path = write_csv(tmp_path / "schools.csv", three(pupils="many"))
    lines = path.read_text().split("\n")
    path.write_text("\n".join([lines[0], "", "", *lines[1:]]))
    assert "line 5, column 'Number of pupils'" in refused(path)


def test_a_urn_that_is_there_twice_names_both_lines(tmp_path):
    words = refused(write_csv(tmp_path / "schools.csv", [school(101), school(102), school(101)]))
    assert "line 4, column 'URN': 101 stands on line 2 already" in words


@pytest.mark.parametrize(
    ("text", "says"),
    [("", "is empty"), ("\n\n", "only empty lines"), ("URN,SchoolType\n1,academies\n", "no column")],
    ids=["no bytes", "no lines", "another file"],
)
def test_a_file_that_is_no_table_says_so(tmp_path, text, says):
    path = tmp_path / "schools.csv"
    path.write_text(text)
    assert says in refused(path)


def test_a_header_alone_says_so(tmp_path):
    path = write_csv(tmp_path / "schools.csv", three())
    path.write_text(path.read_text().splitlines()[0] + "\n")
    assert "no schools below it" in refused(path)


def test_a_line_with_a_cell_too_many_is_named(tmp_path):
    path = write_csv(tmp_path / "schools.csv", three())
    lines = path.read_text().splitlines()
    path.write_text("\n".join([*lines[:2], lines[2] + ",1", lines[3]]) + "\n")
    assert "line 3:" in refused(path)


def test_a_column_that_is_there_twice_is_named(tmp_path):
    path = write_csv(tmp_path / "schools.csv", three())
    lines = path.read_text().splitlines()
    path.write_text("\n".join([lines[0] + ",Is PFI", *(line + ",True" for line in lines[1:])]))
    assert "'Is PFI' more than once" in refused(path)


def test_a_file_that_is_not_there_says_so(tmp_path):
    assert "There is no file" in refused(tmp_path / "nowhere.csv")


@pytest.mark.parametrize("mode", ["same", "corrected"])
def test_one_lone_school_has_no_set_and_no_rating(mode):
    benchmark = Benchmark(table([school(101)]), mode)
    assert (benchmark.sets.num_rows, benchmark.ratings.num_rows) == (0, 0)
    assert benchmark.what_if(101).ratings.num_rows == 0
