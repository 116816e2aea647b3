"""From pupils to the chance of the top quarter, on nations where school effects depend on the intake."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial import cKDTree

from collegiate.statistics import ranks
from collegiate.statistics.mixed import fit

SCHOOLS, SET = 700, 50


def nation(seed: int, depends: float) -> tuple[dict[str, np.ndarray], np.ndarray, np.ndarray]:
    """Pupils, the schools' true effects, and the schools' intake; `depends` is the correlation of the two."""
    rng = np.random.default_rng(seed)
    sizes = rng.integers(15, 120, SCHOOLS)
    school = np.repeat(np.arange(SCHOOLS), sizes)
    intake = rng.normal(size=SCHOOLS)
    truth = 0.3 * (depends * intake + np.sqrt(1 - depends**2) * rng.normal(size=SCHOOLS))
    prior = 0.5 * intake[school] + rng.normal(size=len(school))
    score = 0.7 * prior + truth[school] + 0.75 * rng.normal(size=len(school))
    mean = np.bincount(school, prior) / sizes
    return {"score": score, "prior": prior, "mean": mean[school], "school": school}, truth, mean


def said_and_was(seed: int, depends: float, *, means: bool) -> tuple[np.ndarray, np.ndarray]:
    """The stated chance of every school among its 50 nearest in intake, and whether it truly is in the top quarter."""
    data, truth, intake = nation(seed, depends)
    ours = fit(f"score ~ prior + {'mean + ' if means else ''}(1 | school)", data)
    effects = ours.effects_of("school")
    order = np.argsort([int(level) for level in effects.levels])
    estimate, sd = effects.estimate[order, 0], effects.full_sd[order, 0]
    if means:
        estimate = estimate + ours.fixed("mean") * intake
    _, sets = cKDTree(intake[:, None]).query(intake[:, None], k=SET)
    sets = np.array([[k, *row[row != k][: SET - 1]] for k, row in enumerate(sets)])
    better = (truth[sets[:, 1:]] > truth[:, None]).sum(axis=1)
    return ranks.chances_of_top(estimate, sd, sets), better < SET // 4


def widest_gap(depends: float, *, means: bool, nations: int = 30) -> float:
    found = [said_and_was(seed, depends, means=means) for seed in range(nations)]
    said, was = np.concatenate([f[0] for f in found]), np.concatenate([f[1] for f in found])
    tenth = np.minimum((said * 10).astype(int), 9)
    return max(abs(said[tenth == t].mean() - was[tenth == t].mean()) for t in range(10))


@pytest.mark.parametrize("depends", [0.0, 0.5])
def test_with_school_means_the_chance_is_calibrated_whether_or_not_effects_depend_on_intake(depends: float) -> None:
    assert widest_gap(depends, means=True) < 0.03


def test_school_means_halve_what_is_off_where_effects_follow_intake_closely() -> None:
    assert widest_gap(0.8, means=True) < 0.6 * widest_gap(0.8, means=False)
