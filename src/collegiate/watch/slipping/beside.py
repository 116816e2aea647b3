"""A school's change beside that of its similar schools, for every school at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import stdtr, stdtrit

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

ENOUGH = 10
"""So many similar schools must have the same years: with fewer, how much schools change of themselves cannot be told."""


@dataclass(frozen=True, slots=True)
class BesideSimilar:
    """By school: the mean change of its similar schools, its own less that, the 95 % interval, the chance of one as far below or above, and how many."""

    similar: Floats
    difference: Floats
    low: Floats
    high: Floats
    below: Floats
    above: Floats
    k: Ints


def beside_similar(own: Floats, variance: Floats, others: Floats, of_others: Floats) -> BesideSimilar:
    """Set each school beside its similar schools; NaN where there are fewer than `ENOUGH` or it has no change of its own.

    own, variance: by school. others, of_others: school × similar school, NaN for one without the years. Variances are of sampling,
    NaN where no interval is known. How much schools change beyond sampling is the variance among the similar schools less what
    sampling gives them, at least 0; tails are Student's, because they are a few tens. Where no interval is known, all of
    that variance stands for the school's own, which is why similar schools are of like size.
    """
    there = np.isfinite(others)
    k = there.sum(axis=1)
    n = np.maximum(k, 2)
    mean = np.where(there, others, 0.0).sum(axis=1) / n
    spread = np.where(there, (others - mean[:, None]) ** 2, 0.0).sum(axis=1) / (n - 1)
    sampling = np.where(there & np.isfinite(of_others), of_others, 0.0).sum(axis=1) / n
    between = np.maximum(spread - sampling, 0.0)
    mine = np.where(np.isfinite(variance), variance, sampling)
    sd = np.sqrt(np.maximum(mine + between + spread / n, 1e-12))
    enough = (k >= ENOUGH) & np.isfinite(own)
    difference = np.where(enough, own - mean, np.nan)
    free = n - 1
    half = stdtrit(free, 0.975) * sd
    with np.errstate(invalid="ignore"):
        t = difference / sd
    return BesideSimilar(np.where(enough, mean, np.nan), difference, difference - half, difference + half, stdtr(free, t), stdtr(free, -t), k)  # fmt: skip
