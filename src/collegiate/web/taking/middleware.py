"""`?take=`: the page is made as ever, behind its door and into the audit journal; then what was asked for is taken from it."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from collegiate.store import Look, NoSnapshotError, Store
from collegiate.web.accounts.models import signed_in
from collegiate.web.doors import door_of
from collegiate.web.downloads import as_csv
from collegiate.web.reading import reader_of
from collegiate.web.taking.drawn import as_png, as_svg
from collegiate.web.taking.found import Chart, Page, Table, read
from collegiate.web.taking.links import without
from collegiate.web.taking.sheets import as_xlsx

Answer = Callable[[HttpRequest], HttpResponse]

_WRITTEN = frozenset({
    "people-download", "audit-download", "person-child-answer", "person-staff-answer", "upload-refused"
})  # fmt: skip
"""Files that their own pages write down, with more words."""

_ASKED = re.compile(r"(table|chart)-([1-9]\d{0,2})\.(csv|xlsx|svg|png)")


def taking(answer: Answer) -> Answer:
    """Hand out a part of a page, or the list of its parts, in the page's place when `take` asks for it."""

    def answered(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        if response.status_code == 200 and "attachment" in response.headers.get("Content-Disposition", ""):
            _file_taken(request)
        asked = request.GET.get("take", "")
        html = response.headers.get("Content-Type", "").startswith("text/html")
        if not asked or request.method != "GET" or response.status_code != 200 or response.streaming or not html:
            return response
        page = read(response.content.decode())
        if asked == "list":
            return _list(request, page)
        return _part(request, page, asked) or render(
            request, "not_found.html", {"said": "This page has no such table or chart."}, status=404
        )

    return answered


def _list(request: HttpRequest, page: Page) -> HttpResponse:
    tables = [
        (t, max(len(t.rows) - 1, 0), [(f, _take(request, f"table-{t.number}.{f}")) for f in ("csv", "xlsx")])
        for t in page.tables
    ]
    charts = [(c, [(f, _take(request, f"chart-{c.number}.{f}")) for f in ("svg", "png")]) for c in page.charts]
    context = {"title": page.title, "tables": tables, "charts": charts, "back": without(request, "take")}
    return render(request, "taking/list.html", context)


def _take(request: HttpRequest, what: str) -> str:
    kept = request.GET.copy()
    kept["take"] = what
    return f"{request.path}?{kept.urlencode()}"


def _part(request: HttpRequest, page: Page, asked: str) -> HttpResponse | None:
    found = _ASKED.fullmatch(asked)
    if found is None:
        return None
    kind, number, form = found.group(1), int(found.group(2)), found.group(3)
    parts: dict[int, Table | Chart] = {p.number: p for p in (page.tables if kind == "table" else page.charts)}
    part = parts.get(number)
    if part is None or (isinstance(part, Table)) is not (form in ("csv", "xlsx")):
        return None
    _write_down(request, part, asked)
    match = request.resolver_match
    name = f"{match.url_name if match else 'page'}-{asked}"
    return _table(request, page, part, form, name) if isinstance(part, Table) else _chart(part, form, name)


def _table(request: HttpRequest, page: Page, part: Table, form: str, name: str) -> HttpResponse:
    rows = part.rows or ((),)
    if form == "csv":
        return as_csv(name, rows[0], rows[1:])
    body = as_xlsx(rows, _about(request, page, part))
    return _file(body, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", name)


def _chart(part: Chart, form: str, name: str) -> HttpResponse:
    if form == "svg":
        return _file(as_svg(part.markup), "image/svg+xml", name)
    return _file(as_png(part.markup), "image/png", name)


def _file(body: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(body, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _about(request: HttpRequest, page: Page, part: Table) -> list[tuple[str, str]]:
    """Say of a table that has left its page what the page said of it."""
    said = [
        ("Table", part.called),
        ("Page", page.title),
        ("It says", page.sentence),
        ("Address", without(request, "take")),
    ]
    try:
        reader = reader_of(request)
        said.append(("Picture", f"{reader.snapshot}, made {reader.made_at}"))
    except NoSnapshotError:
        pass
    return [(name, words) for name, words in said if words]


def _file_taken(request: HttpRequest) -> None:
    """Write down that a file is taken which a page hands out whole; whose children are in it, the looks beside it say."""
    match = request.resolver_match
    if match is not None and match.url_name not in _WRITTEN:
        _written(request, f"took away the file of the page {match.url_name}", "")


def _write_down(request: HttpRequest, part: Table | Chart, asked: str) -> None:
    """Write down what is taken from a page that is not open to anybody, with the children who are in it."""
    match = request.resolver_match
    keys = part.keys if isinstance(part, Table) else ()
    _written(request, f"took away {asked} of the page {match.url_name if match else ''}", part.called, keys)


def _written(request: HttpRequest, what: str, why: str, keys: tuple[str, ...] = ()) -> None:
    match = request.resolver_match
    door = door_of(match.func) if match else None
    user = signed_in(request) if door and not door.shared else None
    if user is not None:
        snapshot = reader_of(request).snapshot
        Store(settings.COLLEGIATE_STORE).audit.acted(Look(user.email, what, why, keys, snapshot))
