"""Everything that the tables are written from, and how rows name children."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from collegiate.simulate.children.arrays import NEVER, dictionary, rng_of
from collegiate.simulate.children.calendar import SchoolYear
from collegiate.simulate.children.households import Children
from collegiate.simulate.children.learning import Learning
from collegiate.simulate.children.plan import Plan
from collegiate.simulate.children.population import Population, Seats
from collegiate.simulate.children.schools import MadeUpSchool
from collegiate.vocabulary.persons import local_person


@dataclass(frozen=True, slots=True)
class Scene:
    """Schools, their years, children, seats, what is planted and what was learnt; `persons` names each place.

    All of it goes to the end of the last year, whatever day is `today`. What is known by then is cut out of it, so that two
    looks at one trust agree in all that both may know.
    """

    seed: int
    schools: Sequence[MadeUpSchool]
    calendars: Sequence[Sequence[SchoolYear]]
    people: Population
    children: Children
    plan: Plan
    learning: Learning
    persons: pa.Array
    today: int

    @property
    def seats(self) -> Seats:
        """The seats."""
        return self.people.seats

    @property
    def urns(self) -> np.ndarray:
        """URNs in the order of the schools."""
        return np.array([s.urn for s in self.schools])

    @property
    def periods(self) -> np.ndarray:
        """The academic years, by the year in which they end, those among them that are not known yet."""
        return np.array([c.period for c in self.calendars[0]])

    @property
    def known_periods(self) -> list[int]:
        """The academic years that have begun by today."""
        return [c.period for c in self.calendars[0] if c.first <= self.today]

    @property
    def numbers(self) -> np.ndarray:
        """For each seat which of the school's years it is in."""
        return self.seats.period - self.calendars[0][0].period

    def who(self, seat: np.ndarray) -> dict[str, pa.Array]:
        """The columns `urn` and `person` of rows about seats."""
        return {
            "urn": pa.array(self.urns[self.seats.school[seat]]),
            "person": dictionary(self.persons.filter(pa.array(self._known_places())), self._place(seat)),
        }

    def begun(self) -> np.ndarray:
        """Whether each seat was taken by today."""
        return self.seats.first <= self.today

    def _known_places(self) -> np.ndarray:
        known = np.zeros(len(self.people.place_child), dtype=bool)
        known[self.seats.place[self.begun()]] = True
        return known

    def _place(self, seat: np.ndarray) -> np.ndarray:
        """The place of each seat among those that are known today, or never: names of others stand nowhere."""
        known = self._known_places()
        return np.where(known, np.cumsum(known) - 1, NEVER)[self.seats.place[seat]]

    def current(self) -> np.ndarray:
        """Whether each seat is one in which a child sits today."""
        return self.begun() & (self.seats.last >= self.today)

    def until(self, seat: np.ndarray) -> np.ndarray:
        """The last day of each seat, or never for those in which a child sits today."""
        return np.where(self.current()[seat], NEVER, self.seats.last[seat])

    def school_days(self, seat: np.ndarray, share: np.ndarray) -> np.ndarray:
        """A day of school within each seat, at a share (0 to 1) of the way through it; never where it has none."""
        found = np.full(len(seat), NEVER)
        key = self.seats.school[seat] * 100 + self.numbers[seat]
        for k in np.unique(key):
            here = np.flatnonzero(key == k)
            taught = self.calendars[int(k) // 100][int(k) % 100].days
            low = np.searchsorted(taught, self.seats.first[seat[here]])
            high = np.searchsorted(taught, self.seats.last[seat[here]], side="right")
            at = np.minimum(low + (share[here] * (high - low)).astype(int), np.maximum(high - 1, 0))
            found[here] = np.where(high > low, taught[np.minimum(at, len(taught) - 1)], NEVER)
        return found

    def day_in_year(self, seat: np.ndarray, month: int, day: int) -> np.ndarray:
        """The first day of school on or after a calendar day, where the child is on roll then; else never."""
        table = np.array([[y.on_or_after(month, day) for y in years] for years in self.calendars])
        asked = np.array([[y.number_of(month, day) for y in years] for years in self.calendars])
        at = self.seats.school[seat], self.numbers[seat]
        found = table[at]
        there = (found >= asked[at]) & (self.seats.first[seat] <= found) & (found <= self.seats.last[seat])
        return np.where(there, found, NEVER)


def name_places(seed: int, people: Population, schools: Sequence[MadeUpSchool]) -> pa.Array:
    """Name each child at each school by the number that the school's system gave, in the order in which they came."""
    seats = people.seats
    first = np.full(len(people.place_child), 10**9)
    np.minimum.at(first, seats.place, seats.first)
    names: list[str] = [""] * len(first)
    for n, school in enumerate(schools):
        places = np.flatnonzero(people.place_school == n)
        places = places[np.lexsort((rng_of(seed, 12, school.urn).random(len(places)), first[places]))]
        for at, place in enumerate(places.tolist()):
            names[place] = local_person(school.urn, school.system, _number(school, at))
    return pa.array(names)


def _number(school: MadeUpSchool, at: int) -> str:
    if school.system == "sims":
        return f"{at + 1:06d}"
    if school.system == "bromcom":
        return str(20_000 + 3 * at)
    if school.system == "oneroster":
        return f"{(school.urn * 7919 + at * 104_729) % 2**32:08x}-{at:04x}"
    return str(1_001 + at)
