"""The odds of a yearly series: their form by hand, and how often what they promise comes true on made-up histories whose end is known."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from collegiate.statistics.forecast import LEAST_CHANGES, chance_of_reaching

DUE = date(2026, 8, 31)


def course(*values: float, last: int = 2024) -> list[tuple[date, float]]:
    return [(date(last - len(values) + n + 1, 8, 31), v) for n, v in enumerate(values)]


def test_by_hand() -> None:
    """Changes 2, 4, 6 in three years: 12 over 3 + 6 years is a drift of 4/3; two years ahead 12 + 8/3, with error 2 √(2 + 4/9)."""
    found = chance_of_reaching(course(0, 2, 6, 12), 12 + 8 / 3, DUE)
    assert found.middle == pytest.approx(12 + 8 / 3, abs=0.02) and found.chance == pytest.approx(0.5, abs=0.005)
    assert found.high is not None and found.middle is not None
    assert found.high - found.middle == pytest.approx(1.8856 * 2 * np.sqrt(2 + 4 / 9), rel=0.01)


def test_less_may_be_better_and_a_range_has_two_ends() -> None:
    rising = course(0, 2, 6, 12)
    assert chance_of_reaching(rising, 12 + 8 / 3, DUE, upwards=False).chance == pytest.approx(0.5, abs=0.005)
    inside = chance_of_reaching(rising, 13, DUE, most=17).chance
    assert inside is not None and 0 < inside < chance_of_reaching(rising, 13, DUE).chance  # type: ignore[operator]


def test_values_in_steps_count_from_half_a_step_short() -> None:
    flat = course(50, 50, 50, 50)
    assert chance_of_reaching(flat, 50, DUE).chance is None, "what never changed has no spread"
    stepped = chance_of_reaching(flat, 50, DUE, step=12.5).chance
    assert stepped is not None and stepped > 0.5


@pytest.mark.parametrize("values", [(1,), (1, 2), (1, 2, 3)])
def test_too_little_history_cannot_be_forecast(values: tuple[float, ...]) -> None:
    found = chance_of_reaching(course(*values), 3, DUE)
    assert found.chance is None and str(LEAST_CHANGES) in found.why


def test_a_day_that_has_passed_has_no_odds() -> None:
    assert chance_of_reaching(course(1, 2, 4, 3), 5, date(2024, 8, 31)).chance is None


def test_months_are_thinned_to_years() -> None:
    monthly = [(date(2024, m, 1), float(m)) for m in range(1, 13)]
    assert chance_of_reaching(monthly, 20, DUE).chance is None


def histories(kind: str, count: int, years: int, draw: np.random.Generator) -> np.ndarray:
    shocks = draw.normal(0, 4, (count, years))
    if kind == "walk":
        return 60 + np.cumsum(shocks, axis=1)
    if kind == "drift":
        return 50 + draw.normal(0, 2, (count, 1)) * np.arange(years) + np.cumsum(shocks, axis=1)
    if kind == "eighths":
        return np.round(np.clip(60 + np.cumsum(shocks * 2, axis=1), 0, 100) / 12.5) * 12.5
    return 60 + shocks  # a level with noise about it


def reliability(
    kind: str, *, ahead: int = 2, known: int = 7, count: int = 1500
) -> tuple[np.ndarray, np.ndarray, float]:
    """Return said and seen by bins of what was said (those with thirty or more), and the mean square error of the odds."""
    draw = np.random.default_rng(20)
    runs = histories(kind, count, known + ahead, draw)
    target = runs[:, known - 1] + draw.choice([-6.0, 0.0, 6.0], count)
    step = 12.5 if kind == "eighths" else 0.0
    if step:
        target = np.clip(np.round(target / step) * step, 0, 100)
    due = date(2024 + ahead, 8, 31)
    told = [chance_of_reaching(course(*run[:known]), goal, due, step=step).chance for run, goal in zip(runs, target, strict=True)]  # fmt: skip
    there = np.array([f is not None for f in told])
    said, seen = np.array([f for f in told if f is not None]), (runs[:, -1] >= target)[there]
    bins = np.digitize(said, [0.2, 0.4, 0.6, 0.8])
    held = [bins == b for b in range(5) if (bins == b).sum() >= 30]
    return np.array([said[h].mean() for h in held]), np.array([seen[h].mean() for h in held]), float(((said - seen) ** 2).mean())  # fmt: skip


@pytest.mark.parametrize("kind", ["walk", "drift"])
def test_odds_come_true_about_as_often_as_they_say_where_the_model_holds(kind: str) -> None:
    said, seen, error = reliability(kind)
    assert len(said) == 5 and np.abs(said - seen).max() < 0.12, (said, seen)
    assert error < 0.2, "better than saying 5 in 10 every time, which errs by 0.25"


def test_few_academies_make_few_steps_and_the_odds_then_tell_little() -> None:
    """A limit that the documentation names: a share of eight academies stays where it is more often than the odds say."""
    said, seen, error = reliability("eighths")
    assert (seen - said)[said < 0.6].min() > 0 and error < 0.25, (said, seen)


def test_a_series_that_swings_about_its_level_gets_odds_that_are_off_by_less_than_a_fifth() -> None:
    """A limit that the documentation names: last year's luck is taken for a new level."""
    said, seen, _ = reliability("level")
    assert 0.05 < np.abs(said - seen).max() < 0.2, (said, seen)
