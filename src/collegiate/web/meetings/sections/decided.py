"""What the same kind of meeting decided the last time, and what came of it."""

from __future__ import annotations

from collegiate.packs.pack import Cell, grid
from collegiate.web.meetings.given import Given, Part, Section, said_day, some
from collegiate.web.meetings.models import Action, Meeting
from collegiate.web.words import counted


def _make(given: Given) -> Part | None:
    if given.meeting is None:
        return None
    before = Meeting.objects.filter(trust_uid=given.trust_uid, kind=given.meeting.kind, day__lt=given.meeting.day, called_off="").first()  # fmt: skip
    if before is None:
        return Part("This is the first meeting of its kind that is written down here.")
    decided = list(before.decisions.all())
    asked = list(Action.objects.filter(trust_uid=given.trust_uid, meeting=before.reference))
    rows = [(Cell(f"{before.reference}, {d.number}", path=before.path), d.words, d.about or "–") for d in decided]
    came = [(Cell(a.reference, path=a.path), a.words, a.called, Cell(_state(a, given), mind=a.overdue(given.on))) for a in asked]  # fmt: skip
    blocks = [
        *([grid("Decisions", ("Decision", "What was decided", "About"), rows, (3, 9, 3))] if rows else []),
        *([grid("What came of it", ("Action", "What was asked", "Of whom", "State"), came, (3, 8, 4, 4))] if came else []),
    ]  # fmt: skip
    done = sum(a.done is not None for a in asked)
    return Part(f"The meeting of {said_day(before.day)} took {counted(len(decided), 'decision')} and asked for {counted(len(asked), 'action')}; {some(done, 'is', 'are')} done.", blocks)  # fmt: skip


def _state(action: Action, given: Given) -> str:
    if action.done is not None:
        return f"done on {said_day(action.done)}"
    return f"overdue since {said_day(action.due)}" if action.overdue(given.on) else f"due {said_day(action.due)}"


SECTION = Section("decided", "Since the last meeting", _make)
