"""What children learn, year by year, and what the trust's standardised tests show of it.

A test has mean 100 and standard deviation 15 among the nation's children of the same age, so that a child who keeps pace keeps
the score. A year's gain is what the subject and the school add, whatever the child began with; no ability is regained or
lost by itself. Scores carry an error of four points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from collegiate.simulate.children.arrays import rng_of
from collegiate.simulate.children.calendar import SchoolYear
from collegiate.simulate.children.households import Children
from collegiate.simulate.children.plan import CALM, SUBJECTS, Plan, in_programme
from collegiate.simulate.children.population import SUBSIDIARY, Population, Seats
from collegiate.simulate.children.schools import MadeUpSchool

_ERROR = 4.0
_OWN_YEAR = 3.0
_COST_OF_DRIFT = 3.0
_ABSENT = 0.03
_SCIENCE_FROM = 7


@dataclass(frozen=True, slots=True)
class Learning:
    """By seat and subject: what the child can at the seat's start and end, the scores (NaN: not taken), the programmes."""

    start: np.ndarray
    end: np.ndarray
    autumn: np.ndarray
    summer: np.ndarray
    programme: np.ndarray


def make_learning(seed: int, people: Population, children: Children, plan: Plan, calendars: Sequence[Sequence[SchoolYear]],
                  schools: Sequence[MadeUpSchool]) -> Learning:  # fmt: skip
    """Let children learn through their seats in order of time."""
    seats, shape = people.seats, (len(people.seats), len(SUBJECTS))
    start, end = np.full(shape, np.nan), np.full(shape, np.nan)
    autumn, summer = np.full(shape, np.nan), np.full(shape, np.nan)
    programme = np.zeros((len(seats), len(plan.programmes)), dtype=bool)
    now, school_before = _beginnings(seed, children), np.full(people.children, -1)
    for number, period in enumerate(np.unique(seats.period)):
        for late in (False, True):
            whole = seats.first == np.array([years[number].first for years in calendars])[seats.school]
            here = np.flatnonzero((seats.period == period) & (seats.status != SUBSIDIARY) & (whole != late))
            rng = rng_of(seed, 7, int(period), int(late))
            child, school = seats.child[here], seats.school[here]
            start[here] = now[child] + _lost_on_the_way(plan, school_before[child], school)
            days = _test_days(calendars, number)
            autumn[here] = _scores(start[here], seats.year_group[here], rng)
            autumn[here[~_there(seats, here, days[0])]] = np.nan
            programme[here] = (
                _programmes(seed, int(period), plan, autumn[here], seats.year_group[here])
                & ~plan.unseen[child][:, None]
            )
            gain = _gains(plan, seats, here, calendars, number, programme[here], rng)
            end[here] = start[here] + gain
            summer[here] = _scores(end[here], seats.year_group[here], rng)
            summer[here[~_there(seats, here, days[1])]] = np.nan
            now[child], school_before[child] = end[here], school
    return Learning(start, end, autumn, summer, programme)


def test_day(calendar: SchoolYear, *, summer: bool) -> int:
    """The day of a school's test: in the first days of October, or of June; -1 where the year has not come so far."""
    day = calendar.on_or_after(6, 8) if summer else calendar.on_or_after(10, 5)
    return day if day >= calendar.number_of(6 if summer else 10, 5) else -1


def _test_days(calendars: Sequence[Sequence[SchoolYear]], number: int) -> tuple[np.ndarray, np.ndarray]:
    autumn, summer = ([test_day(c[number], summer=late) for c in calendars] for late in (False, True))
    return np.array(autumn), np.array(summer)


def _there(seats: Seats, here: np.ndarray, days: np.ndarray) -> np.ndarray:
    day = days[seats.school[here]]
    return (day >= 0) & (seats.first[here] <= day) & (day <= seats.last[here])


def _beginnings(seed: int, children: Children) -> np.ndarray:
    rng = rng_of(seed, 8)
    common = children.readiness
    common = (common - common.mean()) / max(common.std(), 1e-9)
    own = rng.normal(0, 1, (len(common), len(SUBJECTS)))
    return 100 + 13.0 * (0.82 * common[:, None] + 0.57 * own)


def _lost_on_the_way(plan: Plan, before: np.ndarray, school: np.ndarray) -> np.ndarray:
    lost = np.zeros((len(school), len(SUBJECTS)))
    if plan.lost:
        lost[(before == plan.lost[0]) & (school == plan.lost[1]), plan.lost_subject] = plan.lost_points
    return lost


def _scores(able: np.ndarray, year_group: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    score = np.clip(np.rint(able + rng.normal(0, _ERROR, able.shape)), 55, 145)
    taken = ((year_group >= 1) & (year_group <= 11))[:, None] & (rng.random(able.shape) >= _ABSENT)
    taken[:, 2] &= year_group >= _SCIENCE_FROM
    return np.where(taken, score, np.nan)


def _programmes(seed: int, period: int, plan: Plan, autumn: np.ndarray, year_group: np.ndarray) -> np.ndarray:
    offered = (year_group >= 2) & (year_group <= 9)
    columns = [
        in_programme(
            seed,
            period,
            np.nan_to_num(autumn[:, subject], nan=100.0),
            offered & ~np.isnan(autumn[:, subject]),
            number,
        )
        for number, (_, subject, _) in enumerate(plan.programmes)
    ]
    return np.column_stack(columns)


def _gains(plan: Plan, seats: Seats, here: np.ndarray, calendars: Sequence[Sequence[SchoolYear]], number: int,
           programme: np.ndarray, rng: np.random.Generator) -> np.ndarray:  # fmt: skip
    school = seats.school[here]
    days = np.array([max(1, len(c[number].days)) for c in calendars])[school]
    part = np.array([np.searchsorted(calendars[s][number].days, [a, b + 1]) for s, a, b in zip(school, seats.first[here], seats.last[here], strict=True)], dtype=int).reshape(-1, 2)  # fmt: skip
    share = ((part[:, 1] - part[:, 0]) / np.maximum(days, 150))[:, None]
    gain = share * (plan.subject_effects + plan.school_effects[school]) + rng.normal(
        0, _OWN_YEAR, (len(here), len(SUBJECTS))
    ) * np.sqrt(share)
    gain -= share * _COST_OF_DRIFT * _beyond_others(plan.drift[here] != CALM, school)[:, None]
    for which, (_, subject, effect) in enumerate(plan.programmes):
        gain[:, subject] += effect * _beyond_others(programme[:, which] & (share[:, 0] > 0.5), school)
    return gain


def _beyond_others(which: np.ndarray, school: np.ndarray) -> np.ndarray:
    """1 for those chosen, less the share of the school that is chosen: what singles out some leaves the school's mean alone."""
    chosen = np.bincount(school, weights=which)
    return which - (chosen / np.maximum(1, np.bincount(school)))[school]
