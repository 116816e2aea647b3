"""Read the prepared table from a CSV file, or say in plain words which line and column stand in the way."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from collegiate.compare.dfe import layout

_NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"
_TRUE, _FALSE = ("true", "1"), ("false", "0")


class SchoolsFileError(ValueError):
    """A file that cannot be compared; the message names file, line and column, and what to do."""


def read_schools(path: Path) -> pa.Table:
    """Read a file of schools with the columns that the method needs, typed; a blank cell is missing, never zero.

    Raises SchoolsFileError for anything that a person can put right in the file.
    """
    encoding, header = _header(path)
    costs = layout.cost_columns(header)
    _check_header(path, header, costs)
    words = _words(path, encoding, header, [*layout.needed(), *costs])
    if not words.num_rows:
        raise SchoolsFileError(
            f"{path.name} has a header and no schools below it. Give a file with one line for each school."
        )
    columns = {name: _typed(path, encoding, words, name) for name in words.column_names}
    _check_repeats(path, encoding, columns[layout.URN])
    return pa.table(columns)


def _header(path: Path) -> tuple[str, list[str]]:
    if not path.is_file():
        raise SchoolsFileError(f"There is no file {path}. Give the path of a CSV file of schools.")
    if not path.stat().st_size:
        raise SchoolsFileError(f"{path.name} is empty. Give a CSV file with a header and one line for each school.")
    encoding = _encoding(path)
    return encoding, [name.strip() for name in next(iter(_lines(path, encoding)))[1]]


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        try:
            for line in file:
                line.decode("utf-8")
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"


def _lines(path: Path, encoding: str) -> Iterator[tuple[int, list[str]]]:
    """Each line that is not empty, with its physical number: only for headers and for saying where something is wrong."""
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        reader = csv.reader(file)
        try:
            yield from ((reader.line_num, row) for row in reader if row)
        except csv.Error as error:
            raise SchoolsFileError(
                f"{path.name}, line {reader.line_num}: this is not a CSV file ({error}). Save it as CSV (UTF-8)."
            ) from error


def _check_header(path: Path, header: list[str], costs: list[str]) -> None:
    missing = [name for name in layout.needed() if name not in header]
    if missing:
        names = ", ".join(f"'{name}'" for name in missing)
        raise SchoolsFileError(
            f"{path.name} has no column {names}. The comparator method needs it. Add it to the header, spelled like that."
        )
    repeated = sorted({name for name in header if name and header.count(name) > 1})
    if repeated:
        raise SchoolsFileError(f"{path.name} has the column '{repeated[0]}' more than once. Leave one of them out.")
    if not costs:
        raise SchoolsFileError(
            f"{path.name} has no cost column. Name costs like 'Utilities_Energy_Per Unit': category, sub-category, 'Per Unit'."
        )


def _words(path: Path, encoding: str, header: list[str], wanted: list[str]) -> pa.Table:
    arrow_encoding = "utf8" if encoding == "utf-8-sig" else encoding
    try:
        return pacsv.read_csv(
            path,
            read_options=pacsv.ReadOptions(
                encoding=arrow_encoding, column_names=header, skip_rows=0, skip_rows_after_names=1
            ),
            convert_options=pacsv.ConvertOptions(
                column_types={name: pa.string() for name in wanted}, include_columns=wanted, strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid as error:
        raise _crooked(path, encoding, len(header), error) from error


def _crooked(path: Path, encoding: str, width: int, error: Exception) -> SchoolsFileError:
    for line, row in _lines(path, encoding):
        if len(row) != width:
            return SchoolsFileError(
                f"{path.name}, line {line}: {len(row)} cells, but the header has {width} columns. Look for a missing or "
                "surplus comma, or a text with a comma that lacks quotation marks."
            )
    return SchoolsFileError(f"{path.name} cannot be read as CSV: {error}")


def _typed(path: Path, encoding: str, words: pa.Table, name: str) -> pa.ChunkedArray:
    cells = pc.utf8_trim_whitespace(words[name])
    cells = pc.if_else(pc.equal(cells, ""), None, cells)
    if name == layout.URN:
        return _urns(path, encoding, cells)
    if name in layout.FLAGS:
        return _flags(path, encoding, name, cells)
    if name in layout.WORDS:
        return _needed_words(path, encoding, name, cells) if name in layout.NEEDED_WORDS else cells
    return _numbers(path, encoding, name, cells)


def _numbers(path: Path, encoding: str, name: str, cells: pa.ChunkedArray) -> pa.ChunkedArray:
    try:
        numbers = pc.cast(cells, pa.float64())
        wrong = pc.invert(pc.is_finite(numbers))
    except pa.ArrowInvalid:
        wrong = pc.invert(pc.match_substring_regex(cells, _NUMBER))
    _refuse_first(
        path,
        encoding,
        name,
        cells,
        wrong,
        "is not a number. Write digits with a point, or leave the cell blank when it is not known.",
    )
    return numbers


def _urns(path: Path, encoding: str, cells: pa.ChunkedArray) -> pa.ChunkedArray:
    wrong = pc.fill_null(pc.invert(pc.match_substring_regex(cells, r"^\d{1,9}$")), fill_value=True)
    _refuse_first(
        path,
        encoding,
        layout.URN,
        cells,
        wrong,
        "is not a URN. Write the school's Unique Reference Number, such as 130682.",
    )
    return pc.cast(cells, pa.int64())


def _flags(path: Path, encoding: str, name: str, cells: pa.ChunkedArray) -> pa.ChunkedArray:
    lower = pc.utf8_lower(cells)
    wrong = pc.invert(pc.is_in(lower, value_set=pa.array([*_TRUE, *_FALSE])))
    _refuse_first(path, encoding, name, cells, wrong, "is neither True nor False. Write one of the two.")
    return pc.is_in(lower, value_set=pa.array(_TRUE))


def _needed_words(path: Path, encoding: str, name: str, cells: pa.ChunkedArray) -> pa.ChunkedArray:
    _refuse_first(
        path,
        encoding,
        name,
        cells,
        pc.is_null(cells),
        "says nothing. Without it the school has nobody to be compared with.",
    )
    return cells


def _refuse_first(
    path: Path, encoding: str, name: str, cells: pa.ChunkedArray, wrong: pa.ChunkedArray, why: str
) -> None:
    at = pc.index(wrong, value=True).as_py()
    if at >= 0:
        cell = cells[at].as_py()
        shown = "a blank cell" if cell is None else f"'{cell}'"
        raise SchoolsFileError(f"{path.name}, line {_line_of(path, encoding, at)}, column '{name}': {shown} {why}")


def _check_repeats(path: Path, encoding: str, urns: pa.ChunkedArray) -> None:
    seen: dict[int, int] = {}
    for at, urn in enumerate(urns.to_pylist()):
        if urn in seen:
            first, second = _line_of(path, encoding, seen[urn]), _line_of(path, encoding, at)
            raise SchoolsFileError(
                f"{path.name}, line {second}, column 'URN': {urn} stands on line {first} already. A school has one line; leave one of the two out."
            )
        seen[urn] = at


def _line_of(path: Path, encoding: str, at: int) -> int:
    """The physical line of a row; the header is not a row."""
    return next(line for i, (line, _) in enumerate(_lines(path, encoding)) if i == at + 1)
