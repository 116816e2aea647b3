"""How do our plans go? Each academy counted once by its plan of today."""

from __future__ import annotations

from collegiate.web.authorization.rights import Right
from collegiate.web.clock import today
from collegiate.web.home.answers import Answer, Consequence, Count, Link, Sum
from collegiate.web.home.asking import SCHOOLS, Asked, Question
from collegiate.web.words import capital, counted

WHY = "Every academy has a plan, to improve or to sustain. A stop date that has passed without an answer comes before the board."


def _answer(asked: Asked) -> Answer | None:
    from collegiate.web.plans.pages.listing import lines_of
    from collegiate.web.plans.seen import Part

    lines = lines_of(asked.request, today())
    if not lines:
        return None
    bare = [line.academy for line in lines if line.plan is None]
    late = [line for line in lines if line.overdue]
    drafts = sum(line.plan is not None and line.plan.drafted for line in lines)
    sums = Sum.of(
        "academies", (Count(len(lines) - len(bare) - drafts, "with a plan"), Count(drafts, "with a draft"), Count(len(bare), "without one", "/plans/", mind=bool(bare))),
        one="academy",
    )  # fmt: skip
    said = (
        f"{counted(len(late), 'plan has', 'plans have')} a question that nobody answered"
        if late
        else "no plan waits for an answer"
    )
    writes = Part.of(asked.request, Right.PLAN)
    first = next((a for a in bare if writes.holds(a.trust_uid, a.urn)), None)
    if late and late[0].plan:
        one = Link(f"Open the plan of {late[0].academy.name}", late[0].plan.path)
    else:
        one = (
            Link(f"Begin a plan for {first.name}", f"/plans/new/?urn={first.urn}")
            if first
            else Link("See the plans", "/plans/")
        )
    return Answer(
        capital(f"{said}."),
        WHY,
        sums,
        one,
        consequence=Consequence.SCHOOL if late else Consequence.TO_KNOW,
        touched=len(late),
    )


QUESTION = Question("How do our plans go?", _answer, Right.READ_STRATEGY, SCHOOLS)
