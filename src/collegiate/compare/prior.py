"""What a school's figure says of its true value: the figure, drawn towards what schools with a similar intake have.

A small cohort's figure is mostly chance, so that the best of many small schools is partly the luckiest. Each true value is taken as
lying about the mean of the similar schools (so that an effect of intake is in the centre and not in the spread), with a spread
that all schools of the phase share: estimated by the method of moments from how far figures lie from that mean beyond their
sampling error. The estimate is the precision-weighted mean of the two (an empirical-Bayes estimate).

A share of children has the sampling error of a share at the centre, not at the figure itself: a cohort that by luck stands near
all or none would seem surer than one in the middle, and the luckiest would be drawn back the least. Its posterior is a beta
distribution's (beta-binomial), by mean and SD.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from collegiate.measures.facts import Floats, Ints

_ROUNDS = 10
_LEAST_SPREAD = 0.02
"""Of the usual sampling error: true values are never taken as all the same."""


@dataclass(frozen=True, slots=True)
class Estimates:
    """One number a school, NaN where none: the estimate of its true value, that estimate's SD, the centre it is drawn to, and how
    much of a change of the figure it follows (1 all, 0 nothing)."""

    estimate: Floats
    sd: Floats
    centre: Floats
    follows: Floats


@dataclass(frozen=True, slots=True)
class Sampling:
    """What luck does to a figure: `size` is the squared sampling error of a mean, or with `share` the children in a share
    (0 to 100); NaN without a figure."""

    size: Floats
    share: bool = False

    def take(self, which: Ints) -> Sampling:
        """That of some figures; -1 takes none."""
        return Sampling(np.append(self.size, np.nan)[which], self.share)

    def variance(self, centre: Floats, between: float) -> Floats:
        """The variance by luck, were the true values about `centre` with variance `between`."""
        if not self.share:
            return self.size
        return np.maximum(_share_variance(centre, self.size) - between, 1.0) / self.size

    def remains(self, estimate: Floats, follows: Floats, variance: Floats) -> Floats:
        """The variance that is left of a true value, the figure and the centre being known."""
        if not self.share:
            return follows * variance
        return _share_variance(estimate, self.size) / (self.size / follows + 1)


def _share_variance(share: Floats, n: Floats) -> Floats:
    """Of one child; a share is kept half a child from none and from all."""
    edge = 50 / np.maximum(n, 1)
    kept = np.clip(share, edge, 100 - edge)
    return kept * (100 - kept)


def estimates(value: Floats, sampling: Sampling, neighbours: Ints, group: Ints, *, enough: int) -> Estimates:
    """Estimate every school's true value.

    value: (schools,), NaN without a figure; neighbours: (schools × set), where similar schools stand, -1 for none; group: the
    phase group of each school. A school with fewer than `enough` similar schools that have the figure is drawn to the mean of its
    group; in a group of fewer there is no estimate.
    """
    sure = np.isfinite(value) & np.isfinite(sampling.size)
    padded = np.append(np.where(sure, value, np.nan), np.nan)
    found = [np.full(len(value), np.nan) for _ in range(4)]
    for code in np.unique(group[sure]):
        mine = np.flatnonzero(sure & (group == code))
        if len(mine) < enough:
            continue
        others = neighbours[mine]
        part = _Group(value[mine], sampling.take(mine), padded[others], sampling.take(others), enough).estimates()
        for column, numbers in zip(found, part, strict=True):
            column[mine] = numbers
    return Estimates(*found)


@dataclass(frozen=True, slots=True)
class _Group:
    """The schools of one phase group that have a figure, each with its similar schools' figures in a row of `theirs`."""

    value: Floats
    sampling: Sampling
    theirs: Floats
    their_sampling: Sampling
    enough: int

    def estimates(self) -> tuple[Floats, ...]:
        centre = np.full(len(self.value), self.value.mean())
        luck = self.sampling.variance(centre, 0.0)
        least = max(_LEAST_SPREAD**2 * float(np.median(luck)), 1e-12)
        between = max(float(np.var(self.value) - luck.mean()), float(np.median(luck)))
        for _ in range(_ROUNDS):
            before = between
            centre, of_centre = self._centre(centre, between)
            between = max(self._between(centre, of_centre, before), least)
            if abs(between - before) <= 1e-4 * between:
                break
        centre, of_centre = self._centre(centre, between)
        return self._drawn(centre, of_centre, between)

    def _centre(self, about: Floats, between: float) -> tuple[Floats, Floats]:
        """The mean of each school's similar schools, without itself, weighted by precision; and that mean's variance."""
        there = np.isfinite(self.theirs) & np.isfinite(self.their_sampling.size)
        with np.errstate(invalid="ignore", divide="ignore"):
            weight = np.where(there, 1 / (between + self.their_sampling.variance(about[:, None], between)), 0.0)
            total = weight.sum(axis=1)
            near = (weight * np.where(there, self.theirs, 0.0)).sum(axis=1) / total
            own = 1 / (between + self.sampling.variance(about, between))
            few = there.sum(axis=1) < self.enough
            return np.where(few, (own * self.value).sum() / own.sum(), near), np.where(few, 1 / own.sum(), 1 / total)

    def _between(self, centre: Floats, of_centre: Floats, before: float) -> float:
        """Moments: squared distances from the centre are the spread, the luck and the centre's own uncertainty together."""
        noise = self.sampling.variance(centre, before) + of_centre
        weight = 1 / (before + noise) ** 2
        return float((weight * ((self.value - centre) ** 2 - noise)).sum() / weight.sum())

    def _drawn(self, centre: Floats, of_centre: Floats, between: float) -> tuple[Floats, ...]:
        luck = self.sampling.variance(centre, between)
        follows = between / (between + luck)
        estimate = centre + follows * (self.value - centre)
        remains = self.sampling.remains(estimate, follows, luck)
        return estimate, np.sqrt(remains + (1 - follows) ** 2 * of_centre), centre, follows
