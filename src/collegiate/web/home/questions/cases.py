"""What comes before the board, and what of it is overdue?"""

from __future__ import annotations

from collegiate.web.authorization.rights import Right
from collegiate.web.clock import today
from collegiate.web.home.answers import Answer, Consequence, Count, Link, Sum
from collegiate.web.home.asking import SCHOOLS, Asked, Question
from collegiate.web.words import capital, counted, day

WHY = (
    "Cases of the Raising Achievement Board that you may read, each counted once by what it waits for. A case is about a school, a subject or a group of children, "
    "never about a child."
)


def _answer(asked: Asked) -> Answer | None:
    from collegiate.web.cases.access import may, readable
    from collegiate.web.cases.steps import next_step

    on = today()
    cases = list(readable(asked.request))
    steps = [(c, next_step(c, on)) for c in cases]
    waiting = sorted(((s.due, c.reference, c, s) for c, s in steps if s.due is not None), key=lambda w: w[:2])
    if not waiting:
        return None
    late = sum(s.overdue for *_, s in waiting)
    due, _, case, first = next((w for w in waiting if may(asked.request, w[2], *w[3].rights)), waiting[0])
    mine = may(asked.request, case, *first.rights)
    said = (
        f"{capital(counted(len(waiting), 'case is', 'cases are'))} before the achievement board; {counted(late, 'is', 'are') if late else 'none is'} overdue. "
        f"{'For you' if mine else 'Next'}, by {day(due)}: {first.words_small}, for {case.about}."
    )
    counts = Sum.of("cases", (
        Count(late, "overdue", "/cases/?state=overdue", mind=bool(late)), Count(len(waiting) - late, "in time", "/cases/"), Count(len(cases) - len(waiting), "closed", "/cases/"),
    ), one="case")  # fmt: skip
    return Answer(
        said, WHY, counts, Link(first.words if mine else f"Open case {case.reference}", first.path if mine else case.path),
        (Link("All cases", "/cases/"),), consequence=Consequence.SCHOOL if late else Consequence.TO_KNOW, touched=late,
    )  # fmt: skip


QUESTION = Question(
    "What comes before the board?", _answer, Right.READ_STRATEGY, SCHOOLS, frozenset({"governance_professional"})
)
