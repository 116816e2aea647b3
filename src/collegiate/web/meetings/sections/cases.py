"""Cases of the Raising Achievement Board."""

from __future__ import annotations

from collegiate.improve.cards import CaseCard
from collegiate.packs.pack import Cell, grid
from collegiate.web.meetings.given import Given, Part, Section, said_day, told
from collegiate.web.words import capital, counted


def _make(given: Given) -> Part | None:
    make = told("cases", "case_cards")
    if make is None:
        return None
    cards: list[CaseCard] = make(given.trust_uid, on=given.on)
    if not cards:
        return Part("No case has been before the Raising Achievement Board.")
    late = sum(c.overdue for c in cards)
    rows = [
        (Cell(c.reference, path=c.path), c.school, f"{c.kind}{f': {c.subject}' if c.subject else ''}", c.state, c.referred_for, c.decision or "none yet",
         Cell(f"{c.next_step}{f', {said_day(c.next_day)}' if c.next_day else ''}" if c.next_step else "–", mind=c.overdue))
        for c in cards
    ]  # fmt: skip
    exits = [(Cell(c.reference, path=c.path), c.school, c.exit_words) for c in cards if c.exit_words]
    blocks = [
        grid("Cases", ("Case", "School", "Kind", "State", "Referred for", "Decision", "Next"), rows, (3, 4, 3, 3, 5, 4, 4)),
        *([grid("When each case ends", ("Case", "School", "It ends when"), exits, (3, 5, 10))] if exits else []),
    ]  # fmt: skip
    said = counted(len(cards), "case is", "cases are")
    return Part(f"{capital(said)} with the Raising Achievement Board; {counted(late, 'has', 'have')} a step overdue.", blocks)  # fmt: skip


SECTION = Section("cases", "Cases", _make)
