"""Workbooks to grids, sheet by sheet: numbers that are whole stay whole, dates become ISO dates."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from collegiate.intake.delimited import TOP
from collegiate.intake.grid import Grid, text_array

_BIGGEST_WHOLE = 1e15


def cell_text(cell: object) -> str:
    """Write a cell as text: 100000.0 is '100000', a date '2019-06-01', empty ''."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < _BIGGEST_WHOLE else repr(cell)
    if isinstance(cell, dt.datetime):
        midnight = (cell.hour, cell.minute, cell.second, cell.microsecond) == (0, 0, 0, 0)
        return cell.date().isoformat() if midnight else cell.isoformat(" ")
    return str(cell)


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook; row and column numbers are the sheet's own."""

    name: str
    rows: Sequence[Sequence[Any]]

    def top(self) -> list[tuple[int, int, list[str]]]:
        """Return the first rows that are not blank: row, row after, cells."""
        found = []
        for number, row in enumerate(self.rows[: TOP * 3], 1):
            cells = [cell_text(c) for c in row]
            if any(c.strip() for c in cells):
                found.append((number, number + 1, cells))
            if len(found) == TOP:
                break
        return found

    def grid(self, header: Sequence[str], body: int) -> Grid:
        """Read the rows from sheet row `body` on, under the given header."""
        numbers, kept, blank = [], [], 0
        for number, row in enumerate(self.rows[body - 1 :], body):
            if any(c not in ("", None) for c in row):
                numbers.append(number)
                kept.append(row)
            else:
                blank += 1
        columns = zip(*kept, strict=True) if kept else ([] for _ in header)
        arrays = tuple(text_array(_texts(column)) for column in columns)
        notes = (f"{blank} blank line(s) left out",) if blank else ()
        return Grid(tuple(header), arrays, np.array(numbers, np.int64), lambda n: _joined(kept[n]), (), notes)


def _texts(column: Sequence[Any]) -> list[str]:
    """Write a column's cells as text, each distinct one once; True and 1 are equal to Python, so they are not so told apart."""
    types = set(map(type, column))
    if types <= {str}:
        return list(column)
    if bool in types:
        return [cell_text(c) for c in column]
    known = {c: cell_text(c) for c in set(column)}
    return [known[c] for c in column]


def _joined(row: Sequence[object]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow([cell_text(c) for c in row])
    return out.getvalue()


def sheets(data: bytes) -> list[tuple[str, Callable[[], Sheet]]]:
    """Return each sheet's name and how to load it. Raises ValueError, in words, when the workbook is damaged."""
    import python_calamine as calamine

    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = book.sheet_names
    except Exception as error:
        raise ValueError(f"The workbook is damaged and cannot be opened ({error}).") from error
    return [(name, lambda name=name: _load(book, name)) for name in names]  # type: ignore[misc]


def _load(book: Any, name: str) -> Sheet:
    try:
        return Sheet(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False))
    except Exception as error:
        raise ValueError(f"The sheet {name} is damaged and cannot be read ({error}).") from error
