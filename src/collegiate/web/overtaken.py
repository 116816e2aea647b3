"""Who came second: what a record says now beside what they wrote, on one page, so that nothing has to be remembered."""

from __future__ import annotations

from collections.abc import Sequence

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from collegiate.web.components import Link
from collegiate.web.records import ChangedMeanwhileError

Said = tuple[str, str]
"""What a thing is called, and what is said of it."""


def overtaken(
    request: HttpRequest, error: ChangedMeanwhileError, *, section: str, crumb: Link, back: str, now: Sequence[Said], written: Sequence[Said]
) -> HttpResponse:  # fmt: skip
    """Answer somebody who was overtaken. `crumb` leads to the record, `back` to where they wrote; `now` is what it says."""
    context = {"section": section, "error": str(error), "crumb": crumb, "back": back, "now": now, "written": written}
    return render(request, "overtaken.html", context, status=409)


def written_in(form: Form) -> list[Said]:
    """Return what was written into a form, under the names of its fields."""
    shown = [(str(f.label), f.value()) for f in form if not f.is_hidden]
    return [(label, str(value)) for label, value in shown if value]
