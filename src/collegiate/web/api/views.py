"""The description of the API for people and for programs, and what is said where there is no operation."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from collegiate.web.api.answers import conditional
from collegiate.web.api.description import as_text, description
from collegiate.web.api.problems import KINDS, problem


def page(request: HttpRequest) -> HttpResponse:
    """Describe the API for people, with examples."""
    made = description()
    return render(request, "api/description.html", {
        "section": "api", "tags": _by_tag(made), "kinds": list(KINDS.values()), "host": request.build_absolute_uri("/").rstrip("/"),
    })  # fmt: skip


def openapi(request: HttpRequest) -> HttpResponse:
    """Hand out the description for programs."""
    return conditional(request, HttpResponse(as_text(), content_type="application/json"))


def nowhere(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Say that there is no such operation."""
    return problem("not-there", "There is no such operation. The operations are described at /api/.")


def _by_tag(made: dict[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for path, methods in made["paths"].items():
        for operation in methods.values():
            found.setdefault(operation["tags"][0], []).append({**operation, "path": path, "right": _right(operation)})
    return list(found.items())


def _right(operation: dict[str, Any]) -> str:
    """Return what it takes to call an operation; empty for what anybody may."""
    right = operation.get("x-right", "")
    return "say who they are" if right == "signed in" else right
