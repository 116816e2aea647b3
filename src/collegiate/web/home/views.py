"""The first screen, the Monday page, an academy for its staff, a parent's page, and finding anything."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from collegiate.web.accounts.models import User, signed_in
from collegiate.web.authorization.rights import Right
from collegiate.web.authorization.roles import Span
from collegiate.web.home import academies, own
from collegiate.web.home.asking import PARTS, answered
from collegiate.web.home.monday import compared
from collegiate.web.reading import reader_of, school_names
from collegiate.web.scoped import children_of
from collegiate.web.views.children.common import asked_text
from collegiate.web.views.search import MOST, tidied


def home(request: HttpRequest) -> HttpResponse:
    """Show what somebody's roles come to ask, answered: the first first."""
    user = _whoever(request)
    found = answered(request, user)
    asks = list(dict.fromkeys(a.held_role.asks for a in user.appointments_now() if a.held_role.asks))
    return render(request, "home/home.html", {
        "section": "home", "answers": found, "first": found[0] if found else None, "rest": found[1:], "asks": asks, "called": user.called,
        "changed": any(a.span in (Span.TRUST, Span.ACADEMY) for a in user.appointments_now()),
    })  # fmt: skip


def monday(request: HttpRequest) -> HttpResponse:
    """Show what changed that needs somebody, and what did not change."""
    user = _whoever(request)
    found = compared(request, user)
    parts = [a for a in user.appointments_now() if a.span in PARTS]
    return render(request, "home/monday.html", {
        "section": "monday", "found": found, "today": timezone.localdate(), "parts": parts, "own_child": user.may(Right.SEE_OWN_CHILD),
    })  # fmt: skip


def academy(request: HttpRequest, urn: int) -> HttpResponse:
    """Show an academy to those who are appointed to it: public figures to all of them, children as counts to whoever may see children."""
    user = _whoever(request)
    reader = reader_of(request)
    school = reader.school(urn)
    if school is None:
        raise Http404(f"There is no school with the URN {urn} in this picture.")
    if not academies.may_open(user, reader, urn):
        raise PermissionDenied
    people = children_of(request) if user.may(Right.SEE_CHILDREN) else None
    return render(
        request, "home/academy.html", {"section": "home", "school": school, **academies.told(reader, people, school)}
    )


def my_child(request: HttpRequest) -> HttpResponse:
    """Show a parent their own child."""
    return render(request, "home/my_child.html", {"section": "my-child", "children": own.own_children(request)})


def find(request: HttpRequest) -> HttpResponse:
    """Find trusts and schools; for whoever may see children, those of their scope too."""
    user = _whoever(request)
    asked = asked_text(request, "q")
    reader = reader_of(request)
    found: dict[str, list[dict[str, Any]]] = (
        reader.search(tidied(asked), limit=MOST) if asked else {"trusts": [], "schools": []}
    )
    sees = user.may(Right.SEE_CHILDREN)
    children = children_of(request).find_pupils(asked, limit=MOST) if asked and sees else []
    names = school_names(reader, [c["urn"] for c in children])
    return render(request, "home/find.html", {
        "section": "search", "asked": asked, "sees": sees, "most": MOST, "trusts": found["trusts"], "schools": found["schools"],
        "children": [(c, names[c["urn"]]) for c in children], "none": bool(asked) and not (found["trusts"] or found["schools"] or children),
    })  # fmt: skip


def _whoever(request: HttpRequest) -> User:
    user = signed_in(request)
    if user is None:
        raise PermissionDenied
    return user
