"""Children with special educational needs at an academy, what is tried with each, and whether an adult looked this week."""

from __future__ import annotations

from collections import Counter

from django.http import HttpRequest, HttpResponse

from collegiate.web.components import Count
from collegiate.web.home.answers import Sum
from collegiate.web.home.groups import tried
from collegiate.web.home.questions.needs import WITH_NEEDS, with_needs
from collegiate.web.pictures.childhood.counts import children
from collegiate.web.pictures.childhood.named import need_value, year_order
from collegiate.web.scoped import children_of
from collegiate.web.views.children.common import school_of, show
from collegiate.web.words import capital, number

PROVISIONS = {"E": "with an education, health and care plan", "K": "with SEN support"}
STATES = {"acted_on": "acted on", "looked_at": "looked at", "no_data": "no data"}


def academy(request: HttpRequest, urn: int) -> HttpResponse:
    """Show them: counts by provision first, then each child with what goes on and what ended."""
    people = children_of(request)
    name = school_of(request, people, urn)
    rows = sorted(
        with_needs(people, urn),
        key=lambda r: (r["sen_provision"], year_order(r["year_group"]), r["surname"] or "", r["forename"] or ""),
    )
    numbers = [r["pupil"] for r in rows]
    week = next(iter(people.weeks()), None)
    states = {s["pupil"]: s["state"] for s in people.ledger_among(week, numbers)} if week and numbers else {}
    support = tried(people, numbers)
    on = {n: [s for s in support.get(n, []) if s["end_date"] is None] for n in numbers}
    found = Counter(r["sen_provision"] for r in rows)
    at = f"at {name}" if people.scope.holds_school(urn) else f"whom you may see at {name}"
    idle = sum(not on[n] for n in numbers)
    return show(request, "needs", "find", {
        "urn": urn, "name": name, "week": week, "counts": Sum.of("children with special educational needs", [Count(found[p], PROVISIONS[p]) for p in WITH_NEEDS]),
        "lead": f"{capital(children(len(rows)))} {at} {'has' if len(rows) == 1 else 'have'} special educational needs; for {number(idle)} no programme is written down that goes on now.",
        "rows": [
            (r, need_value("sen_need", r["sen_need"]) if r["sen_need"] else "not said", on[r["pupil"]], [s for s in support.get(r["pupil"], []) if s["end_date"]], STATES.get(states.get(r["pupil"], ""), "no data"))
            for r in rows
        ],
    })  # fmt: skip
