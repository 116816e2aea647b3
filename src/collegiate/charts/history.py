"""One measure through the years, with the breaks that forbid to read across them.

A change of the measure's definition (an era) and a change of the school itself (a conversion) are drawn and named. Years
without a number show the symbol that stands in the number's place, and why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from collegiate.charts.chart import Chart
from collegiate.charts.interval import mark
from collegiate.charts.measured import Measured
from collegiate.charts.scale import Scale, covering
from collegiate.charts.svg import Markup, drawing, element, line, text
from collegiate.vocabulary.years import AcademicYear

WIDTH, HEIGHT = 360, 190
LEFT, RIGHT, TOP, BOTTOM = 44, 12, 30, 156
PLAIN_TOP = 12


@dataclass(frozen=True, slots=True)
class Point:
    """One year's figure. Without a value, `symbol` and `reason` stand in its place. `before` marks a predecessor's figure."""

    period: int
    value: float | None = None
    low: float | None = None
    high: float | None = None
    similar_low: float | None = None
    similar_median: float | None = None
    similar_high: float | None = None
    england: float | None = None
    verdict: str = ""
    era: str = ""
    symbol: str = ""
    reason: str = ""
    before: bool = False

    @property
    def year(self) -> str:
        """The period as people write it."""
        return str(AcademicYear(self.period))


@dataclass(frozen=True, slots=True)
class Conversion:
    """A change of the establishment: the moment on the axis, in years (2017.5 is March 2018), and what happened."""

    at: float
    words: str


@dataclass(frozen=True, slots=True)
class History:
    """A measure's figures in order of years, on an axis from `first` to `last` that a whole page shares.

    `reach` are numbers that the upright axis holds in any case, such as nought, so that a small change does not look large.
    """

    measured: Measured
    points: Sequence[Point]
    first: int
    last: int
    who: str = ""
    conversions: Sequence[Conversion] = ()
    eras: Sequence[tuple[str, str]] = ()
    reach: Sequence[float] = ()


def draw_history(history: History) -> Chart:
    """Draw the years; the table under it has every number that the drawing has."""
    sentence = read_history(history)
    across, up = _scales(history)
    shapes = [
        *_frame(history, across, up), *_breaks(history, across), *_context(history, across, up),
        *_threads(history, across, up), *_values(history, across, up), *_gaps(history, across),
    ]  # fmt: skip
    return Chart(drawing(sentence, WIDTH, HEIGHT, *shapes, kind="history"), sentence, COLUMNS, _table(history))


COLUMNS = ("Year", "Figure", "95% interval", "Similar schools, middle half", "England", "In words")


def read_history(history: History) -> str:
    """Say the first and the last figure of the present era, and how the last one compares."""
    m = history.measured
    there = [p for p in history.points if p.value is not None]
    start = ", ".join(w for w in (history.who, m.title) if w)
    if not there:
        return f"{start}: no figure was published for this school."
    last = there[-1]
    now = f"{start}: {m.write(last.value)} in {last.year}"
    same = [p for p in there if p.era == last.era]
    then = f", after {m.write(same[-2].value)} in {same[-2].year}" if len(same) > 1 else ""
    verdict = {"": "", "cannot be told apart": "; it cannot be told apart from similar schools"}.get(
        last.verdict, f"; {last.verdict} than similar schools"
    )
    return f"{now}{then}{verdict}."


def _scales(history: History) -> tuple[Scale, Scale]:
    numbers = [
        n for p in history.points for n in (p.value, p.low, p.high, p.similar_low, p.similar_high, p.england if p.value is not None else None)
    ]  # fmt: skip
    low, high = covering([*numbers, *history.reach], margin=0.08)
    if min((n for n in numbers if n is not None), default=-1.0) >= 0 and not history.measured.signed:
        low = max(low, 0.0)
    top = TOP if _marks(history) else PLAIN_TOP
    return Scale(history.first - 0.5, history.last + 0.5, LEFT, WIDTH - RIGHT), Scale(low, high, BOTTOM, top)


def _frame(history: History, across: Scale, up: Scale) -> list[Markup]:
    ticks = up.ticks(4)
    rules = [
        line(LEFT, up(t), WIDTH - RIGHT, up(t), "zero" if t == 0 and history.measured.signed else "rule") for t in ticks
    ]
    words = history.measured.write_ticks(ticks)
    labels = [text(LEFT - 6, up(t) + 4, w, "tick", anchor="end") for t, w in zip(ticks, words, strict=True)]
    step = -(-(history.last - history.first + 1) // 8)
    years = [
        text(across(y), BOTTOM + 30, f"{(y - 1) % 100:02d}/{y % 100:02d}", "tick", anchor="middle")
        for y in range(history.last, history.first - 1, -step)
    ]
    return [*rules, *labels, *years, line(LEFT, BOTTOM + 16, WIDTH - RIGHT, BOTTOM + 16, "axis")]


def _marks(history: History) -> list[tuple[float, str, str]]:
    """Return where the measure changed and where the school did: place in years, kind, words."""
    names = dict(history.eras)
    eras = [
        (
            b.period - 0.5 if b.period - a.period == 1 else (a.period + b.period) / 2,
            "era",
            names.get(b.era, "measure changed"),
        )
        for a, b in pairwise([p for p in history.points if p.era])
        if a.era != b.era
    ]
    span = (history.first - 0.5, history.last + 0.5)
    return sorted([*eras, *((c.at, "conversion", c.words) for c in history.conversions if span[0] < c.at < span[1])])


def _breaks(history: History, across: Scale) -> list[Markup]:
    """Draw the breaks; their labels share the top, every second one a line lower."""
    shapes: list[Markup] = []
    for place, (at, kind, words) in enumerate(_marks(history)):
        x = across(at)
        y = 11 + 11 * (place % 2)
        left = x > (LEFT + WIDTH) / 2
        shapes += [
            line(x, y - 6, x, BOTTOM + 16, kind),
            text(x - 4 if left else x + 4, y, words, "break", anchor="end" if left else "start"),
        ]
    return shapes


def _context(history: History, across: Scale, up: Scale) -> list[Markup]:
    half = min(11.0, (across(history.first + 1) - across(history.first)) * 0.36)
    shapes: list[Markup] = []
    for p in history.points:
        x = across(p.period)
        if p.similar_low is not None and p.similar_high is not None:
            top, bottom = up(p.similar_high), up(p.similar_low)
            shapes.append(
                element("rect", x=x - half, y=top, width=2 * half, height=max(bottom - top, 1.0), class_="band")
            )
        if p.similar_median is not None:
            shapes.append(line(x - half, up(p.similar_median), x + half, up(p.similar_median), "median"))
        if p.england is not None and p.value is not None:
            shapes.append(line(x - half, up(p.england), x + half, up(p.england), "england"))
    return shapes


def _threads(history: History, across: Scale, up: Scale) -> list[Markup]:
    """Join two years only when they follow each other within one era."""
    return [
        line(across(a.period), up(a.value), across(b.period), up(b.value), "thread")
        for a, b in pairwise(history.points)
        if a.value is not None and b.value is not None and b.period - a.period == 1 and a.era == b.era
    ]


def _values(history: History, across: Scale, up: Scale) -> list[Markup]:
    shapes: list[Markup] = []
    for p in history.points:
        if p.value is None:
            continue
        x = across(p.period)
        if p.low is not None and p.high is not None:
            kind = "sure" if p.verdict in ("better", "worse", "higher", "lower") else "unsure"
            shapes.append(line(x, up(p.low), x, up(p.high), kind))
        shapes.append(mark(p.verdict, x, up(p.value), 4.2))
    return shapes


def _gaps(history: History, across: Scale) -> list[Markup]:
    return [
        text(across(p.period), BOTTOM + 12, p.symbol, "gap", anchor="middle")
        for p in history.points
        if p.value is None and p.symbol
    ]


def _table(history: History) -> tuple[tuple[str, ...], ...]:
    return tuple(_row(history.measured, p) for p in history.points)


def _row(m: Measured, p: Point) -> tuple[str, ...]:
    year = f"{p.year} (predecessor)" if p.before else p.year
    if p.value is None:
        return (year, f"{p.symbol or 'x'} {p.reason}".strip(), "–", "–", m.write(p.england) or "–", "no figure")
    interval = m.between(p.low, p.high) if p.low is not None and p.high is not None else "none"
    half = m.between(p.similar_low, p.similar_high) if p.similar_low is not None and p.similar_high is not None else "–"
    return (year, m.write(p.value), interval, half, m.write(p.england) or "–", p.verdict or "not compared")
