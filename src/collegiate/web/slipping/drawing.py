"""The chart and the small tables of an alert: the school's line, and similar schools' or the trust's others."""

from __future__ import annotations

from django.http import HttpRequest

from collegiate.charts import Chart, History, Measured, Point, draw_history
from collegiate.charts.spans import Span, Spans, draw_spans
from collegiate.disclosure import POLICY
from collegiate.disclosure.means import rate
from collegiate.improve.series import OWN_ATTENDANCE, points, series_of
from collegiate.statistics.intervals import Z95
from collegiate.store import ScopedReader
from collegiate.vocabulary.subjects import subject_name
from collegiate.vocabulary.years import AcademicYear
from collegiate.watch.alarms import GAP
from collegiate.watch.slipping import Slip
from collegiate.web.components import Cell
from collegiate.web.pictures.academy import point
from collegiate.web.reading import Measures, figures_of, reader_of
from collegiate.web.whose import counts_of

Table = tuple[str, tuple[str, ...], list[list[object]]]


def chart_of(request: HttpRequest, slip: Slip) -> Chart | None:
    """Draw the school's line and that of the others; None where there is nothing to draw, as for a programme."""
    if slip.urn is None:
        return None
    if slip.series.startswith("published."):
        return _published(request, slip.urn, slip.series.removeprefix("published."), slip.school)
    if slip.series == OWN_ATTENDANCE:
        return _half_terms(request, slip)
    return _years(request, slip)


def _published(request: HttpRequest, urn: int, measure: str, school: str) -> Chart | None:
    reader = reader_of(request)
    urns = [r["urn"] for r in reader.institution(urn)] or [urn]
    measures = Measures.of(reader)
    rows = sorted(reader.figures(urns=urns, measure=measure, shown=True), key=lambda r: (r["period"], r["urn"] == urn))
    by_year = {r["period"]: r for r in rows}
    if not by_year:
        return None
    found = figures_of(reader, list(by_year.values()), measures)
    years = min(by_year), max(by_year)
    return draw_history(History(measures.get(measure), [point(f, before=f.urn != urn) for f in found], *years, who=school))  # fmt: skip


def _half_terms(request: HttpRequest, slip: Slip) -> Chart | None:
    reader, people = reader_of(request), counts_of(request)
    row = slip.rows[0] if slip.rows else None
    trust = int(slip.reference.partition("-")[0])
    urns = [m["urn"] for m in reader.members(trust)]
    found = points(OWN_ATTENDANCE, urns, reader, people)
    mine = [p for p in found if p.urn == slip.urn]
    if not mine:
        return None
    others: dict[object, list[float]] = {}
    for p in found:
        if p.urn != slip.urn and p.value is not None:
            others.setdefault(p.first, []).append(p.value)
    spans = [Span(p.first, p.last, p.value, tuple(others.get(p.first, ())), p.symbol) for p in mine]
    measured = Measured("attendance", "attendance by half term", "Attendance", "%", "higher", 1)
    since = slip.since if row is not None and row["series"] != GAP else None
    return draw_spans(Spans(measured, slip.school, spans, since))


def _years(request: HttpRequest, slip: Slip) -> Chart | None:
    reader, people = reader_of(request), counts_of(request)
    series = series_of(slip.series, reader, people)
    mine = points(slip.series, [slip.urn or 0], reader, people)
    if series is None or not mine:
        return None
    subject = subject_name(slip.series.removeprefix("own.progress."))
    measured = Measured("value_added", f"gain in the trust's own test of {subject.lower()}", "", series.unit, series.better, series.decimals)  # fmt: skip
    drawn = [Point(AcademicYear.of(p.last).end, p.value, p.low, p.high, symbol=p.symbol) for p in mine]
    return draw_history(History(measured, drawn, drawn[0].period, drawn[-1].period, who=slip.school, reach=(0.0,)))


def table_of(request: HttpRequest, slip: Slip) -> Table | None:
    """Return the small table of an alert that no chart has: the gap by year, or a programme by subject."""
    people = counts_of(request)
    if slip.urn is None:
        return _programme(slip)
    if people is not None and slip.rows and slip.rows[0].get("series") == GAP:
        return _gap(people, slip.urn)
    return None


def _programme(slip: Slip) -> Table:
    columns = ("Subject", "Children in it", "Others", "Points beyond the others", "95% interval")
    rows: list[list[object]] = [
        [subject_name(r["subject"]), r["pupils"], r["others"], f"{r['effect']:+.1f}".replace("-", "−"), f"{r['low']:+.1f} to {r['high']:+.1f}".replace("-", "−")]
        for r in slip.rows
    ]  # fmt: skip
    return "By subject", columns, rows


def _gap(people: ScopedReader, urn: int) -> Table:
    """Attendance of children with free school meals and of the others, by year; of few children no percentage stands."""
    rows = people.attendance_counts(urn=urn, grouping="free_school_meals")
    by_year: dict[int, dict[str, object]] = {}
    for r in rows:
        cell = rate(r["possible"] - r["authorised"] - r["unauthorised"], r["possible"], POLICY) if r["pupils"] >= POLICY.least_rate else None  # fmt: skip
        shown = Cell("c", gap=True) if cell is None or cell.value is None else f"{cell.value:.1f}%"
        by_year.setdefault(r["period"], {})[r["value"]] = shown
    columns = ("Year", "With free school meals", "Others")
    none = Cell("x", gap=True)
    told: list[list[object]] = [
        [str(AcademicYear(year)), by_year[year].get("yes", none), by_year[year].get("no", none)] for year in sorted(by_year)
    ]  # fmt: skip
    return "Attendance with and without free school meals", columns, told


def by_intake(request: HttpRequest, slip: Slip) -> str:
    """Say what the contextual model makes of a school's trend, where it tells one; empty where it does not."""
    if slip.urn is None or not slip.series.startswith("published."):
        return ""
    measure = slip.series.removeprefix("published.")
    reader = reader_of(request)
    row = next(iter(reader.contextual_effects([slip.urn], measure)), None)
    if row is None or row["trend"] is None or not row["trend_sd"]:
        return ""
    m = Measures.of(reader).get(measure)
    low, high = (row["trend"] + z * row["trend_sd"] for z in (-Z95, Z95))
    return (
        f"The contextual model, which allows for intake and draws every school towards what is usual, puts its change at {m.write(row['trend'])} a year "
        f"(95% interval {m.between(low, high)}), up to {AcademicYear(row['period'])}. It is a second opinion and raised nothing."
    )
