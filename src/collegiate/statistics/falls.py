"""Has a series begun to fall? The steepest bend downwards, and how often chance alone would show one as steep.

A series is level, with a wobble of known size that lasts a little (first-order autoregression), until some moment from which it
may fall in a straight line. Every late enough moment is tried; because the worst of them is taken, its chance is worked out for the
worst of them, by drawing many series of the same wobble.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from collegiate.statistics.intervals import Z95

Floats = npt.NDArray[np.float64]

DRAWS = 20_000
_FEW_DRAWS, _ENOUGH = 1_000, 50


@dataclass(frozen=True, slots=True)
class Fall:
    """A bend. `since` is the likeliest place of the last level point; slope and 95 % interval are a unit of time, negative when falling.

    Slope and interval are averaged over all places that the bend may have, by how likely each is: not to know since when something
    falls is not to know how fast.
    """

    since: int
    slope: float
    low: float
    high: float
    chance: float


@dataclass(frozen=True, slots=True)
class Wobble:
    """How series vary when nothing happens: variance of one point at weight 1, and the correlation of neighbouring points."""

    variance: float
    correlation: float


def wobble(series: Sequence[tuple[Floats, Floats, Floats]]) -> Wobble | None:
    """Estimate the wobble from many series of (times, values, weights): the middle one of them, so that one that falls does not widen it.

    Each is seen around its own straight line. None when no series has five points.
    """
    found = [_around_line(*one) for one in series if len(one[0]) >= 5]
    if not found:
        return None
    variance = float(np.median([v for v, _, _ in found]))
    turn = float(np.median([r for _, r, _ in found]))
    length = float(np.median([n for _, _, n in found]))
    return Wobble(variance, float(np.clip(turn + _SHRINKS / length, 0.0, 0.8)))


_SHRINKS = 3.0
"""A line fitted to n points takes about this much over n from the correlation of neighbours that is left around it."""


def _around_line(times: Floats, values: Floats, weights: Floats) -> tuple[float, float, int]:
    design = np.stack([np.ones_like(times), times - times.mean()], axis=1) * np.sqrt(weights)[:, None]
    target = values * np.sqrt(weights)
    left = target - design @ np.linalg.lstsq(design, target, rcond=None)[0]
    squares = float(left @ left)
    turn = float(left[1:] @ left[:-1]) / squares if squares > 0 else 0.0
    return squares / (len(times) - 2), turn, len(times)


def fall(
    times: Floats,
    values: Floats,
    weights: Floats,
    about: Wobble,
    *,
    level: int = 3,
    recent: float = 1.5,
    seed: int = 1,
    draws: int = DRAWS,
) -> Fall | None:
    """Return the steepest bend downwards within the last `recent` units of time, at least `level` points before it and two after.

    weights: the points' variances are `about.variance / weights`. None when the series is too short, or has no wobble to measure by.
    """
    moments = [k for k in range(level - 1, len(times) - 2) if times[-1] - times[k] <= recent]
    if not moments or about.variance <= 0:
        return None
    covariance = _covariance(weights, about)
    pull = np.stack([_slope_of(times, weights, k) for k in moments])
    sd = np.sqrt(np.einsum("ij,jk,ik->i", pull, covariance, pull))
    slopes = pull @ values
    likely, mean, spread = _weighed(slopes, sd, _STEEP * np.sqrt(about.variance / weights.mean()))
    slope = float(likely @ mean)
    half = Z95 * float(np.sqrt(likely @ (spread**2 + mean**2) - slope**2))
    chance = _chance(float((slopes / sd).min()), pull / sd[:, None], covariance, seed, draws)
    return Fall(moments[int(np.argmax(likely))], slope, slope - half, slope + half, chance)


_STEEP = 5.0
"""Beforehand, bends of so many standard deviations of the wobble in a unit of time are as usual as not."""


def _weighed(slopes: Floats, sd: Floats, usual: float) -> tuple[Floats, Floats, Floats]:
    """Return for each moment how likely it is, and the slope with its SD if it is the one; every moment is as likely beforehand.

    Slopes are normal beforehand around none: else the last moments, after which anything steep would fit, win too often.
    """
    shrinks = usual**2 / (usual**2 + sd**2)
    logged = 0.5 * (slopes / sd) ** 2 * shrinks + 0.5 * np.log(1 - shrinks)
    weights = np.exp(logged - logged.max())
    return weights / weights.sum(), slopes * shrinks, sd * np.sqrt(shrinks)


def _chance(worst: float, pull: Floats, covariance: Floats, seed: int, draws: int) -> float:
    """Return how often the wobble alone is as steep somewhere: from few draws where that is often, from all where it is rare."""
    rng, root = np.random.default_rng(seed), np.linalg.cholesky(covariance).T
    drawn = as_steep = 0
    for batch in (min(_FEW_DRAWS, draws), draws - _FEW_DRAWS):
        if batch <= 0 or as_steep >= _ENOUGH:
            break
        by_chance = (rng.standard_normal((batch, len(root))) @ root @ pull.T).min(axis=1)
        drawn, as_steep = drawn + batch, as_steep + int((by_chance <= worst).sum())
    return (1 + as_steep) / (1 + drawn)


def _covariance(weights: Floats, about: Wobble) -> Floats:
    places = np.arange(len(weights))
    sd = np.sqrt(about.variance / weights)
    together: Floats = about.correlation ** np.abs(places[:, None] - places[None, :]) * sd[:, None] * sd[None, :]
    return together


def _slope_of(times: Floats, weights: Floats, since: int) -> Floats:
    """Return the row that takes values to the weighted least-squares slope after a bend."""
    design = np.stack([np.ones_like(times), np.maximum(times - times[since], 0.0)], axis=1)
    pulled = design.T * weights
    row: Floats = np.linalg.solve(pulled @ design, pulled)[1]
    return row


def holm(chances: Sequence[float]) -> list[float]:
    """Return the chances after allowing for all of them having been looked at: Holm's step-down, at most 1."""
    order = np.argsort(chances)
    adjusted = np.empty(len(chances))
    most = 0.0
    for step, place in enumerate(order):
        most = max(most, min(1.0, (len(chances) - step) * chances[place]))
        adjusted[place] = most
    return [float(c) for c in adjusted]
