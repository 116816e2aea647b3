"""One build of a store: made aside, verified, published by replacing one pointer."""

from __future__ import annotations

import hashlib
import shutil
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TypeAlias

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from filelock import FileLock, Timeout

from collegiate.engine import Database, write_database
from collegiate.store.layout import Layout, kept_secret, replace_text, sync_file, sync_folder
from collegiate.store.parts import Parts
from collegiate.tables import (
    BOOKS,
    FACTS,
    PEOPLE,
    PICTURE,
    RECORD,
    Inspection,
    Mark,
    PostcodeDistrict,
    Receipt,
    RefusedRow,
    Table,
)

KEPT_SNAPSHOTS = 3

Rows: TypeAlias = "pa.Table | Sequence[Path]"
"""A table of a snapshot: in memory, or in Parquet files that are already in the order in which they are to lie."""

_SORTED: dict[str, tuple[str, ...]] = {
    "figure": ("subject", "urn", "trust_uid", "measure", "period"),
    "school": ("urn",),
    "similar_set": ("urn", "period"),
    "intake": ("urn", "period"),
    "inspection": ("urn", "inspection_date"),
    "membership": ("trust_uid", "urn"),
    "lineage": ("urn",),
    "refused_row": ("file_id", "line"),
    "receipt": ("file_id",),
    **{t.name: t.key for t in RECORD if t is not Mark},
    "person_link": ("pupil_key",),  # by which every page about a child finds it
}


class BuildRunningError(Exception):
    """Another build holds this store."""


class FileChangedError(Exception):
    """An input file changed between being read and being kept."""


class VerificationError(Exception):
    """A snapshot is not what it should be; it was not published, and the last one still serves."""


class Building:
    """A build in progress. Nothing that it writes is seen until `publish`; leave it without and it is thrown away."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._lock = FileLock(layout.lock)
        now = datetime.now(UTC)
        self.snapshot = f"{now:%Y%m%dT%H%M%S}{now.microsecond // 1000:03d}-{uuid.uuid4().hex[:4]}"
        self._folder = layout.work / self.snapshot
        self._parts = Parts(self._folder / "facts")
        self._published = False

    def __enter__(self) -> Building:
        self._layout.root.mkdir(parents=True, exist_ok=True)
        try:
            self._lock.acquire(timeout=0)
        except Timeout as held:
            raise BuildRunningError(
                f"Another build is writing to {self._layout.root}. Wait for it to end, or build into another store."
            ) from held
        shutil.rmtree(self._layout.work, ignore_errors=True)
        (self._folder / "facts").mkdir(parents=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._parts.close()
        shutil.rmtree(self._layout.work, ignore_errors=True)
        self._lock.release()

    def keep_original(self, path: Path, sha256: str) -> None:
        """Keep a copy of an input file under its hash; a copy that is there already is left as it is.

        Raises `FileChangedError` when the file is no longer what was read: the hash on a receipt must be that of the kept bytes.
        """
        folder = self._layout.original(sha256)
        if folder.is_dir():
            return
        aside = self._folder / "original"
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir()
        shutil.copyfile(path, aside / path.name)
        if sha256_of(aside / path.name) != sha256:
            raise FileChangedError(
                f"{path.name} changed while it was being read. Build again when nobody writes to it."
            )
        folder.parent.mkdir(parents=True, exist_ok=True)
        aside.replace(folder)

    def add(self, name: str, rows: pa.Table) -> None:
        """Add rows to a fact table or a book; they go to Parquet by and by, so that memory does not grow with files."""
        fits = rows.schema.equals(_SCHEMAS[name], check_metadata=True)
        self._parts.add(name, rows if fits else _TABLES[name].conform(rows))

    @property
    def secret(self) -> bytes:
        """The secret by which children's keys are made, the same for every build of this store."""
        return kept_secret(self._layout.secret)

    def folder(self, name: str) -> Path:
        """Return a folder beside the facts for Parquet files that a room writes itself; they are kept with the snapshot."""
        folder = self._folder / "facts" / name
        folder.mkdir(exist_ok=True)
        return folder

    def parts(self, name: str) -> list[Path]:
        """Return the Parquet files written so far for a table."""
        return self._parts.paths(name)

    def rows(self, name: str) -> int:
        """Count the rows added so far to a table."""
        return self._parts.rows(name)

    def read(self, name: str, columns: list[str] | None = None) -> pa.Table:
        """Return what was added to a table so far."""
        found = self._parts.read(name, columns)
        if found is not None:
            return found
        empty = _TABLES[name].empty()
        return empty.select(columns) if columns else empty

    def publish(self, picture: Mapping[str, Rows], about: Mapping[str, str]) -> str:
        """Write the snapshot, verify it, and put the pointer on it. Returns its id; raises `VerificationError` otherwise.

        A table may be given as Parquet files, which are then taken in their order and never held in memory.
        """
        aside = self._folder / "snapshot.duckdb"
        self._parts.write()
        tables = self._snapshot_tables(picture, about)
        write_database(aside, tables, order=_SORTED)
        _verify(aside, tables)
        self._move_into_place(aside)
        replace_text(self._layout.pointer, self.snapshot)
        self._published = True
        self._prune()
        return self.snapshot

    def _snapshot_tables(self, picture: Mapping[str, Rows], about: Mapping[str, str]) -> dict[str, Rows]:
        tables: dict[str, Rows] = {t.name: _conformed(t, picture.get(t.name)) for t in (*PICTURE, *RECORD)}
        tables |= {t.name: self.read(t.name) for t in _CARRIED}
        described = {"snapshot": self.snapshot, "made_at": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}", **about}
        tables["about"] = pa.table({"name": list(described), "value": list(described.values())})
        return tables

    def _move_into_place(self, aside: Path) -> None:
        sync_file(aside)
        facts, snapshot = self._layout.facts(self.snapshot), self._layout.snapshot(self.snapshot)
        for target in (facts, snapshot):
            target.parent.mkdir(parents=True, exist_ok=True)
        (self._folder / "facts").replace(facts)
        aside.replace(snapshot)
        sync_folder(snapshot.parent)

    def _prune(self) -> None:
        for old in self._layout.snapshots()[:-KEPT_SNAPSHOTS]:
            self._layout.snapshot(old).unlink(missing_ok=True)
            shutil.rmtree(self._layout.facts(old), ignore_errors=True)


