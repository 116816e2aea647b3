"""Who may act, and how an act is written down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from collegiate.store import Look, ScopedReader, Store
from collegiate.store.journal import Entry
from collegiate.web.said import SaidError, plain

LONGEST_REASON = 400


class ActError(Exception):
    """An act that cannot be done as asked; the message says what to do instead. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Acting:
    """Where somebody acts: the store, the picture that they see, and the reader of the children whom they may see."""

    store: Store
    people: ScopedReader
    snapshot: str

    def journal(self) -> list[Entry]:
        """Return what was decided so far, the oldest first."""
        return list(self.store.decisions)

    def write(self, what: str, lines: Sequence[Mapping[str, Any]], *, keys: Iterable[str], by: str, why: str) -> None:
        """Write an act to the audit log, then its lines to the journal. Raises `OutOfScopeError` for a child whom the scope does not hold.

        `what` says what was done in words without a name; `keys` are the children's.
        """
        keys = tuple(dict.fromkeys(keys))
        self.people.must_hold_keys(keys)
        said = self.people.scope.why if not why else f"{self.people.scope.why}; gave as reason: {why}"
        self.store.audit.acted(Look(by, what, said, keys, self.snapshot))
        for line in lines:
            self.store.decisions.add({**line, "by": by, "why": why})


def reason(text: str, *, needed: bool = False, told: bool = False) -> str:
    """Return a reason as it is kept. Raises `ActError` for one that is missing, too long, or holds a pupil number.

    `told`: others than those who see children read it, so that a child's full name is refused, too.
    """
    try:
        said = plain(text, "the reason", longest=LONGEST_REASON, needed=False, named=not told)
    except SaidError as error:
        raise ActError(str(error)) from None
    if needed and not said:
        raise ActError("Say in a few words why, for whoever looks at this answer later.")
    return said.replace("\n", " ")
