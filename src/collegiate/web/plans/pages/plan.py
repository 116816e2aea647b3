"""One plan on one page, and on one paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from collegiate.improve.plans import MOST_PRIORITIES, State
from collegiate.packs.paper import PaperError, as_pdf
from collegiate.web.clock import today
from collegiate.web.components import Count, Counts
from collegiate.web.plans.models import Plan, Priority
from collegiate.web.plans.paper import paper_of
from collegiate.web.plans.seen import gone, may_write, plan_of
from collegiate.web.plans.telling import Book, Told, next_day, overdue, told
from collegiate.web.reading import reader_of
from collegiate.web.whose import counts_of, write_down
from collegiate.web.words import capital, counted, number


def book_of(request: HttpRequest, plan: Plan) -> Book:
    """Return the series that a plan is judged by, as whoever asks may see them."""
    return Book(reader_of(request), counts_of(request), [plan.urn])


def page(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a plan as it stands today."""
    plan = plan_of(request, reference)
    return render(request, "plans/plan.html", context_of(request, plan))


def context_of(request: HttpRequest, plan: Plan) -> dict[str, Any]:
    """Return what the page of a plan shows."""
    on = today()
    book = book_of(request, plan)
    found = told(plan, book, on)
    may = may_write(request, plan)
    taken = Priority.objects.filter(plan=plan, taken_out=True) if plan.drafted and may else []
    return {
        "section": "plans", "plan": plan, "told": found, "lead": lead_of(plan, found), "counts": counts_of_states(found),
        "overdue": overdue(plan, found, on), "next": next_day(plan, found, on), "may": may, "room": len(found) < MOST_PRIORITIES,
        "most": MOST_PRIORITIES, "reviews": plan.reviews.all(), "gone": gone(request, plan.trust_uid, plan.urn), "taken": taken,
        "snapshot": book.snapshot, "today": on, "do": _do(plan, found, may=may),
    }  # fmt: skip


def paper(request: HttpRequest, reference: str) -> HttpResponse:
    """Hand out a plan as one paper."""
    plan = plan_of(request, reference)
    on = today()
    book = book_of(request, plan)
    found = told(plan, book, on)
    try:
        pdf = as_pdf(paper_of(plan, found, lead_of(plan, found), on, book.snapshot))
    except PaperError as error:
        return HttpResponse(str(error), status=500, content_type="text/plain; charset=utf-8")
    write_down(request, f"took away plan {plan.reference} as a PDF", "a plan on paper")
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{plan.reference}.pdf"'},
    )


def counts_of_states(found: Sequence[Told]) -> Counts:
    """Count priorities by how they go."""
    mind = {State.BEHIND, State.OVERDUE}
    numbers = [(s, sum(t.stood.state is s for t in found)) for s in State]
    return Counts(Count(len(found), "priorities" if len(found) != 1 else "priority"), [Count(n, s.value, mind=s in mind and n > 0) for s, n in numbers if n])  # fmt: skip


def lead_of(plan: Plan, found: Sequence[Told]) -> str:
    """Say in one sentence how a plan goes."""
    met, wrong = (
        sum(t.stood.state is State.MET for t in found),
        sum(t.stood.state in (State.BEHIND, State.OVERDUE) for t in found),
    )
    if plan.drafted:
        return f"A draft with {counted(len(found), 'priority', 'priorities')}: nobody is held to it until it is agreed."
    said = f"of {counted(len(found), 'priority', 'priorities')}, {number(met) if met else 'none'} {'is' if met < 2 else 'are'} met"
    behind = f", {number(wrong)} {'is' if wrong == 1 else 'are'} behind or overdue" if wrong else ", none is behind"
    return capital(f"{said}{behind}.") + (" The plan is closed." if plan.closed else "")


def _do(plan: Plan, found: Sequence[Told], *, may: bool) -> tuple[str, str, str] | None:
    """Return the one thing to do: its words, where, and why."""
    if not may or plan.closed:
        return None
    asked = next((t for t in found if t.stood.asks and plan.agreed), None)
    if asked:
        return ("Change or stop?", f"{plan.path}priority/{asked.priority.place}/answer/", f"The stop date of “{asked.wording.what}” has passed and it is not met.")  # fmt: skip
    if not found:
        return ("Add the first priority", f"{plan.path}priority/", "A plan begins with what is to change.")
    return None
