"""Sets and ratings as Arrow tables, row by row in the order in which the DfE's tool lists them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from collegiate.compare.dfe import arrow
from collegiate.compare.dfe.definition import KEYS, Basis
from collegiate.compare.dfe.nearest import NOBODY
from collegiate.compare.dfe.rating import RATINGS, REASONS, Ratings
from collegiate.compare.dfe.schools import Cost, Places, Pool, Schools
from collegiate.compare.dfe.sets import Sets

SET_COLUMNS = ("SchoolType", "URN", "SetType", "Position", "ComparatorURN")
RATING_COLUMNS = (
    "SchoolType", "URN", "Category", "SubCategory", "Value", "Median", "DiffMedian", "PercentDiff", "Percentile", "Decile", "Key", "RAG",
)  # fmt: skip

Rated = tuple[Places, Sequence[Cost], Ratings]


def sets_table(schools: Schools, pool: Pool, sets: Mapping[Basis, Sets]) -> pa.Table:
    """SET_COLUMNS and Distance: by URN, the pupil set before the building set, members in their order."""
    own = np.concatenate([s.own for s in sets.values()])
    members = np.concatenate([s.members for s in sets.values()])
    distances = np.concatenate([s.distances for s in sets.values()])
    kind = np.repeat(np.arange(len(sets)), [len(s.own) for s in sets.values()])
    order = np.lexsort((kind, own))
    row, position = np.nonzero(members[order] != NOBODY)
    at = order[row]
    columns = {
        "SchoolType": arrow.words([pool.school_type], np.zeros(len(at), dtype=np.intp)),
        "URN": arrow.integers(schools.urn[own[at]], pa.int32()),
        "SetType": arrow.words([basis.capitalize() for basis in sets], kind[at]),
        "Position": arrow.integers(position, pa.int16()),
        "ComparatorURN": arrow.integers(schools.urn[members[at, position]], pa.int32()),
        "Distance": arrow.numbers(distances[at, position]),
    }
    return pa.table(columns)


def ratings_table(schools: Schools, pool: Pool, rated: Sequence[Rated]) -> pa.Table:
    """RATING_COLUMNS, Compared and Reason: by URN, then cost in the tool's order; null where there is no figure."""
    owns = np.concatenate([np.repeat(own, len(costs)) for own, costs, _ in rated])
    ranks = np.concatenate(
        [np.repeat(_ranks(pool, costs)[None, :], len(own), axis=0).ravel() for own, costs, _ in rated]
    )
    order = np.lexsort((ranks, owns))
    own, rank = owns[order], ranks[order]

    def figures(field: str) -> npt.NDArray[Any]:
        return np.concatenate([getattr(ratings, field).T.ravel() for _, _, ratings in rated])[order]

    columns = {
        "SchoolType": arrow.words([pool.school_type], np.zeros(len(own), dtype=np.intp)),
        "URN": arrow.integers(schools.urn[own], pa.int32()),
        "Category": arrow.words([c.category.name for c in pool.costs], rank),
        "SubCategory": arrow.words([c.sub_category for c in pool.costs], rank),
        "Value": arrow.numbers(figures("value")),
        "Median": arrow.numbers(figures("median")),
        "DiffMedian": arrow.numbers(figures("difference")),
        "PercentDiff": arrow.numbers(figures("percent")),
        "Percentile": arrow.numbers(figures("percentile")),
        "Decile": arrow.integers(figures("decile"), pa.int8()),
        "Key": arrow.words(KEYS, figures("key")),
        "RAG": arrow.words(RATINGS, figures("rating")),
        "Compared": arrow.integers(figures("compared"), pa.int16()),
        "Reason": arrow.words(REASONS, figures("reason")),
    }
    return pa.table(columns)


def _ranks(pool: Pool, costs: Sequence[Cost]) -> Places:
    rank_of = {cost.place: rank for rank, cost in enumerate(pool.costs)}
    return np.array([rank_of[cost.place] for cost in costs], dtype=np.intp)
