"""The chance of the top quarter of a set and the places between which a school truly stands: worked out, never drawn.

Every school of a set has an estimate of its true value and the SD of that estimate; true values are taken as normal and
independent given the figures. Larger is better here: turn the sign of a measure whose low numbers are good. How many of
the others are truly above a value has a Poisson-binomial distribution, which is counted exactly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from collegiate.measures.facts import Floats, Ints
from collegiate.statistics.ranks import places_at_top

TOP_SHARE = 0.25
"""The share of a set that is its top."""

_CHUNK = 128
_NEWTON_STEPS = 2
_POINTS = 11
_GRID = np.linspace(-3.6, 3.6, _POINTS)
_FINE = np.linspace(-4.0, 4.0, 41)
_FINE_WEIGHTS = np.exp(-(_FINE**2) / 2) / np.exp(-(_FINE**2) / 2).sum()
_COARSE = np.linspace(-3.4, 3.4, 12)
_COARSE_WEIGHTS = np.exp(-(_COARSE**2) / 2) / np.exp(-(_COARSE**2) / 2).sum()
_TINY = 1e-7
_SERIES = (
    0.7978697126304651,
    0.03639228519830913,
    -8.782585812222445e-05,
    -3.6693596134939145e-05,
    1.4250153020017338e-06,
)
"""Fitted to half the log odds of the normal distribution over its argument, in powers of its square, up to 6."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """What a school must truly reach to be in the top quarter of each set, which itself is uncertain.

    `normal` is (sets × points): the chance that a value at `middle` + `scale` × grid is enough, as a normal deviate, in which it
    is nearly straight.
    """

    middle: Floats
    scale: Floats
    normal: Floats

    @classmethod
    def of(cls, estimates: Floats, sds: Floats) -> Threshold:
        """Work it out for sets given as (sets × others), NaN where a school has no figure."""
        parts = [
            _threshold(estimates[i : i + _CHUNK], sds[i : i + _CHUNK]) for i in range(0, max(len(estimates), 1), _CHUNK)
        ]
        return cls(*(np.concatenate(column) for column in zip(*parts, strict=True)))

    def take(self, which: Ints) -> Threshold:
        """The thresholds of some sets."""
        return Threshold(self.middle[which], self.scale[which], self.normal[which])

    def chance(self, estimate: Floats, sd: Floats) -> Floats:
        """The chance that each set's school, of this estimate and SD, is truly in the top quarter."""
        result = np.empty(len(estimate))
        for i in range(0, len(estimate), _CHUNK * 16):
            part = slice(i, i + _CHUNK * 16)
            own = estimate[part, None] + sd[part, None] * _FINE
            place = (own - self.middle[part, None]) / self.scale[part, None]
            result[part] = ndtr(_between(place, self.normal[part])) @ _FINE_WEIGHTS
        return np.clip(result, 0.0, 1.0)


def _between(place: Floats, normal: Floats) -> Floats:
    """Straight between the grid's points, and straight on beyond its ends."""
    width = _GRID[1] - _GRID[0]
    left = np.clip(np.floor((place - _GRID[0]) / width).astype(np.int64), 0, _POINTS - 2)
    low, high = np.take_along_axis(normal, left, axis=1), np.take_along_axis(normal, left + 1, axis=1)
    return low + (high - low) * ((place - _GRID[0]) / width - left)


def _threshold(estimates: Floats, sds: Floats) -> tuple[Floats, Floats, Floats]:
    there = np.isfinite(estimates)
    means, spreads = _ready(estimates, sds, there)
    places = places_at_top(1 + there.sum(axis=1), TOP_SHARE)
    middle, scale = _about(means, spreads, there, places)
    at = middle[:, None] + scale[:, None] * _GRID
    enough = _at_most(means, spreads, at, int(places.max(initial=1)), np.float32)
    chance = np.take_along_axis(enough, (places - 1)[None, :, None], axis=0)[0]
    return middle, scale, ndtri(np.clip(chance, _TINY, 1 - _TINY))


def _ready(estimates: Floats, sds: Floats, there: np.ndarray) -> tuple[Floats, Floats]:
    """A school without a figure is above nobody; an SD of nothing is a very small one."""
    spreads = np.where(there, sds, 1.0)
    floor = 1e-6 * np.maximum(np.abs(np.where(there, estimates, 0.0)).max(axis=1, initial=0.0), 1.0)[:, None]
    return np.where(there, estimates, -np.inf), np.maximum(spreads, floor)


