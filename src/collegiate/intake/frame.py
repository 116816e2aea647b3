"""A grid seen through its source: columns by the publisher's names, and the rows that are refused on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from collegiate.intake.cells import Mask, Typed, distinct, typed
from collegiate.intake.grid import Grid, Problem, text_array
from collegiate.intake.headers import bare, plain
from collegiate.intake.mapping import publishers_headers
from collegiate.intake.sources import ColumnSpec, Source


class FileError(Exception):
    """Why a whole file cannot be read, and what to do. It carries the words for the receipt."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(f"{reason} {remedy}")
        self.reason = reason
        self.remedy = remedy


@dataclass
class Frame:
    """The columns of a grid by the publisher's headers, compared as headers are."""

    grid: Grid
    source: Source
    header: tuple[str, ...] = field(init=False)
    places: dict[str, list[int]] = field(init=False)
    bare: dict[str, list[int]] = field(init=False)
    used: set[int] = field(default_factory=set)
    read: dict[tuple[object, ...], Typed] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.header = publishers_headers(self.source, self.grid.header)
        self.places, self.bare = {}, {}
        for place, name in enumerate(self.header):
            self.places.setdefault(plain(name), []).append(place)
            self.bare.setdefault(bare(name), []).append(place)

    @property
    def rows(self) -> int:
        """Rows that have cells."""
        return self.grid.rows

    def place(self, header: str) -> int | None:
        """Return where a header stands. Raises FileError when it stands twice with different content."""
        found = self.standing(header)
        if not found or not plain(header):
            return None
        self.used.update(found)
        first = self.grid.columns[found[0]]
        if any(not first.equals(self.grid.columns[other]) for other in found[1:]):
            columns = " and ".join(str(n + 1) for n in found)
            raise FileError(
                f"The header {header} stands over columns {columns}, with different content: which is meant cannot be known.",
                "Remove or rename the column that is not meant, and read the file again.",
            )
        return found[0]

    def standing(self, header: str) -> list[int]:
        """Return every column under a header; footnote marks count only when nothing fits with them.

        Of several that then fit, the first is meant, and `Header#2` is the second.
        """
        exact = self.places.get(plain(header), [])
        if exact:
            return exact
        name, _, number = plain(header).rpartition("#")
        if name and number.isdigit():
            return (self.places.get(name) or self.bare.get(name, []))[int(number) - 1 :][:1]
        return self.bare.get(plain(header), [])[:1]

    def constant(self, header: str) -> str | None:
        """Return what the mapping says a column always holds."""
        constants = self.source.mapped.constants if self.source.mapped else {}
        return next((value for name, value in constants.items() if plain(name) == plain(header)), None)

    def column(self, header: str) -> pa.Array | None:
        """Return the column under a header, or the mapping's constant, or None."""
        place = self.place(header)
        if place is not None:
            return self._translated(place)
        value = self.constant(header)
        return None if value is None else text_array([value] * self.rows)

    def _translated(self, place: int) -> pa.Array:
        """Return a column with the mapping's words for its cells."""
        column = self.grid.columns[place]
        mapped = self.source.mapped
        known = mapped.words.get(plain(self.grid.header[place])) if mapped else None
        if not known:
            return column
        words, places = distinct(column)
        return text_array([known.get(word.casefold(), word) for word in words]).take(pa.array(places))

    def typed(self, header: str, cells: pa.Array, spec: ColumnSpec, arrow: pa.DataType) -> Typed:
        """Read a column as typed cells; a column that two tables read alike is read once."""
        key = (plain(header), spec.type, spec.range, tuple(spec.words.items()), spec.missing, spec.list, str(arrow))
        if key not in self.read:
            self.read[key] = typed(cells, spec, arrow, self.source.missing)
        return self.read[key]

    def first(self, headers: tuple[str, ...]) -> tuple[str, pa.Array] | None:
        """Return the first of the headers that the file has, with its column."""
        for header in headers:
            column = self.column(header)
            if column is not None:
                return header, column
        return None

    def shown(self, header: str) -> str:
        """Return the header as the file itself writes it."""
        found = self.standing(header)
        return self.grid.header[found[0]] if found else header

    def cell(self, header: str, row: int) -> str:
        """Return one cell as it stands."""
        found = self.standing(header)
        return str(self.grid.columns[found[0]][row].as_py()) if found else (self.constant(header) or "")


class Rejected:
    """The rows and cells that are refused. A row is refused once: the first reason stands."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.alive: Mask = np.ones(frame.rows, bool)
        self.rows: dict[int, Problem] = {}
        self._cells: dict[tuple[int, str], Problem] = {}

    def row(self, row: int, problem: Problem) -> None:
        """Refuse a whole row."""
        if self.alive[row]:
            self.alive[row] = False
            self.rows[row] = problem

    def rows_where(self, mask: Any, problem: Callable[[int], Problem]) -> None:
        """Refuse the rows of a mask that still stand."""
        for row in np.flatnonzero(mask & self.alive).tolist():
            self.row(row, problem(row))

    def cell(self, row: int, header: str, problem: Problem) -> None:
        """Refuse one cell of a row that is kept."""
        self._cells.setdefault((row, header), problem)

    def cells_where(self, mask: Any, header: str, why: Callable[[int], Any]) -> None:
        """Refuse the cells of a column at the rows of a mask."""
        for row in np.flatnonzero(mask & self.alive).tolist():
            self.cell(row, header, self.problem(row, header, why(row)))

    def problem(self, row: int, header: str, bad: Any) -> Problem:
        """Say what is wrong with a cell, with the cell."""
        return Problem(bad.reason, bad.remedy, self.frame.shown(header), self.frame.cell(header, row))

    def typed_column(self, header: str, column: Typed, where: Any, *, required: bool) -> None:
        """Refuse what could not be read: the row where the column is required, else the cell."""
        if not required:
            self.cells_where(column.bad & where, header, column.why)
            return
        self.rows_where(column.bad & where, lambda row: self.problem(row, header, column.why(row)))
        shown = self.frame.shown(header)
        empty = Problem(
            f"{shown} is empty, and without it the row cannot be placed.",
            f"Fill {shown} in, and read the file again.",
            shown,
        )
        self.rows_where(
            column.missing & where, lambda row: Problem(empty.reason, empty.remedy, shown, self.frame.cell(header, row))
        )

    @property
    def cells(self) -> list[tuple[int, Problem]]:
        """The refused cells of rows that are kept."""
        return [(row, problem) for (row, _), problem in self._cells.items() if self.alive[row]]
