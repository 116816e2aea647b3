"""What the pages about children share: what an address asks for, and the frame."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from collegiate.store import ScopedReader
from collegiate.web.asked import number_in
from collegiate.web.reading import reader_of, school_names
from collegiate.web.scoped import children_of

LONGEST = 80


def show(
    request: HttpRequest, template: str, within: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render a page about children; `within` is the section of its entry in the navigation."""
    told = {"section": "children", "within": within, **context}
    return render(request, f"children/{template}.html", told, status=status)


def asked_text(request: HttpRequest, name: str) -> str:
    """Return the words that a question of the address names, without what no name holds."""
    return request.GET.get(name, "").replace("\x00", " ").strip()[:LONGEST]


def asked_number(request: HttpRequest, name: str) -> int | None:
    """Return a whole number that the address names, or None."""
    return number_in(request.GET.get(name, ""))


def asked_day(request: HttpRequest, name: str) -> date | None:
    """Return a day that the address names, or None."""
    try:
        return date.fromisoformat(request.GET.get(name, "").strip())
    except ValueError:
        return None


def school_of(request: HttpRequest, people: ScopedReader, urn: int) -> str:
    """Return the name of a school that has ever had children in scope. Raises Http404 for any other."""
    if not people.count_pupils("urn", urn=urn) and not people.attendance_counts(urn=urn):
        raise Http404(f"No child of a school with the URN {urn} is in this picture.")
    return school_names(reader_of(request), [urn])[urn]


def of_whole_academies(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Return a page that counts whole academies, which says so in words to whoever may see only a part of one.

    Its counts are not made of single children, so that of a class there are none: to show them empty would say that nothing was sent.
    """

    @functools.wraps(view)
    def told(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        people, urn = children_of(request), kwargs.get("urn")
        scope = people.scope
        if scope.urns is None or (bool(scope.urns) if urn is None else scope.holds_school(urn)):
            return view(request, *args, **kwargs)
        name = school_of(request, people, urn) if urn is not None else ""
        return show(request, "part", "", {"name": name, "urn": urn})

    return told
