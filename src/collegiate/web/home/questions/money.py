"""Which academy falls under its reserve floor first? Not known yet; what money follows is."""

from __future__ import annotations

from typing import Any

from collegiate.vocabulary.years import AcademicYear
from collegiate.web.authorization.rights import Right
from collegiate.web.home.answers import Answer, Consequence, Count, Link, Sum
from collegiate.web.home.asking import SCHOOLS, Asked, Question
from collegiate.web.home.thresholds import NONE, thresholds, trusts_of
from collegiate.web.words import counted

WHY = "Money follows children. Each academy is counted once, by its published roll of the latest year beside the year before; a roll that is not known in both is said to be so."
NOT_HERE = "No budget, reserve or forecast is in Collegiate yet. Which academy falls under its floor first cannot be said, so nothing is shown as safe."


def _answer(asked: Asked) -> Answer | None:
    urns = asked.academies
    not_here = f"{NOT_HERE} {_floor(asked, urns)}"
    rows = (
        asked.reader.figures(urns=urns, measure="roll", shown=True, columns=["urn", "period", "value"]) if urns else []
    )
    period = max((r["period"] for r in rows if r["value"] is not None), default=None)
    if period is None:
        return Answer(
            "No roll is published for any of the academies.",
            WHY,
            one_thing=Link("See which files were given", "/sources/"),
            not_here=not_here,
        )
    change = {u: _change(rows, u, period) for u in urns}
    known = {u: c for u, c in change.items() if c is not None}
    fell, rose = [u for u, c in known.items() if c < 0], [u for u, c in known.items() if c > 0]
    parts = (
        Count(len(fell), "with a lower roll", mind=True), Count(len(rose), "with a higher roll"),
        Count(len(known) - len(fell) - len(rose), "with the same roll"), Count(len(urns) - len(known), "not known in both years"),
    )  # fmt: skip
    most = min(known, key=lambda u: known[u], default=None)
    return Answer(
        f"The roll of {counted(len(fell), 'academy', 'academies')} was lower in {AcademicYear(period)} than the year before, of {counted(len(urns), 'academy', 'academies')}.",
        WHY, Sum.of("academies", parts, one="academy"),
        Link(f"See the roll of {asked.names([most])[most]}", f"/schools/{most}/") if most else Link("See the family of schools", "/"),
        not_here=not_here, consequence=Consequence.SCHOOL, touched=len(fell),
    )  # fmt: skip


def _floor(asked: Asked, urns: list[int]) -> str:
    """Say which reserve floor the board settled."""
    said = thresholds(trusts_of(asked.reader, urns), ["sustainable_reserve"])
    return "No reserve floor is set." if said == NONE else said


def _change(rows: list[dict[str, Any]], urn: int, period: int) -> float | None:
    own = {r["period"]: r["value"] for r in rows if r["urn"] == urn}
    now, before = own.get(period), own.get(period - 1)
    return None if now is None or before is None else now - before


QUESTION = Question(
    "Which academy's money is at risk?",
    _answer,
    Right.READ_STRATEGY,
    SCHOOLS,
    frozenset({"finance_director"}),
    only=True,
)
