"""A copy holds store and database together, whatever is going on, and what comes back is what was there."""

from __future__ import annotations

import io
import json
import sqlite3
import stat
import sys
import tarfile
import threading
from contextlib import closing
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from small_stores import PERSON, people, publish, schools, small_store

from collegiate.operations import copies
from collegiate.operations.databases import SqliteFile
from collegiate.operations.errors import BackupError
from collegiate.operations.sealed import SealedError
from collegiate.store import JournalBrokenError, Store

WORDS = "three wet lapwings on a gate"


@pytest.fixture
def made(tmp_path):
    return small_store(tmp_path / "store")


@pytest.mark.parametrize("words", [None, WORDS])
def test_what_comes_back_is_what_was_there(made, tmp_path, words) -> None:
    store, database = made
    kept = copies.backup(store.layout.root, database, tmp_path / "copies" / "one", words)
    assert kept.manifest.snapshot == store.current
    assert kept.journals == {"audit.jsonl": 2, "decisions.jsonl": 1}
    back = Store(tmp_path / "back")
    copies.restore(kept.path, back.layout.root, SqliteFile(back.layout.root / "application.sqlite3"), words)
    assert schools(back) == ["Dove Bank High"]
    assert people(SqliteFile(back.layout.root / "application.sqlite3")) == [PERSON]
    assert back.layout.secret.read_text() == store.layout.secret.read_text()
    assert stat.S_IMODE(back.layout.secret.stat().st_mode) == 0o600
    assert (back.layout.original("ab" * 32) / "pupils.csv").read_text() == "a,b\n1,2\n"
    assert [e["kind"] for e in back.audit.journal] == ["look", "act"]


def test_a_folder_gets_a_file_that_only_its_owner_reads_with_the_day_in_its_name(made, tmp_path) -> None:
    store, database = made
    (tmp_path / "copies").mkdir()
    kept = copies.backup(store.layout.root, database, tmp_path / "copies")
    assert kept.path.parent == tmp_path / "copies" and kept.path.name.startswith("store-20")
    assert stat.S_IMODE(kept.path.stat().st_mode) == 0o600
    assert [p.name for p in (tmp_path / "copies").iterdir()] == [kept.path.name]
    noted = copies.last_backup(store.layout.root)
    assert noted and noted["file"] == kept.path.name and noted["bytes"] == kept.path.stat().st_size


def test_a_copy_is_written_to_the_audit_log_before_it_is_made(made, tmp_path) -> None:
    store, database = made
    with pytest.raises(BackupError, match="lies in the store itself"):
        copies.backup(store.layout.root, database, store.layout.root / "copy.tar")
    copies.backup(store.layout.root, database, tmp_path / "one.tar")
    assert [e["what"] for e in store.audit.journal] == ["child", "backup"]


def test_a_copy_is_whole_while_builds_are_published_and_people_sign_in_and_look(made, tmp_path) -> None:
    """Each copy is of one moment: its pointer's snapshot opens, its journals hold, its database is whole."""
    store, database = made
    over, failed = threading.Event(), []

    def go_on() -> None:
        number = 0
        try:
            with closing(sqlite3.connect(database.path, timeout=30)) as used:
                while not over.is_set():
                    number += 1
                    publish(store, f"School {number}")
                    store.decisions.add({"kind": "same", "by": f"p{number}"})
                    used.execute("INSERT INTO person VALUES (?)", [f"p{number}@dove.example"])
                    used.commit()
        except Exception as error:
            failed.append(error)

    busy = threading.Thread(target=go_on)
    busy.start()
    try:
        kept = [copies.backup(store.layout.root, database, tmp_path / f"{n}.tar") for n in range(6)]
    finally:
        over.set()
        busy.join()
    assert not failed
    assert len({k.manifest.snapshot for k in kept}) > 1, "nothing was published meanwhile"
    for copy in kept:
        back = Store(tmp_path / f"back-{copy.path.stem}")
        own = SqliteFile(back.layout.root / "application.sqlite3")
        copies.restore(copy.path, back.layout.root, own)
        assert back.reader().snapshot == copy.manifest.snapshot
        assert PERSON in people(own)
        assert len(list(back.decisions)) >= len(people(own)) - 1


def test_a_line_that_is_being_written_is_left_out(made, tmp_path) -> None:
    store, database = made
    with store.layout.decisions.open("a") as file:
        file.write('{"number": 2, "half of a li')
    kept = copies.backup(store.layout.root, database, tmp_path / "one.tar")
    assert kept.journals["decisions.jsonl"] == 1


def test_what_is_made_anew_and_what_is_nobodys_is_left_out(made, tmp_path) -> None:
    store, database = made
    for name in ("audit.index/1", "work/half", "uploads/KEY/v1/pupils.csv", "CURRENT.12.new"):
        (store.layout.root / name).parent.mkdir(parents=True, exist_ok=True)
        (store.layout.root / name).write_text("x")
    named = copies.backup(store.layout.root, database, tmp_path / "one.tar").manifest.files
    assert "store/uploads/KEY/v1/pupils.csv" in named and "store/CURRENT" in named
    assert not [n for n in named if "index" in n or "work" in n or n.endswith((".lock", ".new", "-wal"))]
    assert [n for n in named if "application" in n] == ["database/application.sqlite3"]


