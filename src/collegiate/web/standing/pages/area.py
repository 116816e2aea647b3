"""One area of one academy: the two judgements, the evidence, all that was ever said, and where more is said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from collegiate.improve.series import Point
from collegiate.vocabulary.years import AcademicYear
from collegiate.web.asked import number_in
from collegiate.web.authorization.rights import Right
from collegiate.web.clock import today
from collegiate.web.plans.seen import by_of
from collegiate.web.plans.telling import Book
from collegiate.web.reading import reader_of
from collegiate.web.standing import acts
from collegiate.web.standing.acts import SaidMeanwhileError, StandingError, Where
from collegiate.web.standing.forms import BackForm, EvidenceForm, InspectedForm, JudgementForm
from collegiate.web.standing.models import Kind
from collegiate.web.standing.reading import Stood
from collegiate.web.standing.seen import Standing, may, where_of
from collegiate.web.whose import counts_of

WRITTEN_DOWN = "siams"
"""The framework whose inspections stand in no file that Collegiate reads."""


def area(request: HttpRequest, urn: int, framework: str, area: str) -> HttpResponse:
    """Show what stands of an area, and all that was ever said of it."""
    standing, where = where_of(request, urn, framework, area, today())
    return render(request, "standing/area.html", _context(request, standing, where))


def judge(request: HttpRequest, urn: int, framework: str, area: str) -> HttpResponse:
    """Judge an area as the academy itself."""
    return _judging(request, urn, framework, area, Right.PLAN, moderates=False)


def moderate(request: HttpRequest, urn: int, framework: str, area: str) -> HttpResponse:
    """Judge an area as its moderator."""
    return _judging(request, urn, framework, area, Right.LEAD_IMPROVEMENT, moderates=True)


def _judging(request: HttpRequest, urn: int, framework: str, area: str, right: Right, *, moderates: bool) -> HttpResponse:  # fmt: skip
    standing, where = where_of(request, urn, framework, area, today(), right)
    stood = where.stood()
    stands = stood.moderated_line if moderates else stood.own_line
    form = JudgementForm(where.area, request.POST or None)
    sent = number_in(request.POST.get("seen", ""), 12)
    seen = sent if sent is not None else stands.pk if stands else 0

    def keep() -> object:
        f = form.cleaned_data
        return acts.judge(where=where, grade=f["grade"], words=f["words"], moderates=moderates, seen=seen, day=today(), by=by_of(request))  # fmt: skip

    done = _kept(request, form, keep)
    if done is True:
        return redirect(_path(where))
    now = where.stood()
    context = _context(request, standing, where) | {
        "form": form, "moderates": moderates, "stands": now.moderated_line if moderates else now.own_line, "overtaken": done == "overtaken",
    }  # fmt: skip
    status = 409 if done == "overtaken" else 400 if form.errors else 200
    return render(request, "standing/judge.html", context, status=status)


def evidence(request: HttpRequest, urn: int, framework: str, area: str) -> HttpResponse:
    """Bring evidence: a figure of Collegiate as it is today, or something from elsewhere."""
    standing, where = where_of(request, urn, framework, area, today(), Right.PLAN)
    book = Book(reader_of(request), counts_of(request), [urn])
    figures = _figures(where, book, today())
    form = EvidenceForm(request.POST or None, series=[(k, words) for k, (words, _) in figures.items()])

    def keep() -> object:
        f = form.cleaned_data
        if not f["series"]:
            return acts.bring(where=where, words=f["words"], source=f["source"], link=f["link"], as_of=f["as_of"], by=by_of(request))  # fmt: skip
        words, point = figures[f["series"]]
        return acts.bring(
            where=where, words=f["words"], source=words, link=_leads_to(point), as_of=point.last, snapshot=book.snapshot, by=by_of(request)
        )  # fmt: skip

    if _kept(request, form, keep) is True:
        return redirect(_path(where))
    context = _context(request, standing, where) | {"form": form, "figures": figures}
    return render(request, "standing/evidence.html", context, status=400 if form.errors else 200)


def inspected(request: HttpRequest, urn: int, framework: str, area: str) -> HttpResponse:
    """Write down an inspection that no file tells of."""
    standing, where = where_of(request, urn, framework, area, today(), Right.PLAN)
    form = InspectedForm(where.area, request.POST or None)

    def keep() -> object:
        f = form.cleaned_data
        return acts.inspected(where=where, grade=f["grade"], words=f["words"], source=f["source"], day=f["day"], by=by_of(request))  # fmt: skip

    if where.framework.id == WRITTEN_DOWN and _kept(request, form, keep) is True:
        return redirect(_path(where))
    context = _context(request, standing, where) | {"form": form, "may_write": where.framework.id == WRITTEN_DOWN}
    return render(request, "standing/inspected.html", context, status=400 if form.errors else 200)


def back(request: HttpRequest, urn: int, framework: str, area: str) -> HttpResponse:
    """Take a line back, with a reason; it stays to be read."""
    standing, where = where_of(request, urn, framework, area, today(), Right.PLAN)
    form = BackForm(request.POST)

    def keep() -> object:
        f = form.cleaned_data
        return acts.take_back(where=where, pk=f["line"], why=f["words"], by=by_of(request))

    if _kept(request, form, keep) is True:
        return redirect(_path(where))
    return render(request, "standing/area.html", _context(request, standing, where) | {"refused": form}, status=400)


def _context(request: HttpRequest, standing: Standing, where: Where) -> dict[str, Any]:
    stood: Stood = where.stood()
    gone = {line.takes_back_id for line in stood.history if line.takes_back_id}
    academy = standing.academy
    return {
        "section": "standing", "academy": academy, "where": where, "stood": stood, "gaps": stood.gaps(where.area, today()), "path": _path(where),
        "history": [(line, line.pk in gone) for line in stood.history], "may": may(request, academy, Right.PLAN), "writes_down": where.framework.id == WRITTEN_DOWN and where.area.id == "overall",
        "moderates_here": may(request, academy, Right.LEAD_IMPROVEMENT), "kinds": Kind, "outcomes": _outcomes(standing, where),
    }  # fmt: skip


def _outcomes(standing: Standing, where: Where) -> list[tuple[str, str]]:
    """Return what inspectors said of this area in their own words, under its own framework alone."""
    name = where.area.id.replace("_", " ")
    return [(v.when, words) for v in standing.visits if v.regime == where.framework.id for a, words in v.outcomes if a == name]  # fmt: skip


def _figures(where: Where, book: Book, on: dt.date) -> dict[str, tuple[str, Point]]:
    """Return the figures of an academy that may be brought: those that bear on the area first."""
    found = []
    for series in book.series.values():
        known = [p for p in book.points(series.id, where.urn) if p.last <= on and p.value is not None]
        if known:
            found.append((not where.area.bears(series.id), series, known[-1]))
    found.sort(key=lambda f: (f[0], f[1].title))
    return {s.id: (f"{s.title}: {book.value(p, s.id)}", p) for _, s, p in found}


def _leads_to(point: Point) -> str:
    """Return the page of Collegiate that says how a figure is known."""
    if point.series.startswith("published."):
        measure = point.series.removeprefix("published.")
        return f"/schools/{point.urn}/figures/{measure}/{AcademicYear.of(point.last).end}/"
    return f"/counts/schools/{point.urn}/"


def _path(where: Where) -> str:
    return f"/standing/schools/{where.urn}/{where.framework.id}/{where.area.id}/"


def _kept(request: HttpRequest, form: Any, keep: Callable[[], object]) -> bool | str:
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        keep()
    except StandingError as error:
        form.add_error(None, str(error))
        return "overtaken" if isinstance(error, SaidMeanwhileError) else False
    return True
