"""From a recognised grid to canonical tables: every row ends in a table or among the refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from collegiate.intake.cells import Mask, Typed, distinct, is_missing
from collegiate.intake.dated_codes import refuse_out_of_date
from collegiate.intake.dating import Dated
from collegiate.intake.frame import FileError, Frame, Rejected
from collegiate.intake.grid import Grid, Problem
from collegiate.intake.headers import matches_any, plain
from collegiate.intake.naming import persons, staff
from collegiate.intake.observations import Variables, lay_out, read_variables, spoken_for
from collegiate.intake.placing import Placed
from collegiate.intake.sources import ColumnSpec, Source, TableSpec
from collegiate.intake.subjects import Subjects, missing_column, subjects
from collegiate.tables import Observation, ReferenceRow


@dataclass
class Filled:
    """One table's columns, read and waiting for the last word on which rows stand."""

    spec: TableSpec
    where: Mask
    columns: dict[str, pa.Array] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What became of a grid: facts, the refused rows and cells, and the headers that nobody asked for."""

    facts: dict[str, pa.Table]
    rejected: Rejected
    unused: tuple[str, ...]
    subjects: Subjects


def facts_of(
    grid: Grid, source: Source, dated: Dated, file_id: int, sheet: str = "", placed: Placed | None = None
) -> Outcome:
    """Read a grid as a source says. Raises FileError when the file as a whole cannot be read."""
    frame = Frame(grid, source)
    rejected = Rejected(frame)
    about = subjects(frame, dated, rejected, placed or Placed())
    if source.person.headers or source.person.upn:
        about = replace(about, columns={**about.columns, "person": persons(frame, about, rejected)})
    parts = [part for spec in source.tables for part in _read_table(frame, spec, about, rejected)]
    for part in parts:
        _refuse_repeats(frame, part, about, rejected)
    facts, gave = _assemble(parts, _Whole(frame, about, rejected, file_id, sheet))
    _refuse_idle(frame, gave, rejected)
    return Outcome(facts, rejected, _unused(frame, parts), about)


Part = Filled | Variables


def _read_table(frame: Frame, spec: TableSpec, about: Subjects, rejected: Rejected) -> Iterator[Part]:
    where = _rows_of(frame, spec, about)
    if where is None:
        return
    if spec.table is Observation:
        yield read_variables(frame, spec, where, rejected)
    elif spec.table is ReferenceRow:
        yield Filled(spec, where)
    elif frame.source.mapped is None or _has_what_it_needs(frame, spec):
        yield _fill(frame, spec, where, about, rejected)


def _has_what_it_needs(frame: Frame, spec: TableSpec) -> bool:
    """Somebody else's file may hold the figures and not the names: it then feeds only the tables that it can."""
    canonical = spec.table.columns()
    needed = [c for c in spec.columns if c.fixed is None and (c.required or canonical[c.name].required)]
    return all(frame.first(column.headers) is not None for column in needed)


def _rows_of(frame: Frame, spec: TableSpec, about: Subjects) -> Mask | None:
    """Return the rows that feed the table; None when the file has not the column that the table depends on."""
    where = np.ones(frame.rows, bool)
    if spec.levels or (about.leveled and spec.table not in (Observation, ReferenceRow)):
        where = about.at(spec.levels or ("school",))
    if not spec.only_if:
        return where
    columns = [column for header in spec.only_if if (column := frame.column(header)) is not None]
    if not columns:
        return None
    return where & np.logical_or.reduce([_says(column, spec) for column in columns])


def _says(column: pa.Array, spec: TableSpec) -> Mask:
    """Return the rows whose cell says something: it is neither blank nor a missing code nor one of the words left out."""
    words, places = distinct(column)
    missing = _SAYS_NOTHING.__contains__ if spec.only_blank else is_missing
    says = np.array([not missing(w) and w.casefold() not in spec.except_words for w in words], bool)
    return says[places] if len(words) else np.ones(len(places), bool)


_SAYS_NOTHING = frozenset({"", "NULL", "null"})


