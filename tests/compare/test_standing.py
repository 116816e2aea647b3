"""Where a school stands in its similar set: calibrated on known truth, equal to brute force, and honest about what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
import pytest
from scipy.spatial import cKDTree

from collegiate.compare import TARGET_CHANCE, standing
from collegiate.compare.odds import Threshold, _normal, cannot_be_told_apart, estimate_needed, rank_limits
from collegiate.compare.prior import Sampling, estimates
from collegiate.measures import Figure
from collegiate.measures.certainty import WILSON
from collegiate.statistics.intervals import wilson
from collegiate.tables import FigureRow, SimilarSet

SCHOOLS, NATIONS, PLACED = 2_500, 28, 4
"""So many nations of so many schools; in the first few, places are looked at too."""


@dataclass(frozen=True)
class Nation:
    """Made-up schools with known true values: the chances said, whether they are truly at the top, and whether the intervals of the
    true value and (in some) of the place hold it."""

    said: np.ndarray
    top: np.ndarray
    within: np.ndarray
    covered: np.ndarray


def _nation(seed: int, kind: str, slope: float) -> Nation:
    rng = np.random.default_rng(seed)
    intake = rng.normal(size=(SCHOOLS, 5))
    n = np.clip(np.exp(rng.normal(np.log(30), 0.7, SCHOOLS)), 6, 250).round()
    truth = 0.35 * rng.normal(size=SCHOOLS) + slope * intake[:, 0]
    if kind == "share":
        truth = 100 / (1 + np.exp(-(0.6 + 1.3 * truth)))
        value, sampling = 100 * rng.binomial(n.astype(int), truth / 100) / n, Sampling(n, share=True)
    else:
        error = 1.27 / np.sqrt(n)
        value, sampling = truth + error * rng.normal(size=SCHOOLS), Sampling(error**2)
    near = cKDTree(intake).query(intake, k=51)[1][:, 1:]
    found = estimates(value, sampling, near, np.zeros(SCHOOLS, dtype=int), enough=10)
    others, sds = found.estimate[near], found.sd[near]
    place = 1 + (truth[near] > truth[:, None]).sum(axis=1)
    said = Threshold.of(others, sds).chance(found.estimate, found.sd)
    looked_at = slice(0, SCHOOLS if seed < 1_000 + PLACED else 0)
    low, high = rank_limits(*(c[looked_at] for c in (found.estimate, found.sd, others, sds)))
    covered = (low <= place[looked_at]) & (place[looked_at] <= high)
    return Nation(said, place <= 12, np.abs(truth - found.estimate) < 1.96 * found.sd, covered)


@cache
def nations(kind: str, slope: float) -> Nation:
    parts = [_nation(seed, kind, slope) for seed in range(1_000, 1_000 + NATIONS)]
    return Nation(*(np.concatenate([getattr(p, name) for p in parts]) for name in Nation.__annotations__))


CASES = [("mean", 0.0), ("mean", 0.3), ("share", 0.0), ("share", 0.3)]
"""Means and shares of children; true values that have nothing to do with the intake, and that depend on it strongly."""


@pytest.mark.parametrize(("kind", "slope"), CASES)
def test_the_chance_of_the_top_quarter_is_calibrated_in_every_tenth(kind: str, slope: float) -> None:
    nation = nations(kind, slope)
    assert len(nation.said) == 70_000
    tenth = np.minimum((10 * nation.said).astype(int), 9)
    assert min(np.bincount(tenth, minlength=10)) >= 500
    gaps = [nation.said[tenth == t].mean() - nation.top[tenth == t].mean() for t in range(10)]
    assert max(map(abs, gaps)) < 0.03, [round(g, 3) for g in gaps]


@pytest.mark.parametrize(("kind", "slope"), CASES)
def test_intervals_of_places_and_of_true_values_cover_as_they_promise(kind: str, slope: float) -> None:
    nation = nations(kind, slope)
    assert 0.94 <= nation.covered.mean() <= 0.96
    assert 0.94 <= nation.within.mean() <= 0.96


def test_yes_or_no_by_the_figure_alone_is_wrong_oftener_than_the_chance_says() -> None:
    nation = nations("mean", 0.0)
    sure = nation.said > 0.95
    assert nation.top[sure].mean() > 0.95
    assert nation.top[nation.said < 0.05].mean() < 0.05
    assert 0.3 < np.mean((nation.said > 0.05) & (nation.said < 0.95)) < 0.9


def a_set(seed: int, members: int = 51) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.normal(0, 0.25, members), rng.uniform(0.02, 0.4, members)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("members", [11, 40, 51, 76])
def test_chance_and_places_are_those_of_drawing_true_values(seed: int, members: int) -> None:
    estimate, sd = a_set(seed, members)
    drawn = np.random.default_rng(99 + seed).normal(estimate, sd, (40_000, members))
    places = 1 + (drawn[:, 1:] > drawn[:, :1]).sum(axis=1)
    chance = Threshold.of(estimate[None, 1:], sd[None, 1:]).chance(estimate[:1], sd[:1])[0]
    assert chance == pytest.approx(np.mean(places <= members // 4), abs=0.011)  # four standard errors of the drawing
    low, high = rank_limits(estimate[:1], sd[:1], estimate[None, 1:], sd[None, 1:])
    assert np.mean((low[0] <= places) & (places <= high[0])) >= 0.91  # whole places: 95 % on the whole
    assert np.mean((low[0] + 1 < places) & (places < high[0] - 1)) < 0.96


def test_the_chances_of_a_whole_set_add_up_to_its_places() -> None:
    estimate, sd = a_set(3)
    rest = np.array([[j for j in range(51) if j != i] for i in range(51)])
    assert Threshold.of(estimate[rest], sd[rest]).chance(estimate, sd).sum() == pytest.approx(12, abs=0.02)


def test_a_certain_order_is_certain() -> None:
    estimate, nothing = np.arange(20.0)[::-1], np.zeros(20)
    rest = np.array([[j for j in range(20) if j != i] for i in range(20)])
    chance = Threshold.of(estimate[rest], nothing[rest]).chance(estimate, nothing)
    assert np.abs(chance - (np.arange(20) < 5)).max() < 1e-3
    low, high = rank_limits(estimate, nothing, estimate[rest], nothing[rest])
    assert low.tolist() == high.tolist() == list(range(1, 21))


def test_a_school_without_a_figure_is_above_nobody_and_shortens_the_set() -> None:
    estimate, sd = a_set(5, 31)
    padded = np.append(estimate[1:], np.full(20, np.nan)), np.append(sd[1:], np.full(20, np.nan))
    whole = Threshold.of(estimate[None, 1:], sd[None, 1:]).chance(estimate[:1], sd[:1])
    assert Threshold.of(padded[0][None], padded[1][None]).chance(estimate[:1], sd[:1]) == pytest.approx(whole, abs=1e-5)


def test_the_estimate_needed_gives_the_chance_asked_for() -> None:
    for seed in range(6):
        estimate, sd = a_set(seed)
        threshold = Threshold.of(estimate[None, 1:], sd[None, 1:])
        for wanted in (0.2, 0.5, 0.9):
            needed = estimate_needed(threshold, sd[:1], chance=wanted)
            assert threshold.chance(needed, sd[:1])[0] == pytest.approx(wanted, abs=1e-3)


def test_the_fast_normal_distribution_is_the_normal_distribution() -> None:
    from scipy.special import ndtr

    x = np.linspace(-9, 9, 20_001)
    assert np.abs(_normal(x.copy()) - ndtr(x)).max() < 2e-6


def test_cannot_be_told_apart_is_by_the_interval_of_the_difference() -> None:
    others, errors = np.array([[0.1, 0.27, 0.29, -0.5, np.nan]]), np.full((1, 5), 0.1)
    assert cannot_be_told_apart(np.array([0.0]), np.array([0.1]), others, errors).tolist() == [2]


def test_a_small_cohort_is_drawn_further_towards_its_similar_schools() -> None:
    rng = np.random.default_rng(0)
    error = np.where(np.arange(300) % 2, 0.05, 0.6)
    value = 0.3 * rng.normal(size=300) + error * rng.normal(size=300)
    near = np.array([rng.choice(np.delete(np.arange(300), i), 50, replace=False) for i in range(300)])
    found = estimates(value, Sampling(error**2), near, np.zeros(300, dtype=int), enough=10)
    assert found.follows[1::2].min() > 0.9
    assert found.follows[::2].max() < 0.4
    assert np.all(np.abs(found.estimate - found.centre) <= np.abs(value - found.centre) + 1e-12)


# From here on: the columns of figures.


def table(values: list[float | None], *, measure: str = "ks4_progress8", half: float = 0.2, **more) -> pa.Table:
    """Figures of the schools 1, 2, 3 ..., each of which has all the others as similar schools."""
    rows = [
        {
            "subject": "school", "urn": i + 1, "measure": measure, "period": 2019, "release": "final", "era": "e", "shown": True,
            "value": v, "low": None if v is None else v - half, "high": None if v is None else v + half, "n": 100, **more,
        }
        for i, v in enumerate(values)
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=FigureRow.schema())


def shares(reached: list[int], n: int, measure: str = "ks4_english_maths_95") -> pa.Table:
    values = np.array(reached) / n
    low, high = wilson(values, n)
    rows = table((100 * values).tolist(), measure=measure, interval=WILSON).to_pylist()
    rows = [
        {**r, "n": n, "low": 100 * a, "high": 100 * b}
        for r, a, b in zip(rows, low.tolist(), high.tolist(), strict=True)
    ]
    return pa.Table.from_pylist(rows, schema=FigureRow.schema())


def sets(count: int) -> pa.Table:
    rows = [
        {
            "set_id": "s", "period": 2019, "phase_group": "secondary", "urn": i,
            "neighbours": [j for j in range(1, count + 1) if j != i],
        }
        for i in range(1, count + 1)
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=SimilarSet.schema())


def placed(figures: pa.Table, count: int = 41, **more) -> list[dict]:
    return standing(figures, sets(count), **more).to_pylist()


SPREAD = [round(0.05 * i - 1, 2) for i in range(41)]


def test_places_are_by_value_and_their_intervals_hold_them() -> None:
    rows = placed(table(SPREAD))
    assert [r["rank"] for r in rows] == list(range(41, 0, -1))
    assert all(r["rank_low"] <= r["rank"] <= r["rank_high"] and r["rank_of"] == 41 for r in rows)
    chances = [r["p_top_quarter"] for r in rows]
    assert chances == sorted(chances)
    assert chances[0] < 0.001
    assert chances[-1] > 0.99


def test_equal_figures_share_a_place() -> None:
    rows = placed(table([*SPREAD[:39], 3.0, 3.0]))
    assert [r["rank"] for r in rows[-2:]] == [1, 1]


@pytest.mark.parametrize(
    "make", [lambda m: table([5 + v for v in SPREAD], measure=m), lambda m: shares(list(range(10, 51)), 60, m)]
)
def test_where_a_low_number_is_good_everything_is_turned_round(make) -> None:
    high, low = placed(make("ks4_attainment8")), placed(make("persistent_absence"))
    for a, b in zip(high, reversed(low), strict=True):
        assert a["rank"] == b["rank"]
        assert a["p_top_quarter"] == pytest.approx(b["p_top_quarter"], abs=0.02)
    assert low[0]["estimate"] == pytest.approx(low[0]["value"], abs=10)
    assert low[0]["estimate"] > low[0]["value"]


def test_a_measure_without_a_good_direction_has_no_top_quarter() -> None:
    rows = placed(table(SPREAD, measure="ks4_ebacc_entry"))
    assert {(r["p_top_quarter"], r["rank"], r["children_to_target"], r["points_to_target"]) for r in rows} == {
        (None,) * 4
    }
    assert all(r["indistinguishable"] is not None for r in rows)


def test_fewer_than_ten_similar_schools_are_too_few() -> None:
    assert placed(table(SPREAD[:10]), 10)[0]["p_top_quarter"] is None
    assert placed(table(SPREAD[:11]), 11)[0]["p_top_quarter"] is not None


def test_figures_without_an_interval_are_not_placed_and_not_counted() -> None:
    rows = table(SPREAD).to_pylist()
    for row in rows[:5]:
        row["low"] = row["high"] = None
    found = placed(pa.Table.from_pylist(rows, schema=FigureRow.schema()))
    assert [r["p_top_quarter"] for r in found[:5]] == [None] * 5
    assert {r["rank_of"] for r in found[5:]} == {36}


def test_earlier_releases_and_schools_without_a_set_are_not_placed() -> None:
    assert {r["p_top_quarter"] for r in placed(table(SPREAD, shown=False))} == {None}
    assert {r["rank"] for r in standing(table(SPREAD), SimilarSet.empty()).to_pylist()} == {None}
    assert standing(FigureRow.empty(), SimilarSet.empty()).num_rows == 0


def test_two_runs_are_the_same_to_the_last_bit() -> None:
    assert placed(table(SPREAD)) == placed(table(SPREAD))


@pytest.mark.parametrize("school", [5, 15, 22, 27])
def test_with_so_many_more_children_the_chance_is_even_and_with_one_fewer_it_is_not(school: int) -> None:
    reached = [20 + i for i in range(41)]
    children = placed(shares(reached, 80))[school]["children_to_target"]
    assert children > 0

    def chance(more: int) -> float:
        return placed(shares([r + more * (i == school) for i, r in enumerate(reached)], 80))[school]["p_top_quarter"]

    assert chance(children) >= TARGET_CHANCE - 0.01  # moving one school moves its similar schools' centre a little
    assert chance(children - 1) < TARGET_CHANCE + 0.01


def test_points_to_target_are_the_gain_of_the_mean_times_the_children() -> None:
    row = placed(table(SPREAD))[20]
    gain = row["points_to_target"] / 100
    moved = placed(table([v + gain * (i == 20) for i, v in enumerate(SPREAD)]))[20]
    assert moved["p_top_quarter"] == pytest.approx(TARGET_CHANCE, abs=0.02)
    assert row["children_to_target"] is None


def test_the_target_is_the_boards_to_set_and_nothing_is_needed_where_it_is_met() -> None:
    plain, bold = (placed(table(SPREAD), chance=c) for c in (0.5, 0.9))
    assert plain[-1]["points_to_target"] == 0
    assert all(b["points_to_target"] >= a["points_to_target"] for a, b in zip(plain, bold, strict=True))


def test_where_the_whole_cohort_would_not_be_enough_there_is_no_number() -> None:
    figures = shares([*range(20, 60), 2], 60).to_pylist()
    low, high = wilson(0.5, 4)
    figures[-1] |= {"n": 4, "value": 50.0, "low": 100 * float(low), "high": 100 * float(high)}
    rows = placed(pa.Table.from_pylist(figures, schema=FigureRow.schema()))
    assert rows[-1]["children_to_target"] is None
    assert rows[-1]["p_top_quarter"] < TARGET_CHANCE


def test_the_figure_carries_its_standing_as_json_does() -> None:
    row = placed(table(SPREAD))[30]
    said = Figure.from_row(row, {}, {"ks4_progress8": "grades"}).as_dict()
    assert said["p_top_quarter"] == row["p_top_quarter"]
    assert said["rank"] == {"place": row["rank"], "low": row["rank_low"], "high": row["rank_high"], "of": 41}
    assert {"indistinguishable", "children_to_target", "points_to_target"} <= set(said)
    unplaced = Figure.from_row({k: v for k, v in row.items() if "rank" not in k}, {}, {})
    assert unplaced.as_dict()["rank"] is None