def test_a_journal_that_somebody_touched_stops_the_copy(made, tmp_path) -> None:
    store, database = made
    text = store.layout.decisions.read_text()
    store.layout.decisions.write_text(text.replace('"by": "ann"', '"by": "bob"'))
    with pytest.raises(JournalBrokenError, match="Line 1"):
        copies.backup(store.layout.root, database, tmp_path / "one.tar")
    assert not [p for p in tmp_path.iterdir() if p.name != "store"]


def test_nothing_is_overwritten_unless_forced_and_then_it_is_moved_aside(made, tmp_path) -> None:
    store, database = made
    kept = copies.backup(store.layout.root, database, tmp_path / "one.tar")
    publish(store, "Later High")
    with pytest.raises(BackupError, match="is not empty"):
        copies.restore(kept.path, store.layout.root, database)
    assert schools(Store(store.layout.root)) == ["Later High"]
    copies.restore(kept.path, store.layout.root, database, force=True)
    assert Store(store.layout.root).current == kept.manifest.snapshot
    aside = next(tmp_path.glob("store.before-*"))
    assert schools(Store(aside)) == ["Later High"]


def test_a_database_elsewhere_is_not_overwritten_unless_forced(made, tmp_path) -> None:
    store, database = made
    kept = copies.backup(store.layout.root, database, tmp_path / "one.tar")
    elsewhere = SqliteFile(tmp_path / "accounts.sqlite3")
    copies.restore(kept.path, tmp_path / "back", elsewhere)
    assert people(elsewhere) == [PERSON]
    assert not (tmp_path / "back" / "application.sqlite3").exists()
    with pytest.raises(BackupError, match=r"database .* is not empty"):
        copies.restore(kept.path, tmp_path / "again", elsewhere)
    assert not (tmp_path / "again").exists()
    copies.restore(kept.path, tmp_path / "again", elsewhere, force=True)


@pytest.mark.parametrize("at", [0.1, 0.5, 0.9])
def test_a_damaged_copy_is_found_and_changes_nothing(made, tmp_path, at: float) -> None:
    store, database = made
    kept = copies.backup(store.layout.root, database, tmp_path / "one.tar")
    text = bytearray(kept.path.read_bytes())
    text[_inside_a_file(kept.path, at)] ^= 1
    kept.path.write_bytes(text)
    with pytest.raises((BackupError, JournalBrokenError)):
        copies.restore(kept.path, tmp_path / "back", SqliteFile(tmp_path / "back" / "application.sqlite3"))
    assert not (tmp_path / "back").exists()


def _inside_a_file(path: Path, at: float) -> int:
    """Where a byte of some file's contents lies: the space between files is nobody's."""
    with tarfile.open(path) as tar:
        members = [m for m in tar.getmembers() if m.size]
    member = members[int(len(members) * at)]
    return member.offset_data + member.size // 2


def test_a_copy_that_was_cut_short_is_found(made, tmp_path) -> None:
    store, database = made
    kept = copies.backup(store.layout.root, database, tmp_path / "one.tar")
    whole = kept.path.read_bytes()
    for length in (0, 100, len(whole) // 2, len(whole) - 30_000):
        kept.path.write_bytes(whole[:length])
        with pytest.raises(BackupError):
            copies.check(kept.path)


@pytest.mark.parametrize(
    "name", ["../outside", "store/../../outside", "/etc/outside", "store/..\\outside", "elsewhere/x"]
)
def test_a_file_that_would_lie_outside_is_refused(tmp_path, name: str) -> None:
    with tarfile.open(tmp_path / "bad.tar", "w") as tar:
        tar.addfile(tarfile.TarInfo(name))
    with pytest.raises(BackupError, match="with the name"):
        copies.restore(tmp_path / "bad.tar", tmp_path / "back", SqliteFile(tmp_path / "d.sqlite3"))
    assert not (tmp_path / "back").exists()


def test_a_sealed_copy_asks_for_its_passphrase(made, tmp_path) -> None:
    store, database = made
    kept = copies.backup(store.layout.root, database, tmp_path / "one", WORDS)
    with pytest.raises(SealedError, match="--passphrase-file"):
        copies.check(kept.path)
    with pytest.raises(SealedError, match="not the one"):
        copies.check(kept.path, "another passphrase")


def test_a_copy_by_a_later_version_is_told(made, tmp_path) -> None:
    store, database = made
    kept = copies.backup(store.layout.root, database, tmp_path / "one.tar")
    with tarfile.open(kept.path) as old, tarfile.open(tmp_path / "later.tar", "w") as new:
        for member in old:
            inside = old.extractfile(member)
            if member.name == "manifest.json":
                said = json.dumps(json.load(inside) | {"form": 2}).encode()
                member.size = len(said)
                inside = io.BytesIO(said)
            new.addfile(member, inside)
    with pytest.raises(BackupError, match="later Collegiate"):
        copies.check(tmp_path / "later.tar")
