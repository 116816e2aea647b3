"""A made-up trust: all facts about its children, its marks on demand, and what is true of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any, Literal

import numpy as np
import pyarrow as pa

from collegiate.simulate.children import conduct, notes, records, results, seen, staff
from collegiate.simulate.children.arrays import rng_of
from collegiate.simulate.children.attendance import Circumstances, make_register
from collegiate.simulate.children.calendar import (
    LAST_DAY,
    LAST_PERIOD,
    DayError,
    SchoolYear,
    day_number,
    day_of,
    school_year,
)
from collegiate.simulate.children.households import make_children
from collegiate.simulate.children.learning import make_learning
from collegiate.simulate.children.plan import help_for, make_plan
from collegiate.simulate.children.population import SUBSIDIARY, make_population
from collegiate.simulate.children.register import Register, counts, marks_table
from collegiate.simulate.children.scene import Scene, name_places
from collegiate.simulate.children.schools import MadeUpSchool, scaled, trust_schools
from collegiate.simulate.children.truth import truth_of
from collegiate.simulate.nation import Nation, make_nation
from collegiate.tables import PEOPLE

MOST_YEARS = 9
FEWEST_WEEKS = 6
"""So many weeks of a year have to have passed by the day as of which a trust is seen."""

_YEAR_ENDS = (7, 23)

FEWEST_PUPILS = 60


class TooFewPupilsError(ValueError):
    """Fewer pupils than make a trust were asked for; the message says how many do."""


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
            for period in self.scene.known_periods:
                yield school.urn, period, self.marks_of(number, period)

    def marks_of(self, school: int, period: int) -> pa.Table:
        """Return the marks of the school at an index, in one year; whatever else was asked for before."""
        register = self.register(school, period)
        self._count(register, school, period)
        persons = self.scene.persons.take(pa.array(self.scene.seats.place[register.seats]))
        return marks_table(register, self.schools[school].urn, persons)

    def register(self, school: int, period: int) -> Register:
        """Return the register of the school at an index, in one year, as far as it has come today."""
        scene = self.scene
        here = scene.people.of(school, period)
        calendar = scene.calendars[school][period - int(scene.periods[0])]
        drawn = make_register(self.circumstances, here, self.schools[school], calendar)
        return drawn.seen(scene.today, scene.begun()[here])

    @cached_property
    def truth(self) -> dict[str, Any]:
        """What is true of the children."""
        for number in range(len(self.schools)):
            for period in self.scene.known_periods:
                if (number, period) not in self._counted:
                    self._count(self.register(number, period), number, period)
        return truth_of(self.scene, self.facts, self._counted)

    def _count(self, register: Register, school: int, period: int) -> None:
        self._counted[school, period] = counts(register)


def make_trust(*, seed: int, pupils: int, years: int, trust: Trusts = "both", schools: Sequence[MadeUpSchool] | None = None,
               running: bool = True, until: date | None = None, support: date | None = None,
               nation: Nation | None = None) -> MadeUpTrust:  # fmt: skip
    """Make up a trust's children: about so many `pupils` on roll at a time, over so many academic years up to 2025/26, and 2026/27.

    It is seen as of a day: `until`; without it 20 November 2026, or with `running` false the last day of 2025/26. Whatever
    the day is, all that is dated up to another one is the same. From the day `support` on the declining school is helped.
    Without `schools` they are those of the rural and the urban trust of `nation` (without one, of the nation that is made of
    the same seed). The same arguments give the same trust. More than nine years, fewer than 60 pupils, and days that cannot
    be are an error.
    """
    if not 1 <= years <= MOST_YEARS:
        raise ValueError(f"A trust has 1 to {MOST_YEARS} complete years, the last 2025/26; {years} were asked for.")
    if pupils < FEWEST_PUPILS:
        raise TooFewPupilsError(f"A trust has {FEWEST_PUPILS} pupils at least; {pupils} were asked for.")
    chosen = list(schools) if schools else trust_schools(nation or make_nation(seed, 300, (2018, 2019)), trust)
    calendars = [[school_year(p, inset=n) for p in _periods(years)] for n in range(len(chosen))]
    today = _today(calendars, until or (LAST_DAY if running else day_of(_last_day(calendars, LAST_PERIOD - 1))))
    scene = _scene(seed, scaled(chosen, pupils), calendars, today, support)
    suspended, part_time = conduct.suspensions(scene), _part_time(scene)
    circumstances = Circumstances(seed, scene.seats, scene.children, scene.plan, suspended[:, :3], part_time)
    facts = _facts(scene, suspended, part_time)
    return MadeUpTrust(list(scene.schools), facts, day_of(scene.today), scene, circumstances)


def _periods(years: int) -> range:
    return range(LAST_PERIOD - years, LAST_PERIOD + 1)


def _last_day(calendars: list[list[SchoolYear]], period: int) -> int:
    return max(year.last for years in calendars for year in years if year.period == period)


def _today(calendars: list[list[SchoolYear]], until: date) -> int:
    """Return the day as of which the trust is seen: in the last days of July the last day of school.

    One on which next to nothing is known of a year, or no school is open, is refused.
    """
    day = day_number(until)
    for year in calendars[0]:
        if year.first + 7 * FEWEST_WEEKS <= day <= year.number_of(*_YEAR_ENDS):
            return min(day, _last_day(calendars, year.period))
    first, last = calendars[0][0].first + 7 * FEWEST_WEEKS, calendars[0][-1].number_of(*_YEAR_ENDS)
    raise DayError(
        f"A trust of these years can be seen as of a day from {day_of(first):%-d %B %Y} to {day_of(last):%-d %B %Y}, "
        f"{FEWEST_WEEKS} weeks or more into an academic year and not in the summer holidays; {until:%-d %B %Y} was asked for."
    )


def _scene(
    seed: int, schools: list[MadeUpSchool], calendars: list[list[SchoolYear]], today: int, support: date | None
) -> Scene:
    people = make_population(seed, schools, calendars)
    children = make_children(seed, people, schools)
    plan = make_plan(seed, schools, calendars, people, children)
    if support:
        plan = replace(plan, helped=help_for(plan, support, _last_day(calendars, LAST_PERIOD)))
    learning = make_learning(seed, people, children, plan, calendars, schools)
    persons = name_places(seed, people, schools)
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
    return {t.name: seen.by(scene.today, made[t.name]) for t in PEOPLE if t.name in made}


def _part_time(scene: Scene) -> np.ndarray:
    """Rows of (seat, first day, last day) of part-time timetables: six weeks for a few children."""
    seats = scene.seats
    rng = rng_of(scene.seed, 45)
    seat = np.flatnonzero((rng.random(len(seats)) < 0.003) & (seats.year_group >= 1) & (seats.status != SUBSIDIARY))
    first = scene.school_days(seat, 0.7 * rng.random(len(seat)))
    last = np.minimum(first + 42, seats.last[seat])
    return np.column_stack([seat, first, last])[first >= 0]
