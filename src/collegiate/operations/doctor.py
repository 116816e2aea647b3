"""Is all well with a store? Looks only: nothing is written, nothing is mended; each finding says what to do."""

from __future__ import annotations

import os
import platform
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from collegiate.engine import Database
from collegiate.operations.copies import last_backup
from collegiate.operations.databases import ApplicationDatabase, SqliteFile
from collegiate.store import JournalBrokenError, Store, evidence_kept
from collegiate.store.journal import Journal
from collegiate.store.layout import Layout

Level = Literal["fine", "look", "wrong"]

OLD_PICTURE = timedelta(days=14)
OLD_BACKUP = timedelta(days=2)
LEAST_FREE = 1 << 30
"""Bytes that have to be free at least; beside it three times the newest picture, for a build writes the next one beside it."""
_LEAD = timedelta(minutes=2)
"""How far the newest line may lie ahead of this machine's clock."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: how it is, what was found, and what to do about it."""

    what: str
    level: Level
    found: str
    todo: str = ""


def examine(root: Path, database: ApplicationDatabase, now: datetime | None = None) -> list[Finding]:
    """Look at a store and the machine that it is on. Raises nothing: what cannot be looked at is a finding."""
    layout = Store(root).layout
    if not layout.root.is_dir():
        todo = f"Make a store: collegiate build FOLDER --store {layout.root}"
        return [*_versions(), Finding("store", "wrong", f"There is no folder {layout.root}.", todo)]
    at = now or datetime.now(UTC)
    findings = list(_versions())
    for what, check in _CHECKS.items():
        findings += _looked(what, lambda check=check: check(layout, at))  # type: ignore[misc]
    findings += _looked("database", lambda: _database_file(database))
    return findings


def _looked(what: str, check: Callable[[], Iterator[Finding]]) -> list[Finding]:
    try:
        return list(check())
    except Exception as error:
        return [Finding(what, "wrong", f"It could not be looked at: {type(error).__name__}: {error}.", "Put this right first, then look again.")]  # fmt: skip


def _versions() -> Iterator[Finding]:
    parts = (f"Collegiate {version('collegiate')}", f"Python {platform.python_version()}", f"DuckDB {version('duckdb')}",
             f"Django {version('django')}", f"SQLite {sqlite3.sqlite_version}", platform.system())  # fmt: skip
    yield Finding("versions", "fine", ", ".join(parts) + ".")


