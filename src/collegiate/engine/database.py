"""A snapshot's database: one immutable DuckDB file, written once and then only read.

Readers ask in words (`where`, `order`, `limit`), never in SQL, so that no value from a request can become a statement.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from collegiate.engine.answers import Answers


@dataclass(frozen=True, slots=True)
class Between:
    """A range for `where`, both ends included."""

    low: Any
    high: Any


@dataclass(frozen=True, slots=True)
class Contains:
    """Every one of these words must occur somewhere in the column, in any order."""

    words: tuple[str, ...]


Where = Mapping[str, Any]
Known = TypeVar("Known")

_MEMORY = "400MB"
_ROW_GROUP = 8_192
"""Rows in a group. Pages ask for the rows of a few schools: with the engine's own 122,880 that takes five times as long."""

_LONG_ROW_GROUP = 122_880
"""Rows in a group of a table of files: of 23 million rows, passing over 2,800 small groups takes longer than reading a large one."""


def write_database(
    path: Path, tables: Mapping[str, pa.Table | Sequence[Path]], *, order: Mapping[str, Sequence[str]] | None = None
) -> None:
    """Write a new database file from Arrow tables or lists of Parquet files; `order` says by which columns each is sorted.

    Sorting is what makes a reader's question touch a few row groups instead of all. Files without an `order` keep their own
    rows' order, and are written as they stream by; their columns of few different words become enumerations, which are
    read and written in half of the time.
    """
    small = {name: data for name, data in tables.items() if isinstance(data, pa.Table)}
    large = {name: data for name, data in tables.items() if name not in small}
    with duckdb.connect() as connection:
        connection.execute(f"SET memory_limit = '{_MEMORY}'")
        connection.execute(f"SET temp_directory = {_literal(path.parent / 'spilled')}")
        connection.execute(
            "SET force_compression = 'dictionary'"
        )  # for words; trying every other way takes half of the time
        for rows_in_group, some in ((_ROW_GROUP, small), (_LONG_ROW_GROUP, large)):
            connection.execute(f"ATTACH {_literal(path)} AS snapshot (ROW_GROUP_SIZE {rows_in_group})")
            connection.execute("USE snapshot")
            for name, data in some.items():
                _create(connection, name, data, tuple((order or {}).get(name, ())))
            connection.execute("USE memory")
            connection.execute("DETACH snapshot")


def copy_tables(source: Path, target: Path, tables: Sequence[str]) -> None:
    """Write a new database file with some tables of another, row by row as they are; tables that the other lacks are left out."""
    with duckdb.connect() as connection:
        connection.execute(f"SET memory_limit = '{_MEMORY}'")
        connection.execute(f"SET temp_directory = {_literal(target.parent / 'spilled')}")
        connection.execute(f"ATTACH {_literal(source)} AS source (READ_ONLY)")
        connection.execute(f"ATTACH {_literal(target)} AS target (ROW_GROUP_SIZE {_ROW_GROUP})")
        held = connection.execute("SELECT table_name FROM duckdb_tables() WHERE database_name = 'source'").fetchall()
        for name in [t for t in tables if (t,) in held]:
            connection.execute(f"CREATE TABLE target.{_quoted(name)} AS SELECT * FROM source.{_quoted(name)}")  # noqa: S608


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column


