"""The columns that a model uses, checked and made ready: numbers as float64, words as codes with their labels.

Rows with any missing value in a column that the model uses are left out and counted, as R does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from collegiate.statistics.errors import FitError
from collegiate.statistics.syntax import Bracket, Call, Name, Node, Number, Operation

Array = np.ndarray

FUNCTIONS = {"log": np.log, "log2": np.log2, "log10": np.log10, "exp": np.exp, "sqrt": np.sqrt, "abs": np.abs}


@dataclass(frozen=True, slots=True)
class Coded:
    """Words as integers: `labels[codes]` gives them back; code -1 is missing."""

    codes: Array
    labels: tuple[str, ...]


TRUTH = ("FALSE", "TRUE")


@dataclass(frozen=True, slots=True)
class Frame:
    """Complete rows: `columns` by name, `groups` (grouping factors' columns, coded), `n` rows, `dropped` rows."""

    columns: Mapping[str, Array | Coded]
    groups: Mapping[str, Coded]
    n: int
    dropped: int

    def is_word(self, name: str) -> bool:
        """Whether a column holds words or truth values, so that it enters as levels."""
        return isinstance(self.columns[name], Coded)

    def levels(self, name: str) -> list[str]:
        """Return the labels of the values present, in R's order: words alphabetically, numbers by size."""
        column = self.columns[name]
        if isinstance(column, Coded):
            present = np.unique(column.codes)
            return sorted((column.labels[k] for k in present), key=collation)
        return [f"{v:.15g}" for v in np.unique(column)]

    def indicator(self, name: str, level: str, rows: slice = slice(None)) -> Array:
        """Return 1.0 where a column has this value, else 0.0."""
        column = self.columns[name]
        if isinstance(column, Coded):
            return (column.codes[rows] == column.labels.index(level)).astype(float)
        return (column[rows] == float(level)).astype(float)

    def values(self, node: Node, rows: slice = slice(None)) -> Array:
        """Evaluate arithmetic over the columns."""
        return evaluate(node, lambda name: self._number(name, rows))

    def quantiles(self, node: Node, probabilities: Array) -> Array:
        """Return sample quantiles as R's default (type 7)."""
        return np.quantile(self.values(node), probabilities)

    def power_means(self, node: Node, left: float, width: float, highest: int) -> Array:
        """Return the means of ((x - left) / width)**k for k = 0 ... highest."""
        t = (self.values(node) - left) / width
        return np.array([np.mean(t**k) for k in range(highest + 1)])

    def _number(self, name: str, rows: slice) -> Array:
        column = self.columns[name]
        if not isinstance(column, Coded):
            return column[rows]
        if set(column.labels) <= set(TRUTH):
            return self.indicator(name, "TRUE", rows) if "TRUE" in column.labels else np.zeros(len(column.codes[rows]))
        raise FitError(
            f"'{name}' holds words (such as '{column.labels[0]}') where the formula needs numbers. "
            f"Use it as a term by itself, or make it a number."
        )


def collation(word: str) -> tuple[str, str]:
    """Sort key of words: alphabetical without regard to capitals, then small letters first, as R in English."""
    return word.casefold(), word.swapcase()


def evaluate(node: Node, column: Any) -> Any:
    """Evaluate an arithmetic node; `column(name)` gives the numbers of a column."""
    match node:
        case Number(value):
            return np.float64(value)
        case Name(name):
            return column(name)
        case Bracket(inside) | Call("I", (inside,)) | Operation("+", (inside,)):
            return evaluate(inside, column)
        case Operation("-", (only,)):
            return -evaluate(only, column)
        case Operation(operator, (left, right)):
            with np.errstate(divide="ignore", invalid="ignore"):
                return _BINARY[operator](evaluate(left, column), evaluate(right, column))
        case Call(function, (only,)):
            with np.errstate(divide="ignore", invalid="ignore"):
                return FUNCTIONS[function](evaluate(only, column))
        case _:
            raise FitError(f"'{node}' cannot be worked out as a number.")


_BINARY = {"+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide, "^": np.power}


def frame_of(data: Any, names: Iterable[str], groups: Iterable[str] = ()) -> Frame:
    """Take the named columns of a mapping or Arrow table, leave out incomplete rows, refuse infinite values."""
    names, groups = list(dict.fromkeys(names)), list(dict.fromkeys(groups))
    present = list(data.column_names if hasattr(data, "column_names") else data.keys())
    for name in [*names, *groups]:
        if name not in present:
            raise FitError(f"There is no column '{name}'.{nearest(name, present)}")
    columns = {name: column_of(data[name], name) for name in names}
    factors = {name: codes_of(data[name]) for name in groups}
    n = _common_length({**columns, **factors})
    complete = np.ones(n, bool)
    for column in [*columns.values(), *factors.values()]:
        complete &= _present(column)
    kept = int(complete.sum())
    if kept == 0:
        raise FitError(f"No row of {n:,} has a value in every column of the model. {_emptiest({**columns, **factors})}")
    if kept < n:
        columns = {name: _take(c, complete) for name, c in columns.items()}
        factors = {name: Coded(c.codes[complete], c.labels) for name, c in factors.items()}
    return Frame(columns, factors, kept, n - kept)


def _common_length(columns: Mapping[str, Array | Coded]) -> int:
    lengths = {name: len(_present(c)) for name, c in columns.items()}
    if len(set(lengths.values())) > 1:
        raise FitError(f"The columns differ in length: {lengths}. Give every column the same number of rows.")
    return next(iter(lengths.values()))


def _present(column: Array | Coded) -> Array:
    return column.codes >= 0 if isinstance(column, Coded) else ~np.isnan(column)


def column_of(values: Any, name: str) -> Array | Coded:
    """Read one column: floats (NaN missing), truth, or coded words; words that are all numbers become numbers."""
    if isinstance(values, np.ndarray) and values.dtype.kind in "fiu":
        return _finite(values.astype(float, copy=False), name)
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    try:
        array = values if isinstance(values, pa.Array) else pa.array(values, from_pandas=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise _mixed(name, values) from error
    if pa.types.is_dictionary(array.type) or pa.types.is_string(array.type) or pa.types.is_large_string(array.type):
        return _words(array, name)
    if pa.types.is_boolean(array.type):
        return Coded(array.cast(pa.int32()).fill_null(-1).to_numpy(zero_copy_only=False), TRUTH)
    return _finite(np.asarray(array.cast(pa.float64()).to_numpy(zero_copy_only=False), float), name)


def codes_of(values: Any) -> Coded:
    """Read a grouping column, whatever its type, as codes in order of first appearance."""
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    array = values if isinstance(values, pa.Array) else pa.array(values, from_pandas=True)
    if pa.types.is_floating(array.type) and pc.all(pc.equal(pc.floor(array), array)).as_py():
        array = array.cast(pa.int64())
    return _coded(array)


def _coded(array: Any) -> Coded:
    if not pa.types.is_dictionary(array.type):
        array = array.dictionary_encode()
    codes = array.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return Coded(codes, tuple(str(v) for v in array.dictionary.to_pylist()))


def _words(array: Any, name: str) -> Array | Coded:
    coded = _coded(array)
    labels = [label.strip() for label in coded.labels]
    numbers = [_number(label) for label in labels]
    readable = [n is not None for n in numbers]
    if all(readable) and labels:
        table = np.array([*(float("nan") if n is None else n for n in numbers), np.nan])
        return _finite(table[coded.codes], name)
    if sum(readable) > len(labels) / 2:
        odd = coded.labels[readable.index(False)]
        row = int(np.flatnonzero(coded.codes == readable.index(False))[0]) + 1
        raise FitError(
            f"'{name}' is a column of numbers, but row {row:,} holds the text '{odd}'. "
            f"Correct that cell, or leave it empty if the value is missing."
        )
    return coded


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _mixed(name: str, values: Any) -> FitError:
    for row, value in enumerate(values, 1):
        if isinstance(value, str):
            return FitError(
                f"'{name}' mixes numbers and text: row {row:,} holds the text '{value}'. "
                f"Correct that cell, or leave it empty if the value is missing."
            )
    return FitError(f"'{name}' holds values of more than one type. Make it all numbers or all words.")


def _finite(column: Array, name: str) -> Array:
    rows = np.flatnonzero(np.isinf(column))
    if len(rows):
        raise FitError(
            f"'{name}' holds {len(rows):,} infinite value(s), the first in row {rows[0] + 1:,}. "
            f"Leave the cell empty if the value is missing."
        )
    return column


def _take(column: Array | Coded, rows: Array) -> Array | Coded:
    return Coded(column.codes[rows], column.labels) if isinstance(column, Coded) else column[rows]


def nearest(name: str, present: list[str]) -> str:
    """Return a sentence that helps to find a column: the nearest name, or the first dozen."""
    from difflib import get_close_matches

    close = get_close_matches(name, present, n=1)
    return f" Did you mean '{close[0]}'?" if close else f" The columns are: {', '.join(present[:12])}."


def _emptiest(columns: Mapping[str, Array | Coded]) -> str:
    missing = {name: int((~_present(c)).sum()) for name, c in columns.items()}
    name = max(missing, key=lambda k: missing[k])
    return f"'{name}' is empty in {missing[name]:,} of them."
