"""Who is at which school in which year: intakes, moves to the next stage, comings and goings, dual registrations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from collegiate.simulate.children.arrays import NEVER, rng_of
from collegiate.simulate.children.calendar import SchoolYear
from collegiate.simulate.children.schools import NURSERY, MadeUpSchool
from collegiate.simulate.kinds import Kind

_SLOTS = 16
_LEAVES_IN_YEAR = 0.022
_LEAVES_IN_SUMMER = 0.018
_MOVES_ON = {Kind.FIRST: 0.93, Kind.MIDDLE: 0.88, Kind.PRIMARY: 0.72}
_STAYS_ON = 0.58
_DUAL = 0.004

SINGLE, MAIN, SUBSIDIARY = 0, 1, 2
STATUS = ("C", "M", "S")

ON_ROLL, NEXT_STAGE, OTHER_SCHOOL_OF_TRUST, MOVED_AWAY, LEFT_AT_END, DUAL_ENDED = range(6)
"""How a seat ended."""


@dataclass(frozen=True, slots=True)
class Seats:
    """One child at one school in one academic year, from one day to another: what registers are taken of.

    `place` is the child at the school, through all years; `spell` the unbroken stay. `first` and `last` are day numbers.
    """

    child: np.ndarray
    school: np.ndarray
    period: np.ndarray
    year_group: np.ndarray
    first: np.ndarray
    last: np.ndarray
    status: np.ndarray
    ended: np.ndarray
    place: np.ndarray
    spell: np.ndarray
    group: np.ndarray

    def __len__(self) -> int:
        return len(self.child)


@dataclass(frozen=True, slots=True)
class Population:
    """All children and their seats. A child's cohort is the period in which it is in Reception."""

    children: int
    cohort: np.ndarray
    home: np.ndarray
    seats: Seats
    place_child: np.ndarray
    place_school: np.ndarray

    def of(self, school: int, period: int) -> np.ndarray:
        """The seats of a school in a year, in order."""
        return np.flatnonzero((self.seats.school == school) & (self.seats.period == period))


def make_population(
    seed: int, schools: Sequence[MadeUpSchool], calendars: Sequence[Sequence[SchoolYear]]
) -> Population:
    """Let children come, move on and leave, year by year. `calendars` holds, for each school, its years."""
    walk = _Walk(seed, schools)
    for number in range(len(calendars[0])):
        walk.year([years[number] for years in calendars], last=number == len(calendars[0]) - 1)
    return walk.population()