def _fill(frame: Frame, spec: TableSpec, where: Mask, about: Subjects, rejected: Rejected) -> Filled:
    canonical = spec.table.columns()
    filled = Filled(spec, where)
    for column in spec.columns:
        required = column.required or canonical[column.name].required
        if column.type == "person":
            filled.columns[column.name] = _staff(frame, column, filled, about, rejected, required=required)
            continue
        needed = required and not spec.if_complete
        values = _column(frame, column, canonical[column.name].arrow, where, rejected, required=needed)
        filled.columns[column.name] = values
        if required and spec.if_complete:
            filled.where = filled.where & ~np.asarray(values.is_null())
    for column in spec.columns:
        if column.on:
            refuse_out_of_date(frame, column, filled.columns, where, rejected)
    for name in ("urn", "person", "la_code", "as_of", "period", "release", "level"):
        if name in canonical and name not in filled.columns:
            given = about.words("level") if name == "level" else about.columns.get(name)
            if given is not None:
                filled.columns[name] = given
            elif canonical[name].required:
                raise FileError(
                    f"The table {spec.table.name} needs {name}, and nothing says it.",
                    "Give it in the source or the manifest.",
                )
    return filled


def _staff(
    frame: Frame, spec: ColumnSpec, filled: Filled, about: Subjects, rejected: Rejected, *, required: bool
) -> pa.Array:
    names = staff(frame, about, spec.headers)
    if required:
        shown = " or ".join(map(frame.shown, spec.headers))
        problem = Problem(
            f"{shown} is empty, and the row is of no use without it.",
            f"Fill {shown} in, and read the file again.",
            shown,
        )
        rejected.rows_where(np.asarray(names.is_null()) & filled.where, lambda _: problem)
    return names.cast(pa.string()) if filled.spec.table.columns()[spec.name].type == "text" else names


def _column(
    frame: Frame, spec: ColumnSpec, arrow: pa.DataType, where: Mask, rejected: Rejected, *, required: bool
) -> pa.Array:
    if spec.fixed is not None:
        return pa.repeat(pa.scalar(spec.fixed, arrow), frame.rows)
    found = frame.first(spec.headers)
    if found is None:
        if required:
            raise missing_column(" or ".join(spec.headers), "without it no row can be placed")
        return pa.nulls(frame.rows, arrow)
    header, cells = found
    column: Typed = frame.typed(header, cells, spec, arrow)
    rejected.typed_column(header, column, where, required=required)
    return column.values


def _refuse_repeats(frame: Frame, part: Part, about: Subjects, rejected: Rejected) -> None:
    """Of rows with one key the first stands; the others are refused, as repeats or as contradictions."""
    keys = _key_columns(frame, part, about)
    rows = np.flatnonzero(part.where & rejected.alive)
    if not keys or len(rows) < 2:
        return
    codes = _codes(keys if len(rows) == frame.rows else [k.take(pa.array(rows)) for k in keys])
    if _all_different(codes):
        return
    _, first, group = np.unique(codes, return_index=True, return_inverse=True)
    for place in np.flatnonzero(first[group] != np.arange(len(rows))).tolist():
        row, before = int(rows[place]), int(rows[first[group[place]]])
        rejected.row(row, _repeat(frame, row, before))


def _key_columns(frame: Frame, part: Part, about: Subjects) -> list[pa.Array]:
    unique = part.spec.unique
    if part.spec.table is ReferenceRow:
        return []
    if part.spec.table is Observation:
        if unique is None:
            names = [n for n in ("urn", "trust_uid", "period", "release") if n in about.columns]
            unchosen = [about.columns[n] for n in names] + [pa.array(about.kind), _regions(about)]
            return unchosen + ([_authority_of_others(about)] if "la_code" in about.columns else [])
        found = [about.columns[n] if n in about.columns else frame.column(n) for n in unique]
        return [f for f in found if f is not None]
    columns = part.columns if isinstance(part, Filled) else {}
    when = [n for n in ("as_of", "period") if unique and n not in unique]
    return [columns[n] for n in (*(unique or ()), *when) if n in columns]


def _regions(about: Subjects) -> pa.Array:
    """A region has no code in the canonical tables, so that none of its rows can be told to repeat another."""
    number = np.arange(len(about.kind))
    return pa.array(number, mask=~about.at(("region",)))


def _authority_of_others(about: Subjects) -> pa.Array:
    """A school is known by its URN: only for other levels does the authority's code belong to the key."""
    others = pa.array(~about.at(("school",)))
    return pc.if_else(others, about.columns["la_code"], pa.scalar(None, pa.int64()))


def _codes(keys: list[pa.Array]) -> npt.NDArray[np.int64]:
    """Number the rows so that two rows have one number exactly when all their keys are the same."""
    codes, most = np.zeros(len(keys[0]), np.int64), 1
    for key in keys:
        places = np.asarray(key.dictionary_encode().indices.fill_null(-1)).astype(np.int64) + 1
        count = int(places.max(initial=0)) + 1
        if most * count >= _MOST_CODES:
            _, codes = np.unique(codes, return_inverse=True)
            most = int(codes.max(initial=0)) + 1
        codes, most = codes * count + places, most * count
    return codes


