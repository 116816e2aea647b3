"""What other parts are told of joining: the lock."""

from __future__ import annotations

import datetime as dt

from collegiate.improve.cards import LockCard
from collegiate.store import Reader, ScopedReader
from collegiate.web.joining.stands import Evidence, gate_of, lock_of


def lock_card(trust_uid: int, *, reader: Reader, people: ScopedReader | None, on: dt.date) -> LockCard:
    """Return the growth lock of a trust: shut by an academy that is on its way, or by the gate."""
    lock, gate = lock_of(trust_uid, Evidence(reader, people, on)), gate_of(trust_uid)
    words = lock.words if gate.open else f"{lock.words} The growth gate is shut by: {', '.join(c.title.lower() for c in gate.shut_by)}."  # fmt: skip
    held = lock.held_by
    return LockCard(
        lock.open and gate.open, words, held.name if held else "", held.unmet if held else (),
        f"/joining/{held.reference}/" if held else "/joining/",
    )  # fmt: skip
