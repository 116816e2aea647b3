"""The sums that a mixed model needs, taken in one pass over the rows; nothing else of the data is used afterwards.

`total` is W'W over all rows and `cells` is Z'W per cell, a cell being one combination of levels of all the grouping
factors. W holds the columns of the design (the intercept first, the outcome last), shifted by `shift` so that squares
of large offsets lose no digits; Z is the part of W that any random term uses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from collegiate.statistics.design import Design, evaluate
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


class Adder:
    """Takes the sums block by block, in the order of the data, so that every run gives the same bytes."""

    def __init__(self, design: Design, cells: int) -> None:
        self.columns, self.slopes = design.all_columns(), slopes_of(design)
        k = len(self.columns)
        self.cells, self.n, self.logs = cells, 0, 0.0
        self.shift = np.zeros(k)
        self.total = np.zeros((k, k))
        self.sums = np.zeros((len(self.slopes), cells, k))

    def make_room(self, cells: int) -> None:
        """Let there be this many cells."""
        room = self.sums.shape[1]
        if cells > room:
            more = np.zeros((len(self.slopes), max(cells, 2 * room) - room, len(self.columns)))
            self.sums = np.concatenate([self.sums, more], axis=1)
        self.cells = max(cells, self.cells)

    def add(self, frame: Frame, codes: Array, weights: Array | None = None) -> None:
        """Add a frame's rows; `codes` are their cells."""
        for start in range(0, frame.n, _ROWS_AT_ONCE):
            rows = slice(start, min(start + _ROWS_AT_ONCE, frame.n))
            self._add(frame, rows, codes[rows], None if weights is None else weights[rows])

    def _add(self, frame: Frame, rows: slice, codes: Array, weights: Array | None) -> None:
        block = np.empty((len(self.columns), rows.stop - rows.start))
        for j, column in enumerate(self.columns):
            block[j] = evaluate(column, frame, rows)
        if not self.n:
            # A rough mean, of the first rows, is enough to keep the digits of squares.
            self.shift = np.where([bool(c.pieces) for c in self.columns], block.mean(axis=1), 0.0)
        with np.errstate(invalid="ignore", over="ignore"):  # what is not finite is refused below, by its row
            block -= self.shift[:, None]
            weighted = block if weights is None else block * weights
            own = block @ weighted.T
        if not np.isfinite(own).all():
            self._refuse(frame, rows)
        self.total += own
        self._add_by_cell(block, weighted, codes)
        self.logs += 0.0 if weights is None else float(np.log(weights).sum())
        self.n += block.shape[1]

    def _add_by_cell(self, block: Array, weighted: Array, codes: Array) -> None:
        runs = np.flatnonzero(np.diff(codes, prepend=-1))
        if len(runs) * 8 < len(codes):
            for z, position in enumerate(self.slopes):
                product = weighted if position == 0 else weighted * block[position]
                np.add.at(self.sums[z], codes[runs], np.add.reduceat(product, runs, axis=1).T)
            return
        columns = np.ascontiguousarray(weighted.T)
        for z, position in enumerate(self.slopes):
            self.sums[z, : self.cells] += _picker(block[position], codes, self.cells) @ columns

    def _refuse(self, frame: Frame, rows: slice) -> None:
        for column in self.columns:
            wrong = np.flatnonzero(~np.isfinite(evaluate(column, frame, rows)))
            if len(wrong):
                raise FitError(
                    f"'{column.name}' is not a finite number in row {self.n + wrong[0] + 1:,} of the complete rows. Check "
                    f"for infinite values, the log or root of a negative value, or division by zero."
                )
        raise FitError("The products of some columns are too large to be added up. Give the largest in larger units.")

    def moments(self, factors: Mapping[str, Array], labels: Mapping[str, tuple[str, ...]], dropped: int = 0) -> Moments:
        """Return what was added."""
        names = tuple(c.name for c in self.columns)
        total = (self.total + self.total.T) / 2
        return Moments(
            names,
            self.shift,
            total,
            self.slopes,
            self.sums[:, : self.cells].transpose(1, 0, 2),
            factors,
            labels,
            self.n,
            dropped,
            self.logs,
        )


def moments_of(design: Design, frame: Frame, weights: Array | None = None) -> Moments:
    """Take the sums of columns in memory with NumPy."""
    codes, factors, labels = cells_of(frame.groups, frame.n)
    adder = Adder(design, int(codes.max()) + 1)
    adder.add(frame, codes, weights)
    return adder.moments(factors, labels, frame.dropped)


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


def _picker(values: Array, codes: Array, cells: int) -> sparse.csc_matrix:
    """Z' of one column: adds each row, times its value, to its cell."""
    rows = len(codes)
    return sparse.csc_matrix((values, codes, np.arange(rows + 1)), shape=(cells, rows))
