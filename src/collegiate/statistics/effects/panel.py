"""Schools by spans of time, the helped school first: the first step, which makes one change of each school."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from collegiate.statistics.effects.two_step import Effect, beside_comparators
from collegiate.statistics.errors import FitError

Floats = npt.NDArray[np.float64]
Places = Sequence[int]


@dataclass(frozen=True, slots=True)
class Panel:
    """What schools were, span by span. `values` and `variances`: schools by spans; `weights`: of spans, the same for every school.

    The variance of a value is that from the children behind it. Where the same children are behind several spans, that of a change is
    less; and the fit estimates a common factor, so that it is the schools' proportions that count.
    """

    values: Floats
    variances: Floats
    weights: Floats

    def __post_init__(self) -> None:
        if self.values.shape != self.variances.shape or self.values.shape[1:] != self.weights.shape:
            raise FitError("Values, variances and weights are not of the same schools and spans.")

    @property
    def schools(self) -> int:
        """How many schools, the helped one among them."""
        return len(self.values)

    def mean(self, spans: Places) -> Floats:
        """Return each school's mean over some spans."""
        share = self._shares(spans)
        mean: Floats = self.values[:, list(spans)] @ share
        return mean

    def changes(self, before: Places, after: Places) -> tuple[Floats, Floats]:
        """Return each school's change from some spans to others, and its variance."""
        return self.mean(after) - self.mean(before), self._variance(before) + self._variance(after)

    def effect(self, before: Places, after: Places) -> Effect:
        """Return the helped school's change beyond the others'. Raises `FitError` for too few others, or a missing value."""
        return beside_comparators(*self.changes(before, after))

    def turned(self, school: int) -> Panel:
        """Return the panel of the other schools in which one of them stands in the helped school's place, which is left out."""
        order = [school, *(s for s in range(1, self.schools) if s != school)]
        return Panel(self.values[order], self.variances[order], self.weights)

    def _variance(self, spans: Places) -> Floats:
        variance: Floats = self.variances[:, list(spans)] @ self._shares(spans) ** 2
        return variance

    def _shares(self, spans: Places) -> Floats:
        weights = self.weights[list(spans)]
        share: Floats = weights / weights.sum()
        return share
