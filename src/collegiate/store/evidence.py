"""What a frozen pack rests on: the tables of its picture that its figures are read from, kept when the picture itself is not.

A picture goes when three later ones are there, and with it the rows of children. What is kept of it here holds none: published
figures, schools, and the trust's own sums by school. It stays as long as the store; a frozen pack is never thrown away.
"""

from __future__ import annotations

import shutil
import uuid

from collegiate.engine import copy_tables
from collegiate.store.layout import Layout, sync_file, sync_folder
from collegiate.store.reader import NoSnapshotError
from collegiate.tables import PICTURE, Inspection, Receipt, SchoolSeries, SchoolValueAdded

_KEPT = (*(t.name for t in PICTURE), Receipt.name, Inspection.name, SchoolSeries.name, SchoolValueAdded.name, "about")
"""Every table without a person in it from which a figure, or where a figure is from, is read."""


def keep_evidence(layout: Layout, snapshot: str) -> int:
    """Keep what a frozen pack rests on, and return its bytes. Asked twice it is kept once; a machine that stops leaves all or nothing.

    Raises `NoSnapshotError` when the picture is gone.
    """
    target = layout.evidence(snapshot)
    if not target.exists():
        if not layout.snapshot(snapshot).exists():
            raise NoSnapshotError(
                f"The picture {snapshot} was cleared away meanwhile: three later ones are there. Ask again."
            )
        target.parent.mkdir(mode=0o700, exist_ok=True)
        folder = target.parent / f".{uuid.uuid4().hex}.new"
        folder.mkdir()
        try:
            aside = folder / target.name
            copy_tables(layout.snapshot(snapshot), aside, _KEPT)
            sync_file(aside)
            aside.replace(target)
            sync_folder(target.parent)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return target.stat().st_size


def evidence_kept(layout: Layout) -> dict[str, int]:
    """Return what is kept for frozen packs: bytes by picture."""
    return {p.stem: p.stat().st_size for p in sorted((layout.root / "evidence").glob("*.duckdb"))}
