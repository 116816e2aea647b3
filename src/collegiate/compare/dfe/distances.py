"""How far schools are apart: differences over the range of the phase, squared, weighted, added, rooted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from collegiate.compare.dfe.definition import Distance
from collegiate.compare.dfe.schools import Flags, Numbers, Places


@dataclass(frozen=True, slots=True)
class Term:
    """One column of a distance: its weight, its numbers, and its range over the phase."""

    weight: float
    values: Numbers
    range: float

    def between(self, own: Places, others: Places) -> Numbers:
        """Weight times the squared ratio of difference to range; a column that does not vary or weigh separates nobody.

        Every operation is done in the order in which the DfE's tool does it, because ties are broken by the last digit.
        """
        difference = np.abs(self.values[own] - self.values[others])
        if self.range == 0 or self.weight == 0:
            return np.zeros_like(difference)
        ratio = difference / self.range
        return np.asarray(self.weight * (ratio * ratio))


@dataclass(frozen=True, slots=True)
class Space:
    """Where the schools of one phase lie."""

    roots: tuple[tuple[Term, ...], ...]

    @classmethod
    def of(cls, distance: Distance, features: Mapping[str, Numbers], group: Places) -> Space:
        """The space of a phase; the range of a column is over the whole group, whether or not its schools submitted."""
        return cls(
            tuple(
                tuple(Term(w, features[c], _range(features[c][group])) for c, w in root.items())
                for root in distance.roots
            )
        )

    def between(self, own: Places, others: Places) -> Numbers:
        """Distances of schools from others; the two broadcast against each other."""
        total = np.sqrt(self._squared(self.roots[0], own, others))
        for root in self.roots[1:]:
            total = total + np.sqrt(self._squared(root, own, others))
        return np.asarray(total)

    def coordinates(self, places: Places) -> Numbers | None:
        """Points whose straight-line distances are these distances, or None when no such points exist."""
        if len(self.roots) > 1:
            return None
        axes = [
            np.sqrt(t.weight) * ((t.values[places] - np.min(t.values[places])) / t.range)
            for t in self.roots[0]
            if t.range and t.weight
        ]
        points = np.column_stack(axes) if axes else np.zeros((len(places), 1))
        return points if np.isfinite(points).all() else None

    def complete(self, places: Places) -> Flags:
        """Which schools have every number that counts."""
        known = np.ones(len(places), dtype=np.bool_)
        for term in (t for root in self.roots for t in root if t.weight):
            known &= ~np.isnan(term.values[places])
        return known

    @staticmethod
    def _squared(root: tuple[Term, ...], own: Places, others: Places) -> Numbers:
        total = root[0].between(own, others)
        for term in root[1:]:
            total = total + term.between(own, others)
        return total


def _range(values: Numbers) -> float:
    """The range over the known numbers; NaN when none is known."""
    known = values[~np.isnan(values)]
    return float(np.ptp(known)) if known.size else float("nan")
