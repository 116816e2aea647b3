"""What comes before the board next, and which actions are overdue? For whoever makes and freezes papers."""

from __future__ import annotations

from collegiate.web.authorization.rights import Right
from collegiate.web.clock import today
from collegiate.web.home.answers import Answer, Consequence, Count, Link, Sum
from collegiate.web.home.asking import SCHOOLS, Asked, Question
from collegiate.web.words import capital, counted, day

WHY = "The next meeting that is called and not called off, and every action that a meeting asked for and that is not done, each counted once: overdue from the day after its day."


def _answer(asked: Asked) -> Answer | None:
    from collegiate.web.meetings.pages.found import actions, meetings

    on = today()
    coming = meetings(asked.request).filter(day__gte=on, called_off="").order_by("day", "pk").first()
    left = list(actions(asked.request).filter(done__isnull=True))
    late = [a for a in left if a.overdue(on)]
    said = f"The {coming.title} meets on {day(coming.day)}." if coming else "No meeting is called."
    owed = f"{capital(counted(len(late), 'action is', 'actions are'))} overdue." if late else "No action is overdue."
    counts = Sum.of("open actions", (Count(len(late), "overdue", "/actions/", mind=bool(late)), Count(len(left) - len(late), "not due yet", "/actions/")), one="open action")  # fmt: skip
    one_thing = Link(f"Open {coming.reference}: agenda and papers", coming.path) if coming else Link("Call a meeting", "/meetings/call/")  # fmt: skip
    return Answer(
        f"{said} {owed}", WHY, counts, one_thing, (Link("All actions", "/actions/"), Link("Meetings and papers", "/meetings/")),
        consequence=Consequence.SCHOOL if late else Consequence.TO_KNOW, touched=len(late),
    )  # fmt: skip


QUESTION = Question(
    "Which meeting is next, and which actions are overdue?", _answer, Right.CLERK, SCHOOLS, frozenset({"governance_professional"}), only=True,
)  # fmt: skip
