"""Workbooks of one sheet, as list exports are, with the same bytes whenever they are written."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping

import pyarrow as pa
import xlsxwriter

_MADE = dt.datetime(2026, 11, 20, 16, 0)  # noqa: DTZ001 - a workbook's times have no zone


def workbook_bytes(columns: Mapping[str, pa.Array], numeric: frozenset[str] = frozenset()) -> bytes:
    """Return an XLSX file: headers in row 1. Columns in `numeric` are numbers where they are all digits, the rest is text."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"constant_memory": True, "in_memory": True, "strings_to_formulas": False})
    book.set_properties({"created": _MADE})
    sheet = book.add_worksheet("Export")
    for position, header in enumerate(columns):
        sheet.write_string(0, position, header)
    whole = [column.to_pylist() for column in columns.values()]
    as_number = [header in numeric for header in columns]
    for number, row in enumerate(zip(*whole, strict=True), start=1):
        for position, cell in enumerate(row):
            if cell and as_number[position] and cell.isdigit() and str(int(cell)) == cell:
                sheet.write_number(number, position, int(cell))
            elif cell:
                sheet.write_string(number, position, cell)
    book.close()
    return buffer.getvalue()
