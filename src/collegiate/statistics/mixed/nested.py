"""Groups within groups (pupils in classes in schools in authorities), solved by eliminating the finest level first.

V = I + sum of Z_l Psi_l Z_l'. With V_j holding levels 0 to j, each level's sums Z_l' V_j^-1 [...] follow from those of
level j - 1 by one small matrix per group, so the work grows with the number of groups and never with their product.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from collegiate.statistics.mixed.blocks import cholesky, fixed_times, inner, lower_solve, times, transpose_times
from collegiate.statistics.mixed.scaling import Factor, Problem

Array = np.ndarray


def parents_of(factors: Sequence[Factor]) -> list[Array] | None:
    """Return each factor's levels' parents in the next, coarser factor; None when the factors are crossed."""
    parents = []
    for fine, coarse in pairwise(factors):
        parent = np.zeros(len(fine.levels), np.intp)
        parent[fine.codes] = coarse.codes
        if not np.array_equal(parent[fine.codes], coarse.codes):
            return None
        parents.append(parent)
    return parents


class Nested:
    """The sums of a nested model by level, finest first; one factor alone is the simplest case."""

    def __init__(self, problem: Problem, parents: list[Array]) -> None:
        self.widths = [f.width for f in problem.factors]
        self.counts = [len(f.levels) for f in problem.factors]
        self.ancestors = _ancestors(self.counts, parents)
        self.depth = len(self.widths)
        self.gram = problem.gram
        self.cross: list[dict[int, Array]] = []
        self.outer: list[Array] = []
        for level, factor in enumerate(problem.factors):
            z = _gather(problem.cells_z, factor.codes, self.counts[level])
            w = _gather(problem.cells_w, factor.codes, self.counts[level])
            left = factor.slopes.T
            self.outer.append(fixed_times(left, w))
            self.cross.append(
                {
                    m: fixed_times(
                        left, fixed_times(problem.factors[m].slopes.T, z.transpose(1, 0, 2)).transpose(1, 0, 2)
                    )
                    for m in range(level, self.depth)
                }
            )

    def factor(self, lambdas: Sequence[Array]) -> NestedFactor:
        """Eliminate every level at these relative factors (q, q) of the covariance of effects."""
        return NestedFactor(self, lambdas)

    def lift(self, values: Array, level: int, to: int) -> Array:
        """Give every group of `level` its ancestor's value."""
        return values if to == level else values[..., self.ancestors[level][to]]

    def gather(self, values: Array, level: int, to: int) -> Array:
        """Sum over the groups of `level` within each group of `to`."""
        return values if to == level else _sum_by(values, self.ancestors[level][to], self.counts[to])


