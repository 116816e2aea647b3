"""The interval dot: one figure against the middle half of its similar schools.

Dot = the value, line = how sure, grey = the middle half of similar schools, dashed = their median. A circle that is filled
can be told apart and is better; a rust diamond is worse; a hollow circle cannot be told apart: shape as well as colour.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from collegiate.charts.chart import Chart
from collegiate.charts.measured import Measured
from collegiate.charts.scale import Scale, covering
from collegiate.charts.svg import Markup, decoration, drawing, element, line, text

WIDTH, HEIGHT, EDGE = 120, 26, 8
_MIDDLE = HEIGHT / 2


@dataclass(frozen=True, slots=True)
class Dot:
    """One figure and what it is compared with; `who` names the subject and `year` the period, for the sentence."""

    measured: Measured
    value: float
    low: float | None = None
    high: float | None = None
    similar_low: float | None = None
    similar_median: float | None = None
    similar_high: float | None = None
    verdict: str = ""
    who: str = ""
    year: str = ""

    @property
    def numbers(self) -> tuple[float | None, ...]:
        """Everything that the scale must hold."""
        return (self.value, self.low, self.high, self.similar_low, self.similar_median, self.similar_high)


def scale_for(dots: Iterable[Dot]) -> Scale:
    """Return one scale for all the dots of a column, so that they may be read against each other."""
    low, high = covering(n for d in dots for n in d.numbers)
    return Scale(low, high, EDGE, WIDTH - EDGE)


def draw_dot(dot: Dot, scale: Scale) -> Chart:
    """Draw the dot; its sentence is its text alternative."""
    sentence = read_dot(dot)
    shapes = [*_band(dot, scale), *_line(dot, scale), mark(dot.verdict, scale(dot.value), _MIDDLE)]
    return Chart(drawing(sentence, WIDTH, HEIGHT, *shapes, kind="dot"), sentence)


def read_dot(dot: Dot) -> str:
    """Read the dot in one sentence."""
    m = dot.measured
    start = ", ".join(w for w in (dot.who, m.title, dot.year) if w)
    sure = f" (95% interval {m.between(dot.low, dot.high)})" if dot.low is not None and dot.high is not None else ""
    return f"{start}: {m.write(dot.value)}{sure}{_against(dot)}."


def mark(verdict: str, x: float, y: float, size: float = 5.0) -> Markup:
    """Return the sign of a verdict: filled circle, rust diamond, hollow circle; a plain dot where nothing was compared."""
    if verdict == "worse":
        points = f"{x - size - 1:.1f},{y:.1f} {x:.1f},{y - size - 1:.1f} {x + size + 1:.1f},{y:.1f} {x:.1f},{y + size + 1:.1f}"
        return element("polygon", points=points, class_="worse")
    kinds = {"better": "better", "cannot be told apart": "level", "higher": "apart", "lower": "apart"}
    return element("circle", cx=x, cy=y, r=size, class_=kinds.get(verdict, "alone"))


def axis_of(scale: Scale, measured: Measured) -> tuple[tuple[float, str], ...]:
    """Return the ticks of a column's scale with their labels: nought and the ends of what can be read."""
    for about in (3, 2, 1):
        ticks = scale.ticks(about)
        words = measured.write_ticks(ticks)
        if _apart([scale(t) for t in ticks], words):
            break
    return tuple((scale(t), w) for t, w in zip(ticks, words, strict=True))


def _apart(places: Sequence[float], words: Sequence[str]) -> bool:
    """Whether labels stand clear of each other; an axis needs at least one."""
    needed = max(map(len, words), default=0) * 6.0 + 6
    return bool(places) and all(b - a >= needed for a, b in pairwise(places))


def draw_axis(scale: Scale, measured: Measured) -> Markup:
    """Draw the scale that stands over a column of dots; silent, because every dot says its own numbers."""
    ticks = axis_of(scale, measured)
    marks = [line(x, 13, x, 18, "tick") for x, _ in ticks]
    ends = {0: "start", len(ticks) - 1: "end"} if len(ticks) > 1 else {}
    labels = [
        text(_label_place(x, ends.get(i)), 10, words, "tick", anchor=ends.get(i, "middle"))
        for i, (x, words) in enumerate(ticks)
    ]
    return decoration(WIDTH, 19, line(EDGE, 18, WIDTH - EDGE, 18, "axis"), *marks, *labels, kind="scale")


def _label_place(x: float, end: str | None) -> float:
    if end == "start":
        return max(x - 8, 0)
    return min(x + 8, WIDTH) if end == "end" else x


def _band(dot: Dot, scale: Scale) -> list[Markup]:
    shapes: list[Markup] = []
    if dot.similar_low is not None and dot.similar_high is not None:
        left, right = scale(dot.similar_low), scale(dot.similar_high)
        shapes.append(element("rect", x=left, y=4, width=max(right - left, 1.0), height=HEIGHT - 8, class_="band"))
    if dot.similar_median is not None:
        shapes.append(line(scale(dot.similar_median), 1, scale(dot.similar_median), HEIGHT - 1, "median"))
    return shapes


def _line(dot: Dot, scale: Scale) -> list[Markup]:
    if dot.low is None or dot.high is None:
        return []
    kind = "sure" if dot.verdict in ("better", "worse", "higher", "lower") else "unsure"
    return [line(scale(dot.low), _MIDDLE, scale(dot.high), _MIDDLE, kind)]


def _against(dot: Dot) -> str:
    m = dot.measured
    words = {"cannot be told apart": "cannot be told apart from similar schools"}.get(
        dot.verdict, f"{dot.verdict} than similar schools" if dot.verdict else ""
    )
    if dot.similar_low is None or dot.similar_high is None:
        median = f", whose median is {m.write(dot.similar_median)}" if dot.similar_median is not None else ""
        return f", {words}{median}" if words else ""
    half = f"whose middle half is {m.between(dot.similar_low, dot.similar_high)}"
    return (
        f", {words}, {half}"
        if words
        else f"; the middle half of similar schools is {m.between(dot.similar_low, dot.similar_high)}"
    )
