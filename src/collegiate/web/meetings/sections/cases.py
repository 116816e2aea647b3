"""Cases of the Raising Achievement Board."""

from __future__ import annotations

from collegiate.improve.cards import CaseCard
from collegiate.packs.pack import Cell, grid
from collegiate.web.meetings.given import Given, Part, Section, said_day, some, told
from collegiate.web.words import capital, counted


def _make(given: Given) -> Part | None:
    make = told("cases", "case_cards")
    if make is None:
        return None
    cards: list[CaseCard] = make(given.trust_uid, on=given.on)
    if not cards:
        return Part("No case has been before the Raising Achievement Board.")
    late = sum(c.overdue for c in cards)
    rows = [(Cell(c.reference, path=c.path), c.school, f"{c.kind}{f': {c.subject}' if c.subject else ''}", c.state, _next(c)) for c in cards]  # fmt: skip
    said = [(Cell(c.reference, path=c.path), c.referred_for, c.decision or "none yet", c.exit_words or "not set yet") for c in cards]  # fmt: skip
    blocks = [
        grid("Cases", ("Case", "School", "About", "State", "Next"), rows, (3, 5, 5, 3, 5), quiet=True),
        grid("Why, and what was decided", ("Case", "Referred for", "Decision", "It ends when"), said, (3, 7, 7, 4)),
    ]
    with_board = counted(len(cards), "case is", "cases are")
    return Part(f"{capital(with_board)} with the Raising Achievement Board; {some(late, 'has', 'have')} a step overdue.", blocks)  # fmt: skip


def _next(card: CaseCard) -> Cell:
    if not card.next_step:
        return Cell("–")
    day = f"{' by' if card.overdue else ','} {said_day(card.next_day)}" if card.next_day else ""
    return Cell(f"{card.next_step}{day}{': overdue' if card.overdue else ''}", mind=card.overdue)


SECTION = Section("cases", "Cases", _make)
