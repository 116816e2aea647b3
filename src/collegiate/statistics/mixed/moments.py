"""The sums that a mixed model needs, taken in one pass over the rows; nothing else of the data is used afterwards.

`total` is W'W over all rows and `cells` is Z'W per cell, a cell being one combination of levels of all the grouping
factors. W holds the columns of the design (the intercept first, the outcome last), shifted by `shift` so that squares
of large offsets lose no digits; Z is the part of W that any random term uses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from collegiate.statistics.design import Column, Design, evaluate
from collegiate.statistics.errors import FitError
from collegiate.statistics.frame import Coded, Frame

Array = np.ndarray
_ROWS_AT_ONCE = 16_384


@dataclass(frozen=True, slots=True)
class Moments:
    """Sums of products.

    names: columns of W. shift: subtracted from each (0 for the intercept). total: (k, k). slopes: positions in W of
    the columns of Z, the intercept's first. cells: (cells, z, k). factors: for each grouping column, the code of every
    cell. labels: for each grouping column, its levels. n: rows; log_weights: sum of the logs of the rows' weights.
    """

    names: tuple[str, ...]
    shift: Array
    total: Array
    slopes: tuple[int, ...]
    cells: Array
    factors: Mapping[str, Array]
    labels: Mapping[str, tuple[str, ...]]
    n: int
    dropped: int = 0
    log_weights: float = 0.0


def slopes_of(design: Design) -> tuple[int, ...]:
    """Return the positions, among all columns, of those that random terms use; the intercept is always the first."""
    columns = design.all_columns()
    used = dict.fromkeys([0, *(columns.index(c) for r in design.random for c in r.columns)])
    return tuple(used)


def moments_of(design: Design, frame: Frame, weights: Array | None = None) -> Moments:
    """Take the sums with NumPy, rows in the order of the data, so that every run gives the same bytes."""
    columns, slopes = design.all_columns(), slopes_of(design)
    codes, factors, labels = cells_of(frame.groups, frame.n)
    cells = int(codes.max()) + 1 if len(codes) else 0
    shift = shift_of(columns, frame)
    k = len(columns)
    total, sums = np.zeros((k, k)), np.zeros((len(slopes), cells, k))
    for start in range(0, frame.n, _ROWS_AT_ONCE):
        rows = slice(start, min(start + _ROWS_AT_ONCE, frame.n))
        block = _block(columns, frame, rows, shift)
        weighted = block if weights is None else block * weights[rows, None]
        total += block.T @ weighted
        for z, position in enumerate(slopes):
            sums[z] += _picker(block[:, position], codes[rows], cells) @ weighted
    logs = 0.0 if weights is None else float(np.log(weights).sum())
    names = tuple(c.name for c in columns)
    return Moments(
        names, shift, (total + total.T) / 2, slopes, sums.transpose(1, 0, 2), factors, labels, frame.n,
        frame.dropped, logs,
    )


def shift_of(columns: Sequence[Column], frame: Frame) -> Array:
    """Return a rough mean of each column, from the first rows; the intercept is left as it is."""
    rows = slice(0, min(_ROWS_AT_ONCE, frame.n))
    return np.array([float(np.mean(evaluate(c, frame, rows))) if c.pieces else 0.0 for c in columns])


def cells_of(groups: Mapping[str, Coded], n: int) -> tuple[Array, dict[str, Array], dict[str, tuple[str, ...]]]:
    """Number the combinations of levels: the cell of every row, the levels of every cell, and the levels' labels."""
    if not groups:
        return np.zeros(n, np.int32), {}, {}
    if len(groups) == 1:
        name, coded = next(iter(groups.items()))
        used, codes = _compact(coded.codes, len(coded.labels))
        return codes, {name: np.arange(len(used))}, {name: tuple(coded.labels[k] for k in used)}
    compact = {name: _compact(c.codes, len(c.labels)) for name, c in groups.items()}
    labels = {name: tuple(groups[name].labels[k] for k in used) for name, (used, _) in compact.items()}
    keys = np.zeros(n, np.int64)
    for used, codes in compact.values():
        keys = keys * len(used) + codes
    _, first, cell = np.unique(keys, return_index=True, return_inverse=True)
    return cell.astype(np.int32), {name: codes[first] for name, (_, codes) in compact.items()}, labels


def _compact(codes: Array, size: int) -> tuple[Array, Array]:
    used = np.flatnonzero(np.bincount(codes, minlength=size))
    if len(used) == size:
        return used, codes
    position = np.empty(size, np.int32)
    position[used] = np.arange(len(used))
    return used, position[codes]


def _block(columns: Sequence[Column], frame: Frame, rows: slice, shift: Array) -> Array:
    block = np.empty((rows.stop - rows.start, len(columns)))
    for j, column in enumerate(columns):
        values = evaluate(column, frame, rows) - shift[j]
        if not np.isfinite(values).all():
            row = rows.start + int(np.flatnonzero(~np.isfinite(values))[0]) + 1
            raise FitError(
                f"'{column.name}' cannot be worked out in row {row:,} (among the rows that are complete): "
                f"the result is not a number. Check for the log or root of a negative value, or division by zero."
            )
        block[:, j] = values
    return block


def _picker(values: Array, codes: Array, cells: int) -> sparse.csc_matrix:
    """Z' of one column: adds each row, times its value, to its cell."""
    rows = len(codes)
    return sparse.csc_matrix((values, codes, np.arange(rows + 1)), shape=(cells, rows))
