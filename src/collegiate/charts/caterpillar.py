"""The caterpillar: many of a kind, each a thin line for its interval, in order of value, and one of them among them.

The lines that lie beyond doubt above or below the one are drawn apart from those that cannot be told from it. A caterpillar is
not a league table: where the lines overlap, the order is mostly chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from collegiate.charts.chart import Chart
from collegiate.charts.interval import mark
from collegiate.charts.measured import Measured
from collegiate.charts.scale import Scale, covering
from collegiate.charts.svg import Markup, drawing, element, line, text

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 720, 230, 52, 10, 208
_WIDEST = 14.0
_NARROW_SHARE = 0.9
_EDGE_SHARE = 0.02


@dataclass(frozen=True, slots=True)
class Leg:
    """One of the many: `apart` is ahead, behind, or empty when it cannot be told from the one."""

    name: str
    value: float
    low: float
    high: float
    apart: str = ""
    own: bool = False


@dataclass(frozen=True, slots=True)
class Caterpillar:
    """The legs in any order, one of them `own`; `kind` is what they are, in the plural; `verdict` marks the one."""

    measured: Measured
    year: str
    kind: str
    legs: Sequence[Leg]
    sentence: str
    verdict: str = ""


def draw_caterpillar(caterpillar: Caterpillar) -> Chart:
    """Draw the legs from the lowest to the highest; the table lists all, the highest first."""
    legs = sorted(caterpillar.legs, key=lambda leg: (leg.value, leg.name))
    up = Scale(*_range(legs), BOTTOM, TOP)
    step = min((WIDTH - LEFT - 10) / max(len(legs), 1), _WIDEST)
    places = [LEFT + step * (i + 0.5) for i in range(len(legs))]
    m = caterpillar.measured
    shapes = [
        *_axis(up, m),
        *_lines(legs, places, up),
        *_dots(legs, places, up, step),
        *_own(legs, places, up, caterpillar.verdict),
    ]
    rows = tuple((leg.name, m.write(leg.value), m.between(leg.low, leg.high), _words(leg)) for leg in reversed(legs))
    svg = drawing(caterpillar.sentence, WIDTH, HEIGHT, *shapes, kind="caterpillar")
    return Chart(svg, caterpillar.sentence, (caterpillar.kind, m.title, "95% interval", "Beside this one"), rows)


def _range(legs: Sequence[Leg]) -> tuple[float, float]:
    """Hold the one whole, and the many but for the furthest fiftieth and the widest tenth, which would flatten the rest."""
    own = [n for leg in legs if leg.own for n in (leg.low, leg.high)]
    cut = int(len(legs) * _EDGE_SHARE)
    inner = legs[cut : len(legs) - cut]
    narrow = sorted(inner, key=lambda leg: leg.high - leg.low)[: max(round(len(inner) * _NARROW_SHARE), 1)]
    return covering([*own, *(leg.value for leg in inner), *(n for leg in narrow for n in (leg.low, leg.high))])


def _words(leg: Leg) -> str:
    if leg.own:
        return "itself"
    return f"surely {leg.apart}" if leg.apart else "cannot be told apart"


def _lines(legs: Sequence[Leg], places: Sequence[float], up: Scale) -> list[Markup]:
    """One path for each kind of line: a thousand elements would be a heavy page."""
    found = []
    for apart, class_ in (("", "leg level"), ("ahead", "leg ahead"), ("behind", "leg behind")):
        d = "".join(
            f"M{x:.1f} {up(leg.low):.1f}V{up(leg.high):.1f}"
            for leg, x in zip(legs, places, strict=True) if leg.apart == apart and not leg.own
        )  # fmt: skip
        if d:
            found.append(element("path", d=d, class_=class_))
    return found


def _dots(legs: Sequence[Leg], places: Sequence[float], up: Scale, step: float) -> list[Markup]:
    """The values as dots while there is room for them, else as one line through them."""
    points = [(x, up(leg.value)) for leg, x in zip(legs, places, strict=True) if not leg.own]
    if not points:
        return []
    if step >= 6:
        return [element("circle", cx=x, cy=y, r=1.9, class_="leg-dot") for x, y in points]
    return [element("path", d="M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points), class_="spine")]


def _own(legs: Sequence[Leg], places: Sequence[float], up: Scale, verdict: str) -> list[Markup]:
    return [
        shape
        for leg, x in zip(legs, places, strict=True) if leg.own
        for shape in (line(x, up(leg.low), x, up(leg.high), "own-leg"), mark(verdict, x, up(leg.value), 5.0))
    ]  # fmt: skip


def _axis(up: Scale, m: Measured) -> list[Markup]:
    ticks = up.ticks(5)
    words = m.write_ticks(ticks)
    return [
        *(line(LEFT - 4, up(t), WIDTH - 6, up(t), "zero" if t == 0 and m.signed else "rule") for t in ticks),
        *(text(LEFT - 8, up(t) + 4, w, "tick", anchor="end") for t, w in zip(ticks, words, strict=True)),
        text(LEFT, HEIGHT - 4, "lowest", "tick"),
        text(WIDTH - 6, HEIGHT - 4, "highest", "tick", anchor="end"),
    ]
