"""A measure's course towards what it is to reach: dots through time, a dashed line at the target, an upright one at the day it is due.

Two moments are joined only within one era. A target that is not settled is not drawn.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from collegiate.charts.chart import Chart
from collegiate.charts.interval import mark
from collegiate.charts.scale import Scale, covering
from collegiate.charts.svg import Markup, drawing, line, text

WIDTH, HEIGHT = 560, 200
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 16, 22, 168
COLUMNS = ("When", "Value", "Of")


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment: its day, the value, and both as they are written; `of` says how many of how many."""

    on: dt.date
    value: float
    when: str
    written: str
    of: str = ""
    era: str = ""


@dataclass(frozen=True, slots=True)
class Toward:
    """A course in order of time, with the target and its words, and the day by which it is to be reached."""

    about: str
    marks: Sequence[Mark]
    target: float | None = None
    target_words: str = ""
    due: dt.date | None = None
    percent: bool = False


def draw_toward(course: Toward) -> Chart:
    """Draw the course; the table under it has every value. Raises ValueError for a course without a moment."""
    if not course.marks:
        raise ValueError("A course without a moment cannot be drawn.")
    sentence = read_toward(course)
    across, up = _scales(course)
    shapes = [*_frame(course, across, up), *_aim(course, across, up), *_course(course, across, up)]
    rows = tuple((m.when, m.written, m.of or "–") for m in course.marks)
    return Chart(drawing(sentence, WIDTH, HEIGHT, *shapes, kind="history"), sentence, COLUMNS, rows)


def read_toward(course: Toward) -> str:
    """Say the first and the last value, the target and its day."""
    first, last = course.marks[0], course.marks[-1]
    then = f", after {first.written} in {first.when}" if first is not last else ""
    aimed = f"; the target is {course.target_words}" if course.target_words else "; no threshold is set"
    due = f" by {course.due:%-d %B %Y}" if course.due and course.target_words else ""
    return f"{course.about}: {last.written} in {last.when}{then}{aimed}{due}."


def _scales(course: Toward) -> tuple[Scale, Scale]:
    low, high = covering([*(m.value for m in course.marks), course.target], margin=0.1)
    if min(m.value for m in course.marks) >= 0:
        low = max(low, 0.0)
    if course.percent:
        high = min(high, 104.0)
    days = [m.on.toordinal() for m in course.marks]
    end = max(days[-1], course.due.toordinal() if course.due else 0)
    room = max((end - days[0]) * 0.03, 30)
    return Scale(days[0] - room, end + room, _LEFT, WIDTH - _RIGHT), Scale(low, high, _BOTTOM, _TOP)


def _frame(course: Toward, across: Scale, up: Scale) -> list[Markup]:
    ticks = up.ticks(4)
    shapes: list[Markup] = []
    for t in ticks:
        words = f"{t:g}%" if course.percent else f"{t:g}"
        shapes += [line(_LEFT, up(t), WIDTH - _RIGHT, up(t), "rule"), text(_LEFT - 6, up(t) + 4, words, "tick", anchor="end")]  # fmt: skip
    years = range(dt.date.fromordinal(round(across.low)).year, dt.date.fromordinal(round(across.high)).year + 1)  # fmt: skip
    step = -(-len(years) // 9)
    for year in years[::step]:
        at = dt.date(year, 9, 1).toordinal()
        if across.low <= at <= across.high:
            shapes += [line(across(at), _BOTTOM, across(at), _BOTTOM + 5, "tick"), text(across(at), _BOTTOM + 18, f"Sep {year}", "tick", anchor="middle")]  # fmt: skip
    return [*shapes, line(_LEFT, _BOTTOM, WIDTH - _RIGHT, _BOTTOM, "axis")]


def _aim(course: Toward, across: Scale, up: Scale) -> list[Markup]:
    shapes: list[Markup] = []
    if course.target is not None:
        y = up(course.target)
        far = abs(course.marks[0].value - course.target) >= abs(course.marks[-1].value - course.target)
        beside, anchor = (_LEFT + 4, "start") if far else (WIDTH - _RIGHT, "end")
        shapes += [line(_LEFT, y, WIDTH - _RIGHT, y, "england"), text(beside, y - 6, f"target: {course.target_words}", "break", anchor=anchor)]  # fmt: skip
    if course.due is not None:
        x = across(course.due.toordinal())
        shapes += [line(x, _TOP - 8, x, _BOTTOM, "era"), text(x - 4, _TOP - 10, f"due {course.due:%-d %b %Y}", "break", anchor="end")]  # fmt: skip
    return shapes


def _course(course: Toward, across: Scale, up: Scale) -> list[Markup]:
    at = [(across(m.on.toordinal()), up(m.value), m.era) for m in course.marks]
    threads = [line(a[0], a[1], b[0], b[1], "thread") for a, b in pairwise(at) if a[2] == b[2]]
    return [*threads, *(mark("", x, y, 4.0) for x, y, _ in at)]
