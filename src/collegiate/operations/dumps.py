"""A copy of the application database as of one moment, while it is in use, and the way back."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from collegiate.operations.databases import ApplicationDatabase, Postgres, SqliteFile
from collegiate.operations.errors import BackupError

SQLITE, POSTGRES = "application.sqlite3", "application.dump"

_EMPTY_IT = "DROP SCHEMA public CASCADE; CREATE SCHEMA public;"
"""What psql is told before a forced way back, in the same transaction as what follows."""


def dump(database: ApplicationDatabase, folder: Path) -> Path | None:
    """Write a copy of the database into a folder and return it; None where nobody ever signed in. Raises `BackupError`."""
    if isinstance(database, Postgres):
        target = folder / POSTGRES
        _run("pg_dump", ["--format=custom", "--no-owner", "--no-privileges", f"--file={target}"], database)
        return target
    if not database.path.exists():
        return None
    target = folder / SQLITE
    try:
        with closing(sqlite3.connect(database.path, timeout=60)) as used, closing(sqlite3.connect(target)) as copy:
            used.backup(copy)
    except sqlite3.Error as error:
        raise BackupError(f"The database {database.path} could not be copied: {error}.") from error
    return target


def check_dump(path: Path) -> None:
    """Read a copy through. Raises `BackupError` when it is not whole."""
    if path.name == POSTGRES:
        _run("pg_restore", ["--list", str(path)])
        return
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as copy:
            found = copy.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.Error as error:
        raise BackupError(f"The copy of the application database cannot be opened: {error}.") from error
    if found != "ok":
        raise BackupError(f"The copy of the application database is damaged: {found}.")


def is_empty(database: ApplicationDatabase, scratch: Path) -> bool:
    """Tell whether a database holds nothing that a way back would overwrite."""
    if isinstance(database, SqliteFile):
        return not database.path.exists()
    schema = scratch / "schema.dump"
    _run("pg_dump", ["--format=custom", "--schema-only", f"--file={schema}"], database)
    return " TABLE " not in _run("pg_restore", ["--list", str(schema)])


def load(copy: Path, database: ApplicationDatabase, scratch: Path) -> None:
    """Make a database what a copy holds, wholly or not at all. Raises `BackupError`; the kinds have to be the same."""
    kind = "postgresql" if copy.name == POSTGRES else "sqlite"
    if kind != database.kind:
        raise BackupError(
            f"The backup holds a {kind} database, and COLLEGIATE_DATABASE names {database}. Restore with the kind that was backed up."
        )
    if isinstance(database, Postgres):
        script = scratch / "application.sql"
        _run("pg_restore", ["--no-owner", "--no-privileges", f"--file={script}", str(copy)])
        one_by_one = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
        _run("psql", [*one_by_one, f"--command={_EMPTY_IT}", f"--file={script}"], database)
        return
    database.path.parent.mkdir(parents=True, exist_ok=True)
    for stale in ("-wal", "-shm"):
        database.path.with_name(database.path.name + stale).unlink(missing_ok=True)
    aside = database.path.with_name(f"{database.path.name}.restoring")
    shutil.copyfile(copy, aside)
    aside.chmod(0o600)
    aside.replace(database.path)


def _run(name: str, arguments: list[str], database: Postgres | None = None) -> str:
    environment = database.environment() if database else None
    done = subprocess.run([_program(name), *arguments], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        said = done.stderr.strip().splitlines()
        raise BackupError(f"{name} could not do it: {said[-1] if said else f'it ended with {done.returncode}'}.")
    return done.stdout


def _program(name: str) -> str:
    """PostgreSQL's own program: of the path, or of the newest version on a Debian machine."""
    newest = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda p: int(p.parts[-3]))
    found = shutil.which(name) or (str(newest[-1]) if newest else None)
    if found is None:
        raise BackupError(
            f"{name} is not on this machine. Install PostgreSQL's client programs: apt-get install postgresql-client"
        )
    return found
