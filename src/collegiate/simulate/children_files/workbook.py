"""Workbooks of one sheet, as list exports are: rows joined by Arrow, and the same bytes whenever they are written."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from collegiate.simulate.children_files.rows import joined

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_FRAME = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_SPREADSHEET}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SPREADSHEET}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
    '<sheets><sheet name="Export" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}
_MADE = (2026, 11, 20, 16, 0, 0)
_NUMBER = r"^(0|[1-9]\d*)$"


def workbook_bytes(columns: Mapping[str, pa.Array], numeric: frozenset[str] = frozenset()) -> bytes:
    """Return an XLSX file: headers in row 1. Columns in `numeric` are numbers where they are all digits, the rest is text."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in _FRAME.items():
            archive.writestr(_entry(name), _HEAD + text, compresslevel=3)
        archive.writestr(_entry("xl/worksheets/sheet1.xml"), _sheet(columns, numeric), compresslevel=3)
    return buffer.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, date_time=_MADE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _sheet(columns: Mapping[str, pa.Array], numeric: frozenset[str]) -> bytes:
    rows = len(next(iter(columns.values())))
    numbers = pa.array(np.arange(2, rows + 2)).cast(pa.string())
    parts: list[Any] = [pa.scalar('<row r="'), numbers, pa.scalar('">')]
    for position, (header, cells) in enumerate(columns.items()):
        parts += _cell(_letters(position), numbers, cells, number=header in numeric)
    body = joined([*parts, pa.scalar("</row>")], rows)
    first = "".join(_text(f"{_letters(n)}1", escape(header)) for n, header in enumerate(columns))
    start = f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData><row r="1">{first}</row>'
    return b"".join((start.encode(), body, b"</sheetData></worksheet>"))


def _cell(letters: str, numbers: pa.Array, cells: pa.Array, *, number: bool) -> list[Any]:
    """Return the parts that write one column: where it stands, what kind of cell it is, what is in it."""
    words = pc.replace_substring(
        pc.replace_substring(pc.replace_substring(cells, "&", "&amp;"), "<", "&lt;"), ">", "&gt;"
    )
    before, after = '" t="inlineStr"><is><t xml:space="preserve">', "</t></is></c>"
    if not number:
        return [pa.scalar(f'<c r="{letters}'), numbers, pa.scalar(before), words, pa.scalar(after)]
    digits = pc.match_substring_regex(cells, _NUMBER)
    begin, end = pc.if_else(digits, '"><v>', before), pc.if_else(digits, "</v></c>", after)
    return [pa.scalar(f'<c r="{letters}'), numbers, begin, words, end]


def _text(where: str, words: str) -> str:
    return f'<c r="{where}" t="inlineStr"><is><t xml:space="preserve">{words}</t></is></c>'


def _letters(position: int) -> str:
    """Name a column as sheets do.

    >>> _letters(0), _letters(27)
    ('A', 'AB')
    """
    name = ""
    position += 1
    while position:
        position, place = divmod(position - 1, 26)
        name = chr(65 + place) + name
    return name
