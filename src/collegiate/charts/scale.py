"""From the unit of a measure to places on paper."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight scale from `low`…`high` to `start`…`end`; an axis that grows upwards has `start` greater than `end`."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return the place of `value`; what lies outside is put at the edge, so that nothing is drawn off the paper."""
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    def ticks(self, about: int = 4) -> tuple[float, ...]:
        """Return round numbers on the scale, roughly `about` of them."""
        step = round_step((self.high - self.low) / max(about, 1))
        first = math.ceil(self.low / step - 1e-9)
        last = math.floor(self.high / step + 1e-9)
        return tuple(round(i * step, 10) for i in range(first, last + 1))


def round_step(rough: float) -> float:
    """Return 1, 2, 2.5 or 5 times a power of ten, not smaller than `rough`."""
    power = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in (1, 2, 2.5, 5, 10) if step * power >= rough * (1 - 1e-9))


def covering(values: Iterable[float | None], *, margin: float = 0.06) -> tuple[float, float]:
    """Return a range that holds every number in `values` with a margin; a single number gets room around it."""
    found = [v for v in values if v is not None and math.isfinite(v)]
    if not found:
        return 0.0, 1.0
    low, high = min(found), max(found)
    room = (high - low) * margin or max(abs(high) * 0.1, 1.0)
    return low - room, high + room
