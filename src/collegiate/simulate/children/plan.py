"""What is planted: the truths about children that a build has to find again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from collegiate.simulate.children.arrays import rng_of
from collegiate.simulate.children.calendar import DayError, SchoolYear, day_number, day_of
from collegiate.simulate.children.households import Children
from collegiate.simulate.children.population import SUBSIDIARY, Population, Seats
from collegiate.simulate.children.schools import MadeUpSchool
from collegiate.simulate.kinds import Kind

SUBJECTS = ("READ", "MAT", "SCI")
_SUBJECT_EFFECTS = (0.5, -0.4, 0.0)
"""Points of the test that the trust as a whole adds or loses in a year, beyond the nation's children."""

_SCHOOL_SPREAD = 1.6
_LOST = 6.0
_DECLINE_A_YEAR = -0.08
_FALLS_FOR = 110
"""Days, from the first of September on, in which the declining school's attendance falls; then it stays where it is."""

_HELP = 0.045
"""How much higher the rate of attendance is with support than it would have been."""

_DRIFT = 0.036
_NOT_ALREADY_AWAY = 0.7
_QUIET = 0.06
_NOBODY = 0.02
PROGRAMMES = (("Paired reading with a trained adult", 0, 5.0), ("Number catch-up on tablets", 1, 0.0))
"""Programmes: their name, the index of the subject that they are for, and the points that they add."""

_IN_PROGRAMME = 0.05

CALM, DRIFTING, QUIETLY, AFTERWARDS, BEFORE = range(5)
"""How a child attends in a seat: as ever; drifting; drifting without a sign beforehand; low, the year after; the year before
a drift that shows itself: effort, behaviour and the last weeks' attendance slip.
"""


@dataclass(frozen=True, slots=True)
class Helped:
    """Support of a school: since which day, and how much it adds to the share of possible sessions that are attended."""

    urn: int
    since: int
    effect: float


@dataclass(frozen=True, slots=True)
class Plan:
    """Planted effects. Effects are points of the trust's test for a year; indices are those of schools and seats."""

    school_effects: np.ndarray
    subject_effects: np.ndarray
    declining: int
    declining_urn: int
    declines_since: int
    declines_until: int
    decline_a_year: float
    lost: tuple[int, int] | None
    kept: tuple[int, int] | None
    move: str
    lost_subject: int
    lost_points: float
    drift: np.ndarray
    planted_from: int
    unseen: np.ndarray
    programmes: tuple[tuple[str, int, float], ...]
    helped: Helped | None = None


def make_plan(
    seed: int,
    schools: Sequence[MadeUpSchool],
    calendars: Sequence[Sequence[SchoolYear]],
    people: Population,
    children: Children,
) -> Plan:
    """Choose which school does what, which children drift, and whom nobody will write a word about."""
    rng = rng_of(seed, 4)
    effects = rng.normal(0, _SCHOOL_SPREAD, (len(schools), len(SUBJECTS)))
    size = np.array([s.year_group * (s.last_year_group - max(s.first_year_group, 1) + 1) for s in schools])
    effects = (effects - np.average(effects, axis=0, weights=size)).round(2)
    lost, kept, move = _pairs(schools)
    declining = _declining(schools)
    since = max(0, len(calendars[0]) - 2)
    return Plan(
        school_effects=effects if len(schools) > 1 else np.zeros_like(effects),
        subject_effects=np.array(_SUBJECT_EFFECTS),
        declining=declining,
        declining_urn=schools[declining].urn,
        declines_since=calendars[declining][since].first,
        declines_until=calendars[declining][since].first + _FALLS_FOR,
        decline_a_year=_DECLINE_A_YEAR,
        lost=lost,
        kept=kept,
        move=move,
        lost_subject=1,
        lost_points=-_LOST,
        drift=_drift(seed, people, children),
        planted_from=calendars[0][0].period + 1,
        unseen=rng.random(people.children) < _NOBODY,
        programmes=PROGRAMMES,
    )


