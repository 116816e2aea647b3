"""A school beside what it would have been: its own course, and the one that the schools it is compared with took, since the same start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from collegiate.charts.chart import Chart
from collegiate.charts.measured import Measured
from collegiate.charts.scale import Scale, covering
from collegiate.charts.svg import Markup, drawing, element, line, text

WIDTH, HEIGHT = 420, 210
LEFT, RIGHT, TOP, BOTTOM = 44, 14, 34, 170


@dataclass(frozen=True, slots=True)
class Step:
    """One span: its short name on the axis, its words, the school's value, what it would have been with a 95 % interval, and on which side it is.

    part: before or after the start, as the comparison has it; empty for a span that is shown and not compared.
    """

    short: str
    words: str
    value: float
    otherwise: float
    low: float | None = None
    high: float | None = None
    part: str = ""


@dataclass(frozen=True, slots=True)
class Otherwise:
    """The spans in order of time; `start` in words, drawn before the first span after it; `read` is the sentence that says what came out."""

    measured: Measured
    steps: Sequence[Step]
    start: str
    read: str


COLUMNS = ("When", "It was", "It would have been", "95% interval", "Compared")


def draw_otherwise(told: Otherwise) -> Chart:
    """Draw both courses; the table under them has every number that the drawing has."""
    across, up = _scales(told)
    shapes = [*_frame(told, across, up), *_start(told, across), *_bands(told, across, up), *_courses(told, across, up), *_key()]  # fmt: skip
    return Chart(drawing(told.read, WIDTH, HEIGHT, *shapes, kind="otherwise"), told.read, COLUMNS, tuple(_row(told, s) for s in told.steps))  # fmt: skip


def _scales(told: Otherwise) -> tuple[Scale, Scale]:
    numbers = [n for s in told.steps for n in (s.value, s.otherwise, s.low, s.high)]
    low, high = covering(numbers, margin=0.08)
    return Scale(-0.5, len(told.steps) - 0.5, LEFT, WIDTH - RIGHT), Scale(low, high, BOTTOM, TOP)


def _frame(told: Otherwise, across: Scale, up: Scale) -> list[Markup]:
    ticks = up.ticks(4)
    rules = [line(LEFT, up(t), WIDTH - RIGHT, up(t), "rule") for t in ticks]
    words = told.measured.write_ticks(ticks)
    labels = [text(LEFT - 6, up(t) + 4, w, "tick", anchor="end") for t, w in zip(ticks, words, strict=True)]
    step = -(-len(told.steps) // 6)
    last = len(told.steps) - 1
    shown = range(last, -1, -step)
    names = [text(across(p), BOTTOM + 18, told.steps[p].short, "tick", anchor="middle") for p in shown]
    return [*rules, *labels, *names, line(LEFT, BOTTOM + 4, WIDTH - RIGHT, BOTTOM + 4, "axis")]


def _start(told: Otherwise, across: Scale) -> list[Markup]:
    first = next((p for p, s in enumerate(told.steps) if s.part == "after"), None)
    if first is None:
        return []
    x = across(first - 0.5)
    left = x > (LEFT + WIDTH) / 2
    return [
        line(x, TOP - 12, x, BOTTOM + 4, "conversion"),
        text(x - 4 if left else x + 4, TOP - 6, told.start, "break", anchor="end" if left else "start"),
    ]


def _bands(told: Otherwise, across: Scale, up: Scale) -> list[Markup]:
    half = min(11.0, (across(1) - across(0)) * 0.36)
    shapes = []
    for place, step in enumerate(told.steps):
        if step.low is not None and step.high is not None:
            top, bottom = up(step.high), up(step.low)
            shapes.append(element("rect", x=across(place) - half, y=top, width=2 * half, height=max(bottom - top, 1.0), class_="band"))  # fmt: skip
    return shapes


def _courses(told: Otherwise, across: Scale, up: Scale) -> list[Markup]:
    pairs = list(pairwise(enumerate(told.steps)))
    others = [line(across(a), up(s.otherwise), across(b), up(t.otherwise), "limit") for (a, s), (b, t) in pairs]
    own = [line(across(a), up(s.value), across(b), up(t.value), "own-leg") for (a, s), (b, t) in pairs]
    dots = [element("circle", cx=across(p), cy=up(s.value), r=3.6, class_="apart" if s.part else "level") for p, s in enumerate(told.steps)]  # fmt: skip
    return [*others, *own, *dots]


def _key() -> list[Markup]:
    y = HEIGHT - 6
    return [
        line(LEFT, y - 4, LEFT + 18, y - 4, "own-leg"), text(LEFT + 23, y, "It was", "tick"),
        line(LEFT + 80, y - 4, LEFT + 98, y - 4, "limit"), text(LEFT + 103, y, "It would have been", "tick"),
        element("rect", x=LEFT + 222, y=y - 9, width=18, height=9, class_="band"), text(LEFT + 245, y, "95% interval", "tick"),
    ]  # fmt: skip


def _row(told: Otherwise, step: Step) -> tuple[str, ...]:
    m = told.measured
    between = m.between(step.low, step.high) if step.low is not None and step.high is not None else "–"
    return (step.words, m.write(step.value), m.write(step.otherwise), between, step.part or "not compared")