_MOST_CODES = 2**62


def _all_different(codes: npt.NDArray[np.int64]) -> bool:
    """Whether no two numbers are the same: by counting where they lie close together, else by sorting."""
    low, high = int(codes.min()), int(codes.max())
    if high - low < _CLOSE * len(codes):
        seen = np.zeros(high - low + 1, bool)
        seen[codes - low] = True
        return int(seen.sum()) == len(codes)
    ordered = np.sort(codes)
    return not (ordered[1:] == ordered[:-1]).any()


_CLOSE = 32


def _repeat(frame: Frame, row: int, before: int) -> Problem:
    line = int(frame.grid.lines[before])
    if frame.grid.row_text(row).strip() == frame.grid.row_text(before).strip():
        return Problem(
            f"The row repeats line {line}: it would count twice.",
            "Nothing needs doing; remove it to be rid of this note.",
        )
    return Problem(
        f"The row contradicts line {line}, which is about the same and stands: both cannot be true.",
        "Find out which is right, remove the other row, and read the file again.",
    )


@dataclass(frozen=True)
class _Whole:
    """The file that the parts belong to."""

    frame: Frame
    about: Subjects
    rejected: Rejected
    file_id: int
    sheet: str


def _assemble(parts: list[Part], whole: _Whole) -> tuple[dict[str, pa.Table], Mask]:
    gave = np.zeros(whole.frame.rows, bool)
    found: dict[str, list[pa.Table]] = {}
    for part in parts:
        table, rows = _assembled(part, whole)
        gave |= rows
        found.setdefault(part.spec.table.name, []).append(table)
    return {name: pa.concat_tables(tables) for name, tables in found.items() if any(t.num_rows for t in tables)}, gave


def _assembled(part: Part, whole: _Whole) -> tuple[pa.Table, Mask]:
    lines = whole.frame.grid.lines
    if isinstance(part, Variables):
        return lay_out(part, whole.about, whole.rejected.alive, lines, whole.file_id)
    rows = part.where & whole.rejected.alive
    if part.spec.table is ReferenceRow:
        return _cells(part.spec, rows, whole), rows
    index = pa.array(np.flatnonzero(rows))
    whole_file = len(index) == whole.frame.rows
    columns: dict[str, Any] = {n: column if whole_file else column.take(index) for n, column in part.columns.items()}
    columns["file_id"] = pa.repeat(pa.scalar(whole.file_id, pa.int64()), len(index))
    columns["line"] = pa.array(lines[rows])
    return part.spec.table.conform(pa.table(columns)), rows


def _cells(spec: TableSpec, rows: Mask, whole: _Whole) -> pa.Table:
    """Keep a reference table as it stands: one row per cell that holds something."""
    frame, file_id, sheet = whole.frame, whole.file_id, whole.sheet
    index = pa.array(np.flatnonzero(rows))
    lines = pa.array(frame.grid.lines[rows])
    tables = [ReferenceRow.empty()]
    for place, header in enumerate(frame.header):
        if not header.strip() or not (spec.take_all or plain(header) in set(map(plain, spec.take))):
            continue
        frame.used.add(place)
        values = pc.utf8_trim_whitespace(frame.grid.columns[place].take(index))
        says = pc.not_equal(values, "")
        count = pc.sum(says).as_py() or 0
        cells = {
            "file_id": pa.repeat(pa.scalar(file_id, pa.int64()), count),
            "line": lines.filter(says),
            "value": values.filter(says),
        }
        cells |= {"column_name": pa.repeat(header.strip(), count), "sheet": pa.repeat(sheet, count)}
        tables.append(ReferenceRow.conform(pa.table(cells)))
    return pa.concat_tables(tables)


def _refuse_idle(frame: Frame, gave: Mask, rejected: Rejected) -> None:
    idle = Problem(
        frame.source.recognise.empty_row or "Nothing in the row is anything that this source keeps.",
        "If it should be, fill its empty cells in, and read the file again.",
    )
    rejected.rows_where(~gave, lambda _: idle)


def _unused(frame: Frame, parts: list[Part]) -> tuple[str, ...]:
    ignored = [pattern for spec in frame.source.tables for pattern in spec.ignore]
    words = {plain(h) for part in parts if isinstance(part, Variables) for h in part.unused}
    found = []
    for place, header in enumerate(frame.header):
        known = place in frame.used or matches_any(header, ignored) or spoken_for(frame.source, header)
        if header.strip() and (not known or plain(header) in words):
            found.append(frame.grid.header[place].strip())
    return tuple(dict.fromkeys(found))
