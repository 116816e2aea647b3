"""Plans: how many priorities are met, how many behind, what is overdue."""

from __future__ import annotations

from collegiate.improve.cards import PlanCard
from collegiate.packs.pack import Cell, grid
from collegiate.web.meetings.given import Given, Part, Section, said_day, some, told
from collegiate.web.words import capital, counted


def _make(given: Given) -> Part | None:
    make = told("plans", "plan_cards")
    if make is None:
        return None
    cards: list[PlanCard] = make(given.trust_uid, reader=given.reader, people=given.people, on=given.on)
    if not cards:
        return Part("No academy has a plan here yet.")
    rows = [
        (Cell(f"{c.reference}: {c.title}", path=c.path), c.school, c.owner, _met(given, c), Cell(str(c.behind), mind=c.behind > 0),
         Cell("; ".join(c.overdue) or "–", mind=bool(c.overdue)), said_day(c.next_day))
        for c in cards
    ]  # fmt: skip
    behind = sum(c.behind > 0 for c in cards)
    table = grid("Plans", ("Plan", "School", "Owner", "Met", "Behind", "Overdue", "Next date"), rows, (5, 4, 3, 2, 2, 6, 3), numbers=(4,), quiet=True)  # fmt: skip
    said = counted(len(cards), "plan is", "plans are")
    return Part(f"{capital(said)} followed; {some(behind, 'has', 'have')} a priority behind.", [table])


def _met(given: Given, card: PlanCard) -> Cell:
    return given.figure(
        f"{card.reference}, {card.school}: priorities met", f"{card.met} of {card.priorities}",
        compared="The success criteria that were agreed when the plan was written.",
        sure="A priority counts as met only where the data says so; what cannot be known never counts as met.",
        where=f"The plan's measures, {given.picture}.", who="The school, subject or group that the plan is for; nobody is named.",
        done=f"The plan belongs to {card.owner or 'nobody yet'}.", path=card.path,
    )  # fmt: skip


SECTION = Section("plans", "Plans", _make)
