"""Sets and ratings as Arrow tables, row by row in the order in which the DfE's tool lists them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

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
        "SchoolType": _words([pool.school_type], np.zeros(len(at), dtype=np.intp)),
        "URN": schools.urn[own[at]],
        "SetType": _words([basis.capitalize() for basis in sets], kind[at]),
        "Position": position,
        "ComparatorURN": schools.urn[members[at, position]],
        "Distance": pa.array(distances[at, position], from_pandas=True),
    }
    return pa.table(columns)


def ratings_table(schools: Schools, pool: Pool, rated: Sequence[Rated]) -> pa.Table:
    """RATING_COLUMNS, Compared and Reason: by URN, then cost in the tool's order; null where there is no figure."""
    owns = np.concatenate([np.repeat(own, len(costs)) for own, costs, _ in rated])
    ranks = np.concatenate([np.tile([pool.costs.index(c) for c in costs], len(own)) for own, costs, _ in rated]).astype(
        np.intp
    )
    order = np.lexsort((ranks, owns))
    own, rank = owns[order], ranks[order]

    def figures(field: str) -> npt.NDArray[Any]:
        return np.concatenate([getattr(ratings, field).T.ravel() for _, _, ratings in rated])[order]

    decile = figures("decile")
    columns = {
        "SchoolType": _words([pool.school_type], np.zeros(len(own), dtype=np.intp)),
        "URN": schools.urn[own],
        "Category": _words([c.category.name for c in pool.costs], rank),
        "SubCategory": _words([c.sub_category for c in pool.costs], rank),
        "Value": pa.array(figures("value"), from_pandas=True),
        "Median": pa.array(figures("median"), from_pandas=True),
        "DiffMedian": pa.array(figures("difference"), from_pandas=True),
        "PercentDiff": pa.array(figures("percent"), from_pandas=True),
        "Percentile": pa.array(figures("percentile"), from_pandas=True),
        "Decile": pa.array(decile, mask=decile < 0),
        "Key": _words(KEYS, figures("key")),
        "RAG": _words(RATINGS, figures("rating")),
        "Compared": figures("compared"),
        "Reason": _words(REASONS, figures("reason")),
    }
    return pa.table(columns)


def _words(words: Sequence[str], places: npt.NDArray[Any]) -> pa.DictionaryArray:
    """Few words said often: kept once, in the order of their first use."""
    unique = list(dict.fromkeys(words)) or [""]
    codes = np.array([unique.index(word) for word in words] or [0], dtype=np.int32)
    return pa.DictionaryArray.from_arrays(pa.array(codes[places]), pa.array(unique, pa.string()))
