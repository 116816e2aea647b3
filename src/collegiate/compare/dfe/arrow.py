"""Between NumPy arrays and Arrow columns.

`pyarrow.array` and `to_numpy` import pandas when it is installed, which takes longer than comparing a country's schools;
these do not.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc


def numbers(values: npt.NDArray[np.float64]) -> pa.Array:
    """Doubles; NaN becomes null."""
    column = _plain(pa.float64(), values)
    return pc.if_else(pc.is_nan(column), pa.NA, column)


def integers(values: npt.NDArray[Any], kind: pa.DataType) -> pa.Array:
    """Integers of a kind that holds them; those below zero become null."""
    column = _plain(kind, values.astype(kind.to_pandas_dtype()))
    return column if not (values < 0).any() else pc.if_else(_bits(values < 0), pa.NA, column)


def words(vocabulary: Sequence[str], places: npt.NDArray[Any]) -> pa.DictionaryArray:
    """Few words said often: each kept once, and for every row the place of its word."""
    unique = list(dict.fromkeys(vocabulary)) or [""]
    codes = np.array([unique.index(word) for word in vocabulary] or [0], dtype=np.int16)
    return pa.DictionaryArray.from_arrays(_plain(pa.int16(), codes[places]), strings(unique))


def strings(values: Sequence[str]) -> pa.Array:
    """Texts, from their bytes and where each ends."""
    encoded = [value.encode("utf-8") for value in values]
    ends = np.cumsum([0, *map(len, encoded)], dtype=np.int32)
    return pa.StringArray.from_buffers(len(encoded), pa.py_buffer(ends), pa.py_buffer(b"".join(encoded)))


def to_numbers(column: pa.ChunkedArray) -> npt.NDArray[np.float64]:
    """Doubles; null becomes NaN."""
    array = pc.cast(column, pa.float64()).combine_chunks()
    values = np.frombuffer(array.buffers()[1], dtype=np.float64)[array.offset :][: len(array)]
    return np.where(_known(array), values, np.nan)


def to_integers(column: pa.ChunkedArray) -> npt.NDArray[np.int64]:
    """64-bit integers of a column without nulls."""
    array = pc.cast(column, pa.int64()).combine_chunks()
    return np.frombuffer(array.buffers()[1], dtype=np.int64)[array.offset :][: len(array)]


def to_flags(column: pa.ChunkedArray) -> npt.NDArray[np.bool_]:
    """Booleans; null becomes False."""
    array = column.combine_chunks()
    return _unpacked(array, 1) & _known(array)


def _known(array: pa.Array) -> npt.NDArray[np.bool_]:
    return _unpacked(array, 0) if array.null_count else np.ones(len(array), dtype=np.bool_)


def _unpacked(array: pa.Array, buffer: int) -> npt.NDArray[np.bool_]:
    bits = np.unpackbits(np.frombuffer(array.buffers()[buffer], dtype=np.uint8), bitorder="little")
    return bits[array.offset :][: len(array)].astype(np.bool_)


def _plain(kind: pa.DataType, values: npt.NDArray[Any]) -> pa.Array:
    return pa.Array.from_buffers(kind, len(values), [None, pa.py_buffer(np.ascontiguousarray(values))])


def _bits(values: npt.NDArray[np.bool_]) -> pa.Array:
    packed = np.packbits(values, bitorder="little")
    return pa.Array.from_buffers(pa.bool_(), len(values), [None, pa.py_buffer(packed)])
