"""Finds the covariances of effects that make the criterion smallest.

Average-information steps on the covariances themselves: usually four to seven evaluations. Where a step leaves the
room of possible covariances, or stops short, a quasi-Newton search on the lower factors takes over. It has no bounds:
the criterion does not change with the sign of a factor's column, so a diagonal may pass through 0, where a bounded
search would rest even when 0 is not the best.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from collegiate.statistics.mixed.criterion import Model, Point, symmetric

Array = np.ndarray

_MOST_STEPS = 40
_SETTLED = 1e-11  # what one more step would still take off the criterion
_NEAR_ZERO = 1e-4  # of lme4's isSingular: a factor's diagonal below this is tried at 0


@dataclass(frozen=True, slots=True)
class Optimum:
    """Where the search ended: the roots of each term's relative covariance, the point, the evaluations it took."""

    roots: tuple[Array, ...]
    point: Point
    evaluations: int
    settled: bool


def optimise(model: Model) -> Optimum:
    """Minimise the criterion over every term's covariance."""
    if not model.slots:
        return Optimum((), model.at([]), 1, True)
    start = [np.eye(place.stop - place.start) * 0.3 for _, place in model.slots]
    first = _climb(model, start)
    if first.settled and not _near_boundary(first.roots):
        return first
    second = _on_roots(model, first)
    best = min((first, second), key=lambda o: o.point.criterion)
    return _snapped(model, Optimum(best.roots, best.point, first.evaluations + second.evaluations, second.settled))


def _climb(model: Model, roots: Sequence[Array]) -> Optimum:
    point, evaluations = model.at(roots), 1
    covariances = [r @ r.T for r in roots]
    for _ in range(_MOST_STEPS):
        step, gain = _step(point, [len(c) for c in covariances])
        if gain < _SETTLED * max(1.0, abs(point.criterion) * 1e-4):
            return Optimum(tuple(map(_root, covariances)), point, evaluations, True)
        moved = _search(model, point, covariances, step)
        if moved is None:
            break
        covariances, point, tried = moved
        evaluations += tried
        if _near_boundary([_root(c) for c in covariances]):
            break
    return Optimum(tuple(map(_root, covariances)), point, evaluations, False)


def _step(point: Point, sizes: Sequence[int]) -> tuple[list[Array], float]:
    """Return the step for every covariance and half the fall it promises."""
    bases = [symmetric(size) for size in sizes]
    slope = np.array([np.vdot(b, g) for g, own in zip(point.gradients, bases, strict=True) for b in own])
    information = point.information()
    scale = np.sqrt(np.maximum(np.diag(information), 1e-300))
    unit = information / np.outer(scale, scale) + 1e-12 * np.eye(len(scale))
    flat = -np.linalg.lstsq(unit, slope / scale, rcond=1e-12)[0] / scale
    gain = float(-slope @ flat)
    pieces = iter(flat)
    return [sum(next(pieces) * b for b in own) for own in bases], gain


def _search(
    model: Model, point: Point, covariances: Sequence[Array], step: Sequence[Array]
) -> tuple[list[Array], Point, int] | None:
    """Shorten the step until it stays among covariances and lowers the criterion; None when no length does."""
    slack = 1e-12 * abs(point.criterion)
    length = min(1.0, *(_room(c, s) for c, s in zip(covariances, step, strict=True)))
    for tried in range(1, 12):
        new = [c + length * s for c, s in zip(covariances, step, strict=True)]
        candidate = model.at([_root(c) for c in new])
        if candidate.criterion <= point.criterion + slack:
            return new, candidate, tried
        length *= 0.3
    return None


def _room(covariance: Array, step: Array) -> float:
    """How far a step may go so that a covariance keeps at least a tenth of itself in every direction."""
    root = np.linalg.cholesky(covariance)
    half = np.linalg.solve(root, np.linalg.solve(root, step).T)
    lowest = float(np.linalg.eigvalsh((half + half.T) / 2)[0])
    return 1.0 if lowest >= 0 else 0.9 / -lowest


def _root(covariance: Array) -> Array:
    """Return a lower factor with a diagonal of at least 0, also of a covariance that rounding put on the boundary."""
    values, vectors = np.linalg.eigh((covariance + covariance.T) / 2)
    upper = np.linalg.qr((vectors * np.sqrt(np.maximum(values, 0.0))).T)[1]
    return (upper * np.where(np.diag(upper) < 0, -1.0, 1.0)[:, None]).T


def _near_boundary(roots: Sequence[Array]) -> bool:
    return any(np.diag(r).min() < 20 * _NEAR_ZERO for r in roots)


def _on_roots(model: Model, start: Optimum) -> Optimum:
    from scipy.optimize import minimize

    sizes = [len(r) for r in start.roots]
    evaluations = 0

    def value(theta: Array) -> tuple[float, Array]:
        nonlocal evaluations
        evaluations += 1
        roots = _unpack(theta, sizes)
        point = model.at(roots)
        slopes = [(2 * g @ r)[np.tril_indices(len(r))] for g, r in zip(point.gradients, roots, strict=True)]
        return point.criterion, np.concatenate(slopes)

    def searched(theta: Array) -> Any:
        options: Any = {"ftol": 1e-15, "gtol": 1e-9, "maxiter": 500, "maxcor": 20}
        return minimize(value, theta, jac=True, method="L-BFGS-B", options=options)

    starts = (start.roots, [np.eye(s) for s in sizes], [0.1 * np.eye(s) for s in sizes])
    best = min((searched(_pack(roots)) for roots in starts), key=lambda found: found.fun)
    roots = [r * np.where(np.diag(r) < 0, -1.0, 1.0) for r in _unpack(best.x, sizes)]
    slack = 1e-4 * max(1.0, abs(best.fun) * 1e-4)
    return Optimum(tuple(roots), model.at(roots), evaluations, bool(np.abs(best.jac).max() < slack))


def _pack(roots: Sequence[Array]) -> Array:
    return np.concatenate([r[np.tril_indices(len(r))] for r in roots])


def _unpack(theta: Array, sizes: Sequence[int]) -> list[Array]:
    roots, at = [], 0
    for size in sizes:
        root = np.zeros((size, size))
        count = size * (size + 1) // 2
        root[np.tril_indices(size)] = theta[at : at + count]
        roots.append(root)
        at += count
    return roots


def _snapped(model: Model, best: Optimum) -> Optimum:
    """Put factors that are all but 0 at exactly 0 where that costs nothing, so that a variance of 0 is said as 0."""
    roots = [r.copy() for r in best.roots]
    point, evaluations = best.point, best.evaluations
    for root in roots:
        for i in range(len(root)):
            if not 0 < root[i, i] < 20 * _NEAR_ZERO:
                continue
            kept = root[i].copy()
            root[i, i] = 0.0
            root[i, :i] = np.where(np.abs(kept[:i]) < 20 * _NEAR_ZERO, 0.0, kept[:i])
            candidate = model.at(roots)
            evaluations += 1
            if candidate.criterion <= point.criterion + 1e-8:
                point = candidate
            else:
                root[i] = kept
    return Optimum(tuple(roots), point, evaluations, best.settled)
