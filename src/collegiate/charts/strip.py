"""The strip: every similar school as a faint dot on one line, and the school itself among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from collegiate.charts.chart import Chart
from collegiate.charts.interval import Dot, mark
from collegiate.charts.scale import Scale, covering
from collegiate.charts.svg import Markup, drawing, element, line, text

WIDTH, HEIGHT, EDGE = 640, 116, 16
_FLOOR = 84.0
_STEP = 8.0


@dataclass(frozen=True, slots=True)
class Strip:
    """The school's own figure, and (name, value) of each similar school that has one."""

    own: Dot
    others: Sequence[tuple[str, float]]


def draw_strip(strip: Strip) -> Chart:
    """Draw the strip; its table lists the similar schools, highest first."""
    own, m = strip.own, strip.own.measured
    low, high = covering([*own.numbers, *(v for _, v in strip.others)], margin=0.04)
    scale = Scale(low, high, EDGE, WIDTH - EDGE)
    sentence = _read(strip)
    shapes = [*_band(own, scale), *_axis(scale, own), *_crowd(strip, scale), *_self(own, scale)]
    ordered = sorted(strip.others, key=lambda o: -o[1])
    rows = tuple((name, m.write(value)) for name, value in ordered)
    return Chart(drawing(sentence, WIDTH, HEIGHT, *shapes, kind="strip"), sentence, ("Similar school", m.title), rows)


def _read(strip: Strip) -> str:
    own, m = strip.own, strip.own.measured
    beneath = sum(v < own.value for _, v in strip.others)
    place = (
        f"{beneath} of {len(strip.others)} similar schools are below it"
        if strip.others
        else "no similar school has this figure"
    )
    return f"{own.who}, {m.title}, {own.year}: {m.write(own.value)}; {place}."


def _band(own: Dot, scale: Scale) -> list[Markup]:
    if own.similar_low is None or own.similar_high is None:
        return []
    left, right = scale(own.similar_low), scale(own.similar_high)
    found = [element("rect", x=left, y=8, width=max(right - left, 1.0), height=80, class_="band")]
    if own.similar_median is not None:
        found.append(line(scale(own.similar_median), 4, scale(own.similar_median), 88, "median"))
    return found


def _axis(scale: Scale, own: Dot) -> list[Markup]:
    ticks = scale.ticks(6)
    return [
        line(EDGE, 92, WIDTH - EDGE, 92, "axis"),
        *(line(scale(t), 92, scale(t), 97, "tick") for t in ticks),
        *(
            text(scale(t), 110, w, "tick", anchor="middle")
            for t, w in zip(ticks, own.measured.write_ticks(ticks), strict=True)
        ),
    ]


def _crowd(strip: Strip, scale: Scale) -> list[Markup]:
    """Stack the dots that would hide each other, like grains of sand."""
    heights: dict[int, int] = {}
    dots = []
    for _, value in sorted(strip.others, key=lambda o: o[1]):
        column = round(scale(value) / _STEP)
        level = heights.get(column, 0)
        heights[column] = level + 1
        dots.append(element("circle", cx=column * _STEP, cy=max(_FLOOR - level * _STEP, 8.0), r=3.4, class_="other"))
    return dots


def _self(own: Dot, scale: Scale) -> list[Markup]:
    found = []
    if own.low is not None and own.high is not None:
        found.append(line(scale(own.low), 18, scale(own.high), 18, "sure"))
    return [
        *found,
        line(scale(own.value), 18, scale(own.value), 92, "plumb"),
        mark(own.verdict, scale(own.value), 18.0, 6.0),
    ]
