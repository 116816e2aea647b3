"""A school's half terms beside other schools': a mark for each, over the middle half of the others.

A half term whose number is not shown has its symbol in the number's place. Nothing is joined across one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np

from collegiate.charts.chart import Chart
from collegiate.charts.interval import mark
from collegiate.charts.measured import Measured
from collegiate.charts.scale import Scale, covering
from collegiate.charts.svg import Markup, drawing, element, line, text

WIDTH, HEIGHT = 360, 190
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 12, 12, 156
COLUMNS = ("From", "To", "This school", "Other schools, median", "Other schools")


@dataclass(frozen=True, slots=True)
class Span:
    """One half term: the school's number, or the symbol in its place; and the other schools' numbers."""

    first: date
    last: date
    value: float | None
    others: tuple[float, ...]
    symbol: str = ""


@dataclass(frozen=True, slots=True)
class Spans:
    """A series of a school in order of time. `since`: the day from which it falls, marked by a line; None for none."""

    measured: Measured
    who: str
    spans: Sequence[Span]
    since: date | None = None


def draw_spans(course: Spans) -> Chart:
    """Draw the half terms; the table under it has every number."""
    sentence = _read(course)
    numbers = [n for s in course.spans for n in (s.value, *_middle(s)[::2])]
    low, high = covering(numbers, margin=0.08)
    across, up = Scale(-0.5, len(course.spans) - 0.5, _LEFT, WIDTH - _RIGHT), Scale(low, high, _BOTTOM, _TOP)
    shapes = [*_frame(course, across, up), *_others(course, across, up), *_own(course, across, up)]
    return Chart(drawing(sentence, WIDTH, HEIGHT, *shapes, kind="history"), sentence, COLUMNS, _table(course))


def _read(course: Spans) -> str:
    m, there = course.measured, [s for s in course.spans if s.value is not None]
    if not there:
        return f"{course.who}, {m.title}: there is no number that can be shown."
    last = there[-1]
    others = f"; the other schools' median was {m.write(_middle(last)[1])}" if last.others else ""
    alike = [s for s in there[:-1] if (s.first.month, s.first.year) == (last.first.month, last.first.year - 1)]
    then = f", after {m.write(alike[-1].value)} a year before" if alike else ""
    return f"{course.who}, {m.title}: {m.write(last.value)} from {_day(last.first)} to {_day(last.last)}{then}{others}."


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _middle(span: Span) -> tuple[float | None, float | None, float | None]:
    """Lower quartile, median and upper quartile of the other schools; None where there are none."""
    if not span.others:
        return None, None, None
    low, median, high = np.quantile(span.others, (0.25, 0.5, 0.75)).tolist()
    return low, median, high


def _frame(course: Spans, across: Scale, up: Scale) -> list[Markup]:
    ticks = up.ticks(4)
    words = course.measured.write_ticks(ticks)
    rules = [line(_LEFT, up(t), WIDTH - _RIGHT, up(t), "rule") for t in ticks]
    labels = [text(_LEFT - 6, up(t) + 4, w, "tick", anchor="end") for t, w in zip(ticks, words, strict=True)]
    autumns = [i for i, s in enumerate(course.spans) if s.first.month in (8, 9)]
    years = [text(across(i), _BOTTOM + 30, f"{course.spans[i].first:%b %y}", "tick", anchor="middle") for i in autumns]
    shapes = [*rules, *labels, *years, line(_LEFT, _BOTTOM + 16, WIDTH - _RIGHT, _BOTTOM + 16, "axis")]
    since = course.since
    began = next((i for i, s in enumerate(course.spans) if since and s.last >= since), None)
    if began is not None:
        shapes.append(line(across(began - 0.5), _TOP - 6, across(began - 0.5), _BOTTOM + 16, "era"))
    return shapes


def _others(course: Spans, across: Scale, up: Scale) -> list[Markup]:
    half = min(11.0, (across(1) - across(0)) * 0.36)
    shapes: list[Markup] = []
    for i, span in enumerate(course.spans):
        low, median, high = _middle(span)
        if low is None or median is None or high is None:
            continue
        x = across(i)
        shapes.append(
            element("rect", x=x - half, y=up(high), width=2 * half, height=max(up(low) - up(high), 1.0), class_="band")
        )
        shapes.append(line(x - half, up(median), x + half, up(median), "median"))
    return shapes


def _own(course: Spans, across: Scale, up: Scale) -> list[Markup]:
    threads = [
        line(across(i), up(a.value), across(i + 1), up(b.value), "thread")
        for i, (a, b) in enumerate(pairwise(course.spans))
        if a.value is not None and b.value is not None
    ]
    marks = [mark("", across(i), up(s.value), 4.2) for i, s in enumerate(course.spans) if s.value is not None]
    gaps = [
        text(across(i), _BOTTOM + 12, s.symbol, "gap", anchor="middle")
        for i, s in enumerate(course.spans)
        if s.value is None and s.symbol
    ]
    return [*threads, *marks, *gaps]


def _table(course: Spans) -> tuple[tuple[str, ...], ...]:
    m = course.measured
    return tuple(
        (_day(s.first), _day(s.last), m.write(s.value) or s.symbol or "x", m.write(_middle(s)[1]) or "–", str(len(s.others)))
        for s in course.spans
    )  # fmt: skip