def help_for(plan: Plan, since: date, last: int) -> Helped:
    """Plan support of the declining school from a day on.

    While attendance still falls, nobody could say what would have been without support; nor can anybody after the `last` day.
    Both are refused.
    """
    day = day_number(since)
    if not plan.declines_until <= day <= last:
        raise DayError(
            f"Support can begin from {day_of(plan.declines_until):%-d %B %Y}, when the planted fall is over, to "
            f"{day_of(last):%-d %B %Y}, the last day that is made up; {since:%-d %B %Y} was asked for. While attendance still "
            f"falls, what it would have been without support is not a plain number."
        )
    return Helped(plan.declining_urn, day, _HELP)


def in_programme(seed: int, period: int, scores: np.ndarray, wanted: np.ndarray, number: int) -> np.ndarray:
    """Choose children for a programme: among those with low scores of the autumn, rather the lower."""
    rng = rng_of(seed, 5, period, number)
    low = np.clip((100 - scores) / 15, 0, 2)
    return wanted & (rng.random(len(scores)) < _IN_PROGRAMME * 2.2 * low)


def _pairs(schools: Sequence[MadeUpSchool]) -> tuple[tuple[int, int] | None, tuple[int, int] | None, str]:
    """Find two schools that feed one: middle schools and their high school, else primary and secondary."""
    index = {s.urn: n for n, s in enumerate(schools)}
    pairs = [(n, index[s.next_urns[0]]) for n, s in enumerate(schools) if s.next_urns]
    for kind, move in ((Kind.MIDDLE, "8_to_9"), (Kind.PRIMARY, "6_to_7"), (Kind.FIRST, "4_to_5")):
        of = sorted((p for p in pairs if schools[p[0]].phase_kind is kind), key=lambda p: -schools[p[0]].year_group)
        if len(of) > 1:
            return of[0], of[1], move
    return None, None, ""


def _declining(schools: Sequence[MadeUpSchool]) -> int:
    """The second largest of those that teach older children, for its numbers; else the largest."""
    order = sorted(range(len(schools)), key=lambda n: (schools[n].last_year_group < 8, -schools[n].year_group))
    return order[min(1, len(order) - 1)]


def _drift(seed: int, people: Population, children: Children) -> np.ndarray:
    """Choose, year by year, who drifts out of attendance: children of the year before, who came as others do.

    The year after, a child's attendance stays low.
    """
    seats = people.seats
    state = np.zeros(len(seats), dtype=np.int8)
    was = np.zeros(people.children, dtype=bool)
    ever = np.zeros(people.children, dtype=bool)
    seen = np.zeros(people.children, dtype=bool)
    for number, period in enumerate(np.unique(seats.period)):
        rng = rng_of(seed, 6, int(period))
        here = np.flatnonzero((seats.period == period) & (seats.status != SUBSIDIARY))
        drawn, quiet = rng.random(people.children), rng.random(people.children) < _QUIET
        child = seats.child[here]
        older = np.where(seats.year_group[here] >= 7, 1.4, 0.7) * (seats.year_group[here] >= 1)
        prone = np.exp(0.25 * np.clip(children.hardship[child], -2, 2))
        known = (seen[child] | (number == 0)) & (children.absence[child] < _NOT_ALREADY_AWAY)
        chosen = (drawn[child] < _DRIFT * older * prone) & known & ~ever[child]
        state[here] = np.where(chosen, np.where(quiet[child], QUIETLY, DRIFTING), CALM)
        after = was if number else rng.random(people.children) < _DRIFT
        state[here[after[child]]] = AFTERWARDS
        began = child[chosen & ~after[child]]
        was = np.zeros(people.children, dtype=bool)
        was[began] = True
        ever[began] = True
        ever |= after
        seen = np.zeros(people.children, dtype=bool)
        seen[child] = True
    _mark_before(seats, state, people.children)
    return state


def _mark_before(seats: Seats, state: np.ndarray, children: int) -> None:
    """Mark the seats of the year before a child drifts with signs."""
    began = np.full(children, -1)
    drifts = np.flatnonzero(state == DRIFTING)
    began[seats.child[drifts]] = seats.period[drifts]
    state[(began[seats.child] == seats.period + 1) & (state == CALM)] = BEFORE
