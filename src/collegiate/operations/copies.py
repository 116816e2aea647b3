"""Keeping a copy of a store and its database together, and bringing it back."""

from __future__ import annotations

import getpass
import hashlib
import os
import tempfile
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from collegiate.engine import Database
from collegiate.operations import dumps
from collegiate.operations.archives import Manifest, packing, unpack
from collegiate.operations.databases import ApplicationDatabase, SqliteFile
from collegiate.operations.errors import BackupError
from collegiate.operations.taking import Taken, Taking
from collegiate.store import Store
from collegiate.store.audit import Look
from collegiate.store.journal import Journal
from collegiate.store.layout import Layout, sync_file, sync_folder

BOOK = "backups.jsonl"
"""The store's own list of the copies that were made of it."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A backup that was made or looked through: the file, what it says of itself, the lines of its journals."""

    path: Path
    manifest: Manifest
    journals: dict[str, int]


def backup(root: Path, database: ApplicationDatabase, to: Path, passphrase: str | None = None) -> Kept:
    """Write store and database into a file, or a new file in a folder, look it through, and put it in the store's book.

    It may be asked for while pages are served and a build is published. Raises `BackupError`; then no file is left behind.
    """
    layout = Store(root).layout
    if not layout.secret.exists() and not layout.pointer.exists():
        raise BackupError(f"There is no store in {layout.root}. Name its folder with --store.")
    now = datetime.now(UTC)
    target = to / f"{layout.root.name}-{now:%Y%m%dT%H%M%SZ}.{'backup' if passphrase else 'tar'}" if to.is_dir() else to
    if target.exists():
        raise BackupError(f"{target} is there already. Name another file, or a folder.")
    if target.resolve().is_relative_to(layout.root):
        raise BackupError(f"{target} lies in the store itself. Keep copies on another disk.")
    target.parent.mkdir(parents=True, exist_ok=True)
    _write_down(root, str(target))
    aside = target.with_name(f".{target.name}.part")
    try:
        manifest = Manifest(f"{now:%Y-%m-%dT%H:%M:%SZ}", version("collegiate"), database.kind)
        _pack(layout, database, aside, manifest, passphrase)
        kept = check(aside, passphrase)
        aside.rename(target)
    finally:
        aside.unlink(missing_ok=True)
    sync_folder(target.parent)
    Journal(layout.root / BOOK).add(
        {"file": target.name, "bytes": target.stat().st_size, "sha256": _sha256(target), "snapshot": manifest.snapshot, "sealed": bool(passphrase)}
    )  # fmt: skip
    return Kept(target, kept.manifest, kept.journals)


def check(path: Path, passphrase: str | None = None) -> Kept:
    """Look a backup through: every hash, every journal's seals, the snapshot and the database open. Raises `BackupError`."""
    if not path.is_file():
        raise BackupError(f"There is no backup {path}.")
    with tempfile.TemporaryDirectory(prefix=".collegiate-check-", dir=path.parent) as scratch:
        folder = Path(scratch)
        manifest = unpack(path, folder, passphrase, only=_looked_through)
        return Kept(path, manifest, _sound(folder, manifest))


def restore(
    path: Path, root: Path, database: ApplicationDatabase, passphrase: str | None = None, *, force: bool = False
) -> Kept:
    """Bring a backup back as a store and its database: looked through first, then put in place.

    What is there is never overwritten without `force`, and even then the store before is moved aside, not thrown away.
    Raises `BackupError`; then nothing was changed.
    """
    if not path.is_file():
        raise BackupError(f"There is no backup {path}.")
    root = root.resolve()
    taken = root.exists() and any(root.iterdir())
    inside = isinstance(database, SqliteFile) and database.path.resolve().is_relative_to(root)
    root.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".collegiate-restore-", dir=root.parent) as scratch:
        folder = Path(scratch)
        if taken and not force:
            raise BackupError(
                f"{root} is not empty. Restore into a new folder, or give --force: what is there is moved aside then."
            )
        if not inside and not force and not dumps.is_empty(database, folder):
            raise BackupError(
                f"The database ({database}) is not empty. Name an empty one, or give --force: then it is overwritten."
            )
        manifest = unpack(path, folder, passphrase)
        journals = _sound(folder, manifest)
        _put_in_place(folder, root, database, taken=taken, inside=inside)
    return Kept(path, manifest, journals)


def last_backup(root: Path) -> dict[str, object] | None:
    """Return the newest line of the store's book of copies, or None where none was made."""
    lines = deque(Journal(root / BOOK), maxlen=1)
    return lines[0] if lines else None


def _pack(
    layout: Layout, database: ApplicationDatabase, aside: Path, manifest: Manifest, passphrase: str | None
) -> None:
    """The database first: what it tells of is in the store when the store's turn comes."""
    own = database.path if isinstance(database, SqliteFile) else None
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with (
        tempfile.TemporaryDirectory(prefix=".collegiate-dump-", dir=aside.parent) as scratch,
        os.fdopen(handle, "wb") as file,
        Taking(layout, own) as taking,
        packing(file, manifest, passphrase) as pack,
    ):
        if dumped := dumps.dump(database, Path(scratch)):
            with dumped.open("rb") as copy:
                about = dumped.stat()
                pack.add("database", Taken(dumped.name, copy, about.st_size, 0o600, about.st_mtime))
        for taken in taking.files():
            pack.add("store", taken)
        manifest.snapshot = taking.snapshot or ""
    sync_file(aside)


def _sound(folder: Path, manifest: Manifest) -> dict[str, int]:
    """Look through what was unpacked: seals, snapshot, database. Returns the journals' lines."""
    store = folder / "store"
    if manifest.snapshot:
        opened = Database(Layout(store).snapshot(manifest.snapshot))
        try:
            opened.count("about")
        finally:
            opened.close()
    for copy in (folder / "database").glob("application.*"):
        dumps.check_dump(copy)
    return {p.name: Journal(p).verify() for p in sorted(store.glob("*.jsonl"))}


def _looked_through(name: str) -> bool:
    return name.startswith(("store/snapshots/", "database/")) or name.endswith(".jsonl")


def _put_in_place(folder: Path, root: Path, database: ApplicationDatabase, *, taken: bool, inside: bool) -> None:
    copy = next((folder / "database").glob("application.*"), None)
    store = folder / "store"
    if inside and copy is not None:
        within = SqliteFile(store / database.path.resolve().relative_to(root))  # type: ignore[union-attr]
        dumps.load(copy, within, folder)
    elif copy is not None:
        dumps.load(copy, database, folder)
    try:
        if taken:
            root.rename(root.with_name(f"{root.name}.before-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"))
        elif root.exists():
            root.rmdir()
        store.rename(root)
    except OSError as error:
        raise BackupError(
            f"{root} cannot be put in place: {error}. If it is a disk of its own, restore into a folder in it."
        ) from error
    sync_folder(root.parent)


def _write_down(root: Path, target: str) -> None:
    """A backup holds every child's record: it is written to the audit log before it is made."""
    store = Store(root)
    why = f"a copy of everything, to {target}"
    store.audit.acted(Look(f"{getpass.getuser()} at the command line", "backup", why, (), store.current or ""))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
