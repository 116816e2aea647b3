"""A trust among all multi-academy trusts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from collegiate.store import Reader
from collegiate.vocabulary.years import AcademicYear
from collegiate.web.asked import asked_year
from collegiate.web.downloads import as_csv
from collegiate.web.pictures import family
from collegiate.web.pictures.headlines import HEADLINES
from collegiate.web.pictures.placed import Placed, apart, drawn, nearest, placed
from collegiate.web.reading import Measures, Row, reader_of
from collegiate.web.views.trusts import required

_COLUMNS = ("measure", "period", "value", "low", "high", "n", "trust_uid")


def page(request: HttpRequest, uid: int) -> HttpResponse:
    """Show each pooled headline measure's place among trusts, and one of them drawn."""
    reader = reader_of(request)
    trust = required(reader, uid)
    measures = Measures.of(reader)
    own = _own(reader, uid, measures)
    years = sorted({r["period"] for r in own}, reverse=True)
    period = _period(request, own, years)
    found = _all_placed(reader, [r for r in own if r["period"] == period], measures)
    chosen = _chosen(request, found)
    name = trust["trust_name"] or str(uid)
    return render(request, "placing.html", {
        "section": "trusts", "trust": trust, "years": years, "period": period, "found": found, "chosen": chosen,
        "chart": drawn(chosen, name) if chosen else None, "near": _near(chosen, name) if chosen and chosen.placing else [],
    })  # fmt: skip


def download(request: HttpRequest, uid: int) -> HttpResponse:
    """Hand out every trust's figure of the chosen measure and year, the best first."""
    reader = reader_of(request)
    trust = required(reader, uid)
    measures = Measures.of(reader)
    own = _own(reader, uid, measures)
    period = _period(request, own, sorted({r["period"] for r in own}, reverse=True))
    chosen = _chosen(request, _all_placed(reader, [r for r in own if r["period"] == period], measures))
    columns = ("trust", "trust_uid", "measure", "period", "value", "low", "high", "n", "beside")
    return as_csv(f"placing-{uid}.csv", columns, _rows(chosen, trust["trust_name"] or str(uid)) if chosen else ())


def _rows(chosen: Placed, name: str) -> list[tuple[object, ...]]:
    sign = 1.0 if chosen.measured.polarity == "lower" else -1.0
    rows = sorted([chosen.own, *chosen.others], key=lambda r: sign * r["value"])
    return [
        (_name(r, chosen, name), r["trust_uid"], chosen.measured.id, chosen.year, r["value"], r["low"], r["high"], r["n"], _beside(chosen, r))
        for r in rows
    ]  # fmt: skip


def _own(reader: Reader, uid: int, measures: Measures) -> list[Row]:
    """Return the trust's pooled headline figures that have a number, of every year, in the measures' order."""
    rows = reader.figures(trust=uid, measure=HEADLINES, shown=True, columns=_COLUMNS)
    place = {m.id: i for i, m in enumerate(measures.all)}
    return sorted((r for r in rows if r["value"] is not None), key=lambda r: place.get(r["measure"], len(place)))


def _period(request: HttpRequest, own: list[Row], years: list[int]) -> int | None:
    wanted = asked_year(request)
    counts = {y: sum(r["period"] == y for r in own) for y in years}
    return wanted if wanted in years else family.opening_year(counts)


def _all_placed(reader: Reader, own: list[Row], measures: Measures) -> list[Placed]:
    """Place each of the trust's figures of one year; all trusts' figures are read at once."""
    if not own:
        return []
    period = own[0]["period"]
    rows: dict[str, list[Row]] = {}
    for row in reader.trust_figures([r["measure"] for r in own], period):
        rows.setdefault(row["measure"], []).append(row)
    year = str(AcademicYear(period))
    return [placed(measures.get(r["measure"]), year, r, rows.get(r["measure"], ())) for r in own]


def _chosen(request: HttpRequest, found: list[Placed]) -> Placed | None:
    wanted = request.GET.get("measure", "")
    asked = next((p for p in found if p.measured.id == wanted), None)
    return asked or next((p for p in found if p.placing), None)


def _near(chosen: Placed, name: str) -> list[tuple[Row, str, str, str, str]]:
    m = chosen.measured
    return [
        (r, _name(r, chosen, name), m.write(r["value"]), m.between(r["low"], r["high"]), _beside(chosen, r))
        for r in nearest(chosen)
    ]


def _name(row: Row, chosen: Placed, name: str) -> str:
    return name if row is chosen.own else row["trust_name"] or str(row["trust_uid"])


def _beside(chosen: Placed, row: Row) -> str:
    """Say how another trust stands beside this one."""
    if row is chosen.own:
        return "itself"
    if chosen.placing is None:
        return ""
    beside = apart(chosen.measured, chosen.own, row)
    return f"surely {beside}" if beside else "cannot be told apart"
