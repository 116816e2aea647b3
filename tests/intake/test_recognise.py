"""How a table is known: by its headers, the most specific source first; and what is said of one that is not known."""

from __future__ import annotations

import pytest

from collegiate.intake.recognise import guess, letter, recognise
from collegiate.intake.sources import load_source

TABLE = '[[tables]]\ntable = "reference_cell"\ntake = "all"\n'


@pytest.fixture
def source(tmp_path):
    def made(name, recognition, rest=TABLE):
        path = tmp_path / name / "source.toml"
        path.parent.mkdir()
        head = f'id = "{name}"\ntitle = "{name.title()}"\npublisher = "P"\n[recognise]\n'
        path.write_text(head + recognition + "\n" + rest)
        return load_source(path)

    return made


def top(*rows):
    return [(n, n + 1, list(row)) for n, row in enumerate(rows, 1)]


def test_headers_are_compared_without_case_spaces_footnotes_or_byte_order_mark(source):
    known = source("prices", 'headers = ["School Name", "Price per pupil"]')
    assert recognise(top(["\ufeffschool  NAME ", "Price\nper pupil (7)"]), [known]).source is known


def test_the_source_with_more_of_the_headers_wins(source):
    loose = source("loose", 'headers = ["URN"]')
    close = source("close", 'headers = ["URN", "PRICE"]')
    for order in ([loose, close], [close, loose]):
        assert recognise(top(["URN", "PRICE", "SIZE"]), order).source is close


def test_one_of_several_headers_may_be_asked_for_and_others_forbidden(source):
    known = source("one", 'headers = ["URN"]\nany = [["LA", "LA (code)"]]\nnone = ["LinkURN"]')
    assert recognise(top(["URN", "la (CODE)"]), [known]) is not None
    assert recognise(top(["URN"]), [known]) is None
    assert recognise(top(["URN", "LA", "LinkURN"]), [known]) is None


def test_a_header_below_title_lines_is_found_and_rows_begin_after_it(source):
    known = source("titled", 'headers = ["URN", "Grade"]\nheader_row = "find"')
    found = recognise(top(["Inspections"], ["as at June"], ["URN", "Grade"], ["1", "2"]), [known])
    assert (found.header, found.body) == (("URN", "Grade"), 4)


def test_a_header_of_three_lines_is_made_one(source):
    known = source("merged", 'headers = ["Name", "Pupils / 2016", "Pupils / 2021"]\nheader_rows = 3')
    found = recognise(top(["", "Pupils", ""], ["", "2016", "2021"], ["Name", "", ""]), [known])
    assert (found.header, found.body) == (("Name", "Pupils / 2016", "Pupils / 2021"), 4)


def test_a_sheet_name_is_asked_for_only_where_there_are_sheets(source):
    known = source("sheeted", 'headers = ["URN"]\nsheet = "Data"')
    assert recognise(top(["URN"]), [known], "Notes") is None
    assert recognise(top(["URN"]), [known], " data ") is not None
    assert recognise(top(["URN"]), [known]) is not None


def test_two_sources_with_the_same_headers_are_told_apart_by_the_first_row(source):
    old = source("old", 'headers = ["URN", "Year"]\ncells = { "Year" = ["2016"] }')
    new = source("new", 'headers = ["URN", "Year"]\ncells = { "Year" = ["2017", "2018"] }')
    assert recognise(top(["URN", "Year"], ["1", "2016"]), [old, new]).source is old
    assert recognise(top(["URN", "Year"], ["1", " 2018"]), [old, new]).source is new
    assert recognise(top(["URN", "Year"], ["1", "2020"]), [old, new]) is None


def test_what_is_not_known_is_named_with_the_nearest_source_and_what_is_missing(source):
    known = [
        source("apples", 'headers = ["URN", "APPLE"]'),
        source("pears", 'headers = ["URN", "PEAR", "STEM", "LEAF"]'),
    ]
    found = guess(top(["URN", "PEAR", "STEM"]), known, "fruit.csv")
    assert found.source is known[1]
    assert found.words == "looks most like Pears: LEAF is missing"


def test_the_name_of_the_file_helps_the_guess_and_never_the_recognition(source):
    known = source("apples", 'headers = ["URN", "APPLE"]\nname = ["apfel"]')
    assert recognise(top(["A", "B"]), [known]) is None
    assert "by its name too" in guess(top(["A", "B"]), [known], "Apfel_2019.csv").words
    assert guess(top(["A", "B"]), [known], "x.csv").source is None


def test_columns_without_a_header_are_lettered_as_in_a_spreadsheet():
    assert [letter(n) for n in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


def test_a_workbook_is_known_by_its_sheets_and_a_text_by_its_lines(desk, tmp_path):
    for name, rule in (("book", 'sheets = ["Ind T1", "Occ T1"]'), ("guide", 'lines = ["Variable name"]')):
        path = desk.sources / name / "source.toml"
        path.parent.mkdir()
        path.write_text(f'id = "{name}"\ntitle = "T"\npublisher = "P"\n[recognise]\n{rule}\n{TABLE}')
    found = desk.one("guide.txt", "About this\nVariable name  |  label\n\nmore\n")
    assert [(c["line"], c["column_name"]) for c in found.facts["reference_cell"].to_pylist()] == [
        (1, "line"),
        (2, "line"),
        (4, "line"),
    ]
