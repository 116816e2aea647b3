"""What evaluation needs to know of schools: institution, phase, authority, and whether the state funds them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from collegiate.measures.facts import Ints
from collegiate.vocabulary.phases import Phase

POPULATION_OF_PHASE: dict[str, str] = {
    Phase.NURSERY: "primary",
    Phase.PRIMARY: "primary",
    Phase.MIDDLE_DEEMED_PRIMARY: "primary",
    Phase.MIDDLE_DEEMED_SECONDARY: "secondary",
    Phase.SECONDARY: "secondary",
    Phase.ALL_THROUGH: "secondary",
    Phase.SIXTEEN_PLUS: "secondary",
    Phase.SPECIAL: "special",
    Phase.ALTERNATIVE: "special",
}
"""Which published national row a school of a phase is set beside."""

POPULATIONS = ("", "primary", "secondary", "special")


@dataclass(frozen=True, slots=True)
class Schools:
    """Schools as arrays, sorted by URN; `known` is False where no table of schools was given."""

    urn: Ints
    institution: Ints
    population: Ints
    la: Ints
    pooled: NDArray[np.bool_]
    known: bool = True

    @classmethod
    def of(cls, schools: pa.Table | None) -> Schools:
        """Read the School table. Without one every school is its own institution and counts as state-funded."""
        if schools is None:
            nobody = np.zeros(0, dtype=np.int64)
            return cls(nobody, nobody, nobody, nobody, nobody.astype(bool), known=False)
        urn = _integers(schools["urn"])
        order = np.argsort(urn, kind="stable")
        phases = [POPULATIONS.index(POPULATION_OF_PHASE.get(p or "", "")) for p in schools["phase"].to_pylist()]
        return cls(
            urn=urn[order],
            institution=_integers(schools["institution"], schools["urn"])[order],
            population=np.array(phases, dtype=np.int64)[order],
            la=_integers(schools["la_code"])[order],
            pooled=pc.fill_null(pc.equal(schools["sector"], "state_funded"), False).to_numpy()[order],
        )

    def at(self, urn: Ints) -> Ints:
        """Where each URN stands, or -1."""
        if not len(self.urn):
            return np.full(len(urn), -1, dtype=np.int64)
        place = np.minimum(np.searchsorted(self.urn, urn), len(self.urn) - 1)
        return np.where(self.urn[place] == urn, place, -1)

    def institution_of(self, urn: Ints) -> Ints:
        """The institution of each URN; the URN itself where it is not known."""
        return self._look(self.institution, urn, urn)

    def population_of(self, urn: Ints) -> Ints:
        """The index into POPULATIONS of each URN; 0, no population, where the phase is not known."""
        return self._look(self.population, urn, np.zeros(len(urn), dtype=np.int64))

    def la_of(self, urn: Ints) -> Ints:
        """The authority of each URN, or -1."""
        return self._look(self.la, urn, np.full(len(urn), -1, dtype=np.int64))

    def is_pooled(self, urn: Ints) -> NDArray[np.bool_]:
        """Whether each URN counts in a figure pooled for England: state-funded, or no table of schools given."""
        return self._look(self.pooled, urn, np.full(len(urn), not self.known))

    def _look(self, column: NDArray, urn: Ints, otherwise: NDArray) -> NDArray:
        at = self.at(urn)
        return np.where(at >= 0, column[at], otherwise) if len(self.urn) else otherwise


def _integers(column: pa.ChunkedArray, otherwise: pa.ChunkedArray | int = -1) -> Ints:
    filled = (
        pc.coalesce(column, otherwise) if isinstance(otherwise, pa.ChunkedArray) else pc.fill_null(column, otherwise)
    )
    return filled.to_numpy().astype(np.int64, copy=False)
