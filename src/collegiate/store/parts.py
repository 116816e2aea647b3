"""Rows of tables on their way to Parquet: held until there are enough of them for a file that is worth its while."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from collegiate.tables import SessionMark

_ENOUGH_ROWS = 50_000
"""Rows of one table that make a file."""

_MOST_BYTES = 48 << 20
"""Bytes that are held of all tables together: beyond it they are written, however few rows each has."""

_BY_FILE = frozenset({SessionMark.name})
"""Tables of which every file that was read makes a Parquet file: marks are worked out by school and year."""


class Parts:
    """Tables in the making, as Parquet files in a folder. Rows keep the order in which they were added.

    A second thread writes, at most one file behind; what went wrong there is raised by the next call.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._paths: dict[str, list[Path]] = {}
        self._held: dict[str, list[pa.Table]] = {}
        self._held_rows: dict[str, int] = {}
        self._held_bytes = 0
        self._rows: dict[str, int] = {}
        self._thread = ThreadPoolExecutor(1)
        self._pending: Future[None] | None = None

    def add(self, name: str, rows: pa.Table) -> None:
        """Add rows, which have the table's columns."""
        if not rows.num_rows:
            return
        self._rows[name] = self._rows.get(name, 0) + rows.num_rows
        self._held.setdefault(name, []).append(rows)
        self._held_rows[name] = self._held_rows.get(name, 0) + rows.num_rows
        self._held_bytes += rows.nbytes
        if name in _BY_FILE or self._held_rows[name] >= _ENOUGH_ROWS:
            self._write(name)
        elif self._held_bytes > _MOST_BYTES:
            self.write()

    def rows(self, name: str) -> int:
        """Count the rows added so far."""
        return self._rows.get(name, 0)

    def paths(self, name: str) -> list[Path]:
        """Return the files of a table, with all its rows in them."""
        self._write(name)
        self._wait()
        return list(self._paths.get(name, ()))

    def read(self, name: str, columns: list[str] | None = None) -> pa.Table | None:
        """Return what was added, in one piece; None when it was nothing."""
        self._wait()
        written = [pq.read_table(path, columns=columns) for path in self._paths.get(name, ())]
        held = [table.select(columns) if columns else table for table in self._held.get(name, ())]
        return pa.concat_tables([*written, *held]).combine_chunks() if written or held else None

    def write(self) -> None:
        """Write everything that is still held."""
        for name in list(self._held):
            self._write(name)
        self._wait()

    def close(self) -> None:
        """Let the second thread end."""
        self._thread.shutdown()

    def _write(self, name: str) -> None:
        held = self._held.pop(name, [])
        if not held:
            return
        self._held_rows[name] = 0
        self._held_bytes -= sum(table.nbytes for table in held)
        self._wait()
        paths = self._paths.setdefault(name, [])
        paths.append(self._folder / f"{name}-{len(paths):05d}.parquet")
        rows = held[0] if len(held) == 1 else pa.concat_tables(held).combine_chunks()
        self._pending = self._thread.submit(pq.write_table, rows, paths[-1], compression="zstd")

    def _wait(self) -> None:
        pending, self._pending = self._pending, None
        if pending:
            pending.result()
