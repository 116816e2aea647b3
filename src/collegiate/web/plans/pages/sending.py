"""What every form of plans does when it is sent: it is kept, or its reason for not being kept is said, with both texts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from collegiate.improve.plans import RuleError
from collegiate.web.asked import number_in
from collegiate.web.plans.models import Plan
from collegiate.web.plans.pages.plan import context_of
from collegiate.web.plans.seen import plan_of
from collegiate.web.records import ChangedMeanwhileError
from collegiate.web.references import TakenError


def version_of(request: HttpRequest, otherwise: int) -> int:
    """Return the version that a form was opened with."""
    sent = number_in(request.POST.get("version", ""))
    return otherwise if sent is None else sent


def kept(form: Any, keep: Callable[[], object], request: HttpRequest) -> bool | str:
    """Keep what a form says. Returns True where it was, "overtaken" where somebody else wrote meanwhile, False otherwise."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        keep()
    except ChangedMeanwhileError as error:
        form.add_error(None, f"{error} Yours stands in the form still, theirs beside it.")
        return "overtaken"
    except (RuleError, TakenError) as error:
        form.add_error(None, str(error))
        return False
    return True


def form_page(request: HttpRequest, template: str, plan: Plan, form: Any, version: int, theirs: list[tuple[str, str]], **more: Any) -> HttpResponse:  # fmt: skip
    """Show a form of a plan; `theirs` is what it says now, for who was overtaken."""
    context = {"section": "plans", "plan": plan, "form": form, "version": version, "theirs": theirs, **more}
    return render(request, template, context, status=(409 if theirs else 400) if form.errors else 200)


def act(request: HttpRequest, plan: Plan, doing: Callable[[], object]) -> HttpResponse:
    """Do something that has no form of its own; what keeps it from being done is said on the plan's page."""
    try:
        doing()
    except (RuleError, TakenError, ChangedMeanwhileError) as error:
        fresh = plan_of(request, plan.reference)
        words = str(error).replace(" What you wrote was not kept: look at what it says now, and write it again.", " Look at what it says now, and do it again.")  # fmt: skip
        status = 409 if isinstance(error, ChangedMeanwhileError) else 400
        return render(request, "plans/plan.html", context_of(request, fresh) | {"refused": words}, status=status)
    return redirect("plan", plan.reference)
