"""A trust's page and its table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from collegiate.charts import (
    Chart,
    Locality,
    Place,
    Spot,
    Stay,
    Tenure,
    draw_dot,
    draw_locality,
    draw_tenure,
    scale_for,
)
from collegiate.charts.locality import NUMBERED, projection_for
from collegiate.compare.significant import significantly_better
from collegiate.engine import Between
from collegiate.measures import definitions
from collegiate.measures.figure import Figure
from collegiate.store import Reader
from collegiate.vocabulary.years import AcademicYear
from collegiate.web.asked import asked_year
from collegiate.web.downloads import as_csv
from collegiate.web.pictures import family, reach
from collegiate.web.pictures.headlines import HEADLINES
from collegiate.web.pictures.inspected import Visit, inspection_ledger, visits
from collegiate.web.pictures.lines import one_each, predecessors
from collegiate.web.pictures.tabled import COLUMNS, tabled
from collegiate.web.pictures.told import Told
from collegiate.web.reading import Measures, Row, brief_columns, brief_figures, figures_of, reader_of

_OF_MEMBERS = (
    "urn", "school_name", "phase", "low_age", "high_age", "roll", "religious_character", "la_name", "latitude", "longitude",
)  # fmt: skip


def trust(request: HttpRequest, uid: int) -> HttpResponse:
    """Show a trust: what it means, its academies against similar schools, the whole, its family, who joined and left."""
    reader = reader_of(request)
    row = required(reader, uid)
    measures = Measures.of(reader)
    members = reader.members(uid, columns=_OF_MEMBERS)
    before = predecessors(reader, [m["urn"] for m in members])
    years = _years(reader, members, before)
    period = _period(request, years, _pooled(reader, uid), measures)
    inline = len(members) <= family.OPEN_INLINE
    own = _headlines(reader, members, before, period, measures, whole=inline)
    found = family.blocks(members, own, measures)
    outstanding = family.stand_outs(found)
    seen = _last_visits(reader, members, before)
    return render(request, "trust.html", {
        "section": "trusts", "trust": row, "members": members, "period": period, "years": years,
        "lead": family.lead(members, found, period), "equation": family.equation(found), "blocks": found,
        "significant": _significant(uid, found),
        "stand_outs": [(t, family.stand_out_words(t)) for t in outstanding],
        "inline": inline, "numbered": len(members) <= NUMBERED,
        "whole": [(t, _drawn(t)) for t in _whole(reader, row, period, measures)],
        "family": [(i + 1, m, seen.get(m["urn"])) for i, m in enumerate(members)],
        "ledger": inspection_ledger(seen, len(members)), "stretches": reach.stretches(members), "ages_unknown": reach.ages_not_known(members),
        "apart": reach.distances(members), "map": _map(reader, row, members), "tenure": _tenure(reader, row, members),
    })  # fmt: skip


def download(request: HttpRequest, uid: int) -> HttpResponse:
    """Hand out every figure of the academies and of the whole for one year."""
    reader = reader_of(request)
    row = required(reader, uid)
    measures = Measures.of(reader)
    members = reader.members(uid, columns=_OF_MEMBERS)
    before = predecessors(reader, [m["urn"] for m in members])
    period = _period(request, _years(reader, members, before), _pooled(reader, uid), measures)
    own = _figures(reader, members, before, period, measures)
    told = [Told(f, measures.get(f.measure), m["school_name"] or "") for m in members for f in own[m["urn"]]]
    told += _whole(reader, row, period, measures)
    year = str(AcademicYear(period)).replace("/", "-") if period else "none"
    return as_csv(f"trust-{uid}-{year}.csv", COLUMNS, (tabled(t) for t in told))


def required(reader: Reader, uid: int) -> Row:
    """Return the trust. Raises Http404, which says what is not there."""
    row = reader.trust(uid)
    if row is None:
        raise Http404(f"There is no trust with the Group UID {uid} in this picture.")
    return row


def _years(reader: Reader, members: Sequence[Row], before: Mapping[int, int]) -> list[int]:
    return sorted(reader.periods(urns=[*(m["urn"] for m in members), *before]))


def _period(request: HttpRequest, years: Sequence[int], whole: Sequence[Row], measures: Measures) -> int | None:
    """Return the year that was asked for, else the latest that is full of results."""
    wanted = asked_year(request)
    if wanted in years:
        return wanted
    results = {m.id for m in measures.all if m.polarity != "none"}
    counts = Counter(
        r["period"] for r in whole if r["value"] is not None and r["measure"] in results and r["period"] in years
    )
    return family.opening_year(counts) or max(years, default=None)


def _drawn(told: Told) -> Chart | None:
    """Draw a pooled figure against the median of its academies' similar schools; without one there is nothing to draw."""
    dot = told.dot()
    return draw_dot(dot, scale_for([dot])) if dot and dot.similar_median is not None else None


def _headlines(
    reader: Reader,
    members: Sequence[Row],
    before: Mapping[int, int],
    period: int | None,
    measures: Measures,
    *,
    whole: bool,
) -> dict[int, list[Figure]]:
    """Return the figures that the page shows first: a few of each academy; all of those academies that have none of the few."""
    found = _figures(reader, members, before, period, measures, only=HEADLINES, whole=whole)
    lacking = [m for m in members if not any(f.value is not None for f in found[m["urn"]])]
    return {**found, **_figures(reader, lacking, before, period, measures, whole=whole)}


