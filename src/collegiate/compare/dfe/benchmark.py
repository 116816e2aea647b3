"""The benchmark of a file of schools: every set, every rating, and what would be with other weights or members."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from collegiate.compare.dfe import tabling
from collegiate.compare.dfe.definition import BASES, Basis, Mode, check_weights, method
from collegiate.compare.dfe.rating import rate
from collegiate.compare.dfe.schools import Pool, Prepared, Schools
from collegiate.compare.dfe.sets import Sets, sets_of


class MemberError(ValueError):
    """A school, or members chosen for it, that cannot be compared; the message says which and why."""


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The sets and ratings of one school under other weights or members, in the columns of `Benchmark`'s tables."""

    sets: pa.Table
    ratings: pa.Table


class Benchmark:
    """The DfE's comparator method over a table of schools (see `read_schools`).

    mode="same" gives the answers of the DfE's tool, defects included. mode="corrected" takes each member once, never puts
    a number where one is missing, leaves the school out of its own comparison, and does not rate spend that is not above
    zero.
    """

    def __init__(self, table: pa.Table, mode: Mode = "same") -> None:
        self.mode: Mode = mode
        self.schools = Schools.from_table(table)
        self._prepared = Prepared.of(self.schools, mode)

    @functools.cached_property
    def sets(self) -> pa.Table:
        """SchoolType, URN, SetType, Position (0: the school itself), ComparatorURN, and the Distance between the two."""
        return pa.concat_tables(
            [tabling.sets_table(self.schools, pool, self._sets[i]) for i, pool in enumerate(self.schools.pools)]
        )

    @functools.cached_property
    def ratings(self) -> pa.Table:
        """One row for each school and cost: the columns of the DfE's tool, then Compared (how many values the school's
        stands among) and Reason (why a spend is not rated)."""
        return pa.concat_tables([self._ratings(pool, self._sets[i]) for i, pool in enumerate(self.schools.pools)])

    def what_if(
        self, urn: int, *, weights: Mapping[str, float] | None = None, members: Sequence[int] | None = None
    ) -> WhatIf:
        """The answers for one school with other weights (by column name) or with members chosen by hand.

        Chosen members serve both bases and may be of any type and phase. Raises MemberError, WeightError.
        """
        place = self._place(urn)
        pool = self.schools.pool_of(place)
        weights = weights or {}
        phase = str(self.schools.phase[place])
        check_weights(tuple(method().distance(basis, phase) for basis in BASES), weights)
        sets = self._chosen(place, members) if members is not None else self._near(pool, place, weights)
        return WhatIf(tabling.sets_table(self.schools, pool, sets), self._ratings(pool, sets))

    @functools.cached_property
    def _sets(self) -> list[dict[Basis, Sets]]:
        return [{basis: sets_of(self._prepared, pool, basis) for basis in BASES} for pool in self.schools.pools]

    def _near(self, pool: Pool, place: int, weights: Mapping[str, float]) -> dict[Basis, Sets]:
        return {basis: sets_of(self._prepared, pool, basis, only=place, weights=weights) for basis in BASES}

    def _ratings(self, pool: Pool, sets: Mapping[Basis, Sets]) -> pa.Table:
        found = []
        for basis, some in sets.items():
            whole_year = ~self.schools.part_year[some.own]
            own, members = some.own[whole_year], some.members[whole_year]
            costs = [cost for cost in pool.costs if cost.category.basis == basis]
            found.append((own, costs, rate(self._prepared, costs, basis, own, members)))
        return tabling.ratings_table(self.schools, pool, found)

    def _chosen(self, place: int, members: Sequence[int]) -> dict[Basis, Sets]:
        places = list(dict.fromkeys([place, *(self._place(urn) for urn in members)]))
        if len(places) == 1:
            raise MemberError("No other school was chosen. Name at least one URN that is not the school's own.")
        own, row = np.array([place]), np.array([places], dtype=np.intp)
        return {basis: Sets(own, row, np.full(row.shape, np.nan)) for basis in BASES}

    def _place(self, urn: int) -> int:
        try:
            return self.schools.place(urn)
        except KeyError as error:
            raise MemberError(str(error.args[0])) from error
