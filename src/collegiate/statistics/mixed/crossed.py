"""Factors that cross (primary by secondary school): the largest factor is eliminated by blocks, the others together.

K = I + Lambda' Z'Z Lambda is split into the largest factor's blocks, which are independent of each other, and a dense
complement for all the others, so that memory and time follow the smaller factors.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse
from scipy.linalg import cholesky as dense_cholesky
from scipy.linalg import solve_triangular

from collegiate.statistics.mixed.blocks import cholesky, lower_solve, times, transpose_times
from collegiate.statistics.mixed.scaling import Problem

Array = np.ndarray
_ROWS_AT_ONCE = 2_000


class Crossed:
    """The sums of a crossed model: `first` factor's blocks, the links to the rest, and the rest's own products.

    Columns of the rest are ordered factor by factor, level by level, effect by effect.
    """

    def __init__(self, problem: Problem) -> None:
        factors = problem.factors
        self.widths = [f.width for f in factors]
        self.counts = [len(f.levels) for f in factors]
        self.starts = np.concatenate(
            [[0], np.cumsum([w * c for w, c in zip(self.widths, self.counts, strict=True)][1:])]
        )
        self.gram = problem.gram
        self.own = _blocks_of(_link(problem, 0, 0), self.widths[0], self.counts[0])
        rest = range(1, len(factors))
        self.link = sparse.hstack([_link(problem, 0, m) for m in rest]).tocsr()
        self.rest = np.vstack([np.hstack([_link(problem, i, m).toarray() for m in rest]) for i in rest])
        outer = [_outer(problem, m) for m in range(len(factors))]
        self.outer_first, self.outer_rest = outer[0], np.vstack(outer[1:])

    def factor(self, lambdas: Sequence[Array]) -> CrossedFactor:
        """Solve at these relative factors (q, q) of the covariance of effects."""
        return CrossedFactor(self, lambdas)

    def split(self, first: Array, rest: Array) -> list[Array]:
        """Turn stacked rows into one (q, c, J) per factor."""
        parts = [first, *(rest[a:b] for a, b in zip(self.starts, self.starts[1:], strict=False))]
        return [p.reshape(c, w, -1).transpose(1, 2, 0) for p, c, w in zip(parts, self.counts, self.widths, strict=True)]


class CrossedFactor:
    """A crossed model solved at one set of covariances."""

    def __init__(self, model: Crossed, lambdas: Sequence[Array]) -> None:
        self.model = model
        small = lambdas[0][:, :, None]
        kernel = times(times(small.transpose(1, 0, 2), model.own), small) + np.eye(len(small))[:, :, None]
        low = cholesky(kernel)
        half = lower_solve(low, np.broadcast_to(small.transpose(1, 0, 2), low.shape))
        self._half = _block_diagonal(half)
        self._wide = sparse.block_diag(
            [sparse.kron(sparse.eye(c), r) for c, r in zip(model.counts[1:], lambdas[1:], strict=True)], format="csr"
        )
        # Z_r' V_0^-1 Z_r, with V_0 holding the first factor alone, and its complement's lower factor.
        self._reach = (self._half @ model.link).tocsr()
        self._reduced = model.rest - (self._reach.T @ self._reach).toarray()
        inner = self._wide.T @ (self._wide.T @ self._reduced.T).T
        self._low = dense_cholesky(inner + np.eye(len(inner)), lower=True, overwrite_a=True)
        self.log_determinant = 2 * float(np.log(np.einsum("qqj->qj", low)).sum() + np.log(np.diag(self._low)).sum())
        self._half_blocks = half
        self._outer = self._forward(model.outer_first, model.outer_rest)

    def _forward(self, first: Array, rest: Array) -> tuple[Array, Array, Array]:
        """Return the first factor's half, the rest's half, and the rest after the first factor's elimination."""
        half = self._half @ first
        reduced = rest - self._reach.T @ half
        return half, solve_triangular(self._low, self._wide.T @ reduced, lower=True), reduced

    def gram(self) -> Array:
        """W' V^-1 W, (p + 1, p + 1)."""
        half, rest, _ = self._outer
        return self.model.gram - half.T @ half - rest.T @ rest

    def projections(self) -> list[Array]:
        """Z_l' V^-1 W per factor, each (q, p + 1, J)."""
        return self._backward(self.model.outer_first, *self._outer)

    def apply(self, level: int, effects: Array) -> list[Array]:
        """Z_m' V^-1 Z_l t for every factor m, with t = `effects` (q, c, J) of one factor."""
        model = self.model
        flat = effects.transpose(2, 0, 1).reshape(-1, effects.shape[1])
        if level == 0:
            first = times(model.own, effects).transpose(2, 0, 1).reshape(-1, effects.shape[1])
            rest = model.link.T @ flat
        else:
            place = slice(model.starts[level - 1], model.starts[level])
            first, rest = model.link[:, place] @ flat, model.rest[:, place] @ flat
        return self._backward(first, *self._forward(first, rest))

    def _backward(self, first: Array, half: Array, rest_half: Array, reduced: Array) -> list[Array]:
        effect = self._wide @ solve_triangular(self._low, rest_half, lower=True, trans="T")
        direct = first - self._own_times(self._half.T @ half)
        return self.model.split(direct - self._forth(effect), reduced - self._reduced @ effect)

    def _own_times(self, flat: Array) -> Array:
        own = _block_diagonal(self.model.own)
        return own @ flat

    def _forth(self, effect: Array) -> Array:
        """Z_0' V_0^-1 Z_r by effects of the rest."""
        return self.model.link @ effect - self._own_times(self._half.T @ (self._reach @ effect))

    def blocks(self) -> list[Array]:
        """The diagonal blocks of Z_l' V^-1 Z_l per factor, each (q, q, J)."""
        model = self.model
        through = solve_triangular(self._low, self._wide.T @ self._reduced, lower=True)
        rest = [
            _diagonal_blocks(self._reduced[a:b, a:b], through[:, a:b], w)
            for a, b, w in zip(model.starts, model.starts[1:], model.widths[1:], strict=False)
        ]
        return [self._first_blocks(), *rest]

    def _first_blocks(self) -> Array:
        model = self.model
        descent = times(self._half_blocks, model.own)
        own = model.own - transpose_times(descent, descent)
        forth = (model.link - _block_diagonal(model.own) @ (self._half.T @ self._reach)).tocsr()
        covariance = self._wide @ solve_triangular(
            self._low, solve_triangular(self._low, self._wide.T.toarray(), lower=True), lower=True, trans="T"
        )
        return own - _quadratic_blocks(forth, covariance, model.widths[0])


