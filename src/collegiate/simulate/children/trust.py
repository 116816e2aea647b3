"""A made-up trust: all facts about its children, its marks on demand, and what is true of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Literal

import numpy as np
import pyarrow as pa

from collegiate.simulate.children import conduct, notes, records, results, staff
from collegiate.simulate.children.arrays import rng_of
from collegiate.simulate.children.attendance import Circumstances, make_register
from collegiate.simulate.children.calendar import LAST_DAY, day_of, school_year
from collegiate.simulate.children.households import make_children
from collegiate.simulate.children.learning import make_learning
from collegiate.simulate.children.plan import make_plan
from collegiate.simulate.children.population import SUBSIDIARY, make_population
from collegiate.simulate.children.register import Register, counts, marks_table
from collegiate.simulate.children.scene import Scene, name_places
from collegiate.simulate.children.schools import MadeUpSchool, scaled, trust_schools
from collegiate.simulate.children.truth import truth_of
from collegiate.simulate.nation import Nation, make_nation
from collegiate.tables import PEOPLE

LAST_PERIOD = 2026
MOST_YEARS = 9
FEWEST_PUPILS = 60
Trusts = Literal["three-tier", "urban", "both"]


@dataclass
class MadeUpTrust:
    """A trust's children. `facts` maps the name of a table to its rows, all but session marks; `today` is its last day.

    `truth` is what was planted and what a right count gives, as JSON can hold it; it is worked out when first asked for,
    because the attendance in it is counted from every mark.
    """

    schools: list[MadeUpSchool]
    facts: dict[str, pa.Table]
    today: date
    scene: Scene
    circumstances: Circumstances
    _counted: dict[tuple[int, int], dict[str, int]] = field(default_factory=dict)

    def marks(self) -> Iterator[tuple[int, int, pa.Table]]:
        """Yield URN, academic year and `SessionMark` rows, school by school, in order; the same at every call."""
        for number, school in enumerate(self.schools):
            for period in self.scene.periods.tolist():
                yield school.urn, period, self.marks_of(number, period)

    def marks_of(self, school: int, period: int) -> pa.Table:
        """Return the marks of the school at an index, in one year; whatever else was asked for before."""
        register = self.register(school, period)
        self._count(register, school, period)
        persons = self.scene.persons.take(pa.array(self.scene.seats.place[register.seats]))
        return marks_table(register, self.schools[school].urn, persons)

    def register(self, school: int, period: int) -> Register:
        """Return the register of the school at an index, in one year."""
        here = self.scene.people.of(school, period)
        calendar = self.scene.calendars[school][period - int(self.scene.periods[0])]
        return make_register(self.circumstances, here, self.schools[school], calendar)

    @cached_property
    def truth(self) -> dict[str, Any]:
        """What is true of the children."""
        for number in range(len(self.schools)):
            for period in self.scene.periods.tolist():
                if (number, period) not in self._counted:
                    self._count(self.register(number, period), number, period)
        return truth_of(self.scene, self.facts, self._counted)

    def _count(self, register: Register, school: int, period: int) -> None:
        self._counted[school, period] = counts(register)


def make_trust(*, seed: int, pupils: int, years: int, trust: Trusts = "both", schools: Sequence[MadeUpSchool] | None = None,
               running: bool = True, nation: Nation | None = None) -> MadeUpTrust:  # fmt: skip
    """Make up a trust's children: about so many `pupils` on roll at a time, over so many complete academic years.

    The last complete year is 2025/26; `running` adds the autumn of 2026/27 up to 20 November. Without `schools` they are those
    of the rural and the urban trust of `nation` (without one, of the nation that is made of the same seed). The same
    arguments give the same trust. More than nine years, or fewer than 60 pupils, are an error.
    """
    if not 1 <= years <= MOST_YEARS:
        raise ValueError(f"A trust has 1 to {MOST_YEARS} complete years, the last 2025/26; {years} were asked for.")
    if pupils < FEWEST_PUPILS:
        raise ValueError(f"A trust has {FEWEST_PUPILS} pupils at least; {pupils} were asked for.")
    chosen = list(schools) if schools else trust_schools(nation or make_nation(seed, 300, (2018, 2019)), trust)
    scene = _scene(seed, scaled(chosen, pupils), years, running=running)
    suspended, part_time = conduct.suspensions(scene), _part_time(scene)
    circumstances = Circumstances(seed, scene.seats, scene.children, scene.plan, suspended[:, :3], part_time)
    facts = _facts(scene, suspended, part_time)
    return MadeUpTrust(list(scene.schools), facts, day_of(scene.today), scene, circumstances)


def _scene(seed: int, schools: list[MadeUpSchool], years: int, *, running: bool) -> Scene:
    periods = range(LAST_PERIOD + 1 - years, LAST_PERIOD + 1 + running)
    calendars = [
        [school_year(p, inset=n, until=LAST_DAY if p > LAST_PERIOD else None) for p in periods]
        for n in range(len(schools))
    ]
    people = make_population(seed, schools, calendars)
    children = make_children(seed, people, schools)
    plan = make_plan(seed, schools, calendars, people, children)
    learning = make_learning(seed, people, children, plan, calendars, schools)
    persons = name_places(seed, people, schools)
    today = max(years[-1].last for years in calendars)
    return Scene(seed, schools, calendars, people, children, plan, learning, persons, today)


def _facts(scene: Scene, suspended: np.ndarray, part_time: np.ndarray) -> dict[str, pa.Table]:
    adults = staff.make_staff(scene)
    made = {
        **records.record_tables(scene, part_time),
        **staff.class_tables(scene, adults),
        "staff_member": staff.staff_table(scene, adults),
        "known_by": staff.known_by_table(scene, adults),
        "result": results.results_table(scene),
        "effort": conduct.effort_table(scene),
        "conduct": conduct.conduct_table(scene, suspended),
        "achievement": conduct.achievements_table(scene),
        "adult_note": notes.notes_table(scene, adults),
        "support": notes.support_table(scene, adults),
        "childs_word": notes.childs_words_table(scene),
    }
    return {t.name: made[t.name] for t in PEOPLE if t.name in made}


def _part_time(scene: Scene) -> np.ndarray:
    """Rows of (seat, first day, last day) of part-time timetables: six weeks for a few children."""
    seats = scene.seats
    rng = rng_of(scene.seed, 45)
    seat = np.flatnonzero((rng.random(len(seats)) < 0.003) & (seats.year_group >= 1) & (seats.status != SUBSIDIARY))
    first = scene.school_days(seat, 0.7 * rng.random(len(seat)))
    last = np.minimum(first + 42, seats.last[seat])
    return np.column_stack([seat, first, last])[first >= 0]
