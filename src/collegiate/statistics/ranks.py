"""What can honestly be said of places: the chance of the top quarter, intervals of ranks, and what it would take.

Every group has an estimate and a standard deviation (a predicted effect and its conditional SD, say); the true values
are taken as normal and independent given the data. Chances are worked out, not drawn, so that they are the same each
time; `simulated_chance` exists to check them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

Array = np.ndarray

__all__ = [
    "Target",
    "chance_of_top",
    "chances_of_top",
    "children_to_target",
    "false_discovery_count",
    "indistinguishable",
    "rank_intervals",
    "simulated_chance",
]

# The trapezium rule on a normal density: exact to many digits for smooth chances, and unlike Gauss-Hermite's nodes close
# enough together that others who are known much more exactly than the member itself do no harm.
_NODES = np.linspace(-5.0, 5.0, 41)
_WEIGHTS = np.exp(-0.5 * _NODES**2) / np.exp(-0.5 * _NODES**2).sum()


def chance_of_top(estimates: Array, sds: Array, *, self_at: int = 0, share: float = 0.25) -> float:
    """Return the chance that one member's true value is among the best `share` of its set.

    estimates, sds: (members,), the member itself included at `self_at`. The best quarter of 50 is the best 12
    (rounded down, at least 1). Needs only the estimates: a Poisson-binomial count of the others above, averaged over
    the member's own uncertainty by quadrature.
    """
    row = np.arange(len(estimates))
    members = np.concatenate([[self_at], row[row != self_at]])[None, :]
    return float(chances_of_top(estimates, sds, members, share=share)[0])


def chances_of_top(estimates: Array, sds: Array, sets: Array, *, share: float = 0.25) -> Array:
    """Return the chance of the top `share` for many sets at once.

    sets: (sets, members) positions in `estimates`, each set's own school first; -1 fills up shorter sets.
    """
    chances = np.empty(len(sets))
    for start in range(0, len(sets), 256):
        chances[start : start + 256] = _chances(estimates, sds, sets[start : start + 256], share)
    return chances


def places_at_top(members: Array, share: float) -> Array:
    """Return how many places the top `share` of sets of these sizes has: rounded down, at least 1."""
    return np.maximum(np.floor(members * share + 1e-9).astype(int), 1)


def _chances(estimates: Array, sds: Array, sets: Array, share: float) -> Array:
    there = sets[:, 1:] >= 0
    others = np.where(there, sets[:, 1:], 0)
    places = places_at_top(1 + there.sum(axis=1), share)
    own = estimates[sets[:, 0], None] + sds[sets[:, 0], None] * _NODES
    above = ndtr(_distance(estimates[others][:, :, None] - own[:, None, :], sds[others][:, :, None]))
    above *= there[:, :, None]
    fewer = _chance_of_fewer(above, int(places.max()))
    picked = np.take_along_axis(fewer, (places - 1)[None, :, None], axis=0)[0]
    return np.clip(picked @ _WEIGHTS, 0.0, 1.0)


def _distance(gap: Array, sd: Array) -> Array:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(sd > 0, gap / sd, np.where(gap > 0, np.inf, np.where(gap < 0, -np.inf, 0.0)))


def _chance_of_fewer(above: Array, most: int) -> Array:
    """Poisson-binomial: (most, sets, nodes), the chance that at most 0, 1, ... of the members are above."""
    sets, members, nodes = above.shape
    count = np.zeros((most, sets, nodes))
    count[0] = 1.0
    for k in range(members):
        chance = above[:, k]
        moved = count[:-1] * chance
        count *= 1 - chance
        count[1:] += moved
    return np.cumsum(count, axis=0)


def simulated_chance(
    estimates: Array, sds: Array, *, self_at: int = 0, share: float = 0.25, draws: int = 4_000, seed: int = 1
) -> float:
    """Return the same chance by drawing true values: the check on `chance_of_top`."""
    drawn = np.random.default_rng(seed).normal(estimates, sds, (draws, len(estimates)))
    better = (drawn > drawn[:, [self_at]]).sum(axis=1)
    return float(np.mean(better < places_at_top(np.array([len(estimates)]), share)[0]))


def rank_intervals(
    estimates: Array, sds: Array, *, level: float = 0.95, draws: int = 2_000, seed: int = 1
) -> tuple[Array, Array, Array]:
    """Return (rank, low, high) of every group, 1 the best: the rank of the estimate and the interval of its true rank.

    The interval comes from seeded draws, so that it is the same each time; it always holds the rank itself.
    """
    n = len(estimates)
    rank = n - np.argsort(np.argsort(estimates, kind="stable"), kind="stable")
    drawn = np.random.default_rng(seed).normal(estimates, sds, (draws, n)).astype(np.float32)
    order = np.argsort(-drawn, axis=1)
    ranks = np.empty(order.shape, np.int32)
    np.put_along_axis(ranks, order, np.arange(1, n + 1, dtype=np.int32)[None, :], axis=1)
    ranks.sort(axis=0)
    tail = (1 - level) / 2
    low, high = ranks[int(np.floor(tail * (draws - 1)))], ranks[int(np.ceil((1 - tail) * (draws - 1)))]
    return rank, np.minimum(low, rank), np.maximum(high, rank)


def indistinguishable(estimates: Array, sds: Array, *, self_at: int = 0, level: float = 0.95) -> int:
    """Return from how many other members this one cannot be told apart: the interval of the difference holds 0."""
    gap = np.abs(estimates - estimates[self_at])
    spread = np.hypot(sds, sds[self_at])
    same = gap <= -ndtri((1 - level) / 2) * spread
    return int(same.sum()) - 1


def false_discovery_count(estimates: Array, sds: Array, *, rate: float = 0.05) -> tuple[int, Array]:
    """Return how many are significantly better than 0, and which, at a false-discovery rate of `rate`.

    Benjamini and Hochberg's rule on one-sided chances: among those named, at most this share is expected to be there
    by luck. Counting intervals that exclude 0 gives no such promise when there are many schools.
    """
    chances = ndtr(-_distance(estimates, sds))
    order = np.argsort(chances, kind="stable")
    passed = chances[order] <= rate * np.arange(1, len(chances) + 1) / len(chances)
    named = np.zeros(len(chances), bool)
    if passed.any():
        named[order[: np.flatnonzero(passed)[-1] + 1]] = True
    return int(named.sum()), named


@dataclass(frozen=True, slots=True)
class Target:
    """What it would take: `children` more of the cohort, for a chance of `chance`; `now` is today's chance.

    children is None when even the whole cohort would not be enough.
    """

    children: int | None
    chance: float
    now: float


def children_to_target(chance_with: Callable[[int], float], most: int, *, wanted: float = 0.5) -> Target:
    """Find the least number of additional children of the actual cohort with whom the stated chance is reached.

    chance_with(k): the chance of the top quarter had k more children reached the standard (0 <= k <= most): it must
    not fall with k. `most` is the number of the cohort that did not reach it.
    """
    now = chance_with(0)
    if now >= wanted:
        return Target(0, now, now)
    if most < 1 or chance_with(most) < wanted:
        return Target(None, chance_with(most) if most > 0 else now, now)
    low, high = 0, most
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if chance_with(middle) >= wanted else (middle, high)
    return Target(high, chance_with(high), now)


def shrunken(value: float, sampling_sd: float, centre: float, spread: float) -> tuple[float, float]:
    """Return the estimate and SD of a true value, given a measured one and how much true values differ.

    value, sampling_sd: measured; centre, spread: mean and SD of true values among comparable groups. A small cohort
    is pulled more towards the centre.
    """
    if spread <= 0:
        return centre, 0.0
    if sampling_sd <= 0:
        return value, 0.0
    trust = spread**2 / (spread**2 + sampling_sd**2)
    return centre + trust * (value - centre), float(np.sqrt(trust) * sampling_sd)
