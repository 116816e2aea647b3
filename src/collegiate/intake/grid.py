"""A table of text with the line of every row: what every reader hands on, before anything is understood."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Lines = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a row or a cell, why it matters, and what to do next."""

    reason: str
    remedy: str
    column: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A row of the file that never became a row of the grid."""

    line: int
    problem: Problem
    text: str


@dataclass(frozen=True)
class Grid:
    """Columns of text under a header. `row_text(i)` gives row i as it stood in the file."""

    header: tuple[str, ...]
    columns: tuple[Any, ...]
    lines: Lines
    row_text: Callable[[int], str]
    broken: tuple[BrokenRow, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        """Rows that have cells."""
        return len(self.lines)

    @property
    def rows_in(self) -> int:
        """Rows of the file, the header and blank lines not counted."""
        return self.rows + len(self.broken)

    def replaced(self, *, header: Sequence[str], columns: Sequence[Any], lines: Lines | None = None) -> Grid:
        """Return the grid with other columns; there must still be one row for each row."""
        kept = self.lines if lines is None else lines
        if len(kept) != self.rows or any(len(c) != self.rows for c in columns) or len(columns) != len(header):
            raise ValueError("A reshaped grid must keep one row for each row, and a header for each column.")
        return replace(self, header=tuple(header), columns=tuple(columns), lines=kept)


def text_array(cells: Sequence[str]) -> pa.Array:
    """Make a column of text. Half a surrogate pair, which no file should hold, becomes a question mark."""
    try:
        return pa.array(cells, pa.string())
    except (UnicodeEncodeError, pa.ArrowInvalid):
        return pa.array([c.encode("utf-8", "replace").decode() for c in cells], pa.string())
