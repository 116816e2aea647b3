"""How figures are worked out: one short page a method."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render


@dataclass(frozen=True, slots=True)
class Method:
    """A method with the question that it answers."""

    id: str
    title: str
    asks: str


METHODS = (
    Method("similar-schools", "Similar schools", "Which schools is a school compared with, and who chose them?"),
    Method("intervals", "Intervals and verdicts", "How sure is a figure, and when is it better or worse?"),
    Method("standing", "The odds of the top quarter", "How likely is a school truly in the top quarter of its like, and what would it take?"),
    Method("value-added", "What to expect of an intake", "What do schools of this intake have, where no progress measure was published?"),
    Method("trusts", "A trust's figures", "How are academies' figures pooled, and where does a trust stand among trusts?"),
    Method("eras", "Eras", "Why does a line break, and why are some years not compared?"),
)  # fmt: skip


def index(request: HttpRequest) -> HttpResponse:
    """List the methods."""
    return render(request, "methods/index.html", {"section": "measures", "methods": METHODS})


def method(request: HttpRequest, method: str) -> HttpResponse:
    """Show one method."""
    if method not in {m.id for m in METHODS}:
        raise Http404(f"There is no method \u2018{method}\u2019.")
    return render(request, f"methods/{method}.html", {"section": "measures"})
