"""Counts rounded together, so that they still add up: every cell to a multiple of the step next to it, every row to a given sum.

What comes out is itself a table that could be true, and rounds to itself. That is the whole of the protection: see
docs/explanation/disclosure.md.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
_COLUMNS_MATTER = 4
"""How much nearer a column's total should come than one cell: the total is what is read first."""


class UnroundableError(ValueError):
    """The wanted sums of rows are not next to the true ones."""


def nearest(counts: Ints, step: int) -> Ints:
    """Return the multiples of an odd step that are nearest to counts."""
    return (2 * counts + step) // (2 * step) * step


def is_next_to(shown: Ints, counts: Ints, step: int) -> bool:
    """Whether each number shown is what its count may be rounded to: the multiple below or above it, itself if it is one."""
    return shown.shape == counts.shape and bool((np.abs(shown - counts) < step).all())


def round_together(
    counts: Ints, sums: Ints, step: int, *, columns: Ints | None = None, owed: Ints | None = None
) -> Ints:
    """Return counts (rows by columns) as multiples of a step with the given sums by row.

    Columns come as near to `columns` as they can (their own sums by default), then cells to their counts; `owed` is what rounding
    has already added to each cell's group elsewhere. The same counts give the same answer. Raises `UnroundableError`.
    """
    below = counts // step
    wanting = sums // step - below.sum(axis=1)
    free = np.argwhere(counts % step != 0)
    room = np.bincount(free[:, 0], minlength=len(counts)) if len(free) else np.zeros(len(counts), np.int64)
    if (sums % step).any() or (wanting < 0).any() or (wanting > room).any():
        raise UnroundableError("A row cannot have the sum that it should: its counts round to less or to more.")
    if not len(free):
        return below * step
    target = counts.sum(axis=0) if columns is None else columns
    up = _chosen(counts, below, free, wanting, target, np.zeros_like(counts) if owed is None else owed, step)
    found = below.copy()
    found[tuple(free[up].T)] += 1
    return found * step


def _chosen(
    counts: Ints, below: Ints, free: Ints, wanting: Ints, target: Ints, owed: Ints, step: int
) -> NDArray[np.bool_]:
    """Choose the cells that go up: a flow from rows to columns, whose best solution is one of whole numbers."""
    from scipy.optimize import linprog  # takes half a second to import
    from scipy.sparse import csr_array

    row, column = free.T
    rows, cells, width = len(counts), len(free), counts.shape[1]
    last = target // step
    rest, short = target - last * step, last - below.sum(axis=0)
    cost = np.concatenate([
        _cost_of_cells(counts, below, owed, step)[row, column] + _tie(row, column),
        np.tile([_COLUMNS_MATTER * step], width), _COLUMNS_MATTER * (step - 2 * rest), np.tile([_COLUMNS_MATTER * step], width),
    ])  # fmt: skip
    each = np.arange(width)
    places = [(row, np.arange(cells), 1), (rows + column, np.arange(cells), 1)]
    places += [(rows + each, cells + k * width + each, sign) for k, sign in enumerate((1, -1, -1))]
    at = np.concatenate([p[0] for p in places]), np.concatenate([p[1] for p in places])
    signs = np.concatenate([np.full(len(p[0]), p[2]) for p in places])
    matrix = csr_array((signs, at), shape=(rows + width, cells + 3 * width))
    highest = np.concatenate([np.ones(cells), np.full(width, np.inf), np.ones(width), np.full(width, np.inf)])
    bounds = np.column_stack([np.zeros_like(highest), highest])
    solved = linprog(  # type: ignore[call-overload]  # a sparse matrix is welcome, whatever the stubs say
        cost, A_eq=matrix, b_eq=np.concatenate([wanting, short]), bounds=bounds, method="highs-ds"
    )
    chosen = solved.x[:cells] > 0.5
    if (np.bincount(row[chosen], minlength=rows) != wanting).any():
        raise UnroundableError("The solver gave no whole numbers.")
    return chosen


def _cost_of_cells(counts: Ints, below: Ints, owed: Ints, step: int) -> NDArray[np.float64]:
    lower = below * step
    return (np.abs(owed + lower + step - counts) - np.abs(owed + lower - counts)).astype(float)


def _tie(row: Ints, column: Ints) -> NDArray[np.float64]:
    """Tell cells apart that cost the same, by their place and nothing else, so that one answer is the best."""
    return ((row * 7919 + column * 104729) % 1009) / 1009 * 1e-3
