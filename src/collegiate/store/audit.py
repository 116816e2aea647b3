"""The audit log: every look at a child, written down before it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

from collegiate.store.journal import Entry, Journal
from collegiate.store.layout import Layout


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody saw something of children: who, what, of whom by their keys, why, and in which snapshot."""

    who: str
    what: str
    why: str
    keys: tuple[str, ...]
    snapshot: str


@dataclass(frozen=True, slots=True)
class AuditLog:
    """The looks at one store's children. It is only ever added to, and `verify` finds a line that was touched."""

    layout: Layout

    @property
    def journal(self) -> Journal:
        """The file behind it."""
        return Journal(self.layout.root / "audit.jsonl")

    def looked(self, look: Look) -> None:
        """Write a look down. An error here means that nothing may be shown."""
        self.journal.add({"kind": "look", **asdict(look)})

    def acted(self, act: Look) -> None:
        """Write down what somebody does about children, before it is done. An error here means that it may not be done."""
        self.journal.add({"kind": "act", **asdict(act)})

    def of(self, keys: Iterable[str]) -> Iterator[Entry]:
        """Yield the looks at a child, by any of the keys that the child ever had, oldest first."""
        wanted = set(keys)
        return (entry for entry in self.journal if wanted & set(entry.get("keys", ())))

    def verify(self) -> int:
        """Check every seal and return how many entries there are. Raises `JournalBrokenError`."""
        return self.journal.verify()
