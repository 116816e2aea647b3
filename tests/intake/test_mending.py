"""Cells of a delimited file mended where they stand: nothing else changes by a byte, and no pupil number is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from collegiate.intake.candidates import candidates, first_rows
from collegiate.intake.mending import MendingError, lines_at, mend, sheet_of

UPN = "Y801200001001"


def mended(tmp_path: Path, data: bytes, cells: dict | None = None, rows: dict | None = None) -> bytes:
    path, target = tmp_path / "file.csv", tmp_path / "mended"
    path.write_bytes(data)
    mend(path, sheet_of(path), target, cells or {}, rows or {})
    return target.read_bytes()


@pytest.mark.parametrize(
    ("before", "cells", "after"),
    [
        (b"A,B\r\n1,2\r\n3,4\r\n", {(2, 1): "9"}, b"A,B\r\n1,9\r\n3,4\r\n"),
        (b"A;B\n1;2\n", {(2, 0): "x;y"}, b'A;B\n"x;y";2\n'),
        (b"A,B\n1,2", {(2, 1): "9"}, b"A,B\n1,9"),
        (b"\xef\xbb\xbfA,B\n1,2\n", {(1, 0): "C", (2, 0): "9"}, b"\xef\xbb\xbfC,B\n9,2\n"),
        (b'A,B\n"x\ny",2\n3,4\n', {(2, 1): "9"}, b'A,B\n"x\ny",9\n3,4\n'),
        (b'A,B\n"x\ny",2\n3,4\n', {(4, 1): "9"}, b'A,B\n"x\ny",2\n3,9\n'),
        (b"A,B\nna\xefve,2\n", {(2, 1): "9"}, b"A,B\nna\xefve,9\n"),
        ("A,B\nnaïve,2\n".encode(), {(2, 1): "é"}, "A,B\nnaïve,é\n".encode()),
        (b"A,B\n1 , 2\n", {(2, 0): "1 "}, b"A,B\n1 , 2\n"),
    ],
)
def test_a_cell_is_mended_and_every_other_byte_stays(tmp_path: Path, before: bytes, cells: dict, after: bytes) -> None:
    assert mended(tmp_path, before, cells) == after


def test_a_whole_row_is_mended(tmp_path: Path) -> None:
    assert mended(tmp_path, b"A,B\r\n1,2,3\r\n4,5\r\n", rows={2: "1,2"}) == b"A,B\r\n1,2\r\n4,5\r\n"


def test_a_quotation_mark_that_never_closes_costs_its_own_line(tmp_path: Path) -> None:
    data = b'A,B\n"1,2\n' + b"3,4\n" * 100
    assert mended(tmp_path, data, rows={2: "1,2"}) == data.replace(b'"1', b"1")


def test_a_pupil_number_is_masked_and_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text(f"A,UPN,C\n1,{UPN},x\n")
    sheet = sheet_of(path, ["UPN"])
    line = lines_at(path, sheet, {2})[2]
    assert (line.cells, line.text) == (("1", "[UPN]", "x"), "1,[UPN],x")
    target = tmp_path / "mended"
    mend(path, sheet, target, {}, {2: "2,[UPN],y"})
    assert target.read_text() == f"A,UPN,C\n2,{UPN},y\n"
    target.unlink()
    with pytest.raises(MendingError, match="fewer of them"):
        mend(path, sheet, target, {(2, 0): "[UPN]"}, {})
    assert not target.exists()


def test_a_letter_that_the_encoding_lacks_is_told(tmp_path: Path) -> None:
    with pytest.raises(MendingError, match="Windows-1252"):
        mended(tmp_path, b"A,B\nna\xefve,2\n", {(2, 1): "ł"})


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04x", b"<CTfile/>", b"\xff\xfeA\x00", b"%PDF-1", b"one column\n1\n", b"A,B\r1,2\r"]
)
def test_what_is_no_csv_is_not_mended(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(MendingError):
        mended(tmp_path, data)


def test_the_likeliest_sources_of_a_file_are_named_those_that_fit_first(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Adno,Date,Session,Mark\n1,16/11/2026,AM,/\n")
    first = candidates(path)[0]
    assert (first.source, first.fits) == ("session_marks", True)
    assert "4 of the 4 headers" in first.words
    path.write_text("Pupil ID,Forename,Surname\n1,Ada,Bell\n")
    near = candidates(path)
    assert near[0].source == "pupils"
    assert not any(c.fits for c in near)
    assert first_rows(path) == [["Pupil ID", "Forename", "Surname"], ["1", "Ada", "Bell"]]
    path.write_bytes(b"%PDF-1.7")
    assert (candidates(path), first_rows(path)) == ([], [])


def test_the_beginning_of_a_long_file_is_enough(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("Adno,Date,Session,Mark\n" + "1,16/11/2026,AM,/\n" * 200_000)
    assert candidates(path)[0].source == "session_marks"
