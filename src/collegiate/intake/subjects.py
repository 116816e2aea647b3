"""What each row is about, and when: level, school or authority or trust, year, day of the extract, release."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from collegiate.intake.cells import BadCell, Mask, Typed, distinct, typed
from collegiate.intake.dating import Dated, release_in, year_of_cell
from collegiate.intake.frame import FileError, Frame, Rejected
from collegiate.intake.grid import Problem
from collegiate.intake.placing import Placed
from collegiate.intake.sources import ColumnSpec, Level, Levels, Source
from collegiate.vocabulary.years import AcademicYear

_KEYS: Mapping[str, str] = {"urn": "urn", "la_code": "integer", "trust_uid": "integer", "laestab": "laestab_la"}
_NEEDED = {"school": ("urn",), "la": ("la_code", "laestab"), "trust": ("trust_uid",)}


_NOWHERE = Placed()


@dataclass(frozen=True)
class Subjects:
    """For each row: which of `kinds` it is, and the columns that say whom and when it is about."""

    kinds: tuple[Level, ...]
    kind: npt.NDArray[np.int64]
    columns: Mapping[str, pa.Array]
    leveled: bool
    system: str = ""

    def at(self, levels: tuple[str, ...]) -> Mask:
        """Return which rows are of one of the levels."""
        return np.array([k.level in levels for k in self.kinds], bool)[self.kind]

    def words(self, what: str) -> pa.Array:
        """Return each row's level or population, as a dictionary column."""
        names = pa.array([getattr(k, what) or None for k in self.kinds], pa.string())
        return names.take(pa.array(self.kind))


def subjects(frame: Frame, dated: Dated, rejected: Rejected, placed: Placed = _NOWHERE) -> Subjects:
    """Read every row's subject and date, refusing the rows that have none."""
    source = frame.source
    kinds, kind = _kinds(frame, source.levels, rejected)
    found = Subjects(kinds, kind, {}, bool(source.levels.columns))
    keys = _schools(frame, placed, rejected) if source.people else _keys(frame, source, found, rejected)
    columns = keys | _dates(frame, dated, rejected)
    return Subjects(kinds, kind, columns, found.leveled, placed.system)


def _schools(frame: Frame, placed: Placed, rejected: Rejected) -> dict[str, pa.Array]:
    """Return the school of each row: the one that it names, else the file's own."""
    headers = frame.source.key.get("urn", ())
    here = frame.first(headers)
    if here is None:
        return {"urn": pa.repeat(pa.scalar(placed.urn, pa.int64()), frame.rows)}
    column = frame.typed(*here, ColumnSpec("urn", headers, "urn"), pa.int64())
    rejected.typed_column(here[0], column, np.ones(frame.rows, bool), required=placed.urn is None)
    return {"urn": column.values if placed.urn is None else column.values.fill_null(placed.urn)}


def _kinds(frame: Frame, levels: Levels, rejected: Rejected) -> tuple[tuple[Level, ...], npt.NDArray[np.int64]]:
    if not levels.columns:
        return (levels.fixed,), np.zeros(frame.rows, np.int64)
    marks, places = _marks(frame, levels.columns)
    kinds: list[Level] = [Level()]
    unknown, number = [], np.zeros(len(marks), np.int64)
    for n, mark in enumerate(marks):
        level = _level_of(mark, levels)
        unknown.append(level is None)
        kinds += [level] if level is not None and level not in kinds else []
        number[n] = kinds.index(level) if level is not None else 0
    header = levels.columns[0]
    _refuse_unknown(frame, np.array(unknown, bool)[places], levels, header, rejected)
    skipped = np.array([bool(k.skip) for k in kinds])[number[places]]
    rejected.rows_where(skipped, lambda row: _skipped(frame, kinds[number[places[row]]], header, row))
    return tuple(kinds), number[places]


def _marks(frame: Frame, headers: tuple[str, ...]) -> tuple[list[str], npt.NDArray[np.int64]]:
    """Return the distinct marks of the level columns, joined by '/', and for each row which it has."""
    columns = [frame.column(header) for header in headers]
    for header, column in zip(headers, columns, strict=True):
        if column is None:
            raise missing_column(header, "it says which rows are schools and which are totals")
    marks, places = distinct(columns[0])
    for column in columns[1:]:
        more, where = distinct(column)
        pairs, places = np.unique(places * max(1, len(more)) + where, return_inverse=True)
        marks = [f"{marks[p // max(1, len(more))]}/{more[p % max(1, len(more))]}" for p in pairs.tolist()]
    return marks, places


def _level_of(mark: str, levels: Levels) -> Level | None:
    text = mark.removesuffix(".0").casefold()
    return next((level for pattern, level in levels.patterns if text == pattern or fnmatchcase(text, pattern)), None)


def _refuse_unknown(frame: Frame, mask: Mask, levels: Levels, header: str, rejected: Rejected) -> None:
    known = ", ".join(pattern for pattern, _ in levels.patterns)
    reason = f"{frame.shown(header)} does not say what the row is about: the source knows {known}."
    remedy = "Correct it, or tell the source's [levels] what this mark means."
    rejected.rows_where(mask, lambda row: Problem(reason, remedy, frame.shown(header), frame.cell(header, row)))


