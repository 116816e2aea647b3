"""What was shown before: a number stays as it is until what it counts has moved out of what it may stand for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from filelock import FileLock

from collegiate.store.journal import Journal
from collegiate.store.layout import Layout

Block = dict[str, Any]


@dataclass(slots=True)
class Released:
    """The numbers that were released, by what they are of; with a file, they outlive the process.

    Without it, the same truth could be shown in two roundings by two snapshots, and what both may stand for is less than either.
    """

    path: Path | None = None
    held: dict[str, Block] = field(default_factory=dict)

    @classmethod
    def of(cls, layout: Layout) -> Released:
        """Return the memory of a store."""
        return cls(layout.root / "released.jsonl")

    @property
    def lock(self) -> FileLock | None:
        """What one publisher at a time holds, from reading what was released to writing what is new."""
        return FileLock(f"{self.path}.publishing") if self.path else None

    def read(self) -> None:
        """Read what every process released so far. Raises `JournalBrokenError`: then nothing may be shown."""
        if self.path:
            for entry in Journal(self.path):
                self.held.update(entry["blocks"])

    def write(self, snapshot: str, blocks: Mapping[str, Block]) -> None:
        """Write down what is shown for the first time or anew, before it is shown."""
        new = {name: block for name, block in blocks.items() if self.held.get(name) != block}
        if new and self.path:
            Journal(self.path).add({"kind": "released", "snapshot": snapshot, "blocks": new})
        self.held.update(new)
