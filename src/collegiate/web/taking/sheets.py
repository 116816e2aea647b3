"""A table as a workbook: numbers as numbers, words as words, and a second sheet that says where it is from."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

import xlsxwriter

_NUMBER = re.compile(r"^([+−-]?)(\d[\d,]*)(\.\d+)?\s?(%?)$")
_WIDEST = 60


def as_xlsx(rows: Sequence[Sequence[str]], about: Sequence[tuple[str, str]], heads: int = 1) -> bytes:
    """Return a workbook of a table whose first rows are heads. Nothing in it is ever a formula or a link."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        percents = {n: book.add_format({"num_format": "0" + ("." + "0" * n if n else "") + "%"}) for n in range(5)}
        thousands = book.add_format({"num_format": "#,##0"})
        sheet = book.add_worksheet("Table")
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                number = None if r < heads else _number(cell)
                if number is None:
                    sheet.write_string(r, c, cell, bold if r < heads else None)
                elif cell.endswith("%"):
                    sheet.write_number(r, c, number / 100, percents[min(_decimals(cell), 4)])
                else:
                    sheet.write_number(r, c, number, thousands if "," in cell else None)
        sheet.freeze_panes(heads, 1)
        sheet.autofit(_WIDEST * 7)
        where = book.add_worksheet("Where from")
        where.set_column(0, 0, 18)
        where.set_column(1, 1, 90)
        for r, (name, words) in enumerate(about):
            where.write_string(r, 0, name, bold)
            where.write_string(r, 1, words, wrapped)
    return out.getvalue()


def _number(cell: str) -> float | None:
    """Return the number that a whole cell is; a cell that says more is words."""
    found = _NUMBER.match(cell)
    if found is None:
        return None
    sign, whole, rest, _ = found.groups()
    return float(f"{'-' if sign in ('-', '−') else ''}{whole.replace(',', '')}{rest or ''}")


def _decimals(cell: str) -> int:
    return len(cell.rstrip("% ").partition(".")[2])
