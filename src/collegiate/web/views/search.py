"""Search over every trust and school of the picture."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from collegiate.web.reading import reader_of

MOST = 100
LONGEST = 120
_POSTCODE = re.compile(r"\b([a-z]{1,2}[0-9][0-9a-z]?)\s*([0-9][a-z]{2})\b")
_LAESTAB = re.compile(r"^\s*([0-9]{3})\s*/?\s*([0-9]{4})\s*$")


def search(request: HttpRequest) -> HttpResponse:
    """Show how many were found, then the trusts, then the schools."""
    asked = request.GET.get("q", "").replace("\x00", " ").strip()[:LONGEST]
    found = reader_of(request).search(tidied(asked), limit=MOST) if asked else {"trusts": [], "schools": []}
    return render(request, "search.html", {
        "section": "search", "asked": asked, "trusts": found["trusts"], "schools": found["schools"],
        "more": len(found["schools"]) == MOST, "none": bool(asked) and not found["trusts"] and not found["schools"],
    })  # fmt: skip


def tidied(asked: str) -> str:
    """Write what was asked as the picture writes it: postcodes with their space, LAESTAB as 860/4001, no commas."""
    text = asked.casefold().replace(",", " ").replace("“", " ").replace("”", " ").replace('"', " ")
    text = _LAESTAB.sub(r"\1/\2", text)
    return _POSTCODE.sub(r"\1 \2", text)
