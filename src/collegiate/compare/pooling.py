"""Sums over runs of rows: how the figures of a trust's schools become one, all trusts at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from collegiate.measures.facts import Floats, Ints
from collegiate.measures.words import Words

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Runs:
    """Rows in runs (one run a trust's figure): where each run starts, which rows are pooled, and by what weight."""

    start: Ints
    used: Mask
    weight: Floats

    @property
    def run_of(self) -> Ints:
        """The run of each row."""
        return np.repeat(np.arange(len(self.start)), np.diff(np.append(self.start, len(self.used))))

    def sum(self, values: Floats) -> Floats:
        """The sum of each run, in the order of its rows."""
        return np.add.reduceat(values, self.start)

    def count(self, which: Mask) -> Ints:
        """How many rows of each run are so."""
        return np.add.reduceat(which.astype(np.int64), self.start)

    @property
    def parts(self) -> Ints:
        """How many rows of each run are pooled."""
        return self.count(self.used)

    def have(self, values: Floats) -> Mask:
        """Whether every pooled row of a run has a number."""
        return (self.parts > 0) & (self.count(self.used & np.isfinite(values)) == self.parts)

    def mean(self, values: Floats) -> Floats:
        """The weighted mean of each run's pooled rows; NaN where one of them lacks its number."""
        weight = np.where(self.used, self.weight, 0.0)
        top, bottom = self.sum(np.where(self.used, np.nan_to_num(values), 0.0) * weight), self.sum(weight)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(self.have(values), top / bottom, np.nan)

    def total(self, values: Floats) -> Floats:
        """The sum of each run's pooled rows; NaN where one of them lacks its number."""
        found = self.sum(np.where(self.used, np.nan_to_num(values), 0.0))
        return np.where(self.have(values), found, np.nan)

    def pooled_error(self, errors: Floats) -> Floats:
        """The standard error of the weighted mean of rows that are independent of each other."""
        weight = np.where(self.used, self.weight, 0.0)
        with np.errstate(invalid="ignore", divide="ignore"):
            found = np.sqrt(self.sum((weight * np.nan_to_num(errors)) ** 2)) / self.sum(weight)
        return np.where(self.have(errors), found, np.nan)

    def first(self, which: Mask) -> Ints:
        """The first row of each run that is so, or -1."""
        places = np.where(which, np.arange(len(which)), len(which))
        found = np.minimum.reduceat(places, self.start)
        return np.where(found < len(which), found, -1)

    def same(self, codes: Ints) -> Mask:
        """Whether the pooled rows of a run all have one code."""
        high, low = np.iinfo(np.int64).max, np.iinfo(np.int64).min
        least = np.minimum.reduceat(np.where(self.used, codes, high), self.start)
        most = np.maximum.reduceat(np.where(self.used, codes, low), self.start)
        return least == most

    def lists(self, column: pa.ChunkedArray) -> pa.Array:
        """Join each run's lists into one."""
        lists = column.combine_chunks()
        lengths = pc.fill_null(pc.list_value_length(lists), 0).to_numpy(zero_copy_only=False)
        ends = np.append(0, np.cumsum(lengths))
        return pa.ListArray.from_arrays(
            pa.array(ends[np.append(self.start, len(lengths))].astype(np.int32)), pc.list_flatten(lists)
        )


@dataclass(frozen=True, slots=True)
class Coded:
    """A column of repeating words as codes, -1 for an empty cell, and the words."""

    codes: Ints
    texts: tuple[str, ...]

    @classmethod
    def of(cls, column: pa.ChunkedArray) -> Coded:
        """Encode a column."""
        encoded = pc.dictionary_encode(column.combine_chunks())
        codes = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
        return cls(codes, tuple(encoded.dictionary.to_pylist()))

    def at(self, rows: Ints) -> Ints:
        """The codes of some rows, -1 for row -1."""
        return np.where(rows >= 0, self.codes[rows], -1)

    def written(self, codes: Ints, *more: str) -> pa.Array:
        """Write codes out, those after the last one standing for `more`."""
        return Words((*self.texts, *more)).column(codes)
