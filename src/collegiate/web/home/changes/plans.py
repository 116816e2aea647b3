"""Plans that wait for an answer: a stop date that nobody answered, a plan that ended and was not closed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from collegiate.web.authorization.rights import Right
from collegiate.web.clock import today
from collegiate.web.home.answers import Consequence, Link
from collegiate.web.home.monday import Both, Item, Same, Source
from collegiate.web.words import counted, day

if TYPE_CHECKING:
    from collegiate.web.plans.models import Plan
    from collegiate.web.plans.telling import Told

WHY = "Every priority of a plan has a day by which it is changed or stopped unless it worked. Until somebody answers, it comes before the board."
SURE = "It is worked out from the plan's own measures and days: it is no estimate."


def _look(both: Both) -> tuple[list[Item], list[Same]]:
    from collegiate.web.plans.models import Plan
    from collegiate.web.plans.telling import Book, overdue, told, wholes

    on = today()
    plans = [
        p
        for p in wholes(Plan.objects.filter(urn__in=both.now.urns, stage="agreed"))
        if both.acted.trust_of(p.urn) == p.trust_uid
    ]
    book = Book(both.now.reader, both.now.people, [p.urn for p in plans])
    items: list[Item] = []
    for plan in plans:
        found = told(plan, book, on)
        if overdue(plan, found, on):
            items.append(_item(plan, found, on, both.roll(plan.urn)))
    calm = len(plans) - len(items)
    same = Same(calm, "plans are within their days", "plan is within its days")
    return items, [same] if calm else []


def _item(plan: Plan, found: list[Told], on: date, children: int) -> Item:
    asked = [t for t in found if t.stood.asks]
    if not asked:
        return Item(
            f"{plan.school}: plan “{plan.title}” ended and was not closed with what was learnt.", f"Its last day, {day(plan.last)}.", SURE,
            f"Since {day(plan.last)}, {counted((on - plan.last).days, 'day')} ago.", Link(f"Close {plan.reference}", f"{plan.path}close/"), WHY,
            Consequence.SCHOOL, children, f"Plan {plan.reference} says all that was done.",
        )  # fmt: skip
    first = min(asked, key=lambda t: t.wording.stop)
    more = f", and {len(asked) - 1} more of the same plan" if len(asked) > 1 else ""
    return Item(
        f"{plan.school}: “{first.wording.what}” did not reach what it was to by its stop date{more}.",
        "; ".join(f"{m.words}: today {m.today}" for m in first.measures) + ".", SURE, f"Its stop date was {day(first.wording.stop)}.",
        Link("Change or stop?", f"{plan.path}priority/{first.priority.place}/answer/"), WHY, Consequence.SCHOOL, children,
        f"Plan {plan.reference} says what was tried; nobody has said change or stop.",
    )  # fmt: skip


SOURCE = Source(_look, Right.PLAN)
"""For whoever plans: they answer."""
