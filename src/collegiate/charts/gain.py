"""One gain or loss beside nought: dot = the estimate, line = how sure, dashed = no difference.

The signs are those of the interval dot: a filled circle is beyond doubt above nought, a rust diamond below, a hollow circle
cannot be told apart from it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from collegiate.charts.chart import Chart
from collegiate.charts.interval import EDGE, HEIGHT, WIDTH, mark
from collegiate.charts.measured import Measured
from collegiate.charts.scale import Scale, covering
from collegiate.charts.svg import drawing, line

_SIGNS = {"gained": "better", "lost": "worse"}


@dataclass(frozen=True, slots=True)
class Gain:
    """An estimate with its 95 % interval; `verdict` is gained, lost, or cannot be told apart. `about` begins its sentence."""

    measured: Measured
    value: float
    low: float
    high: float
    verdict: str
    about: str


def gain_scale(gains: Iterable[Gain]) -> Scale:
    """Return one scale for all gains of a table, with nought on it, so that they may be read against each other."""
    low, high = covering([0.0, *(n for g in gains for n in (g.low, g.high))])
    return Scale(low, high, EDGE, WIDTH - EDGE)


def draw_gain(gain: Gain, scale: Scale) -> Chart:
    """Draw the gain; its sentence is its text alternative."""
    m, sign = gain.measured, _SIGNS.get(gain.verdict, "cannot be told apart")
    middle = HEIGHT / 2
    unit = f" {m.unit_words}" if m.unit_words else ""
    sentence = (
        f"{gain.about}: {m.write(gain.value)}{unit}, 95% interval {m.between(gain.low, gain.high)}, {gain.verdict}."
    )
    shapes = [
        line(scale(0.0), 1, scale(0.0), HEIGHT - 1, "median"),
        line(scale(gain.low), middle, scale(gain.high), middle, "unsure" if sign == "cannot be told apart" else "sure"),
        mark(sign, scale(gain.value), middle),
    ]
    return Chart(drawing(sentence, WIDTH, HEIGHT, *shapes, kind="dot"), sentence)
