"""Small tools: random numbers of a purpose, NumPy arrays to canonical Arrow tables, words by index."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from collegiate.tables import Table

NEVER = -1
"""A day or an index that is not there; it becomes an empty cell."""


def rng_of(seed: int, purpose: int, *more: int) -> np.random.Generator:
    """Return the random numbers of one purpose (and school, and year): a change of one leaves the others as they are."""
    return np.random.default_rng([seed, 40, purpose, *more])


def words(of: Sequence[str | None], index: np.ndarray) -> pa.Array:
    """Return text by index into a list; a negative index gives an empty cell."""
    return pa.array(of, pa.string()).take(_indices(index))


def dictionary(of: Sequence[str] | pa.Array, index: np.ndarray) -> pa.DictionaryArray:
    """Return words of a list by index, each kept once."""
    kept = of if isinstance(of, pa.Array) else pa.array(of, pa.string())
    return pa.DictionaryArray.from_arrays(_indices(index), kept)


def days(numbers: np.ndarray) -> pa.Array:
    """Return dates from day numbers; `NEVER` gives an empty cell."""
    return pa.array(numbers.astype(np.int32), mask=numbers == NEVER).view(pa.date32())


def whole(numbers: np.ndarray, there: np.ndarray | None = None) -> pa.Array:
    """Return whole numbers; where `there` is false the cell is empty."""
    return pa.array(numbers.astype(np.int64), mask=None if there is None else ~there)


def real(numbers: np.ndarray) -> pa.Array:
    """Return numbers; NaN gives an empty cell."""
    return pa.array(numbers.astype(float), from_pandas=True)


def flags(truths: np.ndarray) -> pa.Array:
    """Return yes or no."""
    return pa.array(truths.astype(bool))


def fact(table: type[Table], **columns: Any) -> pa.Table:
    """Return a canonical table of these columns; those that are not named, and `file_id` and `line`, are empty."""
    return table.conform(pa.table(columns))


def first_of_each(*keys: np.ndarray) -> np.ndarray:
    """Return the indices, in order, of the first row of each different combination of keys."""
    if not len(keys[0]):
        return np.zeros(0, dtype=int)
    order = np.lexsort(keys[::-1])
    new = np.zeros(len(order), dtype=bool)
    new[0] = True
    for key in keys:
        new[1:] |= key[order][1:] != key[order][:-1]
    return np.sort(order[new])


def _indices(index: np.ndarray) -> pa.Array:
    numbers = index.astype(np.int32)
    return pa.array(numbers, mask=numbers < 0) if (numbers < 0).any() else pa.array(numbers)
