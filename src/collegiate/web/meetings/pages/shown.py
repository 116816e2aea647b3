"""What the pages of meetings share: showing a page, and telling an act's refusal on its form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from collegiate.web.meetings.acts import MeetingError
from collegiate.web.records import ChangedMeanwhileError
from collegiate.web.references import TakenError
from collegiate.web.said import SaidError


def show(request: HttpRequest, page: str, given: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Show a page of meetings."""
    return render(request, f"meetings/{page}.html", {"section": "meetings", **given}, status=status)


def done(form: forms.Form, act: Callable[[dict[str, Any]], object]) -> bool:
    """Do an act with what a form was given. What the act refuses stands on the form; False where anything stands in the way."""
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except (MeetingError, SaidError, TakenError, ChangedMeanwhileError) as error:
        form.add_error(None, str(error))
        return False
    return True


def fresh(request: HttpRequest, version: int) -> Any:
    """Return what was sent, with the record's present version: who reads both texts and sends again means it."""
    sent = request.POST.copy()
    sent["version"] = str(version)
    return sent


def again(request: HttpRequest, form: forms.Form, kind: type[forms.Form], version: int) -> forms.Form:
    """Return a form that an act refused with the record's present version: it may be sent again by who has read what it says now."""
    anew = kind(fresh(request, version))
    anew.is_valid()
    for error in form.non_field_errors():
        anew.add_error(None, error)
    return anew
