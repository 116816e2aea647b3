"""Actions that are open."""

from __future__ import annotations

from collegiate.improve.cards import ActionCard
from collegiate.packs.pack import Cell, grid
from collegiate.web.meetings.given import Given, Part, Section, said_day, some
from collegiate.web.meetings.kinds import kinds
from collegiate.web.meetings.models import Meeting
from collegiate.web.meetings.told import open_actions
from collegiate.web.words import capital, counted


def _make(given: Given) -> Part | None:
    cards = _own(given, open_actions(given.trust_uid))
    if not cards:
        return Part("No action is open.")
    late = [c for c in cards if c.due < given.on]
    rows = [
        (Cell(c.reference, path=c.path), c.words, c.owner_called, Cell(said_day(c.due), mind=c.due < given.on), c.meeting or "–") for c in cards
    ]  # fmt: skip
    table = grid(
        "Open actions", ("Action", "What was asked", "Of whom", "Due", "Meeting"), rows, (3, 8, 4, 4, 3), quiet=True
    )
    said = counted(len(cards), "action is", "actions are")
    return Part(f"{capital(said)} open; {some(len(late), 'is', 'are')} overdue.", [table])


def _own(given: Given, cards: list[ActionCard]) -> list[ActionCard]:
    """Keep to what meetings of the same kind asked for, where the pack is read by those who do not read of the whole trust."""
    kind = kinds().get(given.meeting.kind) if given.meeting else None
    if kind is None or kind.whole:
        return cards
    same = set(Meeting.objects.filter(trust_uid=given.trust_uid, kind=kind.key).values_list("reference", flat=True))
    return [c for c in cards if c.meeting in same]


SECTION = Section("actions", "Actions", _make)
