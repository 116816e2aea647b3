"""What plans tell the other parts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from collegiate.improve.cards import PlanCard
from collegiate.improve.plans import Stage, State
from collegiate.store import Reader, ScopedReader
from collegiate.web.plans.models import Plan
from collegiate.web.plans.telling import Book, Told, next_day, overdue, told, wholes


def plan_cards(
    trust_uid: int,
    *,
    urns: Collection[int] | None = None,
    reader: Reader,
    people: ScopedReader | None,
    on: dt.date,
) -> list[PlanCard]:
    """Return a trust's plans that are not closed, those with something overdue first, then by school.

    urns: these academies alone; people: a reader of counts, without which the trust's own measures cannot be said.
    """
    plans = Plan.objects.filter(trust_uid=trust_uid).exclude(stage=Stage.CLOSED.value)
    found = wholes(plans if urns is None else plans.filter(urn__in=set(urns)))
    book = Book(reader, people, [p.urn for p in found])
    cards = [card(p, told(p, book, on), on) for p in found]
    return sorted(cards, key=lambda c: (not c.overdue, c.school, c.reference))


def card(plan: Plan, found: list[Told], on: dt.date) -> PlanCard:
    """Return a plan's card. A draft is held to nothing: none of it is met or behind."""
    running = [] if plan.drafted else found
    met, behind = (sum(t.stood.state is s for t in running) for s in (State.MET, State.BEHIND))
    late = sum(t.stood.state is State.OVERDUE for t in running)
    title = plan.title if not plan.drafted else f"{plan.title} (draft)"
    return PlanCard(
        plan.reference, plan.urn, plan.school, title, plan.purpose, plan.owner, len(found), met, behind + late,
        overdue(plan, found, on), next_day(plan, found, on), plan.path,
    )  # fmt: skip
