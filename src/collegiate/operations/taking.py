"""What of a store is taken into a copy, and how it is read while others write: as of one moment, and never half of a line."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from collegiate.operations.databases import NAME
from collegiate.operations.errors import BackupError
from collegiate.store import Store
from collegiate.store.layout import Layout

_TRIES = 5
_MANY = 1 << 16
_LINES = ".jsonl"
_NOT_KEPT = (".lock", ".new", ".restoring", ".publishing")
_APART = ("work", "snapshots", "facts", "audit.index")
"""Folders that are nobody's, that are taken by themselves, or that are made anew from what is taken."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A file as it was when it was taken: its name below the store, its bytes from the beginning of `file` on."""

    name: str
    file: IO[bytes]
    size: int
    mode: int
    changed: float


class Taking:
    """Everything of a store, opened as of one moment; use it as a context.

    Journals come first and the snapshots after them, so that a copy never holds a page that nobody may account for. Files are held
    open: a build that is published meanwhile takes nothing away from the copy.
    """

    def __init__(self, layout: Layout, without: Path | None = None) -> None:
        self._layout, self._without, self._open = layout, without, ExitStack()
        self.snapshot: str | None = None

    def __enter__(self) -> Taking:
        _may_open_many()
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def files(self) -> Iterator[Taken]:
        """Yield what is taken. Raises `BackupError` for a store that changes faster than it can be read."""
        loose = list(self._loose())
        for journal in (p for p in loose if p.suffix == _LINES):
            with journal.open("rb") as file:
                yield _up_to_last_line(self._taken(journal, file))
        yield from self._published()
        for path in (p for p in loose if p.suffix != _LINES):
            try:
                file = path.open("rb")
            except FileNotFoundError:
                continue
            with file:
                yield self._taken(path, file)

    def _loose(self) -> Iterator[Path]:
        own = {self._layout.pointer, self._layout.lock}
        for folder, folders, names in os.walk(self._layout.root):
            here = Path(folder)
            if here == self._layout.root:
                folders[:] = [f for f in folders if f not in _APART]
            folders.sort()
            for path in (here / name for name in sorted(names)):
                if path not in own and path.is_file() and not path.is_symlink() and not self._left_out(path):
                    yield path

    def _left_out(self, path: Path) -> bool:
        databases = (NAME, self._without.name) if self._without else (NAME,)
        return path.suffix in _NOT_KEPT or any(path.name.startswith(name) for name in databases)

    def _published(self) -> Iterator[Taken]:
        """The snapshots that are kept, and the pointer to the one that was served when its files were opened."""
        for _ in range(_TRIES):
            served = Store(self._layout.root).current
            first = self._of_snapshot(served) if served else []
            if first is not None:
                break
        else:
            raise BackupError(
                f"Builds are published to {self._layout.root} one after the other. Back up when they are done."
            )
        self.snapshot = served
        yield from first
        for other in self._layout.snapshots():
            if other != served:
                yield from self._of_snapshot(other) or ()
        if served:
            text = io.BytesIO(served.encode())
            yield Taken(self._layout.pointer.name, text, len(served), 0o644, self._layout.pointer.stat().st_mtime)

    def _of_snapshot(self, snapshot: str) -> list[Taken] | None:
        """Everything of one snapshot, or None when it was cleared away meanwhile."""
        database, facts = self._layout.snapshot(snapshot), self._layout.facts(snapshot)
        try:
            paths = [database, *sorted(p for p in facts.rglob("*") if p.is_file())]
            return [self._taken(p, self._open.enter_context(p.open("rb"))) for p in paths]
        except FileNotFoundError:
            return None

    def _taken(self, path: Path, file: IO[bytes]) -> Taken:
        about = os.fstat(file.fileno())
        name = path.relative_to(self._layout.root).as_posix()
        return Taken(name, file, about.st_size, about.st_mode & 0o777, about.st_mtime)


def _may_open_many() -> None:
    """A snapshot's facts may be more files than a process may usually hold open."""
    if sys.platform != "win32":
        import resource

        now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = _MANY if most == resource.RLIM_INFINITY else min(_MANY, most)
        if now != resource.RLIM_INFINITY and now < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def _up_to_last_line(journal: Taken) -> Taken:
    """A journal up to its last whole line; lines are only ever added, so that what is there stays as it is."""
    return replace(journal, size=_whole_lines(journal.file, journal.size))


def _whole_lines(file: IO[bytes], size: int) -> int:
    """Return how many bytes there are up to the last line end; the file stands at its beginning again."""
    back = 0
    while back < size:
        back = min(size, back * 2 or 4096)
        file.seek(size - back)
        end = file.read(back).rfind(b"\n")
        if end >= 0:
            file.seek(0)
            return size - back + end + 1
    file.seek(0)
    return 0
