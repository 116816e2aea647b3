"""Published numbers, one row per number: a column of the file becomes a variable, a code for missing keeps its reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from collegiate.intake.cells import Mask, Numbers, distinct, numbers
from collegiate.intake.frame import Frame, Rejected
from collegiate.intake.headers import matches_any, plain, tail
from collegiate.intake.sources import Source, TableSpec
from collegiate.intake.subjects import Subjects
from collegiate.tables import Observation
from collegiate.vocabulary.symbols import CODES

_MOSTLY = 0.8


@dataclass
class Variables:
    """The columns of one table that became variables, read and ready to be laid out; and those that could not."""

    spec: TableSpec
    where: Mask
    read: list[tuple[str, str, Numbers]] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)


def read_variables(frame: Frame, spec: TableSpec, where: Mask, rejected: Rejected) -> Variables:
    """Read the columns that a table takes. Cells that are neither number nor code are refused, their rows kept."""
    found = Variables(spec, where)
    for header in _taken(frame, spec):
        column = frame.column(header)
        name = _variable(spec, header)
        words = matches_any(header, spec.text)
        read = _words(column, spec) if words else _numbers(column, spec, header, name, frame.source.missing)
        if read.blank.all():
            continue
        if not words and spec.take_all and not _mostly_numbers(read):
            found.unused.append(header)
            continue
        rejected.cells_where(read.bad & where, header, read.why)
        found.read.append((header, name, read))
    return found


def _taken(frame: Frame, spec: TableSpec) -> Iterator[str]:
    if not spec.take_all:
        wanted = dict.fromkeys(found for h in [*spec.take, *spec.rename] for found in _expanded(frame, h))
        yield from (header for header in wanted if frame.column(header) is not None)
        return
    for header in _every(frame):
        chosen = {plain(h) for h in (*spec.also, *spec.rename)}
        if plain(header) in chosen or not (spoken_for(frame.source, header) or matches_any(header, spec.ignore)):
            yield header


def _expanded(frame: Frame, header: str) -> list[str]:
    """Return the headers that a name with `*` stands for; any other name stands for itself."""
    if "*" not in header or frame.standing(header):
        return [header]
    return [here for here in frame.header if matches_any(here, [header])]


def _every(frame: Frame) -> list[str]:
    """Every header of the file once; for a mapped file, only those that the mapping speaks of."""
    headers = dict.fromkeys(h for h in frame.header if plain(h))
    if frame.source.mapped is None:
        return list(headers)
    mapped = {plain(v) for v in frame.source.mapped.columns.values()}
    return [h for h in headers if plain(h) in mapped]


def spoken_for(source: Source, header: str) -> bool:
    """Whether the source reads this header for something else than an observation."""
    names = [h for headers in source.key.values() for h in headers] + list(source.levels.columns)
    names += [h for spec in source.tables for column in spec.columns for h in column.headers]
    for origin in (source.period, source.as_of, source.release):
        names += [p[7:] for p in (origin.places if origin else ()) if p.startswith("column:")]
    return plain(header) in set(map(plain, names))


def _variable(spec: TableSpec, header: str) -> str:
    renamed = next((v for k, v in spec.rename.items() if plain(k) == plain(header)), None)
    return renamed or tail(header)


def _numbers(column: pa.Array, spec: TableSpec, header: str, name: str, missing: Mapping[str, str]) -> Numbers:
    percent = matches_any(header, spec.percent) or matches_any(name, spec.percent)
    return numbers(column, percent=percent, scale=_scale(spec, name), missing=missing)


def _scale(spec: TableSpec, name: str) -> float:
    return next((float(by) for pattern, by in spec.scale.items() if matches_any(name, [pattern])), 1.0)


def _words(column: pa.Array, spec: TableSpec) -> Numbers:
    """Read a column of words, such as grades: the words are kept as the code.

    A grade may be one letter (C, U), so only codes of two letters or more, and those that the source names, are missing.
    """
    words, places = distinct(column)
    known = {
        w: CODES[w.upper()].symbol for w in words if w.upper() in CODES and (len(w) != 1 or w in spec.text_missing)
    }
    taken = pa.array(places)
    symbols = pa.array([str(known[w]) if w in known else None for w in words], pa.string())
    none = np.zeros(len(places), bool)
    blank = np.array([not w for w in words], bool)[places] if words else none
    codes = pa.array(words, pa.string()).take(taken)
    return Numbers(np.full(len(places), np.nan), none, symbols.take(taken), codes, none, none, blank, lambda _: None)  # type: ignore[arg-type,return-value]


def _mostly_numbers(read: Numbers) -> bool:
    """Whether a column holds numbers rather than words; a formula or a percentage of 101 is a number gone wrong."""
    numeric = (~read.words & (read.has | read.bad)).sum()
    return bool(numeric >= _MOSTLY * (numeric + read.words.sum()))


def lay_out(
    found: Variables, subjects: Subjects, alive: Mask, lines: npt.NDArray[np.int64], file_id: int
) -> tuple[pa.Table, Mask]:
    """Lay the variables under each other; return them with the rows that gave something."""
    gave = np.zeros(len(alive), bool)
    rows, variables, values, has, symbols, codes = [], [], [], [], [], []
    for number, (_, _, read) in enumerate(found.read):
        taken = np.flatnonzero(alive & found.where & ~read.bad)
        gave[taken] = True
        rows.append(taken)
        variables.append(np.full(len(taken), number, np.int32))
        values.append(read.values[taken])
        has.append(read.has[taken])
        symbols.append(read.symbols.take(pa.array(taken)))
        codes.append(read.codes.take(pa.array(taken)))
    if not rows:
        return Observation.empty(), gave
    every = np.concatenate(rows)
    cells = {
        "variable": _named(found, np.concatenate(variables)),
        "value": pa.array(np.concatenate(values), mask=~np.concatenate(has)),
        "symbol": pa.concat_arrays(symbols),
        "code": pa.concat_arrays(codes),
        "file_id": pa.repeat(pa.scalar(file_id, pa.int64()), len(every)),
        "line": pa.array(lines[every]),
    }
    return Observation.conform(pa.table(cells | _subject(found.spec, subjects, every))), gave


def _named(found: Variables, numbers_: npt.NDArray[np.int32]) -> pa.Array:
    prefix = f"{found.spec.prefix}." if found.spec.prefix else ""
    names = [prefix + name for _, name, _ in found.read]
    return pa.array(names, pa.string()).take(pa.array(numbers_))


def _subject(spec: TableSpec, subjects: Subjects, rows: npt.NDArray[np.int64]) -> dict[str, pa.Array]:
    index = pa.array(rows)
    columns = {name: subjects.columns[name].take(index) for name in _SUBJECT if name in subjects.columns}
    if spec.period:
        columns["period"] = pa.repeat(pa.scalar(int(spec.period), pa.int64()), len(rows))
    return columns | {name: subjects.words(name).take(index) for name in ("level", "population")}


_SUBJECT = ("urn", "trust_uid", "la_code", "period", "release")
