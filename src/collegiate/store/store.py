"""A store: a folder that holds one trust's, or one nation's, evidence."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from types import MappingProxyType

from collegiate.engine import Database
from collegiate.store.audit import AuditLog
from collegiate.store.journal import Journal
from collegiate.store.layout import Layout, replace_text
from collegiate.store.publishing import Building
from collegiate.store.reader import NoSnapshotError, Reader
from collegiate.store.scope import Scope
from collegiate.store.scoped import ScopedReader

_OPEN: dict[Path, dict[str, Database]] = {}
"""By store and snapshot; replaced as a whole, so that whoever reads it needs no lock."""
_OPENING = threading.Lock()
_STAYING: ContextVar[Mapping[Path, str]] = ContextVar("_STAYING", default=MappingProxyType({}))


class Store:
    """The evidence store in a folder. Readers follow its pointer; one build at a time may write to it."""

    def __init__(self, root: Path) -> None:
        self.layout = Layout(Path(root).resolve())

    @property
    def current(self) -> str | None:
        """The id of the snapshot that is served, or None before the first build."""
        try:
            return self.layout.pointer.read_text(encoding="utf-8").strip() or None
        except FileNotFoundError:
            return None

    def build(self) -> Building:
        """Begin a build; use it as a context."""
        return Building(self.layout)

    def reader_at(self, snapshot: str) -> Reader:
        """Return a reader of an earlier snapshot that is still kept. Raises `NoSnapshotError` when it is no longer kept.

        One earlier database per process stays open beside the present one, so that pages which compare the two are cheap.
        """
        if snapshot != self.current and snapshot not in self.layout.snapshots():
            raise NoSnapshotError(f"The picture {snapshot} is no longer kept.")
        return Reader(self._database(snapshot), self.layout)

    def reader_of_evidence(self, snapshot: str) -> Reader:
        """Return a reader of what frozen packs rest on: the picture while it is kept, afterwards its tables without children's rows.

        Raises `NoSnapshotError` when neither is kept.
        """
        if snapshot in self.layout.snapshots() or not self.layout.evidence(snapshot).exists():
            return self.reader_at(snapshot)
        return Reader(Database(self.layout.evidence(snapshot)), self.layout)

    def reader(self) -> Reader:
        """Return a reader of the snapshot that the pointer names now. Cheap: one open database per process is shared.

        A reader stays with its snapshot: what it shows is of one moment, also while a new one is published.
        Raises `NoSnapshotError` before the first build.
        """
        stays = _STAYING.get().get(self.layout.root)
        if stays is not None:
            return self.reader_at(stays)
        snapshot = self.current
        if snapshot is None:
            raise NoSnapshotError(
                f"There is no picture in {self.layout.root} yet. Make one with: collegiate build FOLDER --store {self.layout.root}"
            )
        return Reader(self._database(snapshot), self.layout)

    @contextmanager
    def staying(self, snapshot: str) -> Iterator[Reader]:
        """Within it, `reader` gives one snapshot to whoever asks in this thread, whatever is published meanwhile: many hands, one picture."""
        before = _STAYING.set({**_STAYING.get(), self.layout.root: snapshot})
        try:
            yield self.reader_at(snapshot)
        finally:
            _STAYING.reset(before)

    @property
    def audit(self) -> AuditLog:
        """The looks at this store's children."""
        return AuditLog(self.layout)

    @property
    def decisions(self) -> Journal:
        """What people decided about children's records; the next build follows it."""
        return Journal(self.layout.decisions)

    def people(self, scope: Scope) -> ScopedReader:
        """Return a reader of children's rows within a scope, every look written to the audit log. Raises `NoSnapshotError`."""
        return self.reader().scoped(scope, self.audit.looked)

    def go_back_to(self, snapshot: str) -> None:
        """Serve an earlier snapshot again: the undo of a publish. Raises `NoSnapshotError` when it is no longer kept."""
        if snapshot not in self.layout.snapshots():
            raise NoSnapshotError(
                f"There is no snapshot {snapshot}. Kept: {', '.join(self.layout.snapshots()) or 'none'}."
            )
        replace_text(self.layout.pointer, snapshot)

    def _database(self, snapshot: str) -> Database:
        held = _OPEN.get(self.layout.root, {}).get(snapshot)
        if held is not None:
            return held
        with _OPENING:
            opened = _OPEN.get(self.layout.root, {})
            if snapshot not in opened:
                opened = {**self._worth_keeping(snapshot, opened), snapshot: Database(self.layout.snapshot(snapshot))}
                _OPEN[self.layout.root] = opened
            return opened[snapshot]

    def _worth_keeping(self, snapshot: str, opened: Mapping[str, Database]) -> dict[str, Database]:
        """The present database, and where that is only now opened the one before it: pages say what changed between them."""
        current = self.current
        others = [name for name in opened if name != current]
        for name in others:
            opened[name].forget()
        kept = {current, *(others[-1:] if snapshot == current else ())}
        return {name: database for name, database in opened.items() if name in kept}
