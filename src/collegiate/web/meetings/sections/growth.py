"""The growth lock: whether the next academy may join, and what it waits for."""

from __future__ import annotations

from collegiate.improve.cards import LockCard
from collegiate.packs.pack import Cell, grid
from collegiate.web.meetings.given import Given, Part, Section, told


def _make(given: Given) -> Part | None:
    make = told("joining", "lock_card")
    if make is None:
        return None
    card: LockCard | None = make(given.trust_uid, reader=given.reader, people=given.people, on=given.on)
    if card is None:
        return Part("No academy is joining, and no lock was set.")
    rows = [(Cell(card.joiner or "The next one", path=card.path), words) for words in card.unmet]
    return Part(card.words, [grid("What the lock waits for", ("Who joined last", "Not met yet"), rows, (2, 5))] if rows else [])  # fmt: skip


SECTION = Section("growth", "Growth lock", _make)
