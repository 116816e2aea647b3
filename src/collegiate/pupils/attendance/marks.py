"""From the parts of files to marks that have found their child: one Parquet file an academic year, in the order of reading.

One school and year is in memory at a time, and the next is worked out while the last is written.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from collegiate.pupils.attendance import noticed
from collegiate.pupils.attendance.calendar import first_day
from collegiate.pupils.attendance.parts import Piece, Unit, pieces_by_unit
from collegiate.pupils.attendance.roll import Roll
from collegiate.pupils.attendance.standing import (
    NONE,
    READ,
    SESSIONS,
    Rows,
    Words,
    joined,
    person_numbers,
    rows_of,
    standing,
)
from collegiate.tables import Mark

_SPLIT = "split"
_ROWS_HELD = 2_000_000
"""Rows of one school and year that are held before those that do not stand are let go: a school may send its year daily."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What `write_marks` wrote, and what it came by.

    `files`: academic year → Parquet of `Mark`, sorted by urn, pupil, day, session. `off_roll`: marks of a child who was not on
    that roll, a row for each stretch of days, with the place of its first mark. `school_weeks`: marks by school and Monday.
    `unlinked`: marks under a name that leads to no child; they are in no file. `not_valid`: marks whose code did not hold on
    the day.
    """

    files: dict[int, Path]
    off_roll: pa.Table
    school_weeks: pa.Table
    unlinked: pa.Table
    not_valid: pa.Table


def write_marks(
    parts: Sequence[Path], link: Mapping[str, int], roll: Roll, places: Mapping[int, int], folder: Path
) -> Marks:
    """Write the marks that stand into `folder`, one file an academic year."""
    folder.mkdir(parents=True, exist_ok=True)
    pieces = pieces_by_unit(parts, folder / _SPLIT)
    reading = _Reading(dict(link), dict(places), Words({}))
    files: dict[int, Path] = {}
    off_roll, weeks, unlinked, not_valid = [], [], [], []
    for period in sorted({unit.period for unit in pieces}):
        with _Writing(folder / f"mark-{period}.parquet") as writing:
            for unit in sorted(u for u in pieces if u.period == period):
                read = reading.read(unit, pieces[unit])
                rows = standing(read.rows)
                rows = rows.take(~rows.deleted) if rows.deleted.any() else rows
                counted = _counted(rows, unit, roll)
                writing.write(_table(rows, counted, unit, reading.codes))
                off_roll.append(noticed.off_roll(rows, counted, unit, reading.codes))
                weeks.append(noticed.school_weeks(rows, unit))
                unlinked.append(read.unlinked)
                not_valid.append(noticed.not_valid(rows, unit, reading.codes))
        files[period] = writing.path
    shutil.rmtree(folder / _SPLIT, ignore_errors=True)
    return Marks(
        files,
        _together(off_roll, noticed.OFF_ROLL),
        _summed(_together(weeks, noticed.SCHOOL_WEEKS)),
        _together(unlinked, noticed.UNLINKED),
        _together(not_valid, noticed.NOT_VALID),
    )


def _together(tables: Sequence[pa.Table], schema: pa.Schema) -> pa.Table:
    return pa.concat_tables([schema.empty_table(), *tables])


def _summed(weeks: pa.Table) -> pa.Table:
    """A week at the turn of the academic year is in two files."""
    summed = weeks.group_by(["urn", "week"]).aggregate([("marks", "sum")]).rename_columns(["urn", "week", "marks"])
    return summed.sort_by([("urn", "ascending"), ("week", "ascending")]).cast(noticed.SCHOOL_WEEKS)


@dataclass(frozen=True, slots=True)
class _Read:
    rows: Rows
    unlinked: pa.Table


@dataclass(frozen=True, slots=True)
class _Reading:
    link: dict[str, int]
    places: dict[int, int]
    codes: Words

    def read(self, unit: Unit, pieces: Sequence[Piece]) -> _Read:
        held: list[Rows] = []
        unlinked = []
        for table in self._tables(pieces):
            pupil = person_numbers(table, self.link)
            rows, found = rows_of(table, pupil, first_day(unit.period), self.places, self.codes)
            held.append(rows)
            if not found.all():
                unlinked.append(noticed.unlinked(table.filter(pa.array(~found)), unit.urn))
            if sum(len(rows) for rows in held) > _ROWS_HELD:
                held = [standing(joined(held))]
        return _Read(joined(held), _together(unlinked, noticed.UNLINKED))

    def _tables(self, pieces: Sequence[Piece]) -> Iterator[pa.Table]:
        for piece in pieces:
            yield piece.read(READ)


def _counted(rows: Rows, unit: Unit, roll: Roll) -> NDArray[np.bool_]:
    start = np.flatnonzero(np.diff(rows.pupil, prepend=NONE))
    repeats = np.diff(start, append=len(rows))
    return roll.holds(unit.urn, rows.pupil[start], repeats, rows.day_of_year + first_day(unit.period))


def _table(rows: Rows, counted: NDArray[np.bool_], unit: Unit, codes: Words) -> pa.Table:
    days = (rows.day_of_year + first_day(unit.period)).astype(np.int32)
    session = pa.DictionaryArray.from_arrays(pa.array(rows.session.astype(np.int32)), pa.array(SESSIONS))
    columns = {
        "pupil": pa.array(rows.pupil),
        "urn": pa.array(np.full(len(rows), unit.urn, dtype=np.int64)),
        "day": pa.array(days).view(pa.date32()),
        "session": session,
        "code": codes.column(rows.code),
        "minutes_late": pa.array(rows.minutes, mask=rows.minutes == NONE),
        "counted": pa.array(counted),
        "file_id": pa.array(rows.file_id),
        "line": pa.array(rows.line),
    }
    return pa.table([columns[name] for name in Mark.columns()], schema=Mark.schema())


class _Writing:
    """A Parquet file that is written by a second thread, at most one table behind."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._thread = ThreadPoolExecutor(1)
        self._pending: Future[None] | None = None
        self._file = pq.ParquetWriter(
            path,
            Mark.schema(),
            compression="lz4",
            use_dictionary=["urn", "session", "code", "minutes_late", "file_id"],
            column_encoding=dict.fromkeys(("pupil", "day", "line"), "DELTA_BINARY_PACKED"),
        )

    def write(self, table: pa.Table) -> None:
        self._wait()
        if table.num_rows:
            self._pending = self._thread.submit(self._file.write_table, table)

    def _wait(self) -> None:
        if self._pending:
            self._pending.result()
            self._pending = None

    def __enter__(self) -> _Writing:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._wait()
        finally:
            self._thread.shutdown()
            self._file.close()
