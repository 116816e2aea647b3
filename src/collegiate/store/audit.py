"""The audit log: every look at a child, written down before it is shown; and every act, before it is done."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np

from collegiate.store.journal import Checked, Entry, Journal, JournalBrokenError
from collegiate.store.layout import Layout, replace_text
from collegiate.store.lookup import EVERY_LINE, Lookup, Places, by_child, by_day, by_kind, by_person

INDEX_FORM = "2"
"""Goes up when entries are to be found by something else than before, so that an index of an earlier version is not asked."""

LONGEST_SPAN = timedelta(days=366 * 10)
"""More days than this are not asked for one by one: then every line is looked at."""


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody saw something of children: who, what, of whom by their keys, why, and in which snapshot."""

    who: str
    what: str
    why: str
    keys: tuple[str, ...]
    snapshot: str


@dataclass(frozen=True, slots=True)
class Asked:
    """Which entries are asked for: what is given has to hold, all of it. Days are in UTC, both included.

    `about` and `by` together are a part of the trust: entries about one of its children, or of one of its people; None for all.
    """

    who: str = ""
    kind: str = ""
    keys: frozenset[str] = frozenset()
    first: date | None = None
    last: date | None = None
    about: frozenset[str] | None = None
    by: frozenset[str] | None = None

    def groups(self) -> list[Collection[str]]:
        """Return the terms of the index, a group for each condition."""
        groups: list[Collection[str]] = [[EVERY_LINE]]
        groups += [[by_person(self.who)]] if self.who else []
        groups += [[by_kind(self.kind)]] if self.kind else []
        groups += [[by_child(k) for k in self.keys]] if self.keys else []
        if self.about is not None or self.by is not None:
            groups.append([*map(by_child, self.about or ()), *map(by_person, self.by or ())])
        if self.first or self.last:
            groups.append(self._days())
        return groups if len(groups) == 1 else groups[1:]

    def _days(self) -> list[str]:
        last = self.last or datetime.now(UTC).date() + timedelta(days=1)
        first = max(self.first or date.min, last - LONGEST_SPAN if last > date.min + LONGEST_SPAN else date.min)
        return [by_day(f"{first + timedelta(days=n):%Y-%m-%d}") for n in range((last - first).days + 1)]


@dataclass(frozen=True, slots=True)
class Found:
    """Entries that were asked for: how many, and any stretch of them, the latest first."""

    journal: Journal
    places: Places

    def __len__(self) -> int:
        return len(self.places)

    def latest(self, size: int | None = None, offset: int = 0) -> list[Entry]:
        """Return some entries, the latest first."""
        wanted = self.places[::-1][offset : None if size is None else offset + size]
        return list(self.journal.at(int(p) for p in wanted)) if len(wanted) else []


@dataclass(frozen=True, slots=True)
class AuditLog:
    """The looks at one store's children. It is only ever added to, and `verify` finds a line that was touched."""

    layout: Layout

    @property
    def journal(self) -> Journal:
        """The file behind it."""
        return Journal(self.layout.root / "audit.jsonl")

    @property
    def lookup(self) -> Lookup:
        """The index by child, person, day and kind; made of the journal, and made anew where it is missing."""
        return Lookup(self.journal, self.layout.root / "audit.index" / INDEX_FORM)

    def looked(self, look: Look) -> None:
        """Write a look down. An error here means that nothing may be shown."""
        self.journal.add({"kind": "look", **asdict(look)})

    def acted(self, act: Look, *, kind: str = "act", **more: Any) -> None:
        """Write down what somebody does, before it is done. An error here means that it may not be done.

        `kind` is a word by which such acts are found: act (a decision about children), export, sign_in, role, upload, merge,
        emergency, removal. `more` is kept with it.
        """
        self.journal.add({**more, "kind": kind, **asdict(act)})

    def of(self, keys: Iterable[str]) -> Iterator[Entry]:
        """Yield the looks at a child, by any of the keys that the child ever had, oldest first."""
        wanted = frozenset(keys)
        return iter(self.found(Asked(keys=wanted)).latest()[::-1] if wanted else [])

    def found(self, asked: Asked) -> Found:
        """Return the entries that are asked for."""
        places = self.lookup.places(asked.groups())
        return Found(self.journal, np.asarray(places))

    def verify(self, *, since_seal: str = "") -> int:
        """Check every seal and return how many entries there are. Raises `JournalBrokenError`."""
        return self.check(since_seal=since_seal).count

    def check(self, *, since_seal: str = "") -> Checked:
        """Check every seal, and note beside the journal when that was, for `last_check`. Raises `JournalBrokenError`."""
        checked = self.journal.checked(since_seal=since_seal)
        noted = {"at": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}", **asdict(checked)}
        if self.layout.root.is_dir():
            replace_text(self.layout.root / "audit.checked.json", json.dumps(noted))
        return checked

    def last_check(self) -> dict[str, Any] | None:
        """Return when the whole journal was last found sound: `at`, `count`, `seal`; None for never, or where that line is gone."""
        try:
            noted: dict[str, Any] = json.loads((self.layout.root / "audit.checked.json").read_text(encoding="utf-8"))
            stands = self.journal.last_before(int(noted["size"])) if noted["count"] else {"seal": noted["seal"]}
        except (OSError, ValueError, KeyError, TypeError, JournalBrokenError):
            return None
        return noted if stands is not None and stands["seal"] == noted["seal"] else None
