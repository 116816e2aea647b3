"""The profiled criterion of a mixed model, its gradient and its average information, at given covariances of effects.

Psi, the covariance of a term's effects, is relative to the residual variance, which is profiled out unless known.
Counted as lme4 counts: -2 log-likelihood (ML) or the REML criterion.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

from collegiate.statistics.mixed.blocks import fixed_times
from collegiate.statistics.mixed.scaling import Problem

Array = np.ndarray


class Solved(Protocol):
    """A structure of groups solved at one set of covariances."""

    log_determinant: float

    def gram(self) -> Array:
        """W' V^-1 W."""

    def projections(self) -> list[Array]:
        """Z_l' V^-1 W per factor."""

    def blocks(self) -> list[Array]:
        """Diagonal blocks of Z_l' V^-1 Z_l per factor."""

    def apply(self, level: int, effects: Array) -> list[Array]:
        """Z_m' V^-1 Z_l t per factor."""


class Structure(Protocol):
    """How the groups of a model lie to each other."""

    def factor(self, lambdas: Sequence[Array]) -> Solved:
        """Solve at these relative factors."""


@dataclass(frozen=True)
class Model:
    """A problem, the structure of its groups, the method, and the residual variance where it is known (new units)."""

    problem: Problem
    structure: Structure
    reml: bool
    known: float | None = None

    @property
    def slots(self) -> list[tuple[int, slice]]:
        """For every random term: the position of its factor and its place among that factor's columns."""
        found = []
        for position, factor in enumerate(self.problem.factors):
            start = 0
            for term in factor.terms:
                found.append((position, slice(start, start + len(term.names))))
                start += len(term.names)
        return found

    def at(self, roots: Sequence[Array]) -> Point:
        """Evaluate at lower factors of each term's relative covariance."""
        wide = [np.zeros((f.width, f.width)) for f in self.problem.factors]
        for (position, place), root in zip(self.slots, roots, strict=True):
            wide[position][place, place] = root
        return Point(self, wide, self.structure.factor(wide))


class Point:
    """A model evaluated at one set of covariances; everything beyond the criterion is worked out when asked for."""

    def __init__(self, model: Model, wide: list[Array], solved: Solved) -> None:
        self.model, self.wide, self.solved = model, wide, solved
        gram = solved.gram()
        p = len(gram) - 1
        self.low = np.linalg.cholesky(gram[:p, :p])
        self._half = np.linalg.solve(self.low, gram[:p, p])
        self.rest = float(gram[p, p] - self._half @ self._half)
        self.p = p

    @property
    def degrees(self) -> int:
        """The divisor of the residual sum of squares."""
        return self.model.problem.n - (self.p if self.model.reml else 0)

    @property
    def variance(self) -> float:
        """The residual variance in the problem's units."""
        return self.model.known if self.model.known is not None else max(self.rest, 1e-300) / self.degrees

    @cached_property
    def criterion(self) -> float:
        """The criterion in the formula's own units."""
        problem, nu = self.model.problem, self.degrees
        value = self.solved.log_determinant - problem.log_weights + nu * np.log(2 * np.pi * self.variance)
        value += self.rest / self.variance + 2 * nu * np.log(problem.scale)
        if self.model.reml:
            value += 2 * float(np.log(np.diag(self.low)).sum()) + problem.log_volume
        return float(value)

    @cached_property
    def inverse(self) -> Array:
        """(X' V^-1 X)^-1."""
        half = np.linalg.inv(self.low)
        return half.T @ half

    @cached_property
    def beta(self) -> Array:
        """Fixed effects in the problem's units."""
        return np.linalg.solve(self.low.T, self._half)

    @cached_property
    def projections(self) -> list[Array]:
        """Z_l' V^-1 [X, y] per factor."""
        return self.solved.projections()

    @cached_property
    def scores(self) -> list[Array]:
        """Z_l' P y per factor, (q, J)."""
        return [w[:, -1] - np.einsum("qpj,p->qj", w[:, :-1], self.beta) for w in self.projections]

    @cached_property
    def gradients(self) -> list[Array]:
        """The derivative of the criterion by each term's relative covariance, as symmetric matrices."""
        return [self._gradient(position)[place, place] for position, place in self.model.slots]

    def _gradient(self, position: int) -> Array:
        score = self.scores[position]
        trace = self.solved.blocks()[position].sum(axis=-1)
        if self.model.reml:
            x = self.projections[position][:, :-1]
            trace = trace - np.einsum("apj,pk,bkj->ab", x, self.inverse, x, optimize=["einsum_path", (0, 1), (0, 1)])
        slope = trace - np.einsum("aj,bj->ab", score, score) / self.variance
        return (slope + slope.T) / 2

    def information(self) -> Array:
        """Average information over the free elements of all terms' covariances, residual variance profiled out."""
        directions = [(t, basis) for t, (_, place) in enumerate(self.model.slots) for basis in symmetric(_size(place))]
        effects, images = [], []
        for t, basis in directions:
            position, place = self.model.slots[t]
            effect = np.zeros((self.model.problem.factors[position].width, self.scores[position].shape[1]))
            effect[place] = np.einsum("ab,bj->aj", basis, self.scores[position][place])
            effects.append((position, effect))
            images.append(self._residual_image(position, effect))
        size = len(directions)
        out, along = np.empty((size, size)), np.empty(size)
        for a, (position, effect) in enumerate(effects):
            along[a] = np.vdot(effect, self.scores[position])
            out[a] = [np.vdot(effect, image[position]) for image in images]
        out /= self.variance
        if self.model.known is None:
            out -= np.outer(along, along) / (self.variance**2 * self.degrees)
        return (out + out.T) / 2

    def _residual_image(self, position: int, effect: Array) -> list[Array]:
        """Z_m' P Z_l t for every factor m."""
        images = self.solved.apply(position, effect[:, None, :])
        pull = np.einsum("qpj,qj->p", self.projections[position][:, :-1], effect)
        weights = self.inverse @ pull
        return [
            image[:, 0] - np.einsum("qpj,p->qj", w[:, :-1], weights)
            for image, w in zip(images, self.projections, strict=True)
        ]

    def modes(self) -> list[Array]:
        """The predicted effects per factor, (q, J), in the problem's units."""
        return [fixed_times(r @ r.T, s[:, None, :])[:, 0] for r, s in zip(self.wide, self.scores, strict=True)]

    def spreads(self) -> list[tuple[Array, Array]]:
        """Per factor, (q, q, J) twice: the conditional covariance, and with the fixed effects' uncertainty added."""
        return [self._spread(position) for position in range(len(self.wide))]

    def _spread(self, position: int) -> tuple[Array, Array]:
        psi = self.wide[position] @ self.wide[position].T
        block = self.solved.blocks()[position]
        x = self.projections[position][:, :-1]
        shrunk = np.einsum("ab,bcj,cd->adj", psi, block, psi, optimize=["einsum_path", (0, 1), (0, 1)])
        lift = np.einsum("ab,bpj->apj", psi, x)
        extra = np.einsum("apj,pk,bkj->abj", lift, self.inverse, lift, optimize=["einsum_path", (0, 1), (0, 1)])
        conditional = (psi[:, :, None] - shrunk) * self.variance
        return conditional, conditional + extra * self.variance


def symmetric(size: int) -> list[Array]:
    """Return the basis of symmetric matrices, in the order of the lower triangle by rows."""
    out = []
    for i, j in zip(*np.tril_indices(size), strict=True):
        basis = np.zeros((size, size))
        basis[i, j] = basis[j, i] = 1.0
        out.append(basis)
    return out


def _size(place: slice) -> int:
    return int(place.stop - place.start)
