"""One figure, with every release of it and every row that it was made from."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from collegiate.charts import draw_lone
from collegiate.compare.disagreement import disagreement
from collegiate.measures.figure import Figure
from collegiate.store import Reader
from collegiate.web.pictures import differing
from collegiate.web.pictures.crowd import COLUMNS, Crowd, crowd
from collegiate.web.pictures.knowing import five_answers, written
from collegiate.web.pictures.told import Link, Told
from collegiate.web.reading import Measures, Row, figures_of, reader_of

ROWS_SHOWN = 200


def of_school(request: HttpRequest, urn: int, measure: str, period: int) -> HttpResponse:
    """Show a school's figure."""
    reader = reader_of(request)
    school = reader.school(urn)
    if school is None:
        raise Http404(f"There is no school with the URN {urn} in this picture.")
    rows = reader.figures(urns=[s["urn"] for s in reader.institution(urn)], measure=measure)
    home = Link(school["school_name"] or str(urn), f"/schools/{urn}/")
    mine = [r for r in rows if r["period"] == period and r["urn"] == urn]
    return _page(request, rows, mine, home, school["la_name"] or "")


def of_trust(request: HttpRequest, uid: int, measure: str, period: int) -> HttpResponse:
    """Show a trust's figure, with the schools that were pooled."""
    reader = reader_of(request)
    trust = reader.trust(uid)
    if trust is None:
        raise Http404(f"There is no trust with the Group UID {uid} in this picture.")
    rows = reader.figures(trust=uid, measure=measure)
    name = trust["trust_name"] or str(uid)
    mine = [r for r in rows if r["period"] == period]
    return _page(request, rows, mine, Link(name, f"/trusts/{uid}/?year={period}"))


def _page(request: HttpRequest, rows: list[Row], mine: list[Row], home: Link, authority: str = "") -> HttpResponse:
    name = home.words
    reader = reader_of(request)
    measures = Measures.of(reader)
    releases = figures_of(reader, mine, measures)
    if not releases:
        raise Http404(f"{name} has no such figure in this picture.")
    shown = next((f for f in releases if f.shown), releases[-1])
    past = next((r for r in rows if r["period"] == shown.period - 1 and r["shown"]), None)
    told = Told(
        shown, measures.get(shown.measure), name, figures_of(reader, [past], measures)[0] if past else None, authority
    )
    return render(request, "figure.html", {
        "section": "trusts", "told": told, "home": home, "answers": written(five_answers(_cut(told), all_rows=True)), "more_rows": max(len(shown.receipts) - ROWS_SHOWN, 0),
        **_differing(reader, told),
        "crowd": _crowd(reader, told) if shown.urn is not None else None,
        "dot": draw_lone(dot, shown.england) if (dot := told.dot()) else None,
        "releases": [Told(f, told.measured, name) for f in releases],
        "parts": reader.schools(list(shown.parts)), "era": measures.era_words(shown.measure).get(shown.era, shown.era.replace("_", " ")),
        "same": _same(rows, shown),
    })  # fmt: skip


def _differing(reader: Reader, told: Told) -> dict[str, object]:
    """Set ours beside theirs, for a school's figure that has both."""
    f = told.figure
    if f.urn is None or f.value is None or told.measured.polarity == "none":
        return {}
    try:
        found = disagreement(reader, f.urn, f.measure, f.period)
    except KeyError:  # a measure that the snapshot has and the program no longer defines
        return {}
    if found is None or not differing.worth_showing(found):
        return {}
    return {
        "differing": differing.side_by_side(found, told.measured),
        "differing_verdict": differing.verdict(found),
        "reasons": [differing.minus(r) for r in found.reasons],
    }


def _crowd(reader: Reader, told: Told) -> Crowd | None:
    """Draw a school's figure among its frozen similar schools; None without a set."""
    f = told.figure
    set_id = f.similar.set_id if f.similar else ""
    frozen = reader.similar_set(set_id, f.urn) if set_id and f.urn is not None else None
    if frozen is None or f.value is None:
        return None
    urns = list(frozen["neighbours"])
    rows = reader.figures(urns=urns, measure=f.measure, period=f.period, shown=True, columns=COLUMNS)
    names = {s["urn"]: s["school_name"] for s in reader.schools(urns, columns=("urn", "school_name"))}
    return crowd(told, rows, names)


def _cut(told: Told) -> Told:
    """A national trust's figure can be made from hundreds of rows: list the first, and say how many more."""
    from dataclasses import replace

    return replace(told, figure=replace(told.figure, receipts=told.figure.receipts[:ROWS_SHOWN]))


def _same(rows: list[Row], shown: Figure) -> list[tuple[int, str]]:
    """Return the years in which this subject has the figure, with the address of each."""
    whose = (
        f"/schools/{{}}/figures/{shown.measure}"
        if shown.urn is not None
        else f"/trusts/{shown.trust}/figures/{shown.measure}"
    )
    found = {r["period"]: f"{whose.format(r['urn'])}/{r['period']}/" for r in rows if r["shown"]}
    return sorted(found.items())
