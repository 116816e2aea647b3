"""Similar sets and figures as arrays: which figures may be set beside each other, and where a school's similar ones stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from collegiate.measures import Measure
from collegiate.measures.facts import Ints


@dataclass(frozen=True, slots=True)
class Book:
    """The similar sets of one period as a matrix: for the school in row i, where in `urn` its similar schools stand.

    `neighbours` is (schools × set), -1 beyond the last; `set_code` indexes `sets`, one id a phase group.
    """

    urn: Ints
    neighbours: Ints
    set_code: Ints
    sets: tuple[str, ...]

    @classmethod
    def of(cls, sets: pa.Table, period: int) -> Book:
        """Read the SimilarSet rows of a period."""
        part = sets.filter(pc.equal(sets["period"], period)).combine_chunks().sort_by("urn")
        urn = part["urn"].to_numpy()
        lists = part["neighbours"].combine_chunks()
        lengths = pc.fill_null(pc.list_value_length(lists), 0).to_numpy(zero_copy_only=False)
        width = int(lengths.max()) if len(lengths) else 0
        matrix = np.full((len(urn), width), -1, dtype=np.int64)
        matrix[np.arange(width) < lengths[:, None]] = position(urn, pc.list_flatten(lists).to_numpy())
        names, code = np.unique(np.array(part["set_id"].to_pylist(), dtype=np.str_), return_inverse=True)
        return cls(urn, matrix, code, tuple(str(n) for n in names))


def position(sorted_urn: Ints, wanted: Ints) -> Ints:
    """Where each wanted URN stands in the sorted ones, or -1."""
    if not len(sorted_urn):
        return np.full(len(wanted), -1, dtype=np.int64)
    place = np.minimum(np.searchsorted(sorted_urn, wanted), len(sorted_urn) - 1)
    return np.where(sorted_urn[place] == wanted, place, -1)


def groups(figures: pa.Table, measures: dict[str, Measure]) -> Iterator[tuple[Ints, Measure]]:
    """Positions of the figures that may be set beside each other: the same measure, era, period and release."""
    key = np.zeros(figures.num_rows, dtype=np.int64)
    for name in ("measure", "era", "period", "release"):
        encoded = pc.dictionary_encode(figures[name].combine_chunks(), null_encoding="encode")
        encoded = encoded.combine_chunks() if isinstance(encoded, pa.ChunkedArray) else encoded
        key = key * (len(encoded.dictionary) + 1) + encoded.indices.to_numpy(zero_copy_only=False)
        if name == "measure":
            ids, codes = encoded.dictionary.to_pylist(), encoded.indices.to_numpy(zero_copy_only=False)
    order = np.argsort(key, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(key[order])) + 1):
        yield rows, measures[ids[codes[rows[0]]]]
