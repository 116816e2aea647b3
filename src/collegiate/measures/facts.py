"""The numbers that measures read, as arrays by variable: the seam between the tables and the arithmetic of figures."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from collegiate.engine import Session, forms

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]

RELEASES = ("provisional", "revised", "", "final")
"""From the first word to the last. A publisher who makes no difference has spoken once, after a provisional word."""

_YEARS = 10_000
_LINES = 1 << 32


@dataclass(frozen=True, slots=True)
class Rows:
    """Observations as arrays of equal length. Missing integers are -1, missing values NaN; words are codes into `Facts`."""

    urn: Ints
    la: Ints
    population: Ints
    period: Ints
    release: Ints
    value: Floats
    symbol: Ints
    code: Ints
    file_id: Ints
    line: Ints

    def __len__(self) -> int:
        return len(self.urn)

    def take(self, which: Any) -> Rows:
        """The rows that an index, slice or mask chooses."""
        return Rows(*(getattr(self, f.name)[which] for f in fields(self)))

    @property
    def row_key(self) -> Ints:
        """One number for the row of the file."""
        return self.file_id * _LINES + self.line

    @property
    def year_key(self) -> Ints:
        """One number for school and period."""
        return self.urn * _YEARS + self.period

    @property
    def release_key(self) -> Ints:
        """One number for school, period and release."""
        return self.year_key * len(RELEASES) + self.release


@dataclass(frozen=True)
class Facts:
    """What was observed, by variable and level."""

    rows: dict[tuple[str, str], Rows] = field(default_factory=dict)
    populations: tuple[str, ...] = ("",)
    symbols: tuple[str | None, ...] = (None,)
    codes: tuple[str | None, ...] = (None,)

    def of(self, variable: str, level: str = "school") -> Rows:
        """The rows of a variable at a level, in the order of the files; none when nobody published it."""
        return self.rows.get((variable, level)) or _NOTHING

    @functools.cached_property
    def _indexes(self) -> dict[tuple[str, str], Lookup]:
        return {}

    def by_row(self, variable: str) -> Lookup:
        """A variable's school values by the row of the file."""
        return self._lookup(variable, "row", lambda r: r.row_key)

    def by_year(self, variable: str) -> Lookup:
        """A variable's school values by school and period, the last word first."""
        return self._lookup(variable, "year", lambda r: r.year_key)

    def by_release(self, variable: str) -> Lookup:
        """A variable's school values by school, period and release."""
        return self._lookup(variable, "release", lambda r: r.release_key)

    def _lookup(self, variable: str, kind: str, key: Any) -> Lookup:
        if (variable, kind) not in self._indexes:
            self._indexes[variable, kind] = Lookup.of(self.of(variable), key)
        return self._indexes[variable, kind]


@dataclass(frozen=True, slots=True)
class Lookup:
    """Rows with a number, sorted by a key of which each value stands once: the last release, then the later file."""

    keys: Ints
    rows: Rows

    @classmethod
    def of(cls, rows: Rows, key: Any) -> Lookup:
        """Sort `rows` by `key(rows)`; where a key repeats, the best row stands."""
        numbers = rows.take(np.isfinite(rows.value))
        keys = key(numbers)
        order = np.lexsort((numbers.line, numbers.file_id, numbers.release, keys))
        last = np.append(keys[order][1:] != keys[order][:-1], True) if len(order) else np.zeros(0, dtype=bool)
        chosen = order[last]
        return cls(keys[chosen], numbers.take(chosen))

    def find(self, wanted: Ints) -> Ints:
        """Where each wanted key stands, or -1."""
        if not len(self.keys):
            return np.full(len(wanted), -1, dtype=np.int64)
        at = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        return np.where(self.keys[at] == wanted, at, -1)

    def values(self, wanted: Ints) -> Floats:
        """The number under each wanted key, or NaN."""
        return pick(self.rows.value, self.find(wanted))


def pick(values: Floats, at: Ints) -> Floats:
    """Take values by position, NaN where the position is -1."""
    if not len(values):
        return np.full(len(at), np.nan)
    return np.where(at >= 0, values[at], np.nan)


def gather(observations: pa.Table, variables: Iterable[str]) -> Facts:
    """Sort the observations of `variables` into arrays by variable and level."""
    wanted = pa.array(sorted(set(variables)), pa.string())
    kept = observations.filter(pc.is_in(observations["variable"], value_set=wanted))
    columns = {name: _words(kept[name]) for name in ("variable", "level", "population", "symbol", "code")}
    rows = _rows(kept, columns)
    variable, names = columns["variable"]
    level, levels = columns["level"]
    group = variable * len(levels) + level
    order = np.argsort(group, kind="stable")
    edges = np.searchsorted(group[order], np.arange(len(names) * len(levels) + 1))
    sorted_rows = rows.take(order)
    found = {
        (str(names[g // len(levels)]), str(levels[g % len(levels)])): sorted_rows.take(slice(edges[g], edges[g + 1]))
        for g in range(len(names) * len(levels))
        if edges[g + 1] > edges[g]
    }
    return Facts(found, *(tuple(columns[c][1]) for c in ("population", "symbol", "code")))  # type: ignore[arg-type]


def narrowed(session: Session, observations: Any, variables: Iterable[str]) -> pa.Table:
    """Let the engine leave out what no measure reads: `observations` is an Ibis table of the whole store, on any engine."""
    return session.run(forms.only(observations, variable=sorted(set(variables))))


def _words(column: pa.ChunkedArray) -> tuple[Ints, list[str | None]]:
    encoded = pc.dictionary_encode(column.combine_chunks(), null_encoding="encode")
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    return encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64), encoded.dictionary.to_pylist() or [None]


def _rows(table: pa.Table, words: dict[str, tuple[Ints, list[str | None]]]) -> Rows:
    return Rows(
        urn=_integers(table["urn"]),
        la=_integers(table["la_code"]),
        population=words["population"][0],
        period=_integers(table["period"]),
        release=_releases(table["release"]),
        value=table["value"].to_numpy().astype(float),
        symbol=words["symbol"][0],
        code=words["code"][0],
        file_id=_integers(table["file_id"]),
        line=_integers(table["line"]),
    )


def _integers(column: pa.ChunkedArray) -> Ints:
    return pc.fill_null(column, -1).to_numpy().astype(np.int64, copy=False)


def _releases(column: pa.ChunkedArray) -> Ints:
    codes, names = _words(column)
    rank = np.array([RELEASES.index(n) if n in RELEASES else RELEASES.index("") for n in names], dtype=np.int64)
    return rank[codes]


_EMPTY = np.zeros(0, dtype=np.int64)
_NOTHING = Rows(_EMPTY, _EMPTY, _EMPTY, _EMPTY, _EMPTY, _EMPTY.astype(float), _EMPTY, _EMPTY, _EMPTY, _EMPTY)


def with_values(rows: Rows, **columns: Any) -> Rows:
    """The same rows with some columns replaced."""
    return replace(rows, **columns)
