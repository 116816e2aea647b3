"""Additive logistic models that can be read: the log odds are a base and one smooth curve for each sign, nothing else.

Every curve is centred on the children in whom the model was fitted, so that its height for a child is the weight of that
sign beside an average child, and base and weights add up to the log odds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.special import expit

from collegiate.statistics.errors import FitError

Array = np.ndarray

KNOTS = (0.01, 0.35, 0.65, 0.9, 0.99)
"""Shares of the children below each knot."""
_DEGREE = 2


@dataclass(frozen=True, slots=True)
class Part:
    """One sign's curve: a spline of its value, or a straight line where it has few values, and a height for 'not known'."""

    spline: Any
    centre: float
    width: float
    heights: Array
    unknown: float
    level: float

    def __call__(self, x: Array) -> Array:
        """The weight of the values of one sign; NaN is a value that is not known."""
        known = ~np.isnan(x)
        weight = np.full(len(x), self.unknown - self.level)
        weight[known] = _columns(self.spline, self.centre, self.width, x[known]) @ self.heights - self.level
        return weight


@dataclass(frozen=True, slots=True)
class AdditiveModel:
    """A fitted model. `base` is the log odds of a child whose signs weigh nothing; `rows` and `events` say in whom."""

    names: tuple[str, ...]
    parts: tuple[Part, ...]
    base: float
    rows: int
    events: int

    def weights(self, x: Array) -> Array:
        """The weight of every sign of every row, in log odds; `x` has a column for each name."""
        return np.column_stack([part(x[:, i]) for i, part in enumerate(self.parts)])

    def log_odds(self, x: Array) -> Array:
        """The log odds of every row."""
        return self.base + self.weights(x).sum(axis=1)

    def chance(self, x: Array) -> Array:
        """The chance of every row."""
        return expit(self.log_odds(x))

    def recalibrated(self, intercept: float, slope: float) -> AdditiveModel:
        """The model whose log odds are `intercept + slope` times those of this one: it still adds up."""
        parts = tuple(
            replace(p, heights=p.heights * slope, unknown=p.unknown * slope, level=p.level * slope) for p in self.parts
        )
        return replace(self, parts=parts, base=intercept + slope * self.base)


def fit_additive(
    x: Array, y: Array, names: Sequence[str], *, ridge: float = 1.0, knots: Sequence[float] = KNOTS
) -> AdditiveModel:
    """Fit log odds = base + the sum of one curve for each column of `x`; NaN is not known, `y` is true where it came.

    `ridge` is the penalty on half the sum of squared heights; curves are quadratic splines with knots at the `knots`
    quantiles, flat outside. Raises `FitError` where the outcome does not vary or a value is not finite.
    """
    from sklearn.linear_model import LogisticRegression

    y = np.asarray(y, bool)
    if y.all() or not y.any():
        raise FitError(
            "The outcome is the same for all rows, so that nothing can be learnt. Take more years or schools."
        )
    if np.isinf(x).any():
        raise FitError("A value is infinite. Look at how the column is worked out.")
    blocks, made = [], []
    for column in x.T:
        spline, centre, width = _basis(column, knots)
        known = ~np.isnan(column)
        curve = _columns(spline, centre, width, column[known])
        block = np.zeros((len(column), curve.shape[1] + 1))
        block[known, :-1] = curve
        block[~known, -1] = 1.0
        blocks.append(block)
        made.append((spline, centre, width))
    found = LogisticRegression(C=1.0 / ridge, solver="newton-cholesky", max_iter=100).fit(np.hstack(blocks), y)
    heights = np.split(found.coef_[0], np.cumsum([b.shape[1] for b in blocks])[:-1])
    levels = [float((b @ h).mean()) for b, h in zip(blocks, heights, strict=True)]
    parts = tuple(
        Part(*basis, h[:-1], float(h[-1]), level) for basis, h, level in zip(made, heights, levels, strict=True)
    )
    return AdditiveModel(tuple(names), parts, float(found.intercept_[0]) + sum(levels), len(y), int(y.sum()))


def _basis(column: Array, knots: Sequence[float]) -> tuple[Any, float, float]:
    """A spline through the quantiles of the known values, or None for a straight line, which is centred and scaled."""
    from sklearn.preprocessing import SplineTransformer

    known = column[~np.isnan(column)]
    if not len(known):
        return None, 0.0, 1.0
    places = np.unique(np.quantile(known, knots))
    if len(places) < 3 or len(np.unique(known)) < 5:
        return None, float(known.mean()), float(known.std()) or 1.0
    spline = SplineTransformer(degree=_DEGREE, knots=places[:, None], extrapolation="constant", include_bias=False).fit(
        places[:, None]
    )
    return spline, 0.0, 1.0


def _columns(spline: Any, centre: float, width: float, x: Array) -> Array:
    if spline is None:
        return ((x - centre) / width)[:, None]
    return spline.transform(x[:, None]) if len(x) else np.zeros((0, spline.n_features_out_))