_CARRIED: tuple[type[Table], ...] = (Receipt, RefusedRow, Inspection, PostcodeDistrict)
_TABLES: dict[str, type[Table]] = {t.name: t for t in (*FACTS, *PEOPLE, *BOOKS)}
_SCHEMAS = {name: table.schema() for name, table in _TABLES.items()}


def _conformed(table: type[Table], rows: Rows | None) -> Rows:
    if rows is None or (not isinstance(rows, pa.Table) and not rows):
        return table.empty()
    return table.conform(rows) if isinstance(rows, pa.Table) else rows


def _count(rows: Rows) -> int:
    return rows.num_rows if isinstance(rows, pa.Table) else sum(pq.read_metadata(p).num_rows for p in rows)


def _verify(path: Path, tables: Mapping[str, Rows]) -> None:
    database = Database(path)
    try:
        for name, rows in tables.items():
            found = database.count(name)
            if found != _count(rows):
                raise VerificationError(f"The snapshot holds {found} rows of {name} where {_count(rows)} were written.")
    finally:
        database.close()
    held = {name: rows for name, rows in tables.items() if isinstance(rows, pa.Table)}
    _verify_receipts(held[Receipt.name], held[RefusedRow.name])
    _verify_keys(held)


def _verify_receipts(receipts: pa.Table, refused: pa.Table) -> None:
    whole = pc.sum(pc.cast(refused["whole_row"], pa.int64())).as_py() or 0
    counted = pc.sum(receipts["rows_refused"]).as_py() or 0
    if whole != counted:
        raise VerificationError(f"The receipts count {counted} refused rows, but {whole} are kept.")
    for row in receipts.select(["file", "rows_in", "rows_kept", "rows_refused"]).to_pylist():
        if row["rows_in"] != row["rows_kept"] + row["rows_refused"]:
            raise VerificationError(f"The rows of {row['file']} do not add up: {row}.")


def _verify_keys(tables: Mapping[str, pa.Table]) -> None:
    for table in (*PICTURE, *RECORD):
        if table.name == "check_result" or table.name not in tables:
            continue
        rows = tables[table.name].select(list(table.key)).unify_dictionaries()
        distinct = rows.group_by(list(table.key)).aggregate([]).num_rows
        if distinct != rows.num_rows:
            raise VerificationError(
                f"{rows.num_rows - distinct} rows of {table.name} repeat their key {', '.join(table.key)}."
            )


def sha256_of(path: Path) -> str:
    """Hash a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
