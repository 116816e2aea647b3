"""Which pieces of which files hold the marks of one school in one academic year.

Parquet's own statistics say it for a file of one school and year, which is how schools send marks, without reading a row.
A row group that mixes schools or years is split once, into files beside, so that no later step reads a row in vain.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from collegiate.pupils.attendance.calendar import periods
from collegiate.vocabulary.years import AcademicYear

_ROWS_HELD = 1_000_000
"""Rows of mixed files held in memory before they are written out by school and year."""


@dataclass(frozen=True, slots=True, order=True)
class Unit:
    """One school in one academic year: what is worked on at a time."""

    period: int
    urn: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A row group of a Parquet file."""

    path: Path
    group: int

    def read(self, columns: Sequence[str]) -> pa.Table:
        """Read the piece's columns."""
        with pq.ParquetFile(self.path) as file:
            return file.read_row_group(self.group, columns=list(columns))


def pieces_by_unit(parts: Sequence[Path], folder: Path) -> dict[Unit, list[Piece]]:
    """Return the pieces of every school and year, in the order of `parts`; `folder` takes what has to be split."""
    splitting = _Splitting(folder)
    found: dict[Unit, list[Piece]] = defaultdict(list)
    for part in parts:
        about = pq.read_metadata(part)
        for group in range(about.num_row_groups):
            unit = _only_unit(about, group)
            if unit is None:
                splitting.add(Piece(part, group))
            else:
                found[unit].append(Piece(part, group))
    for unit, pieces in splitting.ended().items():
        found[unit].extend(pieces)
    return dict(found)


def _only_unit(about: pq.FileMetaData, group: int) -> Unit | None:
    """The one school and year of a row group by its statistics; None where there are several or it cannot be told."""
    names = about.schema.to_arrow_schema().names
    urn, day = (about.row_group(group).column(names.index(n)).statistics for n in ("urn", "day"))
    if not (urn and day and urn.has_min_max and day.has_min_max) or urn.min != urn.max:
        return None
    years = {AcademicYear.of(d).end for d in (day.min, day.max) if isinstance(d, date)}
    return Unit(years.pop(), int(urn.min)) if len(years) == 1 else None


@dataclass(slots=True)
class _Splitting:
    """Row groups that mix schools or years, on their way into files of one school and year each."""

    folder: Path
    written: dict[Unit, list[Piece]] = field(default_factory=lambda: defaultdict(list))
    held: dict[Unit, list[pa.Table]] = field(default_factory=lambda: defaultdict(list))
    rows: int = 0

    def add(self, piece: Piece) -> None:
        with pq.ParquetFile(piece.path) as file:
            table = file.read_row_group(piece.group)
        years = periods(table["day"].cast(pa.int32()).to_numpy())
        code = years * 10_000_000 + table["urn"].to_numpy()
        for one in np.unique(code):
            unit = Unit(int(one) // 10_000_000, int(one) % 10_000_000)
            self.held[unit].append(table.filter(pa.array(code == one)))
        self.rows += table.num_rows
        if self.rows >= _ROWS_HELD:
            self.write()

    def write(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        for unit, tables in self.held.items():
            path = self.folder / f"{unit.period}-{unit.urn}-{len(self.written[unit])}.parquet"
            rows = pa.concat_tables(tables).unify_dictionaries()
            pq.write_table(rows, path, compression="lz4", row_group_size=rows.num_rows)
            self.written[unit].append(Piece(path, 0))
        self.held.clear()
        self.rows = 0

    def ended(self) -> dict[Unit, list[Piece]]:
        if self.held:
            self.write()
        return self.written
