"""Which children with special educational needs need me, and what is being tried?"""

from __future__ import annotations

from typing import Any

from collegiate.store import ScopedReader
from collegiate.web.authorization.rights import Right
from collegiate.web.home.answers import Answer, Consequence, Count, Link, Sum
from collegiate.web.home.asking import SCHOOLS, Asked, Question
from collegiate.web.pictures.childhood.counts import children, total
from collegiate.web.words import day

Row = dict[str, Any]

WITH_NEEDS = ("E", "K")
WHY = (
    "Children with an education, health and care plan or with SEN support are counted by the latest week: acted on, looked at without concern, or no data. "
    "Case notes stay in the safeguarding system and are not read here."
)
NOT_HERE = "Watching part-time timetables and children who left every roll is not here yet."


def _answer(asked: Asked) -> Answer | None:
    people = asked.children()
    week = next(iter(people.weeks()), None)
    rows = (
        [r for r in people.ledger_counts(week=week, grouping="sen_provision") if r["value"] in WITH_NEEDS]
        if week
        else []
    )
    if week is None or not rows:
        return Answer(
            "No child with special educational needs is counted in a week of this picture.",
            WHY,
            one_thing=Link("See what was sent", "/children/data/sendings/"),
            not_here=NOT_HERE,
        )
    whole = total(rows, "roll", "acted_on", "looked_at", "no_data", "without_action")
    counts = Sum(Count(whole["roll"], "with special educational needs"), (
        Count(whole["acted_on"], "acted on"), Count(whole["looked_at"], "looked at, no concern"), Count(whole["no_data"], "no data", mind=True),
    ))  # fmt: skip
    return Answer(
        f"In the week of {day(week)}, of {children(whole['roll'])} with special educational needs nothing says that an adult looked at {whole['no_data']:,}; for {whole['without_action']:,} no adult has acted lately.",
        WHY, counts, _one_thing(asked, rows),
        (Link("How programmes went", "/children/progress/"), Link("Children worth a look first", "/children/flags/")),
        NOT_HERE, Consequence.CHILD, whole["no_data"],
    )  # fmt: skip


def _one_thing(asked: Asked, rows: list[Row]) -> Link:
    by_school: dict[int, int] = {}
    for row in rows:
        by_school[row["urn"]] = by_school.get(row["urn"], 0) + row["no_data"]
    most = max(by_school, key=lambda u: (by_school[u], -u))
    return Link(f"See the children with needs at {asked.names([most])[most]}", f"/children/schools/{most}/needs/")


def with_needs(people: ScopedReader, urn: int) -> list[Row]:
    """Return an academy's children on roll with a plan or with SEN support: a look at each."""
    counted = people.count_pupils("pupil", "sen_provision", urn=urn, on_roll=True)
    numbers = [pupil for (pupil, provision) in counted if provision in WITH_NEEDS]
    return people.pupils(urn=urn, numbers=numbers) if numbers else []


QUESTION = Question(
    "Which children with needs need me?",
    _answer,
    Right.SEE_CHILDREN,
    SCHOOLS,
    frozenset({"senco", "safeguarding_lead"}),
    only=True,
)
