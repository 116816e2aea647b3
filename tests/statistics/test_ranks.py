"""The chance of the top quarter, intervals of ranks, and what it would take."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collegiate.statistics import ranks


def nation(seed: int, schools: int = 400) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """True effects, their best estimates and SDs, as a mixed model with known variances would give them."""
    rng = np.random.default_rng(seed)
    truth, sampling = rng.normal(0, 0.25, schools), rng.uniform(0.05, 0.3, schools)
    trust = 0.25**2 / (0.25**2 + sampling**2)
    return truth, trust * (truth + sampling * rng.normal(size=schools)), np.sqrt(trust) * sampling


def test_the_chance_is_that_of_counting_every_outcome() -> None:
    """With certain others, the member is in the top quarter of four when nobody else is above it."""
    estimates, sds = np.array([0.0, -1.0, 0.5, -2.0]), np.array([1.0, 0.0, 0.0, 0.0])
    exact = 1 - 0.6914624612740131  # P(normal > 0.5)
    assert ranks.chance_of_top(estimates, sds) == pytest.approx(exact, abs=0.06)  # a step, the hardest for quadrature
    smooth = np.array([1.0, 0.7, 0.8, 0.9])
    assert ranks.chance_of_top(estimates, smooth) == pytest.approx(
        ranks.simulated_chance(estimates, smooth, draws=400_000), abs=0.003
    )


def test_the_count_above_is_poisson_binomial() -> None:
    above = np.array([0.2, 0.5, 0.9])
    ours = ranks._chance_of_fewer(above[None, :, None], 4)[:, 0, 0]
    every = dict.fromkeys(range(4), 0.0)
    for outcome in product([0, 1], repeat=3):
        every[sum(outcome)] += float(np.prod([p if o else 1 - p for p, o in zip(above, outcome, strict=True)]))
    assert ours == pytest.approx(np.cumsum([every[k] for k in range(4)]))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(4, 60))
def test_the_chances_of_a_whole_set_add_up_to_its_places(seed: int, members: int) -> None:
    rng = np.random.default_rng(seed)
    estimates, sds = rng.normal(size=members), rng.uniform(0.2, 1.0, members)
    total = sum(ranks.chance_of_top(estimates, sds, self_at=k) for k in range(members))
    assert total == pytest.approx(max(members // 4, 1), abs=0.003 * members)


def test_shorter_sets_are_filled_with_minus_one() -> None:
    estimates, sds = np.array([0.3, 0.1, -0.2, 0.4]), np.full(4, 0.2)
    filled = ranks.chances_of_top(estimates, sds, np.array([[0, 1, 2, -1]]))
    alone = ranks.chances_of_top(estimates[:3], sds[:3], np.array([[0, 1, 2]]))
    assert filled == pytest.approx(alone)


def test_the_chance_is_calibrated_in_every_tenth() -> None:
    said, was = [], []
    for seed in range(30):
        truth, estimates, sds = nation(seed, 1_500)
        apart = np.random.default_rng(1000 + seed).choice(np.arange(1, 1_500), 49, replace=False)
        sets = (np.arange(1_500)[:, None] + np.concatenate([[0], apart])) % 1_500
        said.append(ranks.chances_of_top(estimates, sds, sets))
        was.append((truth[sets[:, 1:]] > truth[:, None]).sum(axis=1) < 12)
    said_flat, was_flat = np.concatenate(said), np.concatenate(was)
    tenth = np.minimum((said_flat * 10).astype(int), 9)
    gaps = [
        abs(said_flat[tenth == t].mean() - was_flat[tenth == t].mean()) for t in range(10) if (tenth == t).sum() > 200
    ]
    assert len(gaps) == 10
    assert max(gaps) < 0.03


def test_rank_intervals_hold_the_true_rank_and_the_estimate() -> None:
    covered = []
    for seed in range(10):
        truth, estimates, sds = nation(seed)
        rank, low, high = ranks.rank_intervals(estimates, sds)
        true_rank = 400 - np.argsort(np.argsort(truth))
        covered.append(np.mean((low <= true_rank) & (true_rank <= high)))
        assert np.all((low <= rank) & (rank <= high))
    assert 0.93 <= np.mean(covered) <= 0.975


def test_rank_intervals_are_the_same_each_time() -> None:
    _, estimates, sds = nation(1)
    assert all(
        np.array_equal(a, b) for a, b in zip(*(ranks.rank_intervals(estimates, sds) for _ in range(2)), strict=True)
    )


def test_cannot_be_told_apart_counts_the_others_within_the_interval_of_the_difference() -> None:
    estimates, sds = np.array([0.0, 0.1, 0.5, -0.27]), np.full(4, 0.1)
    assert ranks.indistinguishable(estimates, sds) == 2


def test_false_discoveries_stay_below_their_rate() -> None:
    shares, counts = [], []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        truth = np.where(rng.uniform(size=500) < 0.2, 3.0, 0.0)
        count, named = ranks.false_discovery_count(truth + rng.normal(size=500), np.ones(500))
        shares.append((named & (truth == 0)).sum() / max(count, 1))
        counts.append(count)
    assert np.mean(shares) < 0.05
    assert np.mean(counts) > 30


def test_false_discovery_names_nobody_when_nobody_stands_out() -> None:
    assert ranks.false_discovery_count(np.zeros(50), np.ones(50))[0] == 0


def chance_with(reached: int, cohort: int = 40) -> object:
    rng = np.random.default_rng(5)
    others, sds = rng.normal(0.65, 0.06, 49), np.full(49, 0.04)

    def chance(more: int) -> float:
        share = (reached + more) / cohort
        own, sd = ranks.shrunken(share, float(np.sqrt(0.25 / cohort)), 0.65, 0.07)
        return ranks.chance_of_top(np.concatenate([[own], others]), np.concatenate([[sd], sds]))

    return chance


def test_children_to_target_is_the_least_number_that_reaches_the_chance() -> None:
    chance = chance_with(24)
    target = ranks.children_to_target(chance, 16, wanted=0.5)
    assert target.children is not None
    assert chance(target.children) >= 0.5 > chance(target.children - 1)
    assert target.now == chance(0)


def test_children_to_target_says_when_the_whole_cohort_would_not_be_enough_or_none_is_needed() -> None:
    assert ranks.children_to_target(lambda k: 0.1, 5).children is None
    assert ranks.children_to_target(lambda k: 0.9, 5).children == 0