def _literal(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _create(
    connection: duckdb.DuckDBPyConnection, name: str, data: pa.Table | Sequence[Path], order: tuple[str, ...]
) -> None:
    if isinstance(data, pa.Table):
        connection.register("incoming", _ready(data, order))
        connection.execute(f"CREATE TABLE {_quoted(name)} AS SELECT * FROM incoming")  # noqa: S608
        connection.unregister("incoming")
        return
    by = f" ORDER BY {', '.join(_quoted(c) for c in order)}" if order else ""
    files = [str(f) for f in data]
    casts = ", ".join(_enumerated(connection, name, column, files) for column in _words(data))
    columns = f"* REPLACE ({casts})" if casts else "*"
    connection.execute(
        f"CREATE TABLE {_quoted(name)} AS SELECT {columns} FROM read_parquet($files){by}",  # noqa: S608
        {"files": files},
    )


def _words(files: Sequence[Path]) -> list[str]:
    """The columns of which each different word is kept once."""
    return [f.name for f in pq.read_schema(files[0]) if pa.types.is_dictionary(f.type)] if files else []


def _enumerated(connection: duckdb.DuckDBPyConnection, table: str, column: str, files: list[str]) -> str:
    """Make an enumeration of the words of a column, and return the cast to it."""
    kind, word = _quoted(f"{table}_{column}"), _quoted(column)
    found = f"SELECT DISTINCT {word} FROM read_parquet($files) WHERE {word} IS NOT NULL ORDER BY 1"  # noqa: S608
    words = [row[0] for row in connection.execute(found, {"files": files}).fetchall()]
    if not words:
        return f"{word}::VARCHAR AS {word}"
    listed = ", ".join("'" + w.replace("'", "''") + "'" for w in words)
    connection.execute(f"CREATE TYPE {kind} AS ENUM ({listed})")
    return f"{word}::{kind} AS {word}"


def _ready(data: pa.Table, order: tuple[str, ...]) -> pa.Table:
    """Sort in Arrow and hand words on as dictionaries: a third of the time that the engine's own sort of wide rows takes."""
    data = data.unify_dictionaries()
    if order and data.num_rows > 1:
        keys = pa.table([_plain(data[c]) for c in order], names=list(order))
        data = data.take(pc.sort_indices(keys, sort_keys=[(c, "ascending") for c in order]))
    coded = [c.dictionary_encode() if pa.types.is_string(c.type) else c for c in data.columns]
    return pa.table(coded, names=data.column_names)


class Database:
    """A read-only snapshot database: one connection, one cursor per thread; what was asked before is answered from memory."""

    def __init__(self, path: Path, *, threads: int = 2) -> None:
        self.path = path
        self._connection = duckdb.connect(str(path), read_only=True, config={"threads": threads})
        self._local = threading.local()
        self._answers = Answers()
        self._worked_out: dict[str, Any] = {}
        self._working = threading.RLock()
        self._columns: dict[str, tuple[str, ...]] = {}
        for table, column in self._rows(
            "SELECT table_name, column_name FROM information_schema.columns ORDER BY table_name, ordinal_position", {}
        ):
            self._columns[table] = (*self._columns.get(table, ()), column)

    @property
    def tables(self) -> tuple[str, ...]:
        """The names of the tables."""
        return tuple(self._columns)

    def columns(self, table: str) -> tuple[str, ...]:
        """The names of a table's columns; an unknown table is a `KeyError`."""
        return self._columns[table]

    def select(
        self,
        table: str,
        *,
        where: Where | None = None,
        columns: Sequence[str] = (),
        order: Sequence[str] = (),
        limit: int | None = None,
        offset: int = 0,
    ) -> list[dict[str, Any]]:
        """Return rows as dicts.

        `where`: column → value (equal), None (missing), list (any of), `Between`, `Contains`. `order`: column names, `-name` for
        falling. Unknown tables and columns are a `KeyError`: they are the program's mistake, not a user's.
        """
        names = tuple(columns) or self._columns[table]
        self._known(table, [*names, *(where or {}), *(c.removeprefix("-") for c in order)])
        condition, values = _condition(where or {})
        ordering = ", ".join(
            f"{_quoted(c.removeprefix('-'))} {'DESC' if c.startswith('-') else 'ASC'} NULLS LAST" for c in order
        )
        statement = (
            f"SELECT {', '.join(_quoted(c) for c in names)} FROM {_quoted(table)}{condition}"  # noqa: S608
            f"{' ORDER BY ' + ordering if ordering else ''}{f' LIMIT {int(limit)}' if limit is not None else ''} OFFSET {int(offset)}"
        )
        return [dict(zip(names, row, strict=True)) for row in self._rows(statement, values)]

    def count(self, table: str, where: Where | None = None) -> int:
        """Count the rows that meet a condition."""
        self._known(table, where or {})
        condition, values = _condition(where or {})
        return int(self._rows(f"SELECT count(*) FROM {_quoted(table)}{condition}", values)[0][0])  # noqa: S608

    def tally(self, table: str, by: Sequence[str], where: Where | None = None) -> dict[tuple[Any, ...], int]:
        """Count rows by the values of some columns."""
        self._known(table, [*by, *(where or {})])
        condition, values = _condition(where or {})
        names = ", ".join(_quoted(c) for c in by)
        statement = f"SELECT {names}, count(*) FROM {_quoted(table)}{condition} GROUP BY ALL ORDER BY ALL"  # noqa: S608
        return {tuple(row[:-1]): int(row[-1]) for row in self._rows(statement, values)}

    def totals(
        self, table: str, by: Sequence[str], columns: Sequence[str], where: Where | None = None
    ) -> list[dict[str, Any]]:
        """Sum columns within groups, in the order of the groups; missing cells are left out, all missing is missing."""
        self._known(table, [*by, *columns, *(where or {})])
        condition, values = _condition(where or {})
        groups = ", ".join(_quoted(c) for c in by)
        sums = ", ".join(f"sum({_quoted(c)})" for c in columns)
        listed = f"{groups}, {sums}" if by else sums
        grouped = f" GROUP BY {groups} ORDER BY {groups}" if by else ""
        statement = f"SELECT {listed} FROM {_quoted(table)}{condition}{grouped}"  # noqa: S608
        return [dict(zip((*by, *columns), row, strict=True)) for row in self._rows(statement, values)]

    def once(self, what: str, work_out: Callable[[], Known]) -> Known:
        """Return what follows from the database alone, worked out when it is first asked for; the same object for everybody."""
        if what not in self._worked_out:
            with self._working:
                if what not in self._worked_out:
                    self._worked_out[what] = work_out()
        known: Known = self._worked_out[what]
        return known

    def forget(self) -> None:
        """Give back the memory of answers: a picture that another took the place of is asked little."""
        self._answers.forget()

    def close(self) -> None:
        """Close the connection; cursors of other threads end with it."""
        self._connection.close()

    def _known(self, table: str, columns: Iterable[str]) -> None:
        unknown = [c for c in columns if c not in self._columns[table]]
        if unknown:
            raise KeyError(f"{table} has no column {', '.join(unknown)}")

    def _rows(self, statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        return self._answers.to(statement, values, lambda: self._asked(statement, values))

    def _asked(self, statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        cursor = getattr(self._local, "cursor", None)
        if cursor is None:
            cursor = self._local.cursor = self._connection.cursor()
        return cursor.execute(statement, dict(values)).fetchall()


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _condition(where: Where) -> tuple[str, dict[str, Any]]:
    parts: list[str] = []
    values: dict[str, Any] = {}

    def bind(value: Any) -> str:
        values[f"v{len(values)}"] = value
        return f"$v{len(values) - 1}"

    for name, wanted in where.items():
        column = _quoted(name)
        if wanted is None:
            parts.append(f"{column} IS NULL")
        elif isinstance(wanted, Between):
            parts.append(f"{column} BETWEEN {bind(wanted.low)} AND {bind(wanted.high)}")
        elif isinstance(wanted, Contains):
            parts.extend(f"contains({column}, {bind(word)})" for word in wanted.words)
        elif isinstance(wanted, list | tuple | set | frozenset):
            parts.append(f"{column} IN ({', '.join(bind(v) for v in wanted)})" if wanted else "false")
        else:
            parts.append(f"{column} = {bind(wanted)}")
    return (" WHERE " + " AND ".join(parts) if parts else ""), values
