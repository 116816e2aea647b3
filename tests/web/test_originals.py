"""Any row of any kept original, as it stood."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
import xlsxwriter

from collegiate.web.originals import RowError, source_row


def reader_of(path: Path | None, file: str, encoding: str = "utf-8") -> SimpleNamespace:
    receipt = {"file": file, "encoding": encoding}
    return SimpleNamespace(receipts=lambda ids: [receipt], original=lambda file_id: path)


def workbook(*sheets: tuple[str, list[list[object]]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for i, row in enumerate(rows):
                sheet.write_row(i, 0, row)
    return out.getvalue()


def written(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_a_line_of_a_csv_file_is_found_by_its_physical_line_through_quoted_line_breaks(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", b'URN,NAME\r\n1,"Two\r\nlines"\r\n2,"=cmd"\r\n')
    assert source_row(reader_of(path, "x/a.csv"), 1, 2) == (["URN", "NAME"], ["1", "Two\r\nlines"])
    assert source_row(reader_of(path, "x/a.csv"), 1, 4) == (["URN", "NAME"], ["2", "=cmd"])


@pytest.mark.parametrize(
    ("data", "encoding"),
    [("URN;NAME\n1;Orléans\n".encode("cp1252"), "cp1252"), ("\ufeffURN;NAME\n1;Orléans\n".encode(), "utf-8 with BOM")],
)
def test_encodings_and_delimiters_are_those_of_the_file(tmp_path: Path, data: bytes, encoding: str) -> None:
    path = written(tmp_path, "a.csv", data)
    assert source_row(reader_of(path, "a.csv", encoding), 1, 2) == (["URN", "NAME"], ["1", "Orléans"])


def test_title_lines_are_not_taken_for_the_header(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", b"Management information\n\nURN,NAME,GRADE\n1,A,2\n")
    assert source_row(reader_of(path, "a.csv"), 1, 4) == (["URN", "NAME", "GRADE"], ["1", "A", "2"])


def test_a_row_of_a_named_sheet_is_found_and_whole_numbers_are_written_whole(tmp_path: Path) -> None:
    path = written(tmp_path, "b.xlsx", workbook(("Notes", [["read me"]]), ("Data", [["URN", "SHARE"], [100001, 0.5]])))
    assert source_row(reader_of(path, "x/b.xlsx/Data"), 1, 2) == (["URN", "SHARE"], ["100001", "0.5"])


def test_a_row_of_a_sheet_within_a_zip_is_found(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("in/c.csv", "URN\n7\n")
        archive.writestr("in/d.xlsx", workbook(("Data", [["URN"], [8]]), ("More", [["URN"], [9]])))
    path = written(tmp_path, "z.zip", out.getvalue())
    assert source_row(reader_of(path, "x/z.zip/in/c.csv"), 1, 2) == (["URN"], ["7"])
    assert source_row(reader_of(path, "x/z.zip/in/d.xlsx/More"), 1, 2) == (["URN"], ["9"])


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 broken"])
def test_a_damaged_original_is_a_plain_error(tmp_path: Path, data: bytes) -> None:
    name = "a.csv" if not data else "a.zip"
    with pytest.raises(RowError):
        source_row(reader_of(written(tmp_path, name, data), name), 1, 2)


def test_a_lost_original_and_a_line_beyond_the_end_are_plain_errors(tmp_path: Path) -> None:
    with pytest.raises(RowError, match="no longer in the store"):
        source_row(reader_of(None, "a.csv"), 1, 2)
    with pytest.raises(RowError, match="no row"):
        source_row(reader_of(written(tmp_path, "a.csv", b"URN\n1\n"), "a.csv"), 1, 9)