def _picture(layout: Layout, now: datetime) -> Iterator[Finding]:
    snapshot = Store(layout.root).current
    if snapshot is None:
        todo = f"Make one: collegiate build FOLDER --store {layout.root}"
        yield Finding("picture", "wrong", "There is no picture to serve yet.", todo)
        return
    if not layout.snapshot(snapshot).exists():
        others = [s for s in layout.snapshots() if s != snapshot]
        yield Finding("picture", "wrong", f"The store points to {snapshot}, which is not there; kept are {', '.join(others) or 'none'}.",
                      "Bring the newest backup back: collegiate restore BACKUP --store NEW_FOLDER")  # fmt: skip
        return
    opened = Database(layout.snapshot(snapshot))
    try:
        opened.count("about")
    finally:
        opened.close()
    made = datetime.strptime(snapshot[:15], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    said = f"{snapshot} opens; it was made {_ago(now - made)}; {len(layout.snapshots())} are kept."
    if now - made > OLD_PICTURE:
        yield Finding("picture", "look", said, "See who has not sent, on the page Data, or build anew.")
    else:
        yield Finding("picture", "fine", said)


def _journals(layout: Layout, now: datetime) -> Iterator[Finding]:
    for path in sorted(layout.root.glob("*.jsonl")):
        try:
            yield Finding(path.name, "fine", f"{Journal(path).verify():,} lines, every one as it was written.")
        except JournalBrokenError as error:
            yield Finding(
                path.name, "wrong", str(error), "Compare the file with a backup and find out who had it open."
            )
    if not (layout.root / "audit.jsonl").exists():
        yield Finding("audit.jsonl", "fine", "Nobody has looked at a child yet.")


def _disk(layout: Layout, now: datetime) -> Iterator[Finding]:
    free = shutil.disk_usage(layout.root).free
    newest = Store(layout.root).current
    size = layout.snapshot(newest).stat().st_size + _size(layout.facts(newest)) if newest else 0
    needed = max(LEAST_FREE, 3 * size)
    said = f"{free / 1e9:,.1f} GB are free; the newest picture with its facts takes {size / 1e9:,.2f} GB."
    if free < needed:
        yield Finding(
            "disk",
            "wrong",
            said,
            f"Make room for {needed / 1e9:,.1f} GB: a build that finds no room publishes nothing.",
        )
    else:
        yield Finding("disk", "fine", said)


def _evidence(layout: Layout, now: datetime) -> Iterator[Finding]:
    kept = evidence_kept(layout)
    if kept:
        said = f"Of {len(kept)} {'picture' if len(kept) == 1 else 'pictures'} what frozen packs rest on is kept, without any child's row: {sum(kept.values()) / 1e6:,.1f} MB."
        yield Finding("frozen packs", "fine", said)


def _size(folder: Path) -> int:
    return sum(p.stat().st_size for p in folder.rglob("*") if p.is_file())


def _permissions(layout: Layout, now: datetime) -> Iterator[Finding]:
    if os.name == "nt":
        yield Finding(
            "permissions",
            "look",
            "Who may read the folder cannot be told on Windows.",
            "Let only Collegiate's own user read it.",
        )
        return
    open_to_others = [p.name for p in _private(layout) if p.stat().st_mode & 0o077]
    if open_to_others:
        names = ", ".join(open_to_others)
        yield Finding(
            "permissions", "wrong", f"Others on this machine can read {names}.", f"chmod 600 in {layout.root}: {names}"
        )
    elif layout.root.stat().st_mode & 0o007:
        yield Finding(
            "permissions", "look", "Others on this machine can open the store's folder.", f"chmod 700 {layout.root}"
        )
    else:
        yield Finding("permissions", "fine", "Only its owner can read the secrets and the journals.")
    owner = layout.root.stat().st_uid
    if owner != os.getuid():
        yield Finding("owner", "look", f"The store belongs to user {owner} and this is user {os.getuid()}.",
                      "Run the commands as the store's own user, so that files are not left that it cannot write.")  # fmt: skip


def _private(layout: Layout) -> Iterator[Path]:
    named = [layout.secret, layout.root / "application.secret", *sorted(layout.root.glob("*.jsonl"))]
    return (p for p in named if p.exists())


def _clock(layout: Layout, now: datetime) -> Iterator[Finding]:
    written = [datetime.fromtimestamp(p.stat().st_mtime, UTC) for p in (layout.pointer, *layout.root.glob("*.jsonl")) if p.exists()]  # fmt: skip
    newest = max(written, default=now)
    said = f"This machine says {now:%Y-%m-%d %H:%M} UTC."
    if newest > now + _LEAD:
        yield Finding("clock", "wrong", f"{said} Something was written at {newest:%Y-%m-%d %H:%M} UTC, later than that.",
                      "Set the clock, and let it be set from the network: timedatectl set-ntp true")  # fmt: skip
    else:
        yield Finding("clock", "fine", said)


def _backup(layout: Layout, now: datetime) -> Iterator[Finding]:
    last = last_backup(layout.root)
    if last is None:
        yield Finding("backup", "look", "No copy was made by collegiate backup yet.", f"collegiate backup --store {layout.root} --to FOLDER, on another disk and by a timer.")  # fmt: skip
        return
    at = datetime.fromisoformat(str(last["at"]).replace("Z", "+00:00"))
    said = f"The newest is {last['file']}, made {_ago(now - at)}."
    if now - at > OLD_BACKUP:
        yield Finding(
            "backup", "look", said, "See why the timer did not make one: systemctl status collegiate-backup.timer"
        )
    else:
        yield Finding("backup", "fine", said)


def _worker(layout: Layout, now: datetime) -> Iterator[Finding]:
    lock = layout.root / "worker.lock"
    if sys.platform == "win32" or not lock.exists():
        yield Finding("worker", "look", "No worker has worked for this store on this machine.", "collegiate serve runs one; else: collegiate worker.")  # fmt: skip
    elif _held(lock):
        yield Finding("worker", "fine", "A worker works for this store.")
    else:
        yield Finding("worker", "look", "No worker works for this store now: files that are sent wait.", "Start collegiate serve, or collegiate worker.")  # fmt: skip


def _held(lock: Path) -> bool:
    import fcntl

    with lock.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
        fcntl.flock(file, fcntl.LOCK_UN)
        return False


def _database_file(database: ApplicationDatabase) -> Iterator[Finding]:
    if not isinstance(database, SqliteFile) or not database.path.exists() or os.name == "nt":
        return
    if database.path.stat().st_mode & 0o004 and database.path.parent.stat().st_mode & 0o001:
        yield Finding(
            "database file", "wrong", f"Others on this machine can read {database.path}.", f"chmod 600 {database.path}"
        )


def _ago(past: timedelta) -> str:
    if past < timedelta(hours=1):
        return f"{max(0, int(past.total_seconds() // 60))} minutes ago"
    return f"{int(past.total_seconds() // 3600)} hours ago" if past < timedelta(days=2) else f"{past.days} days ago"


_CHECKS: dict[str, Callable[[Layout, datetime], Iterator[Finding]]] = {
    "picture": _picture,
    "journals": _journals,
    "disk": _disk,
    "frozen packs": _evidence,
    "permissions": _permissions,
    "clock": _clock,
    "backup": _backup,
    "worker": _worker,
}
