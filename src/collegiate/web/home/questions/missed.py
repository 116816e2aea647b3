"""Who is being missed? The roll of the latest week, each child once."""

from __future__ import annotations

from datetime import date
from typing import Any

from collegiate.web.authorization.rights import Right
from collegiate.web.home.answers import Answer, Consequence, Link
from collegiate.web.home.asking import SCHOOLS, Asked, Question
from collegiate.web.home.ledgers import equation, latest
from collegiate.web.pictures.childhood.counts import children, total
from collegiate.web.words import day

WHY = (
    "Every child on roll is counted once, by what adults wrote in the latest week with school days: acted on, looked at without concern, or no data. "
    "It is shown to whoever may see all children of an academy."
)


def _answer(asked: Asked) -> Answer | None:
    people = asked.children()
    week, rows = latest(people)
    if week is None or not rows:
        return Answer("No week with school days is in the files of this picture, so nobody can be counted as seen or missed.", WHY,
                      one_thing=Link("See what was sent and what was not", "/children/data/sendings/"))  # fmt: skip
    urns = [r["urn"] for r in rows]
    only = urns[0] if len(urns) == 1 else None
    whole = total(rows, "roll", "no_data")
    return Answer(
        _sentence(asked.names(urns)[urns[0]] if only else f"{len(urns)} academies", whole, week),
        WHY,
        equation(rows, only),
        _one_thing(asked, rows, whole["no_data"]),
        (Link("The whole ledger, week by week", "/children/ledger/"), Link("Children worth a look first", "/children/flags/")),
        consequence=Consequence.CHILD,
        touched=whole["no_data"],
    )  # fmt: skip


def _sentence(where: str, whole: dict[str, Any], week: date) -> str:
    begun = f"In the week of {day(week)}, {children(whole['roll'])} were on roll at {where}, each counted once."
    missing = whole["no_data"]
    return f"{begun} {f'Of {children(missing)} nothing says that an adult looked.' if missing else 'An adult looked at every one of them.'}"


def _one_thing(asked: Asked, rows: list[dict[str, Any]], missing: int) -> Link:
    if not missing:
        return Link("See how it was in the weeks before", "/children/ledger/")
    most = max(rows, key=lambda r: (r["no_data"], -r["urn"]))
    name = asked.names([most["urn"]])[most["urn"]]
    words = (
        f"See the {children(missing)}"
        if len(rows) == 1
        else f"Begin at {name}: {most['no_data']:,} of {most['roll']:,} have no data"
    )
    return Link(words, f"/children/ledger/schools/{most['urn']}/children/?state=no_data")


QUESTION = Question(
    "Who is being missed?",
    _answer,
    Right.SEE_CHILDREN,
    SCHOOLS,
    frozenset({"head", "senior_leader"}),
)
