"""Where and when the demonstration's year is lived: the trust and its academies, and the day that is taken for today."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from collegiate.store import Reader, ScopedReader, Store
from collegiate.web.demonstration.people import address_of

HELP = dt.date(2026, 4, 13)
"""From this day on the school whose attendance falls is helped, in the made-up files and in what people wrote of it."""

TODAY = dt.date(2026, 11, 20)
"""The day of the made-up files, which the demonstration takes for today."""

LEAD, CHIEF, TRUSTEE, CLERK, HEAD, MONEY, COLLEAGUE = (
    address_of(r)
    for r in ("school_improvement_lead", "trust_executive", "trustee", "governance_professional", "head", "finance_director", "colleague")
)  # fmt: skip
ATTENDANCE = "own.attendance"
_DAY = "COLLEGIATE_TODAY"


class NotLivedError(Exception):
    """The year cannot be lived in this store; the message says what it lacks."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A trust of a store, with the academy that falls and the one that lends it a colleague; `other` is a third where there is one."""

    store: Store
    reader: Reader
    people: ScopedReader
    trust_uid: int
    falls: int
    lends: int
    other: int
    names: dict[int, str]

    @classmethod
    def of(cls, store: Store, trust_uid: int, falls: int) -> Setting:
        """Choose the academies. Raises `NotLivedError` where the trust has fewer than two, or no children."""
        from collegiate.web.effects.acts import counts_of_all

        reader = store.reader()
        people = counts_of_all(store, reader)
        names = {m["urn"]: m["school_name"] for m in reader.members(trust_uid)}
        others = [urn for urn in names if urn != falls]
        if people is None or falls not in names or not others:
            raise NotLivedError("The year of cases, plans and help needs a trust of two academies with children.")
        held = people.count_pupils("urn", on_roll=True)
        others.sort(key=lambda urn: held.get((urn,), 0), reverse=True)
        return cls(store, reader, people, trust_uid, falls, others[0], others[min(1, len(others) - 1)], names)

    @property
    def as_keywords(self) -> dict[str, Any]:
        """What acts of several parts want: the store, the picture's id and the trust."""
        return {"store": self.store, "snapshot": self.reader.snapshot, "trust_uid": self.trust_uid}


@contextmanager
def taken_for_today() -> Iterator[Clock]:
    """Let days pass as in a rehearsal; afterwards the day is what it was before."""
    before = {name: os.environ.pop(name) for name in (_DAY, f"{_DAY}_FILE") if name in os.environ}
    try:
        yield Clock()
    finally:
        os.environ.pop(_DAY, None)
        os.environ.update(before)


class Clock:
    """The day that is taken for today."""

    def is_(self, day: dt.date) -> dt.date:
        """Let it be a day, and return it."""
        os.environ[_DAY] = day.isoformat()
        return day