def _quadratic_blocks(rows: sparse.csr_matrix, covariance: Array, width: int) -> Array:
    """The diagonal blocks of rows @ covariance @ rows.T, a few thousand rows at a time."""
    step = max(1, _ROWS_AT_ONCE // width) * width
    out = []
    for start in range(0, rows.shape[0], step):
        part = rows[start : start + step]
        across = (part @ covariance).reshape(-1, width, covariance.shape[0])
        dense = part.toarray().reshape(across.shape)
        out.append(np.einsum("jaq,jbq->abj", across, dense))
    return np.concatenate(out, axis=-1)


def _diagonal_blocks(own: Array, through: Array, width: int) -> Array:
    count = own.shape[0] // width
    picked = own.reshape(count, width, count, width)[np.arange(count), :, np.arange(count), :].transpose(1, 2, 0)
    columns = through.reshape(through.shape[0], count, width)
    return picked - np.einsum("rja,rjb->abj", columns, columns)


def _block_diagonal(blocks: Array) -> sparse.csr_matrix:
    """(q, q, J) as a sparse matrix of J blocks."""
    q, _, count = blocks.shape
    data = np.ascontiguousarray(blocks.transpose(2, 0, 1))
    return sparse.bsr_matrix((data, np.arange(count), np.arange(count + 1)), shape=(q * count, q * count)).tocsr()


def _link(problem: Problem, i: int, m: int) -> sparse.csr_matrix:
    """Z_i' Z_m, sparse, rows and columns by level and then by effect."""
    one, two = problem.factors[i], problem.factors[m]
    values = np.einsum("za,czy,yb->cab", one.slopes, problem.cells_z, two.slopes, optimize=True)
    rows = np.broadcast_to((one.codes[:, None] * one.width + np.arange(one.width))[:, :, None], values.shape)
    columns = np.broadcast_to((two.codes[:, None] * two.width + np.arange(two.width))[:, None, :], values.shape)
    shape = (len(one.levels) * one.width, len(two.levels) * two.width)
    return sparse.coo_matrix((values.ravel(), (rows.ravel(), columns.ravel())), shape=shape).tocsr()


def _blocks_of(matrix: sparse.csr_matrix, width: int, count: int) -> Array:
    """The diagonal blocks of a block-diagonal sparse matrix, (q, q, J)."""
    blocks = np.empty((width, width, count))
    for a in range(width):
        for b in range(width):
            rows = np.arange(count) * width
            blocks[a, b] = np.asarray(matrix[rows + a, rows + b]).ravel()
    return blocks


def _outer(problem: Problem, m: int) -> Array:
    """Z_m' W, rows by level and then by effect."""
    factor = problem.factors[m]
    values = np.einsum("za,czk->cak", factor.slopes, problem.cells_w)
    out = np.zeros((len(factor.levels), factor.width, values.shape[2]))
    np.add.at(out, factor.codes, values)
    return out.reshape(-1, values.shape[2])