class _Walk:
    """The state between two years, and the seats so far."""

    def __init__(self, seed: int, schools: Sequence[MadeUpSchool]) -> None:
        self.seed, self.schools = seed, schools
        self.first = np.array([s.first_year_group for s in schools])
        self.last = np.array([s.last_year_group for s in schools])
        self.target = np.zeros((len(schools), _SLOTS))
        for n, school in enumerate(schools):
            for year in range(school.first_year_group, school.last_year_group + 1):
                share = 0.6 if year == NURSERY else 0.55 if year >= 12 else 1.0
                self.target[n, year + 1] = max(1.0, school.year_group * share)
        index = {s.urn: n for n, s in enumerate(schools)}
        self.next = [np.array([index[u] for u in s.next_urns if u in index], dtype=int) for s in schools]
        self.alike = _alike(schools)
        self.child = self.school = self.years = np.zeros(0, dtype=int)
        self.cohort: list[np.ndarray] = []
        self.home: list[np.ndarray] = []
        self.count = 0
        self.rows: list[np.ndarray] = []

    def year(self, calendars: Sequence[SchoolYear], *, last: bool) -> None:
        """Live through one year."""
        period = calendars[0].period
        rng = rng_of(self.seed, 1, period)
        self._fit(rng, period)
        start = np.array([c.first for c in calendars])
        end = np.array([c.last for c in calendars])
        first, stop = start[self.school], end[self.school]
        ended = np.full(len(self.child), ON_ROLL)
        gone = (
            rng.random(len(self.child))
            < _LEAVES_IN_YEAR * np.array([len(c.days) for c in calendars])[self.school] / 190
        )
        for i in np.flatnonzero(gone):
            taught = calendars[self.school[i]].days
            stop[i] = taught[rng.integers(8, len(taught) - 8)]
            ended[i] = MOVED_AWAY
        self._write(self.child, self.school, period, self.years, first, stop, SINGLE, ended)
        moved = self._between_schools(rng, period, calendars, stop, gone)
        late = self._join_in_year(rng, period, calendars)
        stay = ~gone
        self.child = np.concatenate([self.child[stay], moved[0], late[0]])
        self.school = np.concatenate([self.school[stay], moved[1], late[1]])
        self.years = np.concatenate([self.years[stay], moved[2], late[2]])
        self._dual(rng, period, calendars, last=last)
        if not last:
            self._move_on(rng, period, calendars)

    def _write(self, child: np.ndarray, school: np.ndarray, period: int, years: np.ndarray, first: np.ndarray,
               stop: np.ndarray, status: int, ended: np.ndarray) -> None:  # fmt: skip
        fill = np.full(len(child), period), np.full(len(child), status)
        self.rows.append(np.column_stack([child, school, fill[0], years, first, stop, fill[1], ended]))

    def _new(self, school: np.ndarray, years: np.ndarray, period: int) -> np.ndarray:
        """Make children for places, and return their numbers."""
        made = self.count + np.arange(len(school))
        self.count += len(school)
        self.cohort.append(period - years)
        self.home.append(school)
        return made

    def _fit(self, rng: np.random.Generator, period: int) -> None:
        """Turn away whom a year group has no room for, and fill it up to about its size."""
        slot = self.school * _SLOTS + self.years + 1
        order = np.argsort(slot + rng.random(len(slot)) * 0.5, kind="stable")
        rank = np.empty(len(slot), dtype=int)
        counts = np.bincount(slot, minlength=self.target.size)
        rank[order] = np.arange(len(slot)) - np.repeat(np.cumsum(counts) - counts, counts)
        room = np.ceil(self.target.ravel() * 1.12)
        keep = rank < room[slot]
        self._end_seats(self.child[~keep], period - 1, MOVED_AWAY)
        self.child, self.school, self.years = self.child[keep], self.school[keep], self.years[keep]
        counts = np.minimum(counts, room).astype(int)
        wanted = np.round(self.target.ravel() * rng.normal(1.0, 0.03, self.target.size)).astype(int)
        sixth = np.tile(np.arange(_SLOTS) - 1 >= 12, len(self.schools))
        need = np.where(sixth & bool(self.count), 0, np.maximum(0, wanted - counts)) * (self.target.ravel() > 0)
        school, years = np.divmod(np.repeat(np.arange(len(need)), need), _SLOTS)
        new = self._new(school, years - 1, period)
        self.child = np.concatenate([self.child, new])
        self.school = np.concatenate([self.school, school])
        self.years = np.concatenate([self.years, years - 1])

    def _between_schools(self, rng: np.random.Generator, period: int, calendars: Sequence[SchoolYear],
                         stop: np.ndarray, gone: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:  # fmt: skip
        """Let a third of those who leave in the year go to another school of the trust the next day of school."""
        movers: list[tuple[int, int, int, int]] = []
        for i in np.flatnonzero(gone & (rng.random(len(gone)) < 0.33)):
            others = [s for s in self.alike[self.school[i]] if self.first[s] <= self.years[i] <= self.last[s]]
            if others:
                to = others[int(rng.integers(len(others)))]
                taught = calendars[to].days
                movers.append((int(self.child[i]), to, int(self.years[i]), int(taught[np.searchsorted(taught, stop[i], side="right")])))  # fmt: skip
        child, school, years, first = np.array(movers, dtype=int).reshape(-1, 4).T
        if len(child):
            last_rows = self.rows[-1]
            last_rows[np.isin(last_rows[:, 0], child) & (last_rows[:, 7] == MOVED_AWAY), 7] = OTHER_SCHOOL_OF_TRUST
        end = np.array([c.last for c in calendars])[school]
        self._write(child, school, period, years, first, end, SINGLE, np.full(len(child), ON_ROLL))
        return child, school, years

    def _join_in_year(
        self, rng: np.random.Generator, period: int, calendars: Sequence[SchoolYear]
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        part = np.array([len(c.days) for c in calendars]) / 190
        chance = (self.target * (np.arange(_SLOTS) - 1 < 12) * part[:, None]).ravel() * _LEAVES_IN_YEAR * 0.7
        come = rng.poisson(chance)
        school, years = np.divmod(np.repeat(np.arange(len(come)), come), _SLOTS)
        child = self._new(school, years - 1, period)
        first = np.array([calendars[s].days[rng.integers(5, len(calendars[s].days) - 5)] for s in school], dtype=int)
        end = np.array([c.last for c in calendars])[school]
        self._write(child, school, period, years - 1, first, end, SINGLE, np.full(len(child), ON_ROLL))
        return child, school, years - 1

    def _dual(self, rng: np.random.Generator, period: int, calendars: Sequence[SchoolYear], *, last: bool) -> None:
        """Register a few children at a second school of the trust for the year."""
        rows = self.rows[-3]
        end = np.array([c.last for c in calendars])
        whole = np.flatnonzero((rows[:, 7] == ON_ROLL) & (rows[:, 3] >= 1))
        chosen = whole[rng.random(len(whole)) < _DUAL]
        seconds = []
        for i in chosen:
            child, school, _, year = rows[i, :4]
            others = [s for s in self.alike[school] if self.first[s] <= year <= self.last[s]]
            if others:
                rows[i, 6] = MAIN
                to = others[int(rng.integers(len(others)))]
                seconds.append((child, to, year, calendars[to].on_or_after(9, 20), end[to]))
        child, school, years, first, stop = np.array(seconds, dtype=int).reshape(-1, 5).T
        how = np.full(len(child), ON_ROLL if last else DUAL_ENDED)
        self._write(child, school, period, years, first, stop, SUBSIDIARY, how)

    def _end_seats(self, child: np.ndarray, period: int, how: int) -> None:
        for rows in self.rows[-8:]:
            of_them = np.isin(rows[:, 0], child) & (rows[:, 2] == period) & (rows[:, 7] <= NEXT_STAGE)
            rows[of_them & (rows[:, 6] != SUBSIDIARY), 7] = how

    def _move_on(self, rng: np.random.Generator, period: int, calendars: Sequence[SchoolYear]) -> None:
        """At the end of the year: up a year, to the next school, or away."""
        finished = self.years >= self.last[self.school]
        to = np.where(finished, NEVER, self.school)
        for s in range(len(self.schools)):
            here = np.flatnonzero(finished & (self.school == s))
            if len(self.next[s]) and len(here):
                spread = rng.random(len(here)) < 0.85
                goes = np.where(spread, self.next[s][0], self.next[s][rng.integers(0, len(self.next[s]), len(here))])
                stays_in = rng.random(len(here)) < _MOVES_ON.get(self.schools[s].phase_kind, 0.8)
                to[here] = np.where(stays_in, goes, NEVER)
        into_sixth = ~finished & (self.years == 11)
        to[into_sixth & (rng.random(len(to)) > _STAYS_ON)] = NEVER
        away = (to >= 0) & ~finished & (rng.random(len(to)) < _LEAVES_IN_SUMMER)
        to[away] = NEVER
        self._end_seats(self.child[finished & (to >= 0)], period, NEXT_STAGE)
        ending = (self.years == 11) | (self.years == 13)
        self._end_seats(self.child[(to < 0) & ending], period, LEFT_AT_END)
        self._end_seats(self.child[(to < 0) & ~ending], period, MOVED_AWAY)
        self._leave_in_june(period, calendars)
        on = to >= 0
        self.child, self.school, self.years = self.child[on], to[on], self.years[on] + 1

    def _leave_in_june(self, period: int, calendars: Sequence[SchoolYear]) -> None:
        cut = np.array([c.on_or_after(6, 19) for c in calendars])
        for rows in self.rows[-4:]:
            done = (rows[:, 7] == LEFT_AT_END) & (rows[:, 2] == period)
            rows[done, 5] = np.maximum(rows[done, 4], np.minimum(rows[done, 5], cut[rows[done, 1]]))

    def population(self) -> Population:
        """Number places, spells and groups."""
        rows = np.concatenate(self.rows)
        rows = rows[np.lexsort((rows[:, 4], rows[:, 1], rows[:, 0]))]
        new_place = np.any(np.diff(rows[:, :2], axis=0, prepend=-1) != 0, axis=1)
        place = np.cumsum(new_place) - 1
        before_ended = np.concatenate([[0], rows[:-1, 7]])
        before_period = np.concatenate([[0], rows[:-1, 2]])
        new_spell = new_place | (before_ended != ON_ROLL) | (rows[:, 2] > before_period + 1)
        spell = np.cumsum(new_spell) - 1
        child, school, period, years, first, last, status, ended = rows.T.copy()
        groups = _groups(self.seed, rows, place, self.schools)
        seats = Seats(child, school, period, years, first, last, status, ended, place, spell, groups)
        heads = np.flatnonzero(new_place)
        return Population(
            self.count, np.concatenate(self.cohort), np.concatenate(self.home), seats, rows[heads, 0], rows[heads, 1]
        )


def _groups(seed: int, rows: np.ndarray, place: np.ndarray, schools: Sequence[MadeUpSchool]) -> np.ndarray:
    """Give every seat a registration group of its year group: 0, 1, …; the same one while the child is at the school."""
    shuffled = rng_of(seed, 2).permutation(int(place.max()) + 1)
    slot = (rows[:, 1] * 10_000 + rows[:, 2]) * _SLOTS + rows[:, 3] + 1
    _, inverse, counts = np.unique(slot, return_inverse=True, return_counts=True)
    number = np.maximum(1, np.ceil(counts / 29).astype(int))[inverse]
    small = np.array([s.small for s in schools])[rows[:, 1]]
    return np.where(small, 0, shuffled[place] % number)


def _alike(schools: Sequence[MadeUpSchool]) -> list[list[int]]:
    return [
        [n for n, other in enumerate(schools) if other.group == school.group and other.urn != school.urn]
        for school in schools
    ]
