"""One figure that stands alone in time: the interval dot at reading size, with its scale and England beside similar schools."""

from __future__ import annotations

from collegiate.charts.chart import Chart
from collegiate.charts.interval import Dot, mark, read_dot
from collegiate.charts.scale import Scale, covering
from collegiate.charts.svg import Markup, drawing, element, line, text

WIDTH, HEIGHT, EDGE = 360, 74, 22
_MIDDLE, _AXIS = 26, 50


def draw_lone(dot: Dot, england: float | None = None) -> Chart:
    """Draw the dot on its own scale."""
    m = dot.measured
    scale = Scale(*_range(dot, england), EDGE, WIDTH - EDGE)
    said = read_dot(dot)
    sentence = f"{said[:-1]}; England {m.write(england)}." if england is not None else said
    shapes = [*_around(dot, england, scale), *_itself(dot, scale), *_axis(dot, scale)]
    return Chart(drawing(sentence, WIDTH, HEIGHT, *shapes, kind="lone"), sentence)


def _range(dot: Dot, england: float | None) -> tuple[float, float]:
    low, high = covering([*dot.numbers, england], margin=0.12)
    nowhere_below = not dot.measured.signed and min(n for n in (*dot.numbers, england) if n is not None) >= 0
    return (max(low, 0.0) if nowhere_below else low), high


def _around(dot: Dot, england: float | None, scale: Scale) -> list[Markup]:
    shapes: list[Markup] = []
    if dot.similar_low is not None and dot.similar_high is not None:
        left, right = scale(dot.similar_low), scale(dot.similar_high)
        shapes.append(element("rect", x=left, y=10, width=max(right - left, 1.0), height=32, class_="band"))
    if dot.similar_median is not None:
        shapes.append(line(scale(dot.similar_median), 6, scale(dot.similar_median), 46, "median"))
    if england is not None:
        shapes.append(line(scale(england), 10, scale(england), 42, "england"))
    return shapes


def _itself(dot: Dot, scale: Scale) -> list[Markup]:
    kind = "sure" if dot.verdict in ("better", "worse", "higher", "lower") else "unsure"
    sure = (
        [line(scale(dot.low), _MIDDLE, scale(dot.high), _MIDDLE, kind)]
        if dot.low is not None and dot.high is not None
        else []
    )
    return [*sure, mark(dot.verdict, scale(dot.value), _MIDDLE, 5.0)]


def _axis(dot: Dot, scale: Scale) -> list[Markup]:
    ticks = scale.ticks(5)
    words = dot.measured.write_ticks(ticks)
    return [
        line(EDGE - 8, _AXIS, WIDTH - EDGE + 8, _AXIS, "axis"),
        *(line(scale(t), _AXIS, scale(t), _AXIS + 5, "tick") for t in ticks),
        *(text(scale(t), _AXIS + 17, w, "tick", anchor="middle") for t, w in zip(ticks, words, strict=True)),
    ]
