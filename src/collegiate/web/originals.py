"""A row of a kept original, as it stood: the end of every 'how do you know?'."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from itertools import islice

from collegiate.intake.sniff import decode
from collegiate.store import Reader

HEADER_WITHIN = 12
"""A header is looked for in the first lines: title lines may stand above it."""

_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
Lines = Iterable[tuple[int, list[str]]]


class RowError(LookupError):
    """The row cannot be shown; the message says why."""


def source_row(reader: Reader, file_id: int, line: int) -> tuple[list[str], list[str]]:
    """Return the headers and the cells of a line (of a workbook: a row of the sheet). Raises RowError."""
    receipt = next(iter(reader.receipts([file_id])), None)
    path = reader.original(file_id)
    if receipt is None or path is None:
        raise RowError("the original of this file is no longer in the store")
    try:
        return _find(
            _lines(path.read_bytes(), path.name, _member(receipt["file"], path.name), receipt["encoding"] or ""), line
        )
    except (OSError, ValueError, KeyError, zipfile.BadZipFile, csv.Error) as error:
        raise RowError(f"the original cannot be read ({error})") from error


def _member(file: str, name: str) -> str:
    """Return what stands after the file's own name: a member of a ZIP, a sheet, or both."""
    return file.rpartition(f"{name}/")[2] if f"{name}/" in file else ""


def _lines(data: bytes, name: str, member: str, encoding: str) -> Lines:
    if name.lower().endswith(_WORKBOOKS) and data.startswith((b"PK", b"\xd0\xcf")):
        return _sheet(data, member)
    if data.startswith(b"PK"):
        return _zipped(data, member, encoding)
    return _text(data, encoding)


def _zipped(data: bytes, member: str, encoding: str) -> Lines:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        inner = max((n for n in archive.namelist() if member == n or member.startswith(f"{n}/")), key=len, default="")
        if not inner:
            raise RowError(f"the ZIP has no member {member}")
        return _lines(archive.read(inner), inner, member[len(inner) + 1 :], encoding)


def _sheet(data: bytes, sheet: str) -> Lines:
    from python_calamine import CalamineWorkbook

    workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    name = sheet if sheet in workbook.sheet_names else workbook.sheet_names[0]
    found = workbook.get_sheet_by_name(name)
    rows = found.to_python(skip_empty_area=False)
    return ((n, [_written(c) for c in row]) for n, row in enumerate(rows, 1))


def _written(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _text(data: bytes, encoding: str) -> Lines:
    """Read delimited text. A file that is Windows-1252 throughout is known to be, and need not be tried line by line."""
    whole = data.decode("cp1252", "replace") if encoding == "cp1252" else decode(data).utf8.decode("utf-8", "replace")
    text = whole.replace("\x00", "")
    head = text[:20_000].splitlines()[:HEADER_WITHIN]
    delimiter = max(",;\t|", key=lambda d: sum(line.count(d) for line in head))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return _numbered(reader)


def _numbered(reader: Iterable[list[str]]) -> Lines:
    """Number each record by the physical line on which it begins."""
    start = 1
    for cells in reader:
        yield start, cells
        start = reader.line_num + 1  # type: ignore[attr-defined]  # csv.reader has it


def _find(lines: Lines, wanted: int) -> tuple[list[str], list[str]]:
    rows = iter(lines)
    head = list(islice(rows, HEADER_WITHIN))
    found = next((cells for n, cells in head if n == wanted), None)
    if found is None:
        found = next((cells for n, cells in rows if n == wanted), None)
    if found is None:
        raise RowError("no row of the file begins there")
    return _header([cells for _, cells in head]), found


def _header(head: Sequence[list[str]]) -> list[str]:
    """Return the first line that is about as wide as any of the first ones: a column or two may have no header."""
    widths = [sum(bool(c.strip()) for c in cells) for cells in head]
    return next((cells for cells, width in zip(head, widths, strict=True) if width >= 0.9 * max(widths)), [])
