"""The examination finds what is wrong with a store, says what to do, and touches nothing."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from commands import collegiate
from filelock import FileLock
from small_stores import small_store

from collegiate.operations import copies
from collegiate.operations.databases import SqliteFile
from collegiate.operations.doctor import examine


@pytest.fixture
def made(tmp_path):
    store, database = small_store(tmp_path / "store")
    database.path.chmod(0o600)
    store.layout.root.chmod(0o700)
    return store, database


def levels(store, database, **more) -> dict[str, str]:
    return {f.what: f.level for f in examine(store.layout.root, database, **more)}


def test_a_store_in_good_order_has_nothing_wrong_and_is_left_as_it_is(made, tmp_path) -> None:
    store, database = made
    copies.backup(store.layout.root, database, tmp_path / "one.tar")
    before = stood(store.layout.root)
    with FileLock(store.layout.root / "worker.lock"):
        found = levels(store, database)
    assert set(found.values()) == {"fine"}, found
    assert stood(store.layout.root) == before


def stood(folder: Path) -> dict[Path, int]:
    return {p: p.stat().st_mtime_ns for p in folder.rglob("*") if p.is_file() and p.suffix != ".lock"}


@pytest.mark.parametrize(
    ("what", "spoil", "level"),
    [
        ("picture", lambda store: store.layout.pointer.unlink(), "wrong"),
        ("picture", lambda store: store.layout.snapshot(store.current).unlink(), "wrong"),
        ("picture", lambda store: store.layout.snapshot(store.current).write_bytes(b"no database"), "wrong"),
        ("decisions.jsonl", lambda store: store.layout.decisions.write_text('{"number": 1}\n'), "wrong"),
        ("permissions", lambda store: store.layout.secret.chmod(0o644), "wrong"),
        ("permissions", lambda store: store.layout.root.chmod(0o755), "look"),
        ("backup", lambda store: None, "look"),
        ("worker", lambda store: (store.layout.root / "worker.lock").touch(), "look"),
        ("backup", lambda store: (store.layout.root / "backups.jsonl").write_text("half a li"), "wrong"),
    ],
)
def test_what_is_wrong_is_found_with_what_to_do(made, what, spoil, level) -> None:
    store, database = made
    spoil(store)
    finding = next(f for f in examine(store.layout.root, database) if f.what == what)
    assert finding.level == level
    assert finding.todo


def test_age_and_clock_are_told(made, tmp_path) -> None:
    store, database = made
    copies.backup(store.layout.root, database, tmp_path / "one.tar")
    later = levels(store, database, now=datetime.now(UTC) + timedelta(days=30))
    assert (later["picture"], later["backup"]) == ("look", "look")
    assert levels(store, database, now=datetime.now(UTC) - timedelta(days=1))["clock"] == "wrong"


def test_a_full_disk_is_found(made, monkeypatch) -> None:
    import shutil
    from collections import namedtuple

    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10, 10, 5_000_000))
    assert levels(*made)["disk"] == "wrong"


def test_the_command_says_it_all_and_ends_with_1_when_something_is_wrong(made, tmp_path, monkeypatch) -> None:
    import json

    for name in [n for n in os.environ if n.startswith(("COLLEGIATE_", "DJANGO_"))]:
        monkeypatch.delenv(name)
    store, database = made
    database.path.unlink()
    done = collegiate("doctor", "--store", store.layout.root, "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    found = {f["what"]: f for f in json.loads(done.stdout)}
    assert {"versions", "picture", "disk", "clock", "names", "secret key", "database"} <= set(found)
    assert not (store.layout.root / "application.secret").exists()
    store.layout.pointer.unlink()
    monkeypatch.setenv("COLLEGIATE_HOSTS", "*")
    wrong = collegiate("doctor", "--store", store.layout.root)
    assert wrong.returncode == 1
    assert "WRONG  picture: There is no picture" in wrong.stdout
    assert "WRONG  names" in wrong.stdout
    assert SqliteFile(database.path).path.exists() is False
