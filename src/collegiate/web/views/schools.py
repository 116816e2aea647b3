"""A school's pages: its history, and the schools that it is compared with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from collegiate.charts import Chart, Strip, draw_dot, draw_strip, scale_for
from collegiate.measures.figure import Figure
from collegiate.store import Reader
from collegiate.vocabulary.years import AcademicYear
from collegiate.web.downloads import as_csv
from collegiate.web.pictures import academy
from collegiate.web.pictures.alike import FEATURES, Neighbour, neighbours, used_features
from collegiate.web.pictures.headlines import headline_measures, kind_of
from collegiate.web.pictures.inspected import visits
from collegiate.web.pictures.lines import one_each
from collegiate.web.pictures.tabled import COLUMNS, tabled
from collegiate.web.pictures.told import Told
from collegiate.web.reading import Measures, Row, brief_columns, brief_figures, figures_of, reader_of
from collegiate.web.words import laestab

CHECKS_SHOWN = 10


def school(request: HttpRequest, urn: int) -> HttpResponse:
    """Show a school: every measure through time and through its conversions, its inspections, its similar schools."""
    reader = reader_of(request)
    row, line = required(reader, urn), reader.institution(urn)
    measures = Measures.of(reader)
    figures = _figures(reader, line, measures)
    steps = reader.lineage([s["urn"] for s in line])
    themes = academy.themes(academy.Setting(row, academy.conversions_of(line, steps), measures), figures)
    stays = reader.memberships(urns=[urn])
    joined = next((s["joined"] for s in stays if s["left_before"] is None and s["trust_uid"] == row["trust_uid"]), None)
    there = {f.measure for f in figures if f.value is not None}
    heads = [m.id for m in headline_measures(kind_of(row["phase"]), there, measures)]
    return render(request, "school.html", {
        "section": "trusts", "school": row, "laestab": laestab(row), "themes": themes,
        "lead": academy.lead(row, joined, academy.headline_told(themes, heads)),
        "never": academy.never_published(figures, measures),
        "line": [s for s in line if s["urn"] != urn], "became": _later(line, row), "steps": steps,
        "visits": visits(reader.inspections([s["urn"] for s in line]), urn),
        "sets": reader.similar_sets(urn), "checks": reader.checks(urns=[s["urn"] for s in line], limit=CHECKS_SHOWN),
    })  # fmt: skip


def download(request: HttpRequest, urn: int) -> HttpResponse:
    """Hand out every figure of the school in every release, its predecessors' too."""
    reader = reader_of(request)
    required(reader, urn)
    measures = Measures.of(reader)
    line = {s["urn"]: s["school_name"] or "" for s in reader.institution(urn)}
    found = figures_of(reader, reader.figures(urns=list(line)), measures)
    told = (Told(f, measures.get(f.measure), line.get(f.urn or 0, "")) for f in found)
    return as_csv(f"school-{urn}.csv", COLUMNS, (tabled(t) for t in told))


def similar(request: HttpRequest, urn: int, period: int) -> HttpResponse:
    """Show the frozen set: who is in it, how far away, with what intake, and one measure's figures."""
    reader = reader_of(request)
    row = required(reader, urn)
    frozen = frozen_of(reader, urn, period)
    measures = Measures.of(reader)
    found = neighbours(reader, row, frozen)
    columns = ("measure", "set_id", "value")
    own = [r for r in reader.figures(urns=[urn], period=period, shown=True, columns=columns) if r["set_id"]]
    offered = measures.ordered(r["measure"] for r in own if r["value"] is not None)
    chosen = chosen_of(request, row, [m.id for m in offered], measures)
    told = {t.figure.urn: t for t in _told(reader, found, period, chosen, measures)}
    return render(request, "similar.html", {
        "section": "trusts", "school": row, "period": period, "set": frozen, "features": FEATURES, "used": used_features(frozen["features"] or ""), "offered": offered, "chosen": measures.get(chosen) if chosen else None,
        "rows": _rows(found, told), "strip": _strip(found, told, urn), "own": told.get(urn),
        "years": [s["period"] for s in reversed(reader.similar_sets(urn))],
    })  # fmt: skip


def similar_download(request: HttpRequest, urn: int, period: int) -> HttpResponse:
    """Hand out the frozen set with distances and intakes."""
    reader = reader_of(request)
    found = neighbours(reader, required(reader, urn), frozen_of(reader, urn, period))
    columns = ("place", "urn", "name", "phase", "local_authority", "distance", *(f.id for f in FEATURES))
    rows = (
        (
            n.place,
            n.school["urn"],
            n.school["school_name"],
            n.school["phase"],
            n.school["la_name"],
            n.distance,
            *n.values,
        )
        for n in found
    )
    return as_csv(f"similar-{urn}-{str(AcademicYear(period)).replace('/', '-')}.csv", columns, rows)


def required(reader: Reader, urn: int) -> Row:
    """Return the school. Raises Http404, which says what is not there."""
    row = reader.school(urn)
    if row is None:
        raise Http404(f"There is no school with the URN {urn} in this picture.")
    return row


def frozen_of(reader: Reader, urn: int, period: int) -> Row:
    """Return the frozen set of a year. Raises Http404, which says what is not there."""
    found = next((s for s in reader.similar_sets(urn) if s["period"] == period), None)
    if found is None:
        raise Http404(f"No set of similar schools was made for URN {urn} in {AcademicYear(period)}.")
    return found


def _figures(reader: Reader, line: Sequence[Row], measures: Measures) -> list[Figure]:
    urns = [s["urn"] for s in sorted(line, key=lambda s: s["open_date"] or date.min)]
    return one_each(figures_of(reader, reader.figures(urns=urns, shown=True), measures), urns)


def _later(line: Sequence[Row], row: Row) -> Row | None:
    """Return the establishment that the institution is now, when this one has given way to it."""
    return next((s for s in line if s["urn"] == row["institution"] != row["urn"]), None)


def chosen_of(request: HttpRequest, row: Row, offered: Sequence[str], measures: Measures) -> str:
    """Return the measure that is asked for, else the first that its kind of school shows; empty for none."""
    wanted = request.GET.get("measure", "")
    if wanted in offered:
        return wanted
    heads = headline_measures(kind_of(row["phase"]), offered, measures)
    return heads[0].id if heads else ""


def _told(reader: Reader, found: Sequence[Neighbour], period: int, measure: str, measures: Measures) -> list[Told]:
    if not measure:
        return []
    names = {n.school["urn"]: n.school["school_name"] or str(n.school["urn"]) for n in found}
    rows = reader.figures(urns=list(names), measure=measure, period=period, shown=True, columns=brief_columns(reader))
    return [Told(f, measures.get(measure), names[f.urn or 0]) for f in brief_figures(rows, measures)]


def _rows(
    found: Sequence[Neighbour], told: dict[int | None, Told]
) -> list[tuple[Neighbour, Told | None, Chart | None]]:
    dots = {urn: t.dot() for urn, t in told.items()}
    scale = scale_for(d for d in dots.values() if d)
    return [
        (n, told.get(n.school["urn"]), draw_dot(d, scale) if (d := dots.get(n.school["urn"])) else None) for n in found
    ]


def _strip(found: Sequence[Neighbour], told: dict[int | None, Told], urn: int) -> Chart | None:
    own = told[urn].dot() if urn in told else None
    if own is None:
        return None
    others = [(t.who, t.figure.value) for u, t in told.items() if u != urn and t.figure.value is not None]
    return draw_strip(Strip(own, others))
