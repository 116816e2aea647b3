"""A store and its database that were brought back serve the same pages, and the same people sign in."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from children_store import MAYA
from made_up_store import DOVE, HIGH, MIDDLE

from collegiate.operations.copies import backup, restore
from collegiate.operations.databases import DatabaseNameError, located
from collegiate.operations.errors import BackupError

WHO, PASSWORD = "ann@dove.example", "three wet lapwings on a gate"
PAGES = ("/", f"/trusts/{DOVE}/", f"/schools/{HIGH}/", f"/children/child/{MAYA}/", f"/children/schools/{MIDDLE}/")
LOOK = f"""
import hashlib, json, re, sys
from pathlib import Path
from collegiate.web.ready import ready, make_user
if sys.argv[2] == "add":
    make_user(Path(sys.argv[1]), {WHO!r}, {PASSWORD!r})
ready(Path(sys.argv[1]))
from django.test import Client
who = Client(headers={{"host": "localhost"}})
signed = who.post("/account/sign-in/", {{"email": {WHO!r}, "password": {PASSWORD!r}}}).status_code
seen = {{}}
for page in {PAGES!r}:
    answer = who.get(page)
    text = re.sub(rb'(csrfmiddlewaretoken" value|content)="[^"]*"', b"", answer.content)
    seen[page] = [answer.status_code, hashlib.sha256(text).hexdigest()]
print(json.dumps([signed, seen]))
"""


def look(store: Path, database: str = "", *, add: bool = False) -> dict[str, list[object]]:
    """Sign in to a store in a process of its own, and return what its pages are."""
    named = {"COLLEGIATE_DATABASE": database} if database else {}
    bare = {k: v for k, v in os.environ.items() if not k.startswith(("COLLEGIATE_", "DJANGO_"))} | named
    command = [sys.executable, "-c", LOOK, str(store), "add" if add else ""]
    done = subprocess.run(command, env=bare, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    signed, seen = json.loads(done.stdout)
    assert signed == 302
    assert {status for status, _ in seen.values()} == {200}
    return seen


@pytest.fixture
def store(made_up_store: Path, tmp_path: Path) -> Path:
    """The made-up store without anybody in it."""
    left = shutil.ignore_patterns("application.*", "*.lock")
    return shutil.copytree(made_up_store, tmp_path / "store", ignore=left)


def test_what_was_brought_back_serves_the_same_pages_to_the_same_people(store, tmp_path) -> None:
    before = look(store, add=True)
    kept = backup(store, located("", store), tmp_path / "one.tar")
    restore(kept.path, tmp_path / "back", located("", tmp_path / "back"))
    assert look(tmp_path / "back") == before


@pytest.fixture(scope="module")
def server() -> str:
    """A PostgreSQL server with an empty database."""
    import postgres_server

    if not postgres_server.is_here():
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    return postgres_server.start()


def test_on_postgresql_too(store, tmp_path, server) -> None:
    import postgres_server

    other = server.replace("/collegiate?", "/other?")
    postgres_server.create("other", server)
    before = look(store, server, add=True)
    assert not (store / "application.sqlite3").exists()
    kept = backup(store, located(server, store), tmp_path / "one.tar")
    restore(kept.path, tmp_path / "back", located(other, store))
    with pytest.raises(BackupError, match=r"database .* is not empty"):
        restore(kept.path, tmp_path / "again", located(other, store))
    with pytest.raises(BackupError, match="holds a postgresql database"):
        restore(kept.path, tmp_path / "again", located("", tmp_path / "again"))
    assert not (tmp_path / "again").exists()
    restore(kept.path, tmp_path / "again", located(other, store), force=True)
    assert look(tmp_path / "again", other) == before


def test_a_password_of_a_database_is_in_no_list_of_processes_and_in_no_words() -> None:
    found = located("postgresql://ann:a%20secret@db.example:5433/accounts?sslmode=require", Path("store"))
    assert "a secret" not in repr(found) + str(found)
    told = found.environment()
    assert (told["PGPASSWORD"], told["PGPORT"], told["PGSSLMODE"]) == ("a secret", "5433", "require")


@pytest.mark.parametrize("named", ["mysql://a@b/c", "postgresql://ann@db.example"])
def test_a_database_that_cannot_be_used_is_told(named: str) -> None:
    with pytest.raises(DatabaseNameError, match="COLLEGIATE_DATABASE names a"):
        located(named, Path("store"))
