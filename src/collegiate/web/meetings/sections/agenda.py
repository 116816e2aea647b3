"""The agenda, and who leads what."""

from __future__ import annotations

from collegiate.packs.pack import grid
from collegiate.web.meetings.given import Given, Part, Section
from collegiate.web.words import counted


def _make(given: Given) -> Part | None:
    if given.meeting is None:
        return None
    items = list(given.meeting.items.all())
    if not items:
        return Part("Nothing is on the agenda yet.")
    columns = [("No.", 1, [str(n) for n in range(1, len(items) + 1)]), ("Item", 8, [i.words for i in items]), ("Led by", 4, [i.who for i in items]), ("To read", 5, [i.paper for i in items])]  # fmt: skip
    held = [c for c in columns if any(c[2])]
    rows = list(zip(*([words or "–" for words in c[2]] for c in held), strict=True))
    table = grid("Agenda", [c[0] for c in held], rows, [c[1] for c in held], quiet=True)
    return Part(
        f"{counted(len(items), 'item')} {'is' if len(items) == 1 else 'are'} on the agenda.".capitalize(),
        [table],
    )


SECTION = Section("agenda", "Agenda", _make)
