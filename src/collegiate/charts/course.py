"""A child's results in a subject through the years: each scale in a lane of its own, on one line of time.

No number is turned into another scale's: lanes are parted by a dashed break, and nothing is drawn across it. A move to
another school is a dotted line through every lane.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from collegiate.charts.chart import Chart
from collegiate.charts.history import Conversion
from collegiate.charts.scale import Scale, covering
from collegiate.charts.svg import Markup, drawing, element, line, text
from collegiate.vocabulary.years import AcademicYear

WIDTH, LEFT, RIGHT = 360, 10, 14
_HEAD, _LANE, _DOWN, _PLOT, _FOOT = 26, 80, 34, 34, 24
_APART = 30.0
_DAYS = 365.25


@dataclass(frozen=True, slots=True)
class Sat:
    """One result: when, the number on its lane's scale (None for an outcome in words), and how it is written.

    `hoped` marks what somebody expected or aimed at: it is drawn hollow and joined to nothing. `label` stands beside the dot
    where `written` would be too long; `note` goes to the table alone. `beside` is the mean of the child's year group in the
    same assessment, where it is of enough children to be drawn; `beside_written` says it in the table, or how few they were.
    """

    at: float
    written: str
    value: float | None = None
    hoped: bool = False
    when: str = ""
    note: str = ""
    label: str = ""
    beside: float | None = None
    beside_written: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    """One scale: its name, and the results on it in order of time; `low` and `high` where the scale has ends worth drawing."""

    title: str
    results: Sequence[Sat]
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """A subject's lanes in order of time, the moves between schools, and the academic years that a whole page shares."""

    who: str
    subject: str
    lanes: Sequence[Lane]
    first: int
    last: int
    moves: Sequence[Conversion] = ()


def moment(day: date) -> float:
    """Return a day's place in academic years: 1 September 2018 is 2018.5, so that 2018/19 runs to 2019.5 and is named 2019."""
    start = AcademicYear.of(day).first_day
    return AcademicYear.of(day).end - 0.5 + (day - start).days / _DAYS


def draw_course(course: Course) -> Chart:
    """Draw the lanes; the table under them has every result with its scale."""
    across = Scale(course.first - 0.5, course.last + 0.5, LEFT, WIDTH - RIGHT)
    height = _HEAD + _LANE * len(course.lanes) + _FOOT
    shapes: list[Markup] = []
    for place, lane in enumerate(course.lanes):
        shapes += _lane(lane, _HEAD + _LANE * place, across, first=place == 0)
    sentence = read_course(course)
    shapes = [*_moves(course, across, height), *shapes, *_years(course, across, height)]
    grouped = any(r.beside_written for lane in course.lanes for r in lane.results)
    columns = (*COLUMNS, GROUP) if grouped else COLUMNS
    rows = tuple(row[: len(columns)] for row in _table(course))
    return Chart(drawing(sentence, WIDTH, height, *shapes, kind="course"), sentence, columns, rows)


COLUMNS = ("When", "Scale", "Result", "Kind")
GROUP = "Year group"


def read_course(course: Course) -> str:
    """Say each scale's latest result, and the one before it on the same scale; scales are not read across."""
    parts = [p for p in (_said(lane) for lane in course.lanes) if p]
    begun = f"{course.who}, {course.subject}" if course.who else course.subject
    apart = " Each scale stands by itself." if len(parts) > 1 else ""
    return f"{begun}. {'; '.join(parts)}.{apart}" if parts else f"{begun}. No result."


def _said(lane: Lane) -> str:
    had = [r for r in lane.results if not r.hoped]
    if not had:
        hoped = [r for r in lane.results if r.hoped]
        return f"{lane.title}: expected or aimed at {hoped[-1].written}" if hoped else ""
    before = f", after {had[-2].written} in {had[-2].when}" if len(had) > 1 else ""
    group = f", its year group {had[-1].beside_written}" if had[-1].beside is not None else ""
    return f"{lane.title}: {had[-1].written} in {had[-1].when}{before}{group}"


def _lane(lane: Lane, top: float, across: Scale, *, first: bool) -> list[Markup]:
    numbers = [v for r in lane.results for v in (r.value, r.beside) if v is not None]
    low, high = covering([*numbers, lane.low, lane.high] if numbers else [0, 1], margin=0.12)
    up = Scale(low, high, top + _DOWN + _PLOT - 2, top + _DOWN)
    parted = [] if first else [line(LEFT, top, WIDTH - RIGHT, top, "era")]
    base = top + _DOWN + _PLOT
    shapes = [*parted, text(LEFT, top + 13, lane.title, "label lane"), line(LEFT, base, WIDTH - RIGHT, base, "rule")]
    there = [r for r in lane.results if r.value is not None and not r.hoped]
    group = [r for r in there if r.beside is not None]
    shapes += [
        line(across(a.at), up(a.beside or 0), across(b.at), up(b.beside or 0), "group") for a, b in pairwise(group)
    ]
    shapes += [element("circle", cx=across(r.at), cy=up(r.beside or 0), r=2.2, class_="group") for r in group]
    shapes += [
        line(across(a.at), up(a.value or 0), across(b.at), up(b.value or 0), "thread") for a, b in pairwise(there)
    ]
    middle = top + _DOWN + _PLOT / 2
    for result in lane.results:
        y = up(result.value) if result.value is not None else middle
        shapes.append(element("circle", cx=across(result.at), cy=y, r=4.2, class_="level" if result.hoped else "apart"))
    return [*shapes, *_numbers(lane, across, up, middle)]


def _numbers(lane: Lane, across: Scale, up: Scale, middle: float) -> list[Markup]:
    """Write beside the dots, from the latest back, as many results as stand clear of each other."""
    shapes, last = [], float("inf")
    for result in sorted(lane.results, key=lambda r: (r.hoped, -r.at)):
        x = across(result.at)
        if not result.hoped and last - x >= _APART:
            y = up(result.value) if result.value is not None else middle
            anchor = "start" if x < LEFT + 14 else "end" if x > WIDTH - RIGHT - 14 else "middle"
            shapes.append(text(x, y - 7, result.label or result.written, "tick", anchor=anchor))
            last = x
    return shapes


def _moves(course: Course, across: Scale, height: float) -> list[Markup]:
    shapes = []
    for place, move in enumerate(m for m in course.moves if course.first - 0.5 < m.at < course.last + 0.5):
        x, y = across(move.at), 10 + 11 * (place % 2)
        left = x > WIDTH / 2
        shapes += [
            line(x, y - 6, x, height - _FOOT + 4, "conversion"),
            text(x - 4 if left else x + 4, y, move.words, "break", anchor="end" if left else "start"),
        ]
    return shapes


def _years(course: Course, across: Scale, height: float) -> list[Markup]:
    step = -(-(course.last - course.first + 1) // 7)
    ticks = range(course.last, course.first - 1, -step)
    return [text(across(y), height - 6, f"{(y - 1) % 100:02d}/{y % 100:02d}", "tick", anchor="middle") for y in ticks]


def _table(course: Course) -> tuple[tuple[str, ...], ...]:
    rows = [
        (r.at, (r.when, lane.title, r.written, r.note, r.beside_written)) for lane in course.lanes for r in lane.results
    ]
    return tuple(row for _, row in sorted(rows, key=lambda r: r[0]))
