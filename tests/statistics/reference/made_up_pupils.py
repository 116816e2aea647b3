"""Made-up pupils with known seeds, for comparison with R; run as a script, it writes one CSV per data set.

python tests/statistics/reference/made_up_pupils.py FOLDER && Rscript tests/statistics/reference/make.R FOLDER
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

Data = Mapping[str, np.ndarray]


def three_level() -> Data:
    """Unequal schools within 18 authorities; intercepts and slopes differ at both levels."""
    rng = np.random.default_rng(11)
    authority_of = rng.integers(0, 18, 140)
    school = rng.choice(140, 3_000, p=_unequal(rng, 140))
    authority = authority_of[school]
    prior = rng.normal(0.0, 1.0, 3_000) + 0.3 * rng.normal(size=140)[school]
    sex = rng.integers(0, 2, 3_000)
    u, v = rng.normal(size=(140, 2)) * [0.4, 0.15], rng.normal(size=(18, 2)) * [0.3, 0.1]
    score = 0.2 + 0.6 * prior - 0.2 * sex + u[school, 0] + v[authority, 0]
    score += (u[school, 1] + v[authority, 1]) * prior + rng.normal(0, 0.8, 3_000)
    return _rounded(score=score, prior=prior, sex=_words(sex, "F", "M"), school=school, authority=authority)


def crossed() -> Data:
    """Pupils of 90 primary schools in 25 secondary schools, mostly the near ones."""
    rng = np.random.default_rng(12)
    n = 2_400
    primary = rng.choice(90, n, p=_unequal(rng, 90))
    secondary = (primary * 25 // 90 + rng.choice([0, 0, 0, 1, 2, 7, 13], n)) % 25
    prior = rng.normal(size=n)
    authority = primary // 10
    u, v, w = rng.normal(size=90) * 0.3, rng.normal(size=(25, 2)) * [0.35, 0.12], rng.normal(size=9) * 0.25
    score = 1 + 0.5 * prior + u[primary] + v[secondary, 0] + v[secondary, 1] * prior + w[authority]
    score += rng.normal(0, 0.9, n)
    return _rounded(score=score, prior=prior, primary=primary, secondary=secondary, authority=authority)


def uncentred() -> Data:
    """Key Stage 2 scaled scores around 104 and an outcome around 50: intercepts lie far outside the data."""
    rng = np.random.default_rng(13)
    n, schools = 2_500, 60
    school = rng.integers(0, schools, n)
    prior = np.round(np.clip(rng.normal(104, 7, n), 80, 120) * 2) / 2
    u = rng.multivariate_normal([0, 0], [[9.0, 0.2], [0.2, 0.02]], schools)
    score = 50 + 1.4 * (prior - 104) + 0.02 * (prior - 104) ** 2 + u[school, 0] + u[school, 1] * (prior - 104)
    fsm = rng.integers(0, 2, n)
    score = score - 3 * fsm + rng.normal(0, 8, n)
    return _rounded(score=score, prior=prior, fsm=fsm, school=school, offset=score + 1e6)


def singular() -> Data:
    """Schools that do not differ at all, and slopes that follow intercepts exactly."""
    rng = np.random.default_rng(14)
    n, schools = 800, 40
    school = rng.integers(0, schools, n)
    prior = rng.normal(size=n)
    noise = rng.normal(size=n)
    flat = 0.5 * prior + noise - np.array([noise[school == s].mean() for s in range(schools)])[school]
    u = rng.normal(size=schools)
    tied = 0.5 * prior + 0.5 * u[school] * (1 + 0.5 * prior) + rng.normal(size=n)
    return _rounded(flat=flat, tied=tied, prior=prior, school=school)


def unbalanced() -> Data:
    """Schools of 1 to 300 pupils of three types, with weights and an interaction."""
    rng = np.random.default_rng(15)
    sizes = np.unique(np.concatenate([np.ones(10, int), (np.geomspace(2, 300, 50)).astype(int)]), return_counts=True)
    school = np.repeat(np.arange(sizes[1].sum()), np.repeat(sizes[0], sizes[1]))
    schools, n = int(school.max()) + 1, len(school)
    kind = rng.integers(0, 3, schools)[school]
    prior, sex = rng.normal(100, 8, n), rng.integers(0, 2, n)
    score = 0.05 * (prior - 100) + 0.1 * kind + 0.02 * sex * (prior - 100) + 0.3 * rng.normal(size=schools)[school]
    score += rng.normal(size=(schools, 2))[school, sex] * 0.2 + rng.normal(size=n)
    weight = rng.uniform(0.5, 2.0, n)
    reached = (rng.uniform(size=n) < 1 / (1 + np.exp(-score - 0.5))).astype(int)
    return _rounded(
        score=score,
        prior=prior,
        sex=_words(sex, "F", "M"),
        weight=weight,
        reached=reached,
        school=school,
        type=np.array(["Academy", "Community", "Voluntary aided"])[kind],
    )


def growth() -> Data:
    """A small cohort with two priors on a fine scale."""
    rng = np.random.default_rng(16)
    first = rng.normal(100, 10, 600)
    second = 0.7 * (first - 100) + 102 + rng.normal(0, 7, 600)
    score = 0.3 * (first - 100) + 0.6 * (second - 100) + 50 + rng.normal(0, 5 + 0.1 * np.abs(second - 100), 600)
    return {"score": np.round(score, 1), "first": np.round(first, 1), "second": np.round(second, 1)}


SETS: Mapping[str, Callable[[], Data]] = {
    f.__name__: f for f in (three_level, crossed, uncentred, singular, unbalanced, growth)
}


def _unequal(rng: np.random.Generator, count: int) -> np.ndarray:
    shares = rng.gamma(1.5, size=count)
    return shares / shares.sum()


def _words(codes: np.ndarray, *words: str) -> np.ndarray:
    return np.array(words)[codes]


def _rounded(**columns: np.ndarray) -> Data:
    return {k: np.round(v, 6) if v.dtype.kind == "f" else v for k, v in columns.items()}


def write(folder: Path) -> None:
    """Write every data set as CSV."""
    for name, make in SETS.items():
        data = make()
        with (folder / f"{name}.csv").open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(data)
            writer.writerows(zip(*(v.tolist() for v in data.values()), strict=True))


if __name__ == "__main__":
    write(Path(sys.argv[1]))
