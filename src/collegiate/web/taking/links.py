"""Addresses of the page that is open: without something, and as it is in this picture."""

from __future__ import annotations

from django.http import HttpRequest


def without(request: HttpRequest, *names: str) -> str:
    """Return the page's address without some of its questions."""
    kept = request.GET.copy()
    for name in names:
        kept.pop(name, None)
    return f"{request.path}?{kept.urlencode()}" if kept else request.path


def as_it_is(request: HttpRequest, snapshot: str) -> str:
    """Return the address that shows the page as it is now for as long as its picture is kept."""
    kept = request.GET.copy()
    kept.pop("take", None)
    kept["snapshot"] = snapshot
    return f"{request.path}?{kept.urlencode()}"


def with_question(request: HttpRequest, name: str, value: str) -> str:
    """Return the page's address with one more question."""
    kept = request.GET.copy()
    kept[name] = value
    return f"{request.path}?{kept.urlencode()}"
