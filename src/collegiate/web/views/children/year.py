"""A year group: its classes as counts that add up, then who needs a look."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from collegiate.web.components import Count
from collegiate.web.home.answers import Sum
from collegiate.web.home.groups import Group
from collegiate.web.scoped import children_of
from collegiate.web.views.children.common import asked_text, school_of
from collegiate.web.views.children.my_class import group_page


def page(request: HttpRequest, urn: int) -> HttpResponse:
    """Show one year group of an academy."""
    people = children_of(request)
    name, asked = school_of(request, people, urn), asked_text(request, "year")
    if not asked:
        return redirect("children-academy", urn=urn)
    classes = [c for c in people.classes(urn) if c["year_group"] == asked]
    parts = [
        Count(c["pupils"], f"in {c['registration_group']}" if c["registration_group"] else "in no class", Group(urn, name, class_name=c["registration_group"]).path if c["registration_group"] else "")
        for c in sorted(classes, key=lambda c: c["registration_group"] or "")
    ]  # fmt: skip
    return group_page(
        request,
        people,
        Group(urn, name, year_group=asked),
        classes=Sum.of("in the year", parts) if len(parts) > 1 else None,
    )
