"""What did meetings ask of me? One's own actions, overdue ones first."""

from __future__ import annotations

from collegiate.web.clock import today
from collegiate.web.home.answers import Answer, Consequence, Count, Link, Sum
from collegiate.web.home.asking import Asked, Question
from collegiate.web.words import capital, counted, day

WHY = "Meetings wrote down that they ask this of you, by your address. It stands here until it is ticked, by you or by whoever minutes the meeting."


def _answer(asked: Asked) -> Answer | None:
    from collegiate.web.meetings.models import Action

    on = today()
    own = list(Action.objects.filter(owner=asked.user.email, done__isnull=True))
    if not own:
        return None
    late = [a for a in own if a.overdue(on)]
    first = own[0]
    said = (
        f"{capital(counted(len(late), 'action of yours is', 'actions of yours are'))} overdue. The oldest, due {day(first.due)}: {first.words}"
        if late
        else f"Nothing of yours is overdue. The next, due {day(first.due)}: {first.words}"
    )
    return Answer(
        said, WHY, Sum.of("actions", (Count(len(late), "overdue", mind=bool(late)), Count(len(own) - len(late), "not due yet")), one="action"),
        Link(f"Say how far {first.reference} is", first.path), (Link("All your actions", "/actions/"),),
        consequence=Consequence.SCHOOL if late else Consequence.TO_KNOW, touched=len(late),
    )  # fmt: skip


QUESTION = Question("What did meetings ask of me?", _answer)
