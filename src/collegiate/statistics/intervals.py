"""95 % intervals for figures about cohorts, and the spread between pupils on which they rest.

This year's children are seen as one draw of the children whom the school might have had. All functions take numbers or
arrays and are missing (NaN) wherever an input is.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats: TypeAlias = NDArray[np.float64]

Z95 = 1.959963984540054
"""The normal quantile that leaves 2.5 % above it."""

PUBLISHED_Z = 1.96
"""What the Department for Education multiplies a standard error by."""


def wilson(share: ArrayLike, n: ArrayLike) -> tuple[Floats, Floats]:
    """Return the Wilson score interval of a share (0 to 1) of `n` children.

    Unlike the plain one it never leaves 0 to 1, and a share of nobody in ten is not an interval of width nothing
    (E. B. Wilson, 1927). A share outside 0 to 1, or n below 1, has no interval.
    """
    p, k = _two(share, n)
    with np.errstate(invalid="ignore", divide="ignore"):
        bad = ~((p >= 0) & (p <= 1) & (k >= 1))
        z2 = Z95**2
        centre = (p + z2 / (2 * k)) / (1 + z2 / k)
        half = Z95 / (1 + z2 / k) * np.sqrt(p * (1 - p) / k + z2 / (4 * k * k))
        low, high = np.minimum(centre - half, p), np.maximum(centre + half, p)
    return np.where(bad, np.nan, np.maximum(low, 0.0)), np.where(bad, np.nan, np.minimum(high, 1.0))


def mean_interval(mean: ArrayLike, sd: ArrayLike, n: ArrayLike) -> tuple[Floats, Floats]:
    """Return mean ± 1.96 × sd / √n, as the performance tables do; none where n is below 1."""
    m, k = _two(mean, n)
    with np.errstate(invalid="ignore", divide="ignore"):
        half = np.where(k >= 1, PUBLISHED_Z * np.asarray(sd, dtype=float) / np.sqrt(k), np.nan)
    return m - half, m + half


def standard_error(low: ArrayLike, high: ArrayLike) -> Floats:
    """Return the standard error that a 95 % interval was made of."""
    a, b = _two(low, high)
    return (b - a) / (2 * PUBLISHED_Z)


def sd_from_intervals(low: ArrayLike, high: ArrayLike, n: ArrayLike) -> float:
    """Work a pupil SD back from published intervals: least squares of the half widths on 1.96 / √n.

    Published ends are rounded, so one school says little; all of them together say it to about one part in a hundred.
    """
    (a, b), k = _two(low, high), np.asarray(n, dtype=float)
    good = np.isfinite(a) & np.isfinite(b) & (k >= 1)
    if not good.any():
        raise ValueError("No school has an interval and a number of pupils, so no pupil SD can be worked back.")
    x = PUBLISHED_Z / np.sqrt(k[good])
    return float(((b - a)[good] / 2 * x).sum() / (x * x).sum())


def sd_from_years(before: ArrayLike, n_before: ArrayLike, after: ArrayLike, n_after: ArrayLike) -> tuple[float, float]:
    """Estimate (pupil SD, drift SD) from how far the same schools moved between two years, where no SD is published.

    The variance of a school's change is drift² + sd² × (1/n before + 1/n after): fitted by weighted least squares of the
    squared changes, the weights following the fit. The school's own level drops out, which a comparison between schools
    of different size does not give: there, small schools differ for reasons of their own. Whatever moves a whole cohort
    of a small school counts as spread between pupils, so that the answer is on the cautious side.
    """
    y0, k0 = _two(before, n_before)
    y1, k1 = _two(after, n_after)
    good = np.isfinite(y0 + y1) & (k0 >= 1) & (k1 >= 1)
    if good.sum() < 30:
        raise ValueError(
            "Fewer than 30 schools have both years with their numbers of pupils: too few to estimate a pupil SD."
        )
    change = (y1 - y0)[good]
    squares = (change - np.median(change)) ** 2
    x = (1 / k0 + 1 / k1)[good]
    drift, slope = _line_through_squares(x, squares)
    return float(np.sqrt(slope)), float(np.sqrt(drift))


def _line_through_squares(x: Floats, squares: Floats) -> tuple[float, float]:
    design = np.column_stack([np.ones_like(x), x])
    weight = np.ones_like(x)
    fit = np.zeros(2)
    for _ in range(50):
        previous = fit
        fit = np.maximum(
            np.linalg.lstsq(design * np.sqrt(weight)[:, None], squares * np.sqrt(weight), rcond=None)[0], 0.0
        )
        weight = 1 / np.maximum(design @ fit, 1e-12) ** 2
        if np.allclose(fit, previous, rtol=1e-9, atol=0):
            break
    return float(fit[0]), float(fit[1])


def _two(left: ArrayLike, right: ArrayLike) -> tuple[Floats, Floats]:
    a, b = np.broadcast_arrays(np.asarray(left, dtype=float), np.asarray(right, dtype=float))
    return a, b
