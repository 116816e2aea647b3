"""The academies: headline figures, each with what it is compared with and how sure it is, and the course of their attendance."""

from __future__ import annotations

from typing import Any

from collegiate.charts import Chart
from collegiate.charts.history import History, Point, draw_history
from collegiate.improve.series import OWN_ATTENDANCE, points
from collegiate.measures.figure import Figure
from collegiate.packs.pack import Cell, Json, Said, beside, chart, grid, heading, paragraph, together
from collegiate.vocabulary.years import AcademicYear
from collegiate.web import acted_on
from collegiate.web.home.figures import latest_year
from collegiate.web.meetings.given import Given, Part, Section, said_day, some
from collegiate.web.pictures.headlines import headline_measures, kind_of
from collegiate.web.pictures.told import Told
from collegiate.web.reading import Measures, figures_of
from collegiate.web.words import counted

Row = dict[str, Any]
_HALF_TERMS = 4
_DRAWN_YEARS = 6
_HOW_TO_READ = "In the drawings a mark is the figure of a year and the line through it its 95 % interval: filled where it is better than at similar schools, a diamond where it is worse, hollow where it cannot be told apart. The grey box is the middle half of similar schools, the dashed line in it their median, the short thick line England."


def _make(given: Given) -> Part | None:
    if not given.urns:
        return Part("The trust has no academy in this picture.")
    measures = Measures.of(given.reader)
    rows = given.reader.figures(urns=list(given.urns), shown=True)
    period = latest_year(rows)
    schools = {s["urn"]: s for s in given.reader.schools(list(given.urns))}
    own = {urn: [r for r in rows if r["urn"] == urn] for urn in given.urns}
    blocks: list[Json] = [*_attendance(given)]
    if period is not None:
        blocks.append(paragraph(_HOW_TO_READ, quiet=True))
    worse = better = total = 0
    for urn in given.urns:
        given.tell(f"Reading the figures of {given.names[urn]}.")
        told = _headlines(given, own[urn], schools.get(urn, {}), measures, period)
        total += sum(t.figure.value is not None for t in told)
        worse += sum(t.verdict == "worse" for t in told)
        better += sum(t.verdict == "better" for t in told)
        blocks += _academy(given, urn, told, own[urn], measures)
    if period is None:
        lead = f"No headline figure of {counted(len(given.urns), 'academy', 'academies')} is compared with similar schools in this picture."
    else:
        lead = f"Of {total} headline figures of {counted(len(given.urns), 'academy', 'academies')} in {AcademicYear(period)}, {some(better, 'is', 'are')} better than at similar schools and {some(worse, 'is', 'are')} worse, beyond chance; the others cannot be told apart or are not compared."
    return Part(lead, blocks)


def _headlines(given: Given, rows: list[Row], school: Row, measures: Measures, period: int | None) -> list[Told]:
    latest = [r for r in rows if r["period"] == period]
    there = {r["measure"] for r in latest if measures.get(r["measure"]).id in {m.id for m in measures.all}}
    chosen = headline_measures(kind_of(school.get("phase")), there, measures) if there else []
    by_measure = {r["measure"]: r for r in latest}
    picked = [by_measure[m.id] for m in chosen if m.id in by_measure]
    before = {r["measure"]: r for r in rows if period is not None and r["period"] == period - 1}
    figures = figures_of(given.reader, picked, measures)
    past = {f.measure: f for f in figures_of(given.reader, [before[r["measure"]] for r in picked if r["measure"] in before], measures)}  # fmt: skip
    name = str(school.get("school_name") or "")
    la = str(school.get("la_name") or "")
    return [Told(f, measures.get(f.measure), name, past.get(f.measure), la, _done(given, f)) for f in figures]


def _done(given: Given, figure: Figure) -> str:
    """Say what was done about a figure: the paper is for those who read the trust's cases and plans."""
    return acted_on.said(acted_on.done_about(given.trust_uid, int(figure.urn or 0), f"published.{figure.measure}"))


