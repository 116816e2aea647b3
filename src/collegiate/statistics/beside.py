"""One of a family beside the others: its difference from them, allowing for how much members differ when nothing happens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import stdtr, stdtrit

from collegiate.statistics.effects.spread import between

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Beside:
    """By member: the difference from the others, its 95 % interval, and how often chance alone would put it as far below."""

    difference: Floats
    low: Floats
    high: Floats
    chance_below: Floats


def beside_others(values: Floats, variances: Floats) -> Beside:
    """Set each of at least three members beside the others.

    variances: of each value, from the children behind it, more than 0. How much members differ beyond that is estimated from the others
    alone, so that a member that stands apart does not hide itself; and because they are few, tails are those of Student's t.
    """
    members = len(values)
    if members < 3:
        raise ValueError("To set one beside the others takes at least three.")
    found = np.array([_one(values, variances, m) for m in range(members)])
    difference, sd = found[:, 0], found[:, 1]
    free = members - 2
    half = float(stdtrit(free, 0.975)) * sd
    return Beside(difference, difference - half, difference + half, stdtr(free, difference / sd))


def _one(values: Floats, variances: Floats, member: int) -> tuple[float, float]:
    others = np.arange(len(values)) != member
    apart = between(values[others], variances[others])
    weights = 1 / (variances[others] + apart)
    mean = float(weights @ values[others] / weights.sum())
    return float(values[member]) - mean, float(np.sqrt(variances[member] + apart + 1 / weights.sum()))


def holm(chances: Sequence[float]) -> list[float]:
    """Return the chances after allowing for all of them having been looked at: Holm's step-down, at most 1."""
    order = np.argsort(chances)
    adjusted = np.empty(len(chances))
    most = 0.0
    for step, place in enumerate(order):
        most = max(most, min(1.0, (len(chances) - step) * chances[place]))
        adjusted[place] = most
    return [float(c) for c in adjusted]
