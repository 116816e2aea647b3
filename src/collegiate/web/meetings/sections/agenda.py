"""The agenda, and who leads what."""

from __future__ import annotations

from collegiate.packs.pack import grid, paragraph
from collegiate.web.meetings.given import Given, Part, Section
from collegiate.web.words import counted


def _make(given: Given) -> Part | None:
    if given.meeting is None:
        return None
    items = list(given.meeting.items.all())
    if not items:
        return Part("Nothing is on the agenda yet.")
    rows = [(str(n), i.words, i.who or "–", i.paper or "–") for n, i in enumerate(items, start=1)]
    where = given.meeting.place and paragraph(f"Place: {given.meeting.place}.")
    table = grid("Agenda", ("No.", "Item", "Led by", "To read"), rows, (1, 8, 4, 5))
    return Part(
        f"{counted(len(items), 'item')} {'is' if len(items) == 1 else 'are'} on the agenda.".capitalize(),
        [table, *([where] if where else [])],
    )


SECTION = Section("agenda", "Agenda", _make)