def _skipped(frame: Frame, kind: Level, header: str, row: int) -> Problem:
    return Problem(
        kind.skip,
        "Nothing needs doing: rows of this kind are left out on purpose.",
        frame.shown(header),
        frame.cell(header, row),
    )


def missing_column(header: str, why: str) -> FileError:
    """Say that a column without which nothing can be read is not in the file."""
    return FileError(
        f"The file has no column {header}, and {why}.",
        f"Take the file from its publisher again, with {header}, or write a mapping file that names the column that holds it.",
    )


def _keys(frame: Frame, source: Source, found: Subjects, rejected: Rejected) -> dict[str, pa.Array]:
    columns: dict[str, pa.Array] = {}
    read: dict[str, tuple[str, Typed]] = {}
    for name, headers in source.key.items():
        here = frame.first(headers)
        if here is not None:
            read[name] = here[0], frame.typed(*here, ColumnSpec(name, headers, _KEYS[name]), pa.int64())
    present = {kind.level for n, kind in enumerate(found.kinds) if (found.kind == n).any() and not kind.skip}
    for level in sorted(present & set(_NEEDED)):
        wanted = [name for name in _NEEDED[level] if name in source.key]
        if wanted and not any(name in read for name in wanted):
            raise missing_column(source.key[wanted[0]][0], "without it no row can be placed")
    for name, (header, column) in read.items():
        owners = [level for level, names in _NEEDED.items() if name in names]
        required = name in ("urn", "trust_uid") or (name == "la_code")
        where = found.at(tuple(owners))
        rejected.typed_column(header, column, where, required=required)
        columns[name] = _only(column.values, where if name == "urn" else _placed(found))
    return _authority(columns)


def _placed(found: Subjects) -> Mask:
    """The rows that lie in one authority: a code that a file gives to England or to a region is no authority's."""
    return ~found.at(("england", "region"))


def _only(values: pa.Array, where: Mask) -> pa.Array:
    return pc.if_else(pa.array(where), values, pa.scalar(None, values.type))


def _authority(columns: dict[str, pa.Array]) -> dict[str, pa.Array]:
    laestab = columns.pop("laestab", None)
    if laestab is not None:
        columns["la_code"] = columns["la_code"].fill_null(laestab) if "la_code" in columns else laestab
    return columns


def _dates(frame: Frame, dated: Dated, rejected: Rejected) -> dict[str, pa.Array]:
    rows = frame.rows
    columns: dict[str, pa.Array] = {}
    if dated.period_column:
        columns["period"] = _periods(frame, dated.period_column, rejected)
    elif dated.period is not None:
        columns["period"] = pa.repeat(pa.scalar(dated.period, pa.int64()), rows)
    if dated.as_of_column:
        spec = ColumnSpec("as_of", (dated.as_of_column,), "date")
        column = typed(frame.column(dated.as_of_column), spec, pa.date32())
        rejected.typed_column(dated.as_of_column, column, np.ones(rows, bool), required=True)
        columns["as_of"] = column.values
    elif dated.as_of is not None:
        columns["as_of"] = pa.repeat(pa.scalar(dated.as_of, pa.date32()), rows)
    elif "period" in columns:
        columns["as_of"] = _days_of(
            columns["period"], first=frame.source.as_of is not None and frame.source.as_of.reads == "first_day"
        )
    if frame.source.dated_by_day and "period" not in columns:
        columns["period"] = _years_of(columns["as_of"])
    columns["release"] = _releases(frame, dated)
    return columns


def _periods(frame: Frame, header: str, rejected: Rejected) -> pa.Array:
    words, places = distinct(frame.column(header))
    reads = frame.source.period.reads if frame.source.period else "end_year"
    shift = frame.source.period.shift if frame.source.period else 0
    read = [year_of_cell(word, reads) for word in words]
    years = pa.array([None if year is None else year + shift for year in read], pa.int64()).take(pa.array(places))
    bad = BadCell("The year cannot be read, and the row cannot be placed without it.", "Write it as 2018/19.")
    rejected.rows_where(np.asarray(years.is_null()), lambda row: rejected.problem(row, header, bad))
    return years


def _days_of(periods: pa.Array, *, first: bool) -> pa.Array:
    """Return the last, or the first, day of each row's academic year."""
    encoded = periods.dictionary_encode()
    years = [None if year is None else AcademicYear(year) for year in encoded.dictionary.to_pylist()]
    days = [year and (year.first_day if first else year.last_day) for year in years]
    return pa.array(days, pa.date32()).take(encoded.indices)


def _years_of(days: pa.Array) -> pa.Array:
    encoded = days.dictionary_encode()
    years = [None if day is None else AcademicYear.of(day).end for day in encoded.dictionary.to_pylist()]
    return pa.array(years, pa.int64()).take(encoded.indices)


def _releases(frame: Frame, dated: Dated) -> pa.Array:
    column: Any = frame.column(dated.release_column) if dated.release_column else None
    if column is None:
        return pa.repeat(pa.scalar(dated.release, pa.string()), frame.rows)
    words, places = distinct(column)
    return pa.array([release_in(word) for word in words], pa.string()).take(pa.array(places))
