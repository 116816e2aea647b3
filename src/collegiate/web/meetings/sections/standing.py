"""How we stand: own judgement and moderator's by academy and area."""

from __future__ import annotations

from collegiate.improve.cards import StandingCard
from collegiate.packs.pack import Cell, grid
from collegiate.web.meetings.given import Given, Part, Section, said_day, told
from collegiate.web.words import capital, counted


def _make(given: Given) -> Part | None:
    make = told("standing", "standing_cards")
    if make is None:
        return None
    cards: list[StandingCard] = make(given.trust_uid)
    if not cards:
        return Part("No academy has written down how it stands.")
    differ = sum(c.disagree for c in cards)
    rows = [
        (Cell(c.school, path=c.path), c.area, c.own or "–", Cell(c.moderated or "–", mind=c.disagree), "they differ" if c.disagree else "yes" if c.own and c.moderated else "–", said_day(c.as_of))
        for c in cards
    ]  # fmt: skip
    table = grid("How we stand", ("Academy", "Area", "Its own judgement", "The moderator's", "Do they agree?", "As of"), rows, (6, 5, 4, 4, 3, 4), quiet=True)  # fmt: skip
    said = counted(differ, "judgement differs", "judgements differ")
    return Part(f"{capital(said)} from the moderator's, of {len(cards)}.", [table])


SECTION = Section("standing", "How we stand", _make)
