"""The picture of a school: every measure through the years, across its conversions, under the headings of the measures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from collegiate.charts import Chart, Conversion, History, Measured, Point, draw_history, draw_lone
from collegiate.measures.figure import Figure
from collegiate.vocabulary.eras import why_missing
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


@dataclass(frozen=True, slots=True)
class Setting:
    """What every story of one school shares."""

    school: Row
    conversions: Sequence[Conversion]
    measures: Measures


def themes(setting: Setting, figures: Sequence[Figure]) -> list[Theme]:
    """Lay out a school's figures (one for each measure and period) by theme; the charts of a theme share one axis of years."""
    if not figures:
        return []
    there = setting.measures.ordered(f.measure for f in figures if f.value is not None)
    return [
        _theme(title, [m for m in there if m.theme == title], figures, setting)
        for title in dict.fromkeys(m.theme for m in there)
    ]


def _theme(title: str, chosen: Sequence[Measured], figures: Sequence[Figure], setting: Setting) -> Theme:
    """Lay out one theme; its charts share their axis of years."""
    ids = {m.id for m in chosen}
    periods = [f.period for f in figures if f.measure in ids]
    years = (min(periods), max(periods))
    return Theme(title, tuple(_story(m, [f for f in figures if f.measure == m.id], years, setting) for m in chosen))


def never_published(figures: Sequence[Figure], measures: Measures) -> list[tuple[str, str]]:
    """Return the measures that have no number in any year, each with the reason that stands in its place."""
    there = {f.measure for f in figures if f.value is not None}
    missing = {f.measure: f for f in figures if f.measure not in there}
    return [
        (m.title, f"{missing[m.id].symbol or 'x'}: {missing[m.id].reason or 'not available'}")
        for m in measures.ordered(missing)
    ]


def _story(m: Measured, figures: Sequence[Figure], years: tuple[int, int], setting: Setting) -> Story:
    school = setting.school
    name = school["school_name"] or str(school["urn"])
    by_year = {f.period: f for f in figures}
    told = tuple(Told(f, m, name, by_year.get(f.period - 1), school["la_name"] or "") for f in figures)
    points = [point(f, before=f.urn != school["urn"]) for f in figures]
    eras = [(era, "counted anew") for era in setting.measures.era_words(m.id)]
    history = History(m, points, *years, who=name, conversions=setting.conversions, eras=eras)
    return Story(m, _draw(history, told), told, tuple(_notes(m, figures, told, setting.measures)))


def _draw(history: History, told: Sequence[Told]) -> Chart:
    """Draw the years; one figure alone has no years to draw, and is drawn as itself. The table is the same."""
    chart = draw_history(history)
    numbers = [(t, dot) for t in told if (dot := t.dot())]
    if len(numbers) > 1:
        return chart
    only, dot = numbers[0]
    lone = draw_lone(dot, only.figure.england)
    return Chart(lone.svg, lone.sentence, chart.columns, chart.rows)


def point(f: Figure, *, before: bool) -> Point:
    """Return a figure as a point of its history."""
    s = f.similar
    return Point(
        f.period, f.value, f.low, f.high, s.low if s else None, s.median if s else None, s.high if s else None, f.england,
        s.verdict if s else "", f.era, f.symbol or "", f.reason, before,
    )  # fmt: skip


_FAMILIES = (
    ("ks2_progress", "ks2_progress"), ("ks2_expected", "ks2_attainment"), ("ks4_progress8", "progress8"), ("ks4_attainment8", "attainment8"),
    ("ks4_english_maths", "english_maths"), ("ks4_ebacc_entry", "ebacc_entry"), ("ks4_ebacc_aps", "ebacc_attainment"),
    ("ks5_a_level_aps", "ks5_points"), ("persistent_absence", "persistent_absence"), ("absence", "absence"),
)  # fmt: skip
"""Beginnings of the measures' ids, and the family of `vocabulary.eras` that each belongs to."""


def why_no_figure(measure: str, period: int) -> str:
    """Return why a year has no row: what the vocabulary knows of it, else that no file brought it."""
    family = next((f for start, f in _FAMILIES if measure.startswith(start)), "")
    return why_missing(family, period) if family else ""