def _academy(given: Given, urn: int, told: list[Told], rows: list[Row], measures: Measures) -> list[Json]:
    name = given.names[urn]
    if not told:
        return [heading(name), paragraph("No headline figure was published for it in this picture.", quiet=True)]
    table = grid(
        f"{name}: headline figures", ("Measure", "Year", "Figure", "95 % interval", "Similar schools, median", "Beside them"),
        [_line(given, t) for t in told], (8, 2, 3, 4, 4, 5), numbers=(2,),
    )  # fmt: skip
    drawn = [chart(c, f"{name}: {t.measured.title}") for t in told[:2] if (c := _course(t, rows)) is not None]
    return [together(table, *([beside(*drawn)] if drawn else []))]


def _line(given: Given, told: Told) -> tuple[Said, ...]:
    f, m = told.figure, told.measured
    median = m.write(f.similar.median) if f.similar and f.similar.median is not None else "–"
    words = told.verdict_words or "not compared"
    if f.value is None:
        return (m.title, f.year, told.gap_short, "–", median, "–")
    source = {"kind": "figure", "urn": f.urn, "measure": f.measure, "period": f.period, "value": f.value}
    answers = [(a.question, " ".join([*a.sentences, *(k.words for k in a.links if a.question == "Where from")])) for a in told.answers]  # fmt: skip
    cell = given.known.add(told.about, told.number, answers, path=told.path, source=source)
    return (m.title, f.year, cell, told.interval or "–", median, Cell(words, mind=told.verdict == "worse"))


def _course(told: Told, rows: list[Row]) -> Chart | None:
    own = sorted((r for r in rows if r["measure"] == told.figure.measure), key=lambda r: r["period"])
    last = told.figure.period
    own = [r for r in own if r["period"] > last - _DRAWN_YEARS]
    if sum(r["value"] is not None for r in own) < 2:
        return None
    drawn = [
        Point(
            r["period"], r["value"], r["low"], r["high"], r["similar_low"], r["similar_median"], r["similar_high"], r["england"],
            r["verdict"] or "", r["era"] or "", r["symbol"] or "",
        )
        for r in own
    ]  # fmt: skip
    return draw_history(History(told.measured, drawn, last - _DRAWN_YEARS + 1, last, told.who))


def _attendance(given: Given) -> list[Json]:
    """The last half terms of every academy, side by side with the same ones a year before."""
    found = points(OWN_ATTENDANCE, given.urns, given.reader, given.people)
    ends = sorted({p.last for p in found if p.last <= given.on})[-_HALF_TERMS:]
    if not ends:
        return []
    by_place = {(p.urn, p.last): p for p in found}
    rows = []
    for urn in given.urns:
        cells: list[Said] = [given.names[urn]]
        for last in ends:
            p = by_place.get((urn, last))
            if p is None or p.value is None:
                cells.append("c, kept back" if p is not None and p.symbol == "c" else "–")
                continue
            year_ago = [q for q in found if q.urn == urn and q.value is not None and 350 <= (last - q.last).days <= 380]
            cells.append(given.figure(
                f"{given.names[urn]}, attendance, {p.when}", f"{p.value:.1f}%",
                compared=f"Itself a year before: {year_ago[-1].value:.1f}%." if year_ago else "Nothing: there is no such half term a year before.",
                sure=f"It is a share of every possible session{f' of about {p.n} children' if p.n else ''}, rounded to half a percentage point where few children are behind it; it is not an estimate.",
                where=f"The trust's own registers, {given.picture}.", who="Every child on roll in the half term; none is named.",
                done="What was done stands in the sections on cases and plans.",
                path=f"/schools/{urn}/", source={"kind": "series", "series": OWN_ATTENDANCE, "urn": urn, "last": last.isoformat(), "value": p.value},
            ))  # fmt: skip
        rows.append(cells)
    columns = ("Academy", *(f"to {said_day(d)}" for d in ends))
    return [grid("Attendance by half term", columns, rows, (6, *([3] * len(ends))), numbers=range(1, len(ends) + 1))]


SECTION = Section("academies", "The academies", _make)
