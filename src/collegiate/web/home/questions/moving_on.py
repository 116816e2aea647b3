"""Whose pack for the next school lacks something?"""

from __future__ import annotations

from collegiate.vocabulary.years import AcademicYear
from collegiate.web.authorization.rights import Right
from collegiate.web.home.answers import Answer, Consequence, Count, Link, Sum
from collegiate.web.home.asking import SCHOOLS, Asked, Question
from collegiate.web.pictures.childhood.counts import children
from collegiate.web.words import capital, number

WHY = "A child in the last year group of a school has an agreed pack for the next one. Each child is counted once: by whether the pack is whole."


def _answer(asked: Asked) -> Answer | None:
    counts = asked.children(Right.MOVE_CHILDREN).move_counts()
    period = max((key[0] for key in counts), default=None)
    if period is None:
        return None
    now = {key: n for key, n in counts.items() if key[0] == period}
    whole = sum(n for key, n in now.items() if key[4])
    lacking: dict[int, int] = {}
    for key, n in now.items():
        if not key[4]:
            lacking[key[2]] = lacking.get(key[2], 0) + n
    missing = sum(lacking.values())
    said = f"{capital(children(whole + missing))} move on at the end of {AcademicYear(period)}."
    most = max(lacking, key=lambda u: lacking[u], default=None)
    return Answer(
        f"{said} {f'The packs of {number(missing)} lack something.' if missing else 'Every pack is whole.'}", WHY,
        Sum.of("move on", (Count(whole, "with a whole pack"), Count(missing, "whose pack lacks something", "/children/moving/", mind=True))),
        Link(f"See what is missing at {asked.names([most])[most]}", f"/children/moving/schools/{most}/") if most else Link("Open the transition room", "/children/moving/"),
        consequence=Consequence.MOVE, touched=missing,
    )  # fmt: skip


QUESTION = Question("Who moves on, and is their pack ready?", _answer, Right.MOVE_CHILDREN, SCHOOLS)
