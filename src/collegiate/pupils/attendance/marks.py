"""From the parts of files to marks that have found their child: one Parquet file an academic year, in the order of reading.

One school and year is in memory at a time, and the next is worked out while the last is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from collegiate.pupils.attendance.calendar import ALWAYS, NEVER, first_day, mondays, number_of
from collegiate.pupils.attendance.parts import Piece, Unit, pieces_by_unit
from collegiate.pupils.attendance.roll import Roll
from collegiate.pupils.attendance.standing import (
    NONE,
    READ,
    SESSIONS,
    Ints,
    Rows,
    Words,
    days_of,
    joined,
    person_numbers,
    rows_of,
    standing,
)
from collegiate.tables import Mark
from collegiate.vocabulary.codes import code_list

_ROWS_HELD = 2_000_000
"""Rows of one school and year that are held before those that do not stand are let go: a school may send its year daily."""

_PROSPECTIVE = "Z"
"""The one code that is rightly given to a child who is not on the roll yet."""

OFF_ROLL = pa.schema(
    [("pupil", pa.int64()), ("urn", pa.int64()), ("first_day", pa.date32()), ("last_day", pa.date32())]
    + [("sessions", pa.int64()), ("file_id", pa.int64()), ("line", pa.int64())]
)
SCHOOL_WEEKS = pa.schema([("urn", pa.int64()), ("week", pa.date32()), ("marks", pa.int64())])
UNLINKED = pa.schema(
    [("person", pa.string()), ("urn", pa.int64()), ("first_day", pa.date32()), ("last_day", pa.date32())]
    + [("sessions", pa.int64()), ("file_id", pa.int64()), ("line", pa.int64())]
)
NOT_VALID = pa.schema(
    [("urn", pa.int64()), ("code", pa.string()), ("first_day", pa.date32()), ("last_day", pa.date32())]
    + [("sessions", pa.int64()), ("file_id", pa.int64()), ("line", pa.int64())]
)


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
    pieces = pieces_by_unit(parts, folder / "split")
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
                off_roll.append(_off_roll(rows, counted, unit, reading.codes))
                weeks.append(_school_weeks(rows, unit))
                unlinked.append(read.unlinked)
                not_valid.append(_not_valid(rows, unit, reading.codes))
        files[period] = writing.path
    return Marks(
        files,
        _together(off_roll, OFF_ROLL),
        _summed(_together(weeks, SCHOOL_WEEKS)),
        _together(unlinked, UNLINKED),
        _together(not_valid, NOT_VALID),
    )


def _together(tables: Sequence[pa.Table], schema: pa.Schema) -> pa.Table:
    return pa.concat_tables([schema.empty_table(), *tables])


def _summed(weeks: pa.Table) -> pa.Table:
    """A week at the turn of the academic year is in two files."""
    summed = weeks.group_by(["urn", "week"]).aggregate([("marks", "sum")]).rename_columns(["urn", "week", "marks"])
    return summed.sort_by([("urn", "ascending"), ("week", "ascending")]).cast(SCHOOL_WEEKS)


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
                unlinked.append(_unlinked(table.filter(pa.array(~found)), unit.urn))
            if sum(len(rows) for rows in held) > _ROWS_HELD:
                held = [standing(joined(held))]
        return _Read(joined(held), _together(unlinked, UNLINKED))

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


def _off_roll(rows: Rows, counted: NDArray[np.bool_], unit: Unit, codes: Words) -> pa.Table:
    which = np.flatnonzero(~counted & (rows.code != codes.numbers.get(_PROSPECTIVE, NONE)))
    if not len(which):
        return OFF_ROLL.empty_table()
    stretch = np.stack([rows.pupil[which], np.cumsum(counted)[which]])
    begins = np.append(True, (np.diff(stretch) != 0).any(axis=0))
    first = which[begins]
    last = which[np.append(begins[1:], True)]
    base = first_day(unit.period)
    return pa.table(
        [
            rows.pupil[first],
            np.full(len(first), unit.urn),
            _dates(rows.day_of_year[first] + base),
            _dates(rows.day_of_year[last] + base),
            np.diff(np.flatnonzero(begins), append=len(which)),
            rows.file_id[first],
            rows.line[first],
        ],
        schema=OFF_ROLL,
    )


def _school_weeks(rows: Rows, unit: Unit) -> pa.Table:
    week = mondays(rows.day_of_year + first_day(unit.period))
    least = int(week.min()) if len(week) else 0
    counts = np.bincount((week - least) // 7)
    some = np.flatnonzero(counts)
    return pa.table([np.full(len(some), unit.urn), _dates(least + 7 * some), counts[some]], schema=SCHOOL_WEEKS)


def _not_valid(rows: Rows, unit: Unit, codes: Words) -> pa.Table:
    found = []
    for word, number in codes.numbers.items():
        first, last = _valid_days(word)
        base = first_day(unit.period)
        if first <= base and base + 365 <= last:
            continue
        days = rows.day_of_year + base
        which = np.flatnonzero((rows.code == number) & ((days < first) | (days > last)))
        if len(which):
            ends = _dates(np.array([days[which].min(), days[which].max()]))
            place = [rows.file_id[which[0]], rows.line[which[0]]]
            found.append([unit.urn, word, ends[0].as_py(), ends[1].as_py(), len(which), *place])
    return pa.Table.from_pylist([dict(zip(NOT_VALID.names, row, strict=True)) for row in found], schema=NOT_VALID)


def _valid_days(code: str) -> tuple[int, int]:
    """The days on which a code holds; a code that is in no list holds on none."""
    meaning = code_list("attendance").codes.get(code)
    if meaning is None:
        return NEVER, ALWAYS
    first, last = meaning.valid_from, meaning.valid_to
    return (number_of(first) if first else ALWAYS), (number_of(last) if last else NEVER)


def _unlinked(table: pa.Table, urn: int) -> pa.Table:
    rows = pa.table(
        {
            "person": table["person"].cast(pa.string()),
            "day": days_of(table),
            "file_id": table["file_id"],
            "line": table["line"],
        }
    )
    found = rows.group_by("person", use_threads=False).aggregate(
        [("day", "min"), ("day", "max"), ("day", "count"), ("file_id", "first"), ("line", "first")]
    )
    days = [found[c].cast(pa.int32()).cast(pa.date32()) for c in ("day_min", "day_max")]
    urns = pa.array(np.full(found.num_rows, urn))
    return pa.table(
        [found["person"], urns, *days, found["day_count"], found["file_id_first"], found["line_first"]], schema=UNLINKED
    )


def _dates(days: Ints) -> pa.Array:
    return pa.array(days.astype(np.int32)).view(pa.date32())


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
