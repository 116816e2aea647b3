"""Who is reached by the foundation, at what cost? Not known yet; where disadvantage is, is."""

from __future__ import annotations

from collegiate.vocabulary.years import AcademicYear
from collegiate.web.authorization.rights import Right
from collegiate.web.home.answers import Answer, Count, Link, Sum
from collegiate.web.home.asking import SCHOOLS, Asked, Question
from collegiate.web.words import counted, number

MEASURE = "free_school_meals"
WHY = "Each academy is counted once, by whether its share of children with free school meals is published. It is where to ask first who should be reached."
NOT_HERE = "No programme of a foundation, nobody whom it reached and no cost of it is in Collegiate yet, so reach, cost for each child and years of life cannot be said."


def _answer(asked: Asked) -> Answer | None:
    urns = asked.academies
    columns = ["urn", "period", "value"]
    rows = asked.reader.figures(urns=urns, measure=MEASURE, shown=True, columns=columns) if urns else []
    period = max((r["period"] for r in rows if r["value"] is not None), default=None)
    own = {r["urn"]: r["value"] for r in rows if r["period"] == period and r["value"] is not None}
    if period is None or not own:
        return Answer("No share of free school meals is published for any of the academies.", WHY,
                      one_thing=Link("See which files were given", "/sources/"), not_here=NOT_HERE)  # fmt: skip
    most = max(own, key=lambda u: own[u])
    name = asked.names([most])[most]
    return Answer(
        f"In {AcademicYear(period)} the share of children with free school meals is published for {counted(len(own), 'academy', 'academies')} of {number(len(urns))}; it is highest at {name}, {own[most]:.1f}%.",
        WHY, Sum.of("academies", (Count(len(own), "with a published share"), Count(len(urns) - len(own), "without one")), one="academy"),
        Link(f"See the figures of {name}", f"/schools/{most}/"), not_here=NOT_HERE,
    )  # fmt: skip


QUESTION = Question("Who is reached?", _answer, Right.READ_STRATEGY, SCHOOLS, frozenset({"foundation_lead"}), only=True)
