"""Children beside the nearest children by the earlier score, in the same school and year: the matched estimate of a programme.

With replacement: in one school few children with low scores are left without the programme, and if each could be used once alone,
the last to be matched would stand beside children who began elsewhere, and the answer would depend on the order. That a child is
used again makes the interval wider, and it is made so (Abadie and Imbens 2006).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

from collegiate.pupils.gains.steps import Floats, Ints

CALIPER = 3.0
"""Points by which earlier scores may lie apart: a fifth of the test's spread of 15, and less than one test's own error."""

NEAREST = 3
"""Children beside each child; with more at the same distance as the last of them, all of these, so that no order decides."""


@dataclass(frozen=True, slots=True)
class Matched:
    """The mean difference in points of matched children, with its 95 % interval; None with fewer than `fewest` on either side."""

    effect: float | None
    low: float | None
    high: float | None
    matched: int
    unmatched: int


def matched(gain: Floats, score: Floats, given: npt.NDArray[np.bool_], group: Ints, fewest: int) -> Matched:
    """Set each `given` child beside the nearest others of its `group` (school and year); children without one are counted and left out.

    What is left of a difference in the earlier score is taken off by the slope among the others (Abadie and Imbens 2011).
    """
    level = gain - _slope(gain, score, given, group) * score
    differences, spreads = [], []
    times, squares = np.zeros(len(gain)), np.zeros(len(gain))
    for child, beside in _pairs(score, given, group):
        differences.append(float(level[child] - level[beside].mean()))
        times[beside] += 1 / len(beside)
        squares[beside] += 1 / len(beside) ** 2
        if len(beside) > 1:
            spreads.append(float(level[beside].var(ddof=1)))
    n, missing = len(differences), int(given.sum()) - len(differences)
    if min(n, int((times > 0).sum())) < fewest or not spreads:
        return Matched(None, None, None, n, missing)
    apart = np.array(differences)
    effect = float(apart.mean())
    again = float((times**2 - squares).sum()) * float(np.mean(spreads))
    sd = float(np.sqrt(((apart - effect) ** 2).sum() * n / (n - 1) + max(again, 0.0))) / n
    half = float(stdtrit(min(float(n), float(times.sum() ** 2 / (times**2).sum())) - 1, 0.975)) * sd
    return Matched(effect, effect - half, effect + half, n, missing)


def _pairs(score: Floats, given: npt.NDArray[np.bool_], group: Ints) -> list[tuple[int, Ints]]:
    """Return each child with those beside it, as places; a child with nobody within the caliper is not among them."""
    order = np.lexsort((score, group))
    order = order[~given[order]]
    starts = {int(g): (int(a), int(b)) for g, a, b in zip(*_runs(group[order]), strict=True)}
    found = []
    for child in np.flatnonzero(given).tolist():
        first, last = starts.get(int(group[child]), (0, 0))
        others = order[first:last]
        a, b = np.searchsorted(score[others], [score[child] - CALIPER, score[child] + CALIPER + 1e-9])
        near = others[a:b]
        if len(near):
            apart = np.abs(score[near] - score[child])
            most = np.partition(apart, min(NEAREST, len(apart)) - 1)[min(NEAREST, len(apart)) - 1]
            found.append((child, near[apart <= most]))
    return found


def _runs(group: Ints) -> tuple[Ints, Ints, Ints]:
    values, first, count = np.unique(group, return_index=True, return_counts=True)
    return values, first, first + count


def _slope(gain: Floats, score: Floats, given: npt.NDArray[np.bool_], group: Ints) -> float:
    """Return how much less the others gained with each point that they began higher, within their school and year."""
    others = ~given
    _, which = np.unique(group[others], return_inverse=True)
    n = np.maximum(np.bincount(which), 1)
    x, y = (v[others] - (np.bincount(which, v[others]) / n)[which] for v in (score, gain))
    spread = float((x**2).sum())
    return float((x * y).sum()) / spread if spread > 0 else 0.0
