"""Student growth percentiles: where a pupil's score stands among pupils with the same prior scores, from 1 to 99.

The method of the R package SGP: cubic B-splines of each prior with knots at its .2, .4, .6 and .8 quantiles, regression
quantiles at .005, .015 ... .995, predictions sorted so that they do not cross, and the count of cuts below the score.
Growth percentiles describe pupils; the median of a group needs its interval, and no result is made for one teacher.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import binom

from collegiate.statistics import quantreg
from collegiate.statistics.errors import FitError
from collegiate.statistics.splines import basis_splines

Array = np.ndarray

__all__ = ["TAUS", "GroupMedian", "Growth", "group_medians", "growth_percentiles", "median_interval"]

TAUS = (np.arange(1, 101) - 0.5) / 100
_KNOTS = (0.2, 0.4, 0.6, 0.8)
_EXACT_UP_TO = 10_000


@dataclass(frozen=True, slots=True)
class Growth:
    """percentile: (pupils,), 1 to 99, nan where a score or prior is missing. method: "exact" or "cells".

    n: pupils with all scores. cells: distinct combinations of priors.
    """

    percentile: Array
    method: str
    n: int
    cells: int


def growth_percentiles(score: Array, priors: Sequence[Array], *, method: str | None = None) -> Growth:
    """Return each pupil's growth percentile, given one or more prior scores.

    Cohorts up to 10,000 are solved exactly; larger ones by cells, unless `method` ("exact" or "cells") says otherwise.
    FitError when the cohort is too small or a prior has too few different values for its knots.
    """
    score = np.asarray(score, float)
    table = np.column_stack([np.asarray(p, float) for p in priors])
    known = np.isfinite(score) & np.isfinite(table).all(axis=1)
    y, distinct, cell = score[known], *_distinct(table[known])
    x = _design(table[known], distinct)
    if len(y) < 10 * x.shape[1]:
        raise FitError(
            f"{len(y):,} pupils have all scores; growth percentiles with {len(priors)} prior(s) need at least "
            f"{10 * x.shape[1]:,}. Use fewer priors or a larger cohort."
        )
    chosen = method or ("exact" if len(y) <= _EXACT_UP_TO else "cells")
    if chosen == "exact":
        beta = np.array([quantreg.exact(x[cell], y, tau) for tau in TAUS])
    else:
        beta = quantreg.by_cells(quantreg.Cells.of(x, cell, y), TAUS)
    cuts = np.round(np.sort(x @ beta.T, axis=1), 5)
    percentile = np.full(len(score), np.nan)
    percentile[known] = np.clip(_cuts_below(cuts, cell, y), 1, 99)
    return Growth(percentile, chosen, len(y), len(distinct))


def _distinct(table: Array) -> tuple[Array, Array]:
    """Return the distinct rows, in order, and which of them each row is."""
    if not len(table):
        return table, np.zeros(0, np.intp)
    codes = np.zeros(len(table), np.int64)
    for column in table.T:
        values, own = np.unique(column, return_inverse=True)
        if codes.max() > 2**62 // max(len(values), 1):
            codes = np.unique(codes, return_inverse=True)[1]
        codes = codes * len(values) + own
    _, first, cell = np.unique(codes, return_index=True, return_inverse=True)
    return table[first], cell


def _design(table: Array, distinct: Array) -> Array:
    columns = [np.ones(len(distinct))]
    for k, prior in enumerate(table.T):
        if not len(prior):
            continue
        knots = np.round(np.quantile(prior, _KNOTS), 3)
        low, high = float(prior.min()), float(prior.max())
        edge = 0.1 * (high - low)
        if len(np.unique(knots)) < len(knots) or high == low:
            raise FitError(
                f"Prior {k + 1} has too few different values: its quantiles at .2, .4, .6 and .8 must differ. "
                f"Use a finer score."
            )
        columns += [curve(distinct[:, k]) for curve in basis_splines(knots, low - edge, high + edge)[1:]]
    return np.column_stack(columns)


def _cuts_below(cuts: Array, cell: Array, y: Array) -> Array:
    """Count, for every pupil, the cuts of its cell that lie below its score."""
    low, high = min(float(cuts.min()), float(y.min())), max(float(cuts.max()), float(y.max()))
    gap = (high - low) * 1.5 + 1.0
    steps = np.arange(len(cuts))
    keys = (cuts - low + (steps * gap)[:, None]).ravel()
    return np.searchsorted(keys, y - low + cell * gap) - cell * cuts.shape[1]


@dataclass(frozen=True, slots=True)
class GroupMedian:
    """The median growth percentile of a group of `n` pupils and the interval of the median."""

    group: str
    n: int
    median: float
    low: float
    high: float


def group_medians(percentile: Array, group: Sequence[str], *, level: float = 0.95) -> list[GroupMedian]:
    """Return the median of each group with its interval, groups in order; pupils without a percentile are left out."""
    labels = np.asarray(group)
    known = np.isfinite(percentile)
    out = []
    for name in np.unique(labels[known]):
        values = percentile[known & (labels == name)]
        low, high = median_interval(values, level=level)
        out.append(GroupMedian(str(name), len(values), float(np.median(values)), low, high))
    return out


def median_interval(values: Array, *, level: float = 0.95) -> tuple[float, float]:
    """Return the interval of a median by counting: it holds whatever the shape of the scores.

    With fewer than 6 pupils no pair of scores is wide enough for 95 %: the whole scale, 1 to 99, is returned.
    """
    ordered = np.sort(values)
    n = len(ordered)
    k = int(binom.ppf((1 - level) / 2, n, 0.5))
    while k > 0 and 2 * binom.cdf(k - 1, n, 0.5) > 1 - level:
        k -= 1
    if k < 1:
        return 1.0, 99.0
    return float(ordered[k - 1]), float(ordered[n - k])
