"""The picture of a school: every measure through the years, across its conversions, under the headings of the measures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from collegiate.charts import Chart, Conversion, History, Measured, Point, draw_history
from collegiate.measures.figure import Figure
from collegiate.vocabulary.years import AcademicYear
from collegiate.web.pictures.told import Told
from collegiate.web.reading import Measures, Row
from collegiate.web.words import ages, listed, month, phase


@dataclass(frozen=True, slots=True)
class Story:
    """One measure of a school through the years: its chart, its figures and what explains its gaps and breaks."""

    measured: Measured
    chart: Chart
    told: tuple[Told, ...]
    notes: tuple[str, ...]

    @property
    def latest(self) -> Told | None:
        """The latest figure that has a number."""
        return next((t for t in reversed(self.told) if t.figure.value is not None), None)

    @property
    def rows(self) -> list[tuple[Told, tuple[str, ...]]]:
        """Each figure with its row of the table."""
        return list(zip(self.told, self.chart.rows, strict=True))


@dataclass(frozen=True, slots=True)
class Theme:
    """A heading with the measures under it."""

    title: str
    stories: tuple[Story, ...]


def themes(school: Row, figures: Sequence[Figure], conversions: Sequence[Conversion], measures: Measures) -> list[Theme]:
    """Lay out a school's figures (one for each measure and period) by theme; all charts share one axis of years."""
    if not figures:
        return []
    years = (min(f.period for f in figures), max(f.period for f in figures))
    stories = [
        _story(school, m, [f for f in figures if f.measure == m.id], years, conversions, measures)
        for m in measures.ordered(f.measure for f in figures)
    ]
    told = [s for s in stories if s.latest]
    return [Theme(t, tuple(s for s in told if s.measured.theme == t)) for t in dict.fromkeys(s.measured.theme for s in told)]


def never_published(figures: Sequence[Figure], measures: Measures) -> list[tuple[str, str]]:
    """Return the measures that have no number in any year, each with the reason that stands in its place."""
    there = {f.measure for f in figures if f.value is not None}
    missing = {f.measure: f for f in figures if f.measure not in there}
    return [(m.title, f"{missing[m.id].symbol or 'x'}: {missing[m.id].reason or 'not available'}") for m in measures.ordered(missing)]


def _story(school: Row, m: Measured, figures: Sequence[Figure], years: tuple[int, int], conversions: Sequence[Conversion], measures: Measures) -> Story:  # fmt: skip
    name = school["school_name"] or str(school["urn"])
    own = school["urn"]
    past: dict[int, Figure] = {}
    told = []
    for figure in figures:
        told.append(Told(figure, m, name, past.get(figure.period - 1), school["la_name"] or ""))
        past[figure.period] = figure
    points = [point(f, before=f.urn != own) for f in figures]
    history = History(m, points, *years, who=name, conversions=conversions, eras=_era_labels(m, measures))
    return Story(m, draw_history(history), tuple(told), tuple(_notes(m, figures, years, measures)))


def point(f: Figure, *, before: bool) -> Point:
    """Return a figure as a point of its history."""
    s = f.similar
    return Point(
        f.period, f.value, f.low, f.high, s.low if s else None, s.median if s else None, s.high if s else None, f.england,
        s.verdict if s else "", f.era, f.symbol or "", f.reason, before,
    )  # fmt: skip


def _era_labels(m: Measured, measures: Measures) -> list[tuple[str, str]]:
    return [(era, "counted anew") for era in measures.era_words(m.id)]


def _notes(m: Measured, figures: Sequence[Figure], years: tuple[int, int], measures: Measures) -> list[str]:
    """Say what breaks the line: eras, years without a file, years in which nothing was published."""
    eras = measures.era_words(m.id)
    used = list(dict.fromkeys(f.era for f in figures if f.era and f.value is not None))
    notes = [f"The line breaks because the way of counting changed: {'; then '.join(eras.get(e, e.replace('_', ' ')) for e in used)}."] if len(used) > 1 else []
    have = {f.period for f in figures}
    span = range(min(have), max(have) + 1)
    for words, gaps in (
        ("was not published for", [y for y in span if y not in have and not measures.published_in(m.id, y)]),
        ("is in no file of this picture for", [y for y in span if y not in have and measures.published_in(m.id, y)]),
    ):
        if gaps:
            notes.append(f"It {words} {listed([str(AcademicYear(y)) for y in gaps])}.")
    notes += [f"{f.year}: {f.note}" for f in figures[-1:] if f.note]
    return notes


def conversions_of(establishments: Sequence[Row]) -> list[Conversion]:
    """Return the moments at which one establishment of an institution followed another."""
    later = [s for s in establishments[1:] if s["open_date"]]
    return [Conversion(place_of(s["open_date"]), _became(s)) for s in later]


def place_of(day: date) -> float:
    """Return a day's place on an axis of academic years, on which 2019 is the middle of 2018/19."""
    year = AcademicYear.of(day)
    share = (day - year.first_day).days / ((year.last_day - year.first_day).days + 1)
    return year.end - 0.5 + share


def _became(school: Row) -> str:
    group = (school["type_group"] or "").lower()
    what = "academy" if "academ" in group or "free" in group else f"URN {school['urn']}"
    return f"{what}, {school['open_date']:%b %Y}"


def lead(school: Row, joined: date | None, latest: Sequence[Told]) -> str:
    """Say what the school is, and how its latest headline figures compare."""
    return f"{_what(school, joined)} {_how(latest)}".strip()


def _what(school: Row, joined: date | None) -> str:
    kind = phase(school["phase"]) or "school"
    noun = kind if kind.endswith(("school", "college", "provision")) else f"{kind} school" if kind not in ("not applicable",) else "school"
    aged = f" for ages {ages(school).replace('–', ' to ')}" if ages(school) else ""
    where = f" in {school['town']}" if school["town"] else ""
    roll = f", {school['roll']:,} on roll" if school["roll"] is not None else ""
    trust = f", in {school['trust_name']}{' since ' + month(joined) if joined else ''}" if school["trust_name"] else ""
    article = "An" if noun[:1] in "aeio" else "A"
    return f"{article} {noun}{aged}{where}{roll}{trust}."


def _how(latest: Sequence[Told]) -> str:
    said = []
    for verdict, words in (("worse", "worse than similar schools in"), ("better", "better than similar schools in"), ("cannot be told apart", "no different from them, as far as one can tell, in")):
        found = [t.measured.short for t in latest if t.verdict == verdict]
        if found:
            said.append(f"{words} {listed(found)}")
    years = list(dict.fromkeys(t.figure.year for t in latest if t.verdict))
    return f"In its latest figures ({listed(years)}) it was {'; '.join(said)}." if said else ""


def headline_told(found: Sequence[Theme], ids: Sequence[str]) -> list[Told]:
    """Return the latest figures of these measures, of the one latest year that any of them has."""
    latest = [s.latest for t in found for s in t.stories if s.measured.id in ids and s.latest]
    newest = max((t.figure.period for t in latest if t.verdict), default=None)
    return [t for t in latest if t.figure.period == newest]

