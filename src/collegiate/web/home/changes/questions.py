"""New questions whether two records are one child."""

from __future__ import annotations

from collegiate.web.authorization.rights import Right
from collegiate.web.home.answers import Consequence, Link
from collegiate.web.home.monday import Both, Item, Same, Source
from collegiate.web.words import capital, counted

WHY = "Two records that are alike in some things and not in others may be one child. A person answers; nothing is joined by a guess."


def _look(both: Both) -> tuple[list[Item], list[Same]]:
    if both.now.people is None:
        return [], []
    now = sum(both.now.people.question_counts().values())
    was = sum(both.then.people.question_counts().values()) if both.then and both.then.people else 0
    if now <= was:
        return [], [Same(now, "questions whether two records are one child were there before")] if now else []
    item = Item(
        f"{capital(counted(now, 'question'))} whether two records are one child {'waits' if now == 1 else 'wait'} for an answer{f', {now - was} more than before' if both.then else ''}.",
        f"The earlier picture: {counted(was, 'question')}." if both.then else "Nothing: there is no earlier picture.",
        "Each question says its own odds and what speaks for and against.",
        capital(f"{both.since}."),
        Link("Answer the surest first", "/children/questions/"),
        WHY, Consequence.DATA, now, "An answer that was given is followed by the next build.",
    )  # fmt: skip
    return [item], []


SOURCE = Source(_look, Right.MEND_DATA)
