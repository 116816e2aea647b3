"""What the pages of cases share: an act tried, its refusal put into the form, a change meanwhile shown with both texts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from collegiate.web.acts.acting import ActError
from collegiate.web.asked import number_in
from collegiate.web.called import called
from collegiate.web.cases.forms import CaseForm
from collegiate.web.cases.models import Case
from collegiate.web.components import Link
from collegiate.web.overtaken import overtaken as page_of
from collegiate.web.overtaken import written_in
from collegiate.web.records import ChangedMeanwhileError
from collegiate.web.words import day

SECTION = "cases"


def acted(
    request: HttpRequest, case: Case, form: Form, act: Callable[[], Any], *, then: str = ""
) -> HttpResponse | None:
    """Do what a form asks for and go on; None where the form has to be shown again with what is wrong."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        act()
    except ChangedMeanwhileError as error:
        return changed(request, case, form, error)
    except ActError as error:
        form.add_error(None, str(error))
        return None
    return redirect(then or case.path)


def overtaken(request: HttpRequest, case: Case, form: Form) -> HttpResponse | None:
    """Return the page with both texts where a form that is sent in was opened with an older version; before anything else is said of it."""
    version = number_in(form.data.get("version", "")) if request.method == "POST" else None
    if version is None:
        return None
    try:
        with transaction.atomic():
            Case.hold(case.pk, version)
    except ChangedMeanwhileError as error:
        return changed(request, case, form, error)
    return None


def changed(request: HttpRequest, case: Case, form: Form, error: ChangedMeanwhileError) -> HttpResponse:
    """Show what a case says now beside what somebody wrote, who came second."""
    now = Case.objects.get(pk=case.pk)
    said = [("State", now.state), ("Hearing", day(now.hearing)), ("Next review", day(now.review_on))]
    if last := now.latest:
        said.append(
            ("Last", f"{day(last.on)}, {called(last.by)}: {last.what}{f'. {last.words}' if last.words else ''}")
        )
    return page_of(
        request, error, section=SECTION, crumb=Link(f"{now.reference}, {now.about}", now.path), back=request.path, now=[(k, v) for k, v in said if v],
        written=written_in(form) if isinstance(form, CaseForm) else (),
    )  # fmt: skip


def refused(request: HttpRequest, case: Case, error: Exception | str) -> HttpResponse:
    """Say that an act without a form of its own was not done, and why."""
    context = {"section": SECTION, "case": case, "error": str(error)}
    return render(request, "cases/refused.html", context, status=409)


def shown(request: HttpRequest, template: str, case: Case, form: Form, **more: Any) -> HttpResponse:
    """Show a form about a case."""
    context = {"section": SECTION, "case": case, "form": form, **more}
    return render(request, f"cases/{template}.html", context, status=400 if form.errors else 200)


def first_error(form: Form) -> str:
    """Return a form's first mistake in words."""
    return next((str(e) for errors in form.errors.values() for e in errors), "Something is missing.")
