"""Actions that meetings asked of people and whose day has passed: one's own first, and those of the trusts whose meetings one minutes."""

from __future__ import annotations

from datetime import date

from collegiate.web.clock import today
from collegiate.web.home.answers import Consequence, Link
from collegiate.web.home.monday import Both, Item, Same, Source
from collegiate.web.words import counted, day

WHY = "A meeting asked for it by a day, and that day has passed. It stands here for whoever it was asked of until it is ticked."


def _look(both: Both) -> tuple[list[Item], list[Same]]:
    from collegiate.web.meetings.models import Action

    on = today()
    own = list(Action.objects.filter(owner=both.who, done__isnull=True)) if both.who else []
    late = [a for a in own if a.overdue(on)]
    same = [Same(len(own) - len(late), "actions of yours are not due yet", "action of yours is not due yet")] if len(own) > len(late) else []  # fmt: skip
    return [_item(a.words, a.reference, a.path, a.due, a.meeting, on) for a in late], same


def _item(words: str, reference: str, path: str, due: date, meeting: str, on: date) -> Item:
    return Item(
        f"You were asked for something by {day(due)}: {words}",
        f"The day by which it was asked for, {counted((on - due).days, 'day')} ago.",
        "It is what a person wrote down, not an estimate.",
        f"Overdue since {day(due)}{f', asked for at {meeting}' if meeting else ''}.",
        Link(f"Say how far {reference} is", path),
        WHY, Consequence.SCHOOL, 1, "Nobody has said that it is done.",
    )  # fmt: skip


SOURCE = Source(_look)
