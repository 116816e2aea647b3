"""What a school's figure says of its true value: the figure, drawn towards what schools with a similar intake have.

A small cohort's figure is mostly chance, so that the best of many small schools is partly the luckiest. Each true value is taken as
normal about the mean of the similar schools (so that an effect of intake is in the centre and not in the spread), with a spread
that all schools of the phase share: estimated by the method of moments from how far figures lie from that mean beyond their
sampling error. The estimate is the precision-weighted mean of the two (an empirical-Bayes estimate).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from collegiate.measures.facts import Floats, Ints

_ROUNDS = 8
_LEAST_SPREAD = 0.02
"""Of the usual sampling error: true values are never taken as all the same."""


@dataclass(frozen=True, slots=True)
class Estimates:
    """One number a school, NaN where none: the estimate of its true value, that estimate's SD, the centre it is drawn to with that
    centre's own variance, and the variance of true values about it."""

    estimate: Floats
    sd: Floats
    centre: Floats
    centre_variance: Floats
    variance: Floats

    def followed(self, error: Floats) -> Floats:
        """How much of a change of the figure the estimate follows: 1 all, 0 nothing."""
        return self.variance / (self.variance + error**2)


def share_error(centre: Floats, n: Floats) -> Floats:
    """The sampling error of a share (0 to 100) of `n` children, were the truth at `centre`.

    Not at the figure itself: a cohort that by luck stands near all or none would seem surer than one in the middle, and the
    luckiest would be drawn back the least.
    """
    edge = 50 / np.maximum(n, 1)
    share = np.clip(centre, edge, 100 - edge)
    return np.sqrt(share * (100 - share) / n)


def estimates(value: Floats, error: Floats, neighbours: Ints, group: Ints, *, enough: int) -> Estimates:
    """Estimate every school's true value.

    value, error: (schools,), NaN without a figure; neighbours: (schools × set), where similar schools stand, -1 for none;
    group: the phase group of each school. A school with fewer than `enough` similar schools that have the figure is drawn to the
    mean of its group; in a group of fewer there is no estimate.
    """
    sure = np.isfinite(value) & np.isfinite(error)
    padded_value = np.append(np.where(sure, value, np.nan), np.nan)
    padded_error = np.append(np.where(sure, error, np.nan), np.nan)
    found = [np.full(len(value), np.nan) for _ in range(5)]
    for code in np.unique(group[sure]):
        mine = np.flatnonzero(sure & (group == code))
        if len(mine) < enough:
            continue
        part = _of_group(value[mine], error[mine], padded_value[neighbours[mine]], padded_error[neighbours[mine]], enough)
        for column, numbers in zip(found, part, strict=True):
            column[mine] = numbers
    return Estimates(*found)


def _of_group(value: Floats, error: Floats, theirs: Floats, errors: Floats, enough: int) -> tuple[Floats, ...]:
    variance = max(float(np.var(value) - np.mean(error**2)), float(np.median(error) ** 2))
    least = max((_LEAST_SPREAD * float(np.median(error))) ** 2, 1e-12)
    for _ in range(_ROUNDS):
        before = variance
        centre, centre_variance = _centre(value, error, theirs, errors, variance, enough)
        noise = error**2 + centre_variance
        weight = 1 / (variance + noise) ** 2
        variance = max(float((weight * ((value - centre) ** 2 - noise)).sum() / weight.sum()), least)
        if abs(variance - before) <= 1e-4 * variance:
            break
    centre, centre_variance = _centre(value, error, theirs, errors, variance, enough)
    spread = np.full(len(value), variance)
    return (*_drawn(value, error, centre, centre_variance, spread), centre, centre_variance, spread)


def _centre(
    value: Floats, error: Floats, theirs: Floats, errors: Floats, variance: float, enough: int
) -> tuple[Floats, Floats]:
    """The mean of each school's similar schools, without itself, weighted by precision; and that mean's variance."""
    there = np.isfinite(theirs) & np.isfinite(errors)
    weight = np.where(there, 1 / (variance + np.where(there, errors, 0.0) ** 2), 0.0)
    total = weight.sum(axis=1)
    own = 1 / (variance + error**2)
    few = there.sum(axis=1) < enough
    with np.errstate(invalid="ignore", divide="ignore"):
        near = (weight * np.where(there, theirs, 0.0)).sum(axis=1) / total
        centre = np.where(few, (own * value).sum() / own.sum(), near)
        return centre, np.where(few, 1 / own.sum(), 1 / total)


def _drawn(
    value: Floats, error: Floats, centre: Floats, centre_variance: Floats, variance: Floats
) -> tuple[Floats, Floats]:
    trust = variance / (variance + error**2)
    return centre + trust * (value - centre), np.sqrt(trust * error**2 + (1 - trust) ** 2 * centre_variance)
