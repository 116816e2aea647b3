"""The picture of a trust: which of its academies stand out, which cannot be told apart, and which have no figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from collegiate.charts import Measured, draw_axis, draw_dot, scale_for
from collegiate.charts.svg import Markup
from collegiate.measures.figure import Figure
from collegiate.vocabulary.years import AcademicYear
from collegiate.web.pictures.headlines import KINDS, headline_measures, kind_of
from collegiate.web.pictures.told import Told
from collegiate.web.reading import Measures, Row
from collegiate.web.words import capital, counted, listed, number

STAND_OUTS = 5
OPEN_INLINE = 30


NOT_DRAWN = Markup("")


@dataclass(frozen=True, slots=True)
class Cell:
    """An academy's figure of one measure: told and drawn, or empty when nothing was published."""

    measured: Measured
    told: Told | None = None
    svg: Markup = NOT_DRAWN


@dataclass(frozen=True, slots=True)
class Line:
    """An academy with its cells."""

    school: Row
    cells: tuple[Cell, ...]

    @property
    def standing(self) -> str:
        """Where the academy goes in the count, exactly once."""
        return standing(c.told.verdict for c in self.cells if c.told and c.measured.polarity != "none")

    @property
    def notes(self) -> list[str]:
        """What a reader must be told of its comparisons, each once."""
        return list(dict.fromkeys(c.told.warning for c in self.cells if c.told and c.told.warning))


@dataclass(frozen=True, slots=True)
class Column:
    """A measure as the head of a column, with the scale that its dots share."""

    measured: Measured
    axis: Markup


@dataclass(frozen=True, slots=True)
class Block:
    """The academies of one kind, with the measures that are shown for it."""

    kind: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the equation of counts."""

    count: int
    words: str
    mind: bool = False


def standing(verdicts: object) -> str:
    """Return better, worse, both, level or none for the verdicts of one academy."""
    found = set(verdicts)  # type: ignore[call-overload]
    if {"better", "worse"} <= found:
        return "both"
    return next((w for w in ("better", "worse") if w in found), "level" if "cannot be told apart" in found else "none")


def blocks(schools: Sequence[Row], figures: Mapping[int, Sequence[Figure]], measures: Measures) -> list[Block]:
    """Lay out the academies by kind of school; `figures` are those of one period, by the academy they belong to."""
    found = []
    for kind in KINDS:
        of_kind = [s for s in schools if kind_of(s["phase"]) == kind]
        if of_kind:
            found.append(_block(kind, of_kind, figures, measures))
    return found


def _block(kind: str, schools: Sequence[Row], figures: Mapping[int, Sequence[Figure]], measures: Measures) -> Block:
    there = {f.measure for s in schools for f in figures.get(s["urn"], ()) if f.value is not None}
    chosen = headline_measures(kind, there, measures)
    told = {(s["urn"], f.measure): Told(f, measures.get(f.measure), s["school_name"] or str(s["urn"]), authority=s["la_name"] or "")
            for s in schools for f in figures.get(s["urn"], ())}  # fmt: skip
    columns, cells = [], {}
    for m in chosen:
        dots = {u: t.dot() for (u, measure), t in told.items() if measure == m.id}
        scale = scale_for(d for d in dots.values() if d)
        columns.append(Column(m, draw_axis(scale, m)))
        for school in schools:
            dot = dots.get(school["urn"])
            cells[school["urn"], m.id] = Cell(
                m, told.get((school["urn"], m.id)), draw_dot(dot, scale).svg if dot else NOT_DRAWN
            )
    lines = tuple(Line(s, tuple(cells[s["urn"], m.id] for m in chosen)) for s in schools)
    return Block(kind, tuple(columns), lines)


def equation(found: Sequence[Block]) -> tuple[Term, ...]:
    """Count every academy exactly once: the terms after the first add up to it."""
    standings = [line.standing for block in found for line in block.lines]
    count = standings.count
    terms = (
        Term(count("better"), "better"), Term(count("worse"), "worse", mind=True), Term(count("both"), "better in one, worse in another", mind=True),
        Term(count("level"), "cannot be told apart"), Term(count("none"), "no figure to compare"),
    )  # fmt: skip
    always = ("better", "worse", "cannot be told apart")
    whole = Term(len(standings), "academy" if len(standings) == 1 else "academies")
    return (whole, *(t for t in terms if t.count or t.words in always))


def lead(schools: Sequence[Row], found: Sequence[Block], period: int | None) -> str:
    """Say in two or three sentences what the picture means."""
    if not schools:
        return "No school is a member of this trust in the latest register extract of this picture."
    rolls = [s["roll"] for s in schools if s["roll"] is not None]
    children = f", {'at least ' if len(rolls) < len(schools) else ''}{sum(rolls):,} children" if rolls else ""
    opening = f"{capital(counted(len(schools), 'academy', 'academies'))}{children}."
    if period is None:
        return f"{opening} There is no figure of them in this picture yet."
    return f"{opening} In {AcademicYear(period)}, {_standings(found)}.{_foremost(found)}"


def _standings(found: Sequence[Block]) -> str:
    terms = {t.words: t.count for t in equation(found)[1:]}
    said = []
    if terms.get("better"):
        said.append(f"{number(terms['better'])} did better than schools like {_it(terms['better'])}")
    if terms.get("worse"):
        said.append(f"{number(terms['worse'])} did worse than schools like {_it(terms['worse'])}")
    if terms.get("better in one, worse in another"):
        count = terms["better in one, worse in another"]
        said.append(f"{number(count)} did better in one measure and worse in another")
    if terms.get("cannot be told apart"):
        said.append(f"{number(terms['cannot be told apart'])} cannot be told apart from theirs")
    if terms.get("no figure to compare"):
        count = terms["no figure to compare"]
        said.append(f"{number(count)} {'has' if count == 1 else 'have'} no figure to compare")
    return listed(said, ", and " if len(said) > 2 else " and ")


def _it(count: int) -> str:
    return "it" if count == 1 else "them"


def _foremost(found: Sequence[Block]) -> str:
    first = next(iter(stand_outs(found)), None)
    if first is None:
        return ""
    return f" What stands out most is {first.measured.short} at {first.who}: {first.number}, {first.verdict} than schools like it."


def stand_outs(found: Sequence[Block]) -> list[Told]:
    """Return the figures that can be told apart, the furthest from their similar schools first, at most five."""
    told = [
        c.told
        for b in found
        for line in b.lines
        for c in line.cells
        if c.told and c.told.verdict in ("better", "worse")
    ]
    return sorted(told, key=_distance, reverse=True)[:STAND_OUTS]


def _distance(told: Told) -> float:
    """How many half-bands the figure lies from the median of its similar schools."""
    f, s = told.figure, told.figure.similar
    if f.value is None or s is None or s.median is None or s.low is None or s.high is None:
        return 0.0
    return abs(f.value - s.median) / max(s.high - s.low, 1e-9)


def stand_out_words(told: Told) -> str:
    """Say why a figure stands out."""
    s = told.figure.similar
    sure = f" ({told.interval})" if told.interval else ""
    half = (
        f"; middle half of similar schools {told.measured.between(s.low, s.high)}"
        if s and s.low is not None and s.high is not None
        else ""
    )
    return f"{told.number}{sure}{half}."


def opening_year(counts: Mapping[int, int]) -> int | None:
    """Return the year to open with: the latest that has at least half as many figures as the fullest."""
    fullest = max(counts.values(), default=0)
    return max((y for y, n in counts.items() if n * 2 >= fullest), default=None)
