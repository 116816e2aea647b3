"""The chance that a yearly series reaches a value by a day: a random walk with a cautious drift, and nothing cleverer.

The yearly changes are taken as normal and independent with one mean and spread, both from the series alone; the mean is drawn
towards none, and what few changes leave uncertain is in the odds, as Student's t. A series that swings about a level, or moves
in few large steps, gets odds that are off; one that bends is not foreseen. docs/explanation/strategy.md has the figures.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

LEAST_CHANGES = 3
"""Yearly changes below which nothing is forecast: a spread of two numbers is no spread."""
STEADY = 6.0
"""Years without a drift that are added to what was seen: a few years' luck is not taken for a course that goes on."""
_YEAR = 365.25
_APART = 0.75
"""Years that two moments have to be apart to be two: courses by week or month are thinned to one a year."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """The odds, and what they rest on: `middle`, `low` and `high` (80 %) are where the series is expected on the day.

    Without a `chance`, `why` says why none can be given.
    """

    chance: float | None
    why: str = ""
    middle: float | None = None
    low: float | None = None
    high: float | None = None
    changes: int = 0


def chance_of_reaching(
    course: Sequence[tuple[dt.date, float]],
    target: float,
    due: dt.date,
    *,
    upwards: bool = True,
    step: float = 0.0,
    most: float | None = None,
) -> Forecast:
    """Return the chance that the series is at `target` or beyond on `due`.

    course: days and values in order of time; step: the least by which it can change; most: the upper end of what is aimed at.
    """
    days, values = _yearly(course)
    gaps, changes = np.diff(days), np.diff(values)
    if len(changes) < LEAST_CHANGES:
        return Forecast(
            None,
            f"It cannot be forecast: {len(changes)} yearly changes are known, and it takes {LEAST_CHANGES}.",
            changes=len(changes),
        )
    ahead = float(due.toordinal() / _YEAR - days[-1])
    if ahead <= 0:
        return Forecast(None, "Its latest value is of that day or later.", changes=len(changes))
    span = float(gaps.sum())
    spread = float(np.sqrt(((changes - gaps * changes.sum() / span) ** 2 / gaps).sum() / (len(changes) - 1)))
    drift = float(changes.sum()) / (span + STEADY)
    error = max(spread, step / 2) * float(np.sqrt(ahead + ahead**2 / (span + STEADY)))
    middle = float(values[-1]) + drift * ahead
    if error == 0:
        return Forecast(None, "It cannot be forecast: it has never changed.", middle=middle, changes=len(changes))
    freedom = len(changes) - 1
    half = float(student.ppf(0.9, freedom)) * error
    return Forecast(
        _chance(middle, error, freedom, target, step, upwards, most),
        "",
        middle,
        middle - half,
        middle + half,
        len(changes),
    )


def _chance(
    middle: float, error: float, freedom: int, target: float, step: float, upwards: bool, most: float | None
) -> float:
    """Values come in steps, so that half a step short is still it."""
    short = float(student.cdf((target - step / 2 - middle) / error, freedom))
    if not upwards:
        return float(student.cdf((target + step / 2 - middle) / error, freedom))
    beyond = 0.0 if most is None else float(student.sf((most + step / 2 - middle) / error, freedom))
    return float(np.clip(1 - short - beyond, 0.0, 1.0))


def _yearly(course: Sequence[tuple[dt.date, float]]) -> tuple[np.ndarray, np.ndarray]:
    """Return days (in years) and values, the latest and those before it at least most of a year apart."""
    kept: list[tuple[float, float]] = []
    for day, value in reversed(course):
        at = day.toordinal() / _YEAR
        if not kept or kept[-1][0] - at >= _APART:
            kept.append((at, value))
    kept.reverse()
    return np.array([k[0] for k in kept]), np.array([k[1] for k in kept])
