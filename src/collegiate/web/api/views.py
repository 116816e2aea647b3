"""The description of the API for people and for programs, and what is said where there is no operation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from collegiate.ees import Pair, ScreenedOutError, zipped
from collegiate.web.api import tidy
from collegiate.web.api.answers import as_file, conditional
from collegiate.web.api.description import as_text, description
from collegiate.web.api.problems import KINDS, problem
from collegiate.web.reading import reader_of


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


def trust_files(request: HttpRequest, uid: int) -> HttpResponse:
    """Hand out a trust's tidy files from its page. Raises Http404 where there is no such trust, or no figure."""
    reader = reader_of(request)
    found = (tidy.trust_pair_or_none(reader, uid, of) for of in ("schools", "trust")) if reader.trust(uid) else ()
    return _zip(found, f"figures_of_trust_{uid}.zip")


def school_files(request: HttpRequest, urn: int) -> HttpResponse:
    """Hand out a school's tidy files from its page. Raises Http404 where there is no such school, or no figure."""
    return _zip(map(tidy.school_pair_or_none, [reader_of(request)], [urn]), f"figures_of_school_{urn}.zip")


def _zip(pairs: Iterable[Pair | None], name: str) -> HttpResponse:
    try:
        found = [p for p in pairs if p is not None]
    except ScreenedOutError as error:
        return HttpResponse(str(error), content_type="text/plain; charset=utf-8", status=409)
    if not found:
        raise Http404("There is no figure to put into a file.")
    return as_file(zipped(found), name, "application/zip")


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