def _about(means: Floats, spreads: Floats, there: np.ndarray, places: Ints) -> tuple[Floats, Floats]:
    """About where the threshold lies and how uncertain it is, for the grid: a few Newton steps on how many are above."""
    rows = np.arange(len(means))
    ordered = -np.sort(-means, axis=1) if means.shape[1] else np.full((len(means), 1), -np.inf)
    last = ordered.shape[1] - 1
    above, below = ordered[rows, np.minimum(places - 1, last)], ordered[rows, np.minimum(places, last)]
    usual = np.where(there, spreads, 0.0).sum(axis=1) / np.maximum(there.sum(axis=1), 1)
    usual = np.where(usual > 0, usual, 1.0)
    at = np.where(np.isfinite(below), (above + below) / 2, np.where(np.isfinite(above), above, 0.0))
    scale = usual
    for _ in range(_NEWTON_STEPS):
        away = (means - at[:, None]) / spreads
        chance = ndtr(away)
        density = (np.exp(-(away**2) / 2) / spreads).sum(axis=1) / np.sqrt(2 * np.pi)
        gap = np.where(np.isfinite(above - below), above - below, 0.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            wide = np.sqrt(np.maximum((chance * (1 - chance)).sum(axis=1), 0.05)) / density
            step = (chance.sum(axis=1) - (places - 0.5)) / density
        scale = np.clip(np.where(np.isfinite(wide), wide, np.inf), usual / 20, gap + usual)
        at = at + np.clip(np.where(np.isfinite(step), step, 0.0), -usual, usual)
    return at, scale


def _at_most(means: Floats, spreads: Floats, at: Floats, most: int, kind: type) -> np.ndarray:
    """(most × sets × points): the chance that at most 0, 1, ... of the others are above each point."""
    result = np.ones((most + 1, *at.shape), dtype=kind)
    result[0] = 0.0  # fewer than none
    down = np.empty_like(result)
    inverse: np.ndarray = (1 / spreads).astype(kind)
    offset: np.ndarray = (means / spreads).astype(kind)
    points: np.ndarray = at.astype(kind)
    chance = np.empty_like(points)
    for k in range(means.shape[1]):
        np.multiply(points, inverse[:, k, None], out=chance)
        chance = _normal(np.subtract(offset[:, k, None], chance, out=chance))
        rows = min(k + 1, most)  # of so few schools as these, more than k + 1 are never above
        step = np.subtract(result[:rows], result[1 : rows + 1], out=down[:rows])
        step *= chance
        result[1 : rows + 1] += step
    return result[1:]


def _normal(x: np.ndarray) -> np.ndarray:
    """The normal distribution to 2e-6, from a polynomial within a tanh: several times as fast as to the last digit.

    `x` is overwritten.
    """
    np.minimum(x, 6.0, out=x)
    np.maximum(x, -6.0, out=x)
    square = x * x
    series = square * _SERIES[-1]
    for coefficient in _SERIES[-2:0:-1]:
        series += coefficient
        series *= square
    series += _SERIES[0]
    x *= series
    np.tanh(x, out=x)
    x *= 0.5
    x += 0.5
    return x


def rank_limits(
    estimate: Floats, sd: Floats, estimates: Floats, sds: Floats, *, level: float = 0.95
) -> tuple[Ints, Ints]:
    """The places between which each set's school truly stands with this chance: 1 is the best.

    estimate, sd: (sets,); estimates, sds: (sets × others), NaN where a school has no figure.
    """
    low, high = np.empty(len(estimate), dtype=np.int64), np.empty(len(estimate), dtype=np.int64)
    for i in range(0, len(estimate), _CHUNK):
        part = slice(i, i + _CHUNK)
        low[part], high[part] = _limits(estimate[part], sd[part], estimates[part], sds[part], (1 - level) / 2)
    return low, high


def _limits(estimate: Floats, sd: Floats, estimates: Floats, sds: Floats, tail: float) -> tuple[Ints, Ints]:
    there = np.isfinite(estimates)
    means, spreads = _ready(estimates, sds, there)
    at = estimate[:, None] + sd[:, None] * _COARSE
    chance = _at_most(means, spreads, at, means.shape[1] + 1, np.float32) @ _COARSE_WEIGHTS
    # Of each place half its chance is counted on either side, as mid-p intervals do: whole places would cover too much.
    halfway = (chance + np.concatenate([np.zeros((1, len(estimate))), chance[:-1]])) / 2
    last = 1 + there.sum(axis=1)

    def outside(tail: float) -> tuple[Ints, Ints]:
        low = np.minimum(1 + (halfway < tail).sum(axis=0), last)
        return low, np.clip((halfway <= 1 - tail).sum(axis=0), low, last)

    low, high = outside(tail)
    first, final = low == 1, high == last  # nothing is missed beyond the ends: the other side has all of it to miss
    freer_low, freer_high = outside(2 * tail)
    return np.where(final & ~first, freer_low, low), np.where(first & ~final, freer_high, high)


def estimate_needed(thresholds: Threshold, sd: Floats, *, chance: float) -> Floats:
    """The estimate at which each set's school would have this chance of the top quarter, its SD being as it is.

    Found by secant steps on the normal scale, where the chance is nearly a straight line of the estimate.
    """
    wanted = ndtri(chance)
    slope = 1 / np.hypot(sd, thresholds.scale)
    at = thresholds.middle + wanted / slope
    for _ in range(4):
        at = at - (ndtri(np.clip(thresholds.chance(at, sd), _TINY, 1 - _TINY)) - wanted) / slope
    return at


def cannot_be_told_apart(value: Floats, error: Floats, values: Floats, errors: Floats) -> Ints:
    """From how many others each school cannot be told apart: the 95 % interval of the difference, by both errors, holds 0."""
    apart = np.abs(values - value[:, None]) > 1.96 * np.hypot(errors, error[:, None])
    return (np.isfinite(values) & ~apart).sum(axis=1)
