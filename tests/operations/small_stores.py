"""Small stores to copy: a school or two, a journal, a database with one person in it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pyarrow as pa

from collegiate.operations.databases import SqliteFile
from collegiate.store import Store
from collegiate.store.audit import Look
from collegiate.store.layout import kept_secret
from collegiate.tables import Receipt, RefusedRow, School

PERSON = "ann@dove.example"


def publish(store: Store, *names: str) -> str:
    """Publish a picture with these schools."""
    row = {"file_id": 1, "file": "a.csv", "sha256": "00", "size": 1, "status": "read", "rows_in": 2, "rows_kept": 2, "rows_refused": 0}  # fmt: skip
    rows = [
        {"urn": 100001 + i, "institution": 100001 + i, "school_name": n, "search_text": n.lower(), "status": "open"}
        for i, n in enumerate(names)
    ]
    with store.build() as building:
        building.add("receipt", Receipt.conform(pa.Table.from_pylist([row])))
        building.add("refused_row", RefusedRow.empty())
        return building.publish({"school": School.conform(pa.Table.from_pylist(rows))}, {"trust": "16617"})


def small_store(root: Path) -> tuple[Store, SqliteFile]:
    """Make a store with everything that a store may hold, and a database in use beside it."""
    store = Store(root)
    publish(store, "Dove Bank High")
    kept_secret(store.layout.secret)
    original = store.layout.original("ab" * 32)
    original.mkdir(parents=True)
    (original / "pupils.csv").write_text("a,b\n1,2\n")
    store.audit.looked(Look("ann", "child", "teaching", ("T0WNCH1LD0",), store.current or ""))
    store.decisions.add({"kind": "same", "by": "ann"})
    database = SqliteFile(root / "application.sqlite3")
    with closing(sqlite3.connect(database.path)) as used:
        used.execute("PRAGMA journal_mode=WAL")
        used.execute("CREATE TABLE person (email TEXT)")
        used.execute("INSERT INTO person VALUES (?)", [PERSON])
        used.commit()
    return store, database


def people(database: SqliteFile) -> list[str]:
    """Who is in a database."""
    with closing(sqlite3.connect(database.path)) as used:
        return [email for (email,) in used.execute("SELECT email FROM person ORDER BY email")]


def schools(store: Store) -> list[str]:
    """The schools of a store's picture."""
    return [s["school_name"] for s in store.reader().schools([100001, 100002])]
