"""The funnel: figures against how many children they rest on, with the limits within which chance alone would keep them.

Small schools vary more. A school outside the outer limit (99.8 %) differs from its similar schools by more than chance would make
of a cohort of its size; between the limits it may; within the inner one (95 %) there is nothing to explain.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from collegiate.charts.chart import Chart
from collegiate.charts.interval import mark
from collegiate.charts.measured import Measured
from collegiate.charts.scale import Scale, covering
from collegiate.charts.svg import Markup, drawing, element, line, text

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 640, 260, 52, 10, 212
INNER, OUTER = 1.959964, 3.090232
"""Standard errors on either side of the middle that leave out 5 % and 0.2 %."""

_POINTS = 48


@dataclass(frozen=True, slots=True)
class Mate:
    """A school with its figure and the children in it."""

    name: str
    value: float
    n: int


@dataclass(frozen=True, slots=True)
class Funnel:
    """The school and its similar schools; `middle` is their mean, `spread` the standard deviation that one child stands for."""

    measured: Measured
    year: str
    own: Mate
    others: Sequence[Mate]
    middle: float
    spread: float
    verdict: str = ""


def beyond(funnel: Funnel, mate: Mate) -> str:
    """Say where a figure lies: inside, between the limits, or outside both; 'above' or 'below' with it."""
    error = funnel.spread / math.sqrt(mate.n)
    away = abs(mate.value - funnel.middle)
    side = "above" if mate.value > funnel.middle else "below"
    if away <= INNER * error:
        return "inside the 95% limits"
    return f"{side} the {'99.8%' if away > OUTER * error else '95%'} limit"


def draw_funnel(funnel: Funnel) -> Chart:
    """Draw the funnel; its table lists the schools by the children in them."""
    mates = [funnel.own, *funnel.others]
    across = Scale(0.0, max(m.n for m in mates) * 1.05, LEFT, WIDTH - 10)
    smallest = min(m.n for m in mates)
    widest = INNER * funnel.spread / math.sqrt(smallest)
    low, high = covering([*(m.value for m in mates), funnel.middle - widest, funnel.middle + widest])
    up = Scale(*_possible(low, high, funnel.measured), BOTTOM, TOP)
    sentence = _read(funnel)
    shapes = [
        *_axes(across, up, funnel.measured),
        line(LEFT, up(funnel.middle), WIDTH - 10, up(funnel.middle), "median"),
        *(_limit(funnel, z, across, up, smallest) for z in (-OUTER, -INNER, INNER, OUTER)),
        *(_mate(funnel, m, across, up) for m in funnel.others),
        mark(funnel.verdict, across(funnel.own.n), up(funnel.own.value), 6.0),
    ]
    m = funnel.measured
    rows = tuple((s.name, f"{s.n:,}", m.write(s.value), beyond(funnel, s)) for s in sorted(mates, key=lambda s: s.n))
    return Chart(
        drawing(sentence, WIDTH, HEIGHT, *shapes, kind="funnel"),
        sentence,
        ("School", "Children", m.title, "Limits"),
        rows,
    )


def _possible(low: float, high: float, m: Measured) -> tuple[float, float]:
    return (max(low, 0.0), min(high, 100.0)) if m.percent and not m.signed else (low, high)


def _read(funnel: Funnel) -> str:
    own, m = funnel.own, funnel.measured
    out = sum("99.8%" in beyond(funnel, s) for s in funnel.others)
    return (
        f"{own.name}, {m.title}, {funnel.year}: {m.write(own.value)} with {own.n:,} children, {beyond(funnel, own)} around "
        f"its similar schools' mean of {m.write(funnel.middle)}; {out} of {len(funnel.others)} similar schools lie outside the 99.8% limits."
    )


def _limit(funnel: Funnel, z: float, across: Scale, up: Scale, smallest: int) -> Markup:
    first = max(smallest * 0.85, 1.0)
    ns = [first * (across.high / first) ** (i / _POINTS) for i in range(_POINTS + 1)]
    places = [(n, funnel.middle + z * funnel.spread / math.sqrt(n)) for n in ns]
    points = [f"{across(n):.1f} {up(v):.1f}" for n, v in places if up.low <= v <= up.high]
    far = "limit far" if abs(z) > 2 else "limit"
    return element("path", d="M" + "L".join(points) if points else "M0 0", class_=far)


def _mate(funnel: Funnel, mate: Mate, across: Scale, up: Scale) -> Markup:
    out = "mate out" if "99.8%" in beyond(funnel, mate) else "mate"
    return element("circle", cx=across(mate.n), cy=up(mate.value), r=3.4, class_=out)


def _axes(across: Scale, up: Scale, m: Measured) -> list[Markup]:
    ups, acrosses = up.ticks(5), across.ticks(6)
    return [
        *(line(LEFT, up(t), WIDTH - 10, up(t), "rule") for t in ups),
        *(text(LEFT - 8, up(t) + 4, w, "tick", anchor="end") for t, w in zip(ups, m.write_ticks(ups), strict=True)),
        line(LEFT, BOTTOM, WIDTH - 10, BOTTOM, "axis"),
        *(text(across(t), BOTTOM + 16, f"{t:,.0f}", "tick", anchor="middle") for t in acrosses),
        text(WIDTH - 10, BOTTOM + 34, "children in the figure", "tick", anchor="end"),
    ]
