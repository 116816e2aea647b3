"""Which school is slipping faster than schools like it, and could it be chance?"""

from __future__ import annotations

from collegiate.web.authorization.rights import Right
from collegiate.web.home.alarmed import fallen, looked_at, series_name
from collegiate.web.home.answers import Answer, Consequence, Count, Link, Sum
from collegiate.web.home.asking import SCHOOLS, Asked, Question
from collegiate.web.words import capital, counted

WHY = (
    "Every school's attendance and own tests are looked at for a fall beside the year before and beside the trust's other schools, "
    "and an alarm is raised only where chance would seldom raise one among all the series that were looked at."
)


def _answer(asked: Asked) -> Answer | None:
    rows = looked_at(asked.children())
    if not rows:
        return Answer("No school could be looked at for a fall yet: it takes three schools with children who were there the year before.", WHY,
                      one_thing=Link("See what was sent", "/children/data/sendings/"))  # fmt: skip
    raised = fallen(rows)
    names = asked.names({r["urn"] for r in rows})
    schools = len({r["urn"] for r in rows})
    parts = (
        Count(len(raised), "fall further than chance", "/children/alarms/", mind=True),
        Count(len(rows) - len(raised), "do not"),
    )
    first = min(raised, key=lambda r: r["chance"]) if raised else None
    if first is None:
        said = f"None of {counted(len(rows), 'series', 'series')} of {counted(schools, 'school')} falls further than chance and the other schools would have it."
    else:
        more = f", and {counted(len(raised) - 1, 'other series falls', 'other series fall')}" if len(raised) > 1 else ""
        said = f"{names[first['urn']]}: {series_name(first['series']).lower()} falls beside the trust's other schools{more}. {_odds(first['chance'])}"
    return Answer(
        capital(said), WHY, Sum.of("series looked at", parts),
        Link(f"Look at {names[first['urn']]}", f"/children/alarms/schools/{first['urn']}/") if first else Link("See every look", "/children/alarms/"),
        (Link("What slips, with published figures and programmes", "/slipping/"), Link("What each school's children gained", "/children/progress/")),
        "",
        Consequence.SCHOOL, len(raised),
    )  # fmt: skip


def _odds(chance: float) -> str:
    """Say how often chance alone would have raised an alarm."""
    return (
        "Chance alone would raise such an alarm less than once in a hundred looks."
        if chance < 0.01
        else f"Chance alone would raise such an alarm about {round(100 * chance)} times in a hundred looks."
    )


QUESTION = Question(
    "Which school is slipping?", _answer, Right.LEAD_IMPROVEMENT, SCHOOLS, frozenset({"school_improvement_lead"})
)
