"""What is mine to do? What one is appointed to, what meetings asked, and where one is sent."""

from __future__ import annotations

from collegiate.web.authorization.roles import Span
from collegiate.web.home.answers import Answer, Count, Link, Sum
from collegiate.web.home.asking import Asked, Question
from collegiate.web.words import counted, day

WHY = "It counts what you are appointed to today. Nobody else's is in it."
NOT_HERE = "No growth plan and no course of yours is in Collegiate."


def _answer(asked: Asked) -> Answer | None:
    held = asked.user.appointments_now()
    ending = [a for a in held if a.end is not None]
    until = f" The first ends on {day(min(a.end for a in ending if a.end))}." if ending else ""
    return Answer(
        f"You have {counted(len(held), 'appointment')}.{until}", WHY,
        Sum.of("appointments", (Count(len(ending), "with a last day"), Count(len(held) - len(ending), "without one")), one="appointment"),
        Link("See what you are appointed to", "/account/"),
        (Link("What meetings asked of you", "/actions/"), Link("Where you are sent", "/support/mine/"), Link("The families of schools", "/")), NOT_HERE,
    )  # fmt: skip


QUESTION = Question("What is mine to do?", _answer, None, frozenset({Span.SELF}), frozenset({"colleague"}), only=True)