class NestedFactor:
    """A nested model solved at one set of covariances."""

    def __init__(self, model: Nested, lambdas: Sequence[Array]) -> None:
        self.model = model
        self.log_determinant = 0.0
        self._stage = [dict(c) for c in model.cross]
        self._half: list[Array] = []
        self._reach: list[dict[int, Array]] = []
        for level, small in enumerate(lambdas):
            self._eliminate(level, small)
        self._outer_half, self._outer_stage = self._forward(model.outer)
        self._down: list[dict[int, Array]] | None = None
        self._blocks: list[Array] = []

    def _eliminate(self, level: int, small: Array) -> None:
        model, stage = self.model, self._stage[level]
        left = small.T[:, :, None]
        kernel = times(times(left, stage[level]), small[:, :, None])
        kernel += np.eye(len(small))[:, :, None]
        low = cholesky(kernel)
        self.log_determinant += 2 * float(np.log(np.einsum("qqj->qj", low)).sum())
        self._half.append(lower_solve(low, np.broadcast_to(left, low.shape)))
        reach = {m: times(self._half[level], stage[m]) for m in range(level + 1, model.depth)}
        self._reach.append(reach)
        for m, via in reach.items():
            for k in range(m, model.depth):
                self._stage[m][k] = self._stage[m][k] - model.gather(transpose_times(via, reach[k]), level, m)

    def _forward(self, columns: Sequence[Array]) -> tuple[list[Array], list[Array]]:
        """Carry columns Z'w up the levels: return their halves and each level's value before its own elimination."""
        stage = list(columns)
        halves = []
        for level in range(self.model.depth):
            half = times(self._half[level], stage[level])
            halves.append(half)
            for m, via in self._reach[level].items():
                stage[m] = stage[m] - self.model.gather(transpose_times(via, half), level, m)
        return halves, stage

    def gram(self) -> Array:
        """W' V^-1 W, (p + 1, p + 1)."""
        return self.model.gram - sum(inner(h, h) for h in self._outer_half)

    def projections(self) -> list[Array]:
        """Z_l' V^-1 W per level, each (q, p + 1, J)."""
        return self._backward(self._outer_half, self._outer_stage)

    def blocks(self) -> list[Array]:
        """The diagonal blocks of Z_l' V^-1 Z_l per level, each (q, q, J)."""
        self._descents()
        return self._blocks

    def apply(self, level: int, effects: Array) -> list[Array]:
        """Z_m' V^-1 Z_l t for every level m, with t = `effects` (q, c, J) of one level."""
        model = self.model
        columns = [
            times(model.cross[m][level], model.lift(effects, m, level))
            if m <= level
            else model.gather(transpose_times(model.cross[level][m], effects), level, m)
            for m in range(model.depth)
        ]
        return self._backward(*self._forward(columns))

    def _backward(self, halves: Sequence[Array], stage: Sequence[Array]) -> list[Array]:
        down = self._descents()
        done = []
        for level, columns in enumerate(stage):
            rest = columns
            for j, descent in down[level].items():
                rest = rest - transpose_times(descent, self.model.lift(halves[j], level, j))
            done.append(rest)
        return done

    def _descents(self) -> list[dict[int, Array]]:
        if self._down is None:
            pairs = [self._descend(level) for level in range(self.model.depth)]
            self._down = [p[0] for p in pairs]
            self._blocks = [p[1] for p in pairs]
        return self._down

    def _descend(self, level: int) -> tuple[dict[int, Array], Array]:
        """Return, for one level, L_j^-1 Lambda_j' Z_j' V_(j-1)^-1 Z_l for every j above it, and its final own block."""
        model = self.model
        ahead = dict(self._stage[level])
        own = ahead[level]
        descents = {}
        for j in range(level, model.depth):
            toward = own if j == level else ahead[j]
            descent = times(model.lift(self._half[j], level, j), toward.transpose(1, 0, 2))
            descents[j] = descent
            own = own - transpose_times(descent, descent)
            for m in range(j + 1, model.depth):
                ahead[m] = ahead[m] - transpose_times(descent, model.lift(self._reach[j][m], level, j))
        return descents, own


def _ancestors(counts: Sequence[int], parents: Sequence[Array]) -> list[dict[int, Array]]:
    chains: list[dict[int, Array]] = []
    for level, count in enumerate(counts):
        chain, here = {level: np.arange(count)}, np.arange(count)
        for above in range(level, len(parents)):
            here = parents[above][here]
            chain[above + 1] = here
        chains.append(chain)
    return chains


def _gather(cells: Array, codes: Array, count: int) -> Array:
    """Sum (cells, r, c) by level of a factor and put the groups last: (r, c, J)."""
    return _sum_by(np.ascontiguousarray(cells.transpose(1, 2, 0)), codes, count)


def _sum_by(values: Array, codes: Array, count: int) -> Array:
    if values.shape[-1] == count and np.array_equal(codes, np.arange(count)):
        return values
    flat = values.reshape(-1, values.shape[-1])
    return np.stack([np.bincount(codes, row, count) for row in flat]).reshape(*values.shape[:-1], count)