def _figures(
    reader: Reader,
    members: Sequence[Row],
    before: Mapping[int, int],
    period: int | None,
    measures: Measures,
    *,
    only: Sequence[str] | None = None,
    whole: bool = True,
) -> dict[int, list[Figure]]:
    """Return the period's figures by academy; where it had another URN then, the figures are under that one.

    `whole` reads what the five questions need; without it figures can be drawn and told in words.
    """
    found: dict[int, list[Figure]] = {m["urn"]: [] for m in members}
    if period is None or not members:
        return found
    earlier = [urn for urn, later in before.items() if later in found]
    columns = () if whole else brief_columns(reader)
    rows = reader.figures(urns=[*found, *earlier], measure=only, period=period, shown=True, columns=columns)
    for figure in figures_of(reader, rows, measures) if whole else brief_figures(rows, measures):
        urn = figure.urn or 0
        found[before.get(urn, urn)].append(figure)
    return {urn: one_each(figures, [urn]) for urn, figures in found.items()}


def _significant(uid: int, found: Sequence[family.Block]) -> str:
    """Count the shown figures that differ from similar schools, so that luck does not add up; empty for none."""
    known = {m.id for m in definitions()}
    shown = [c.told.figure for b in found for line in b.lines for c in line.cells if c.told and c.measured.id in known]
    counted = significantly_better([_compared(f) for f in shown], {f.urn or 0: uid for f in shown})
    return counted[0].words.removesuffix("; no threshold set") if counted else ""


def _compared(f: Figure) -> Row:
    return {
        "subject": "school", "shown": f.shown, "urn": f.urn or 0, "measure": f.measure, "period": f.period, "value": f.value, "low": f.low,
        "high": f.high, "verdict": f.similar.verdict if f.similar else "", "similar_median": f.similar.median if f.similar else None,
    }  # fmt: skip


def _pooled(reader: Reader, uid: int) -> list[Row]:
    return reader.figures(trust=uid, shown=True, columns=("measure", "period", "value"))


def _whole(reader: Reader, row: Row, period: int | None, measures: Measures) -> list[Told]:
    rows = reader.figures(trust=row["trust_uid"], period=period, shown=True) if period else []
    by_measure = {f.measure: f for f in figures_of(reader, rows, measures)}
    return [Told(by_measure[m.id], m, row["trust_name"] or "") for m in measures.ordered(by_measure)]


def _last_visits(reader: Reader, members: Sequence[Row], before: Mapping[int, int]) -> dict[int, Visit]:
    urns = [*(m["urn"] for m in members), *before]
    by_school: dict[int, list[Row]] = {}
    for row in reader.inspections(urns) if urns else []:
        by_school.setdefault(before.get(row["urn"], row["urn"]), []).append(row)
    return {urn: visits(rows, urn)[0] for urn, rows in by_school.items()}


def _map(reader: Reader, row: Row, members: Sequence[Row]) -> Chart | None:
    spots = [
        Spot(i + 1, m["school_name"] or str(m["urn"]), m["latitude"], m["longitude"])
        for i, m in enumerate(members) if m["latitude"] is not None and m["longitude"] is not None
    ]  # fmt: skip
    if not spots:
        return None
    at = projection_for(spots)
    south, west, north, east = at.box
    own = {m["urn"] for m in members}
    near = reader.near(at.latitude, at.longitude, degrees=max(north - south, (east - west) / 1.7) / 2)
    others = [(n["latitude"], n["longitude"]) for n in near if n["urn"] not in own]
    places = [
        Place(p["place"], p["latitude"], p["longitude"])
        for p in reader.places(Between(south, north), Between(west, east)) if p["place"] and p["place"] != p["outward_code"] and p["latitude"] is not None and p["longitude"] is not None
    ]  # fmt: skip
    return draw_locality(Locality(row["trust_name"] or "", spots, others, places))


def _tenure(reader: Reader, row: Row, members: Sequence[Row]) -> Chart | None:
    stays = reader.memberships(trust=row["trust_uid"])
    if not stays:
        return None
    names = {m["urn"]: m["school_name"] for m in members}
    names |= {s["urn"]: s["school_name"] for s in reader.schools([s["urn"] for s in stays if s["urn"] not in names])}
    moved = {uid: reader.trust(uid) for uid in {s["moved_to"] for s in stays if s["moved_to"]}}
    shown = [
        Stay(
            names.get(s["urn"]) or f"URN {s['urn']}",
            s["joined"],
            s["left_before"] or s["left_after"],
            _moved(moved.get(s["moved_to"])),
        )
        for s in stays
    ]
    return draw_tenure(Tenure(row["trust_name"] or "", shown, _made_on(reader)))


def _moved(to: Row | None) -> str:
    return f"moved to {to['trust_name']}" if to else ""


def _made_on(reader: Reader) -> date:
    return datetime.fromisoformat(reader.made_at).date()
