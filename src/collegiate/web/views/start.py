"""The first page: what is in this picture, and where to begin."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from collegiate.store import Reader
from collegiate.web.asked import Pages, number_in
from collegiate.web.pictures.told import Link
from collegiate.web.reading import Row, reader_of
from collegiate.web.words import counted

TRUSTS_A_PAGE = 60
MANY = 1_000_000


def start(request: HttpRequest) -> HttpResponse:
    """Show counts, search, the trust that the picture was made for, and the trusts by name."""
    reader = reader_of(request)
    multi = {"academies": (1, MANY)}
    total = sum(n for (a,), n in reader.tally("trust", "academies").items() if a)
    pages = Pages.of(request, total, TRUSTS_A_PAGE)
    return render(request, "start.html", {
        "section": "trusts",
        "schools": reader.count("school"), "open_schools": reader.count("school", status="open"), "trusts": total,
        "figures": reader.count("figure", shown=True), "files": reader.count("receipt"),
        "waiting": reader.tally("receipt", "status").get(("waiting",), 0),
        "named": [(t, _about(t)) for t in _named(reader)],
        "listed": reader.trusts(limit=pages.size, offset=pages.offset, **multi), "pages": pages,
        "openings": OPENINGS,
    })  # fmt: skip


OPENINGS = (
    Link("Every measure, what it means and how it was counted", "/measures/"),
    Link("Every file, what was kept of it and what was refused", "/sources/"),
    Link("How to read the pages", "/help/"),
)


def _named(reader: Reader) -> list[Row]:
    """Return the trusts that the build was made for."""
    ids = (number_in(t) for t in reader.about.get("trust", "").replace(",", " ").split())
    return [t for t in (reader.trust(i) for i in ids if i is not None) if t]


def _about(trust: Row) -> str:
    return f"{counted(trust['academies'] or 0, 'academy', 'academies').capitalize()} against schools like them, through time, with every source row."
