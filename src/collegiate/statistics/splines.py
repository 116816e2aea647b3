"""Smooth curves as sums of powers, so that every engine can evaluate them: R's ns(), bs() and poly().

A curve is written in t = (x - left) / width as powers[k] * t**k plus jumps[m] * max(t - knots[m], 0)**3. That form
needs only arithmetic, so a database evaluates the very basis that R's splines package makes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray


@dataclass(frozen=True, slots=True)
class Curve:
    """One column of a basis; `left` and `width` are in the units of x, everything else in those of t."""

    left: float
    width: float
    powers: tuple[float, ...]
    knots: tuple[float, ...] = ()
    jumps: tuple[float, ...] = ()

    def __call__(self, x: Array) -> Array:
        """Evaluate the curve at `x`."""
        t = (x - self.left) / self.width
        value = np.full(t.shape, self.powers[-1])
        for power in self.powers[-2::-1]:
            value = value * t + power
        for knot, jump in zip(self.knots, self.jumps, strict=True):
            value += jump * np.maximum(t - knot, 0.0) ** 3
        return value


def basis_splines(inner: Array, left: float, right: float) -> list[Curve]:
    """Return the cubic B-splines with these inner knots on [left, right], all of them (they sum to 1)."""
    splines, knots = _unit_splines(inner, left, right)
    return [_as_curve(s, knots, left, right) for s in splines]


def natural_splines(inner: Array, left: float, right: float) -> list[Curve]:
    """Return R's ns() basis without intercept: linear beyond the boundary; len(inner) + 1 curves."""
    splines, knots = _unit_splines(inner, left, right)
    curves = [_as_curve(s, knots, left, right) for s in splines[1:]]
    bends = np.array([[float(s(end, nu=2)) for s in splines[1:]] for end in (0.0, 1.0)])
    rotation = np.linalg.qr(bends.T, mode="complete")[0][:, 2:]
    return combine(curves, rotation)


def orthogonal_polynomials(power_means: Array, degree: int, left: float, width: float, n: int) -> list[Curve]:
    """Return R's poly() basis from the means of t**0 ... t**(2 * degree) over `n` rows: orthonormal columns."""
    gram = np.array([[power_means[i + j] for j in range(degree + 1)] for i in range(degree + 1)])
    coefficients = np.linalg.inv(np.linalg.cholesky(gram * n))
    return [Curve(left, width, tuple(map(float, row[: k + 1]))) for k, row in enumerate(coefficients)][1:]


def combine(curves: list[Curve], weights: Array) -> list[Curve]:
    """Return the curves that are the columns of `weights` (old by new) applied to `curves`."""
    first = curves[0]
    powers = weights.T @ np.array([c.powers for c in curves])
    jumps = weights.T @ np.array([c.jumps for c in curves]).reshape(len(curves), -1)
    return [
        Curve(first.left, first.width, tuple(map(float, p)), first.knots, tuple(map(float, j)))
        for p, j in zip(powers, jumps, strict=True)
    ]


def _unit_splines(inner: Array, left: float, right: float) -> tuple[list[Any], Array]:
    from scipy.interpolate import BSpline

    knots = (np.asarray(inner, float) - left) / (right - left)
    full = np.concatenate([np.zeros(4), knots, np.ones(4)])
    return [BSpline(full, row, 3) for row in np.eye(len(knots) + 4)], knots


def _as_curve(spline: Any, knots: Array, left: float, right: float) -> Curve:
    powers = [float(spline(0.0, nu=k)) / factor for k, factor in enumerate((1.0, 1.0, 2.0, 6.0))]
    edges = np.concatenate([[0.0], knots, [1.0]])
    thirds = spline((edges[:-1] + edges[1:]) / 2, nu=3) / 6.0
    return Curve(left, right - left, tuple(powers), tuple(map(float, knots)), tuple(map(float, np.diff(thirds))))