def _notes(m: Measured, figures: Sequence[Figure], told: Sequence[Told], measures: Measures) -> list[str]:
    """Say what breaks the line: eras, years without a file, years in which nothing was published."""
    eras = measures.era_words(m.id)
    used = list(dict.fromkeys(f.era for f in figures if f.era and f.value is not None))
    notes = (
        [
            f"The line breaks because the way of counting changed: {'; then '.join(eras.get(e, e.replace('_', ' ')) for e in used)}."
        ]
        if len(used) > 1
        else []
    )
    notes += _gap_notes(m, {f.period for f in figures}, measures)
    return [*notes, *(f"{t.figure.year}: {t.warning}." for t in told[-1:] if t.warning)]


def _gap_notes(m: Measured, have: set[int], measures: Measures) -> list[str]:
    """Say why years between the first and the last have no figure."""
    gaps = [y for y in range(min(have), max(have) + 1) if y not in have]
    known = [y for y in gaps if why_no_figure(m.id, y)]
    unpublished = [y for y in gaps if y not in known and not measures.published_in(m.id, y)]
    absent = [y for y in gaps if y not in known and y not in unpublished]
    notes = [why_no_figure(m.id, y) for y in known]
    for words, years in (("was not published for", unpublished), ("is in no file of this picture for", absent)):
        if years:
            notes.append(f"It {words} {listed([str(AcademicYear(y)) for y in years])}.")
    return notes


def conversions_of(establishments: Sequence[Row], steps: Sequence[Row]) -> list[Conversion]:
    """Return the moments at which one establishment of an institution followed another."""
    line = {s["urn"]: s for s in establishments}
    joined = [s for s in steps if s["joined"] and s["happened"] and s["next_urn"] in line]
    return [Conversion(place_of(s["happened"]), _became(line[s["next_urn"]], s["happened"])) for s in joined]


def place_of(day: date) -> float:
    """Return a day's place on an axis of academic years, on which 2019 is the middle of 2018/19."""
    year = AcademicYear.of(day)
    share = (day - year.first_day).days / ((year.last_day - year.first_day).days + 1)
    return year.end - 0.5 + share


def _became(school: Row, day: date) -> str:
    kind = f"{school['type_group']} {school['type_name']}".lower()
    what = "academy" if "academ" in kind or "free" in kind else f"URN {school['urn']}"
    return f"{what}, {day:%b %Y}"


def lead(school: Row, joined: date | None, latest: Sequence[Told]) -> str:
    """Say what the school is, and how its latest headline figures compare."""
    return f"{_what(school, joined)} {_how(latest)}".strip()


def _what(school: Row, joined: date | None) -> str:
    kind = phase(school["phase"]) or "school"
    noun = (
        kind
        if kind.endswith(("school", "college", "provision"))
        else f"{kind} school"
        if kind not in ("not applicable",)
        else "school"
    )
    aged = f" for ages {ages(school).replace('–', ' to ')}" if ages(school) else ""
    where = f" in {school['town']}" if school["town"] else ""
    roll = f", {school['roll']:,} on roll" if school["roll"] is not None else ""
    trust = f", in {school['trust_name']}{' since ' + month(joined) if joined else ''}" if school["trust_name"] else ""
    article = "An" if noun[:1] in "aeio" else "A"
    return f"{article} {noun}{aged}{where}{roll}{trust}."


_SAID = {
    "worse": "it did worse than similar schools in",
    "better": "it did better than similar schools in",
    "cannot be told apart": "it cannot be told apart from them in",
}


def _how(latest: Sequence[Told]) -> str:
    """Say the latest figures, one sentence for each year that they are from, the fullest year first."""
    years = Counter(t.figure.year for t in latest if t.verdict in _SAID)
    return " ".join(_in_year(year, [t for t in latest if t.figure.year == year]) for year, _ in years.most_common())


def _in_year(year: str, latest: Sequence[Told]) -> str:
    said = [
        f"{words} {listed([t.measured.short for t in latest if t.verdict == verdict])}"
        for verdict, words in _SAID.items() if any(t.verdict == verdict for t in latest)
    ]  # fmt: skip
    return f"In {year} {listed(said, ', and ')}."


def headline_told(found: Sequence[Theme], ids: Sequence[str]) -> list[Told]:
    """Return the latest figure of each of these measures."""
    return [s.latest for t in found for s in t.stories if s.measured.id in ids and s.latest]
