"""Which data faults are planted at whom: a few of each kind, never two at one child, never at a child of another truth."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from collegiate.simulate.children.truth import truth_of
from collegiate.simulate.children_files.altered import moved_from, with_values
from collegiate.simulate.children_files.layout import BY_UPN
from collegiate.vocabulary import UPN, AcademicYear
from collegiate.vocabulary.identifiers import UPN_LETTERS

if TYPE_CHECKING:
    from collegiate.simulate.children import MadeUpTrust

_ONE_IN = 500
"""One fault of each kind for so many children."""

_SCHOOLS_TO_A_SILENCE = 8
_FIT_TO_BREAK = frozenset({"sims", "arbor", "bromcom"})


@dataclass(frozen=True, slots=True)
class Child:
    """A child at one school, as the clean facts have it: its spells there, and who it is elsewhere (`others`)."""

    person: str
    urn: int
    upn: str
    born: dt.date
    forename: str
    surname: str
    spells: tuple[tuple[dt.date, dt.date | None], ...]
    subsidiary: bool
    others: tuple[str, ...]

    @property
    def entered(self) -> dt.date:
        """When it came to the school first."""
        return self.spells[0][0]

    @property
    def left(self) -> dt.date | None:
        """When it left the school for good; None while it is on roll."""
        return self.spells[-1][1]


@dataclass(slots=True)
class Fault:
    """A planted fault; `file` and `detail` are completed by whoever writes the row."""

    kind: str
    urn: int
    persons: tuple[str, ...]
    file: str = ""
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Plan:
    """The facts with their faults, and what is to be done to marks and cells while they are written."""

    facts: dict[str, pa.Table]
    faults: list[Fault] = field(default_factory=list)
    marks: dict[tuple[int, int], list[Fault]] = field(default_factory=dict)
    renamed: dict[tuple[int, int], dict[str, str]] = field(default_factory=dict)
    birth_words: dict[str, Fault] = field(default_factory=dict)
    unknown_to_dfe: set[str] = field(default_factory=set)

    def add(self, fault: Fault) -> Fault:
        """Keep a fault for the truth."""
        self.faults.append(fault)
        return fault


def clean(trust: MadeUpTrust) -> Plan:
    """Plan no fault."""
    return Plan(dict(trust.facts))


def plan_faults(trust: MadeUpTrust) -> Plan:
    """Choose the children, weeks and rows at which something is wrong, and change the facts."""
    return _Planner(trust).plan()


class _Planner:
    """Hands out children, each once."""

    def __init__(self, trust: MadeUpTrust) -> None:
        self.trust, self.result = trust, clean(trust)
        self.systems = {school.urn: school.system for school in trust.schools}
        planted = truth_of(trust.scene, trust.facts, {})
        self.rng = np.random.default_rng([planted["seed"], 4106])
        self.declining = planted["decline"]["urn"]
        self.children = children_of(trust.facts)
        by_name = {child.person: child for child in self.children}
        self.used = {name for name in names_in(planted) if name in by_name}
        self.by_name = by_name
        self.upns = {child.upn for child in self.children}
        self.values: dict[str, dict[str, Any]] = {}
        self.days = [day for child in self.children for spell in child.spells for day in spell if day]
        self.running = max(AcademicYear.of(day).end for day in self.days)
        self.number = max(1, round(len({child.upn for child in self.children}) / _ONE_IN))

    def plan(self) -> Plan:
        """Plant every kind."""
        self._silent_weeks()
        for plant in (
            self._same_child_at_two_schools, self._same_child_twice_at_one, self._one_number_for_two, self._swapped_dates,
            self._marks_after_leaving, self._wrong_letters, self._temporary_numbers, self._impossible_birth_dates,
            self._impossible_days, self._codes_of_other_times,
        ):  # fmt: skip
            plant()
        for column, values in self.values.items():
            self.result.facts["pupil_record"] = with_values(self.result.facts["pupil_record"], column, values)
        return self.result

    def _take(self, fits: Callable[[Child], bool], number: int) -> Iterator[Child]:
        """Hand out so many children who fit, if there are so many, in an order that only the seed decides."""
        fitting = [c for c in self.children if c.person not in self.used and fits(c)]
        for place in self.rng.permutation(len(fitting)).tolist():
            if number and fitting[place].person not in self.used and not self.used.intersection(fitting[place].others):
                number -= 1
                self.used.update((fitting[place].person, *fitting[place].others))
                yield fitting[place]

    def _alone(self, child: Child) -> bool:
        return not child.others and child.left is None and self.systems[child.urn] != BY_UPN

    def _set(self, person: str, **values: Any) -> None:
        """Write other values into the records of somebody."""
        for column, value in values.items():
            self.values.setdefault(column, {})[person] = value

    def _wrong_letters(self) -> None:
        for child in self._take(self._alone, self.number):
            letters = UPN_LETTERS.replace(child.upn[0], "")
            wrong = letters[int(self.rng.integers(len(letters)))] + child.upn[1:]
            self._set(child.person, upn=wrong)
            self._say("wrong_upn_letter", child)

    def _temporary_numbers(self) -> None:
        for child in self._take(self._alone, self.number):
            rest = child.upn[1:12] + UPN_LETTERS[int(self.rng.integers(len(UPN_LETTERS)))]
            self._set(child.person, upn=UPN.check_letter(rest) + rest)
            self._say("temporary_upn", child)

    def _say(self, kind: str, child: Child, *others: str, **detail: Any) -> Fault:
        self.result.unknown_to_dfe.update((child.person, *others) if "upn" in kind else ())
        return self.result.add(Fault(kind, child.urn, (child.person, *others), detail=detail))

    def _same_child_at_two_schools(self) -> None:
        """A child moves within the trust; the next school gives it a new number and spells its name otherwise."""
        for child in self._take(self._came_from_the_trust, (self.number + 1) // 2):
            before = self.by_name[child.others[0]]
            self._second_name(child, child.person)
            self._say("two_upns_one_child", before, child.person, schools=[before.urn, child.urn])

    def _came_from_the_trust(self, child: Child) -> bool:
        if len(child.others) != 1 or child.left is not None or self.systems[child.urn] == BY_UPN:
            return False
        before = self.by_name[child.others[0]]
        return before.left is not None and before.left < child.entered and self.systems[before.urn] != BY_UPN

    def _second_name(self, child: Child, person: str) -> None:
        spelled = varied(child.forename)
        self._set(
            person, upn=self._new_upn(child), former_upn=None, uln=None, forename=spelled, preferred_forename=None
        )

    def _new_upn(self, child: Child) -> str:
        rest = f"{child.upn[1:10]}{900 + int(self.rng.integers(100)):03d}"
        while UPN.check_letter(rest) + rest in self.upns:
            rest = f"{rest[:-6]}{(int(rest[-6:]) + 1) % 1_000_000:06d}"
        self.upns.add(UPN.check_letter(rest) + rest)
        return UPN.check_letter(rest) + rest

    def _same_child_twice_at_one(self) -> None:
        """A child is put into the system anew at the start of the latest year; the old entry is closed."""
        split = dt.date(self.running - 1, 9, 1)
        stays = lambda child: self._alone(child) and len(child.spells) == 1 and child.entered < split  # noqa: E731
        again: dict[str, str] = {}
        first: dict[str, dt.date] = {}
        for child in self._take(stays, (self.number + 1) // 2):
            again[child.person] = new = self._new_number(child.person)
            first[child.person] = self._first_day(child.urn, split)
            self._second_name(child, new)
            self.result.renamed.setdefault((child.urn, self.running), {})[child.person] = new
            self._say("two_upns_one_child", child, new, schools=[child.urn])
        self.result.facts = moved_from(self.result.facts, again, first, split, self._last_day(split))

    def _new_number(self, person: str) -> str:
        while person in self.by_name:
            person += "9"
        return person

    def _first_day(self, urn: int, split: dt.date) -> dt.date:
        """The day on which most of a school's newcomers of a year came."""
        came = [c.entered for c in self.children if c.urn == urn and c.entered >= split]
        return min(came, default=split)

    def _last_day(self, split: dt.date) -> dt.date:
        ends = [day for day in self.days if day < split]
        return max(ends, default=split - dt.timedelta(days=1))

    def _one_number_for_two(self) -> None:
        pairs = list(self._take(self._alone, 2 * self.number))
        firsts, seconds = pairs[::2], pairs[1::2]
        for first, second in zip(firsts, seconds, strict=False):
            self._set(second.person, upn=first.upn)
            self._say("one_upn_two_children", first, second.person, schools=sorted({first.urn, second.urn}))

    def _swapped_dates(self) -> None:
        """The birth date of a child with day and month swapped at one school; another sender has it right."""

        def fits(child: Child) -> bool:
            two_ways = child.born.day <= 12 and child.born.day != child.born.month
            in_census = child.entered < dt.date(self.running - 1, 10, 1)
            return two_ways and in_census and child.left is None and self.systems[child.urn] != BY_UPN

        for child in self._take(fits, self.number):
            wrong = dt.date(child.born.year, child.born.day, child.born.month)
            self._set(child.person, birth_date=wrong)
            self._say("swapped_date", child, right=child.born.isoformat(), wrong=wrong.isoformat())

    def _marks_after_leaving(self) -> None:
        """Somebody left in the year, or where nobody did, at the end of one: the register goes on for some days."""
        gone = [c for c in self.children if c.left and not c.others and len(c.spells) == 1]
        in_year = {c.person: AcademicYear.of(c.left).end for c in gone if c.left and self._days_left(c.left) > 21}
        at_end = {c.person: AcademicYear.of(c.left).end + 1 for c in gone if c.left}
        periods = in_year or {person: period for person, period in at_end.items() if period <= self.running}
        for child in self._take(lambda child: child.person in periods, self.number):
            self._mark_fault("marks_after_leaving", child, periods[child.person])

    def _days_left(self, left: dt.date) -> int:
        last = (
            max(self.days) if AcademicYear.of(left).end == self.running else dt.date(AcademicYear.of(left).end, 7, 10)
        )
        return (last - left).days

    def _impossible_birth_dates(self) -> None:
        fits = lambda child: self._alone(child) and self.systems[child.urn] in _FIT_TO_BREAK  # noqa: E731
        for child in self._take(fits, (self.number + 1) // 2):
            self.result.birth_words[child.person] = self._say("impossible_date", child, field="birth_date")

    def _impossible_days(self) -> None:
        for child in self._take(self._present_all_year, (self.number + 1) // 2):
            self._mark_fault("impossible_date", child, self._year_of(child))

    def _codes_of_other_times(self) -> None:
        for child in self._take(self._present_all_year, self.number):
            self._mark_fault("code_not_valid_on_date", child, self._year_of(child))

    def _present_all_year(self, child: Child) -> bool:
        return not child.others and child.left is None and len(child.spells) == 1

    def _year_of(self, child: Child) -> int:
        """One of the years in which the child was at the school from the first day on, else the latest."""
        first = AcademicYear.of(child.entered).end
        return int(self.rng.integers(min(first + 1, self.running), self.running + 1))

    def _mark_fault(self, kind: str, child: Child, period: int) -> None:
        fault = Fault(kind, child.urn, (child.person,), detail={"left": child.left.isoformat()} if child.left else {})
        self.result.marks.setdefault((child.urn, period), []).append(fault)

    def _silent_weeks(self) -> None:
        every = [school.urn for school in self.trust.schools]
        calm = [urn for urn in every if urn != self.declining] or every
        number = min(len(calm), max(1, round(len(self.trust.schools) / _SCHOOLS_TO_A_SILENCE)))
        for place in self.rng.permutation(len(calm))[:number].tolist():
            fault = Fault("silent_week", calm[place], ())
            self.result.marks.setdefault((calm[place], self.running), []).insert(0, fault)


def children_of(facts: Mapping[str, pa.Table]) -> list[Child]:
    """Return the children at each school by the clean facts, in the order in which their records stand."""
    records = facts["pupil_record"].select(
        ["person", "urn", "upn", "birth_date", "forename", "surname", "enrolment_status"]
    )
    latest = {row["person"]: row for row in records.to_pylist()}
    spells: dict[str, list[tuple[dt.date, dt.date | None]]] = {}
    columns = facts["enrolment"].select(["person", "entry_date", "leaving_date"]).to_pydict()
    for person, entered, left in zip(*columns.values(), strict=True):
        spells.setdefault(person, []).append((entered, left))
    by_upn: dict[str, list[str]] = {}
    for person, row in latest.items():
        by_upn.setdefault(row["upn"] or person, []).append(person)
    return [
        Child(
            person, row["urn"], row["upn"], row["birth_date"], row["forename"] or "", row["surname"] or "",
            tuple(sorted(spells[person], key=lambda spell: spell[0])), row["enrolment_status"] == "S",
            tuple(other for other in by_upn[row["upn"]] if other != person),
        )
        for person, row in latest.items()
        if row["upn"] and row["birth_date"] and person in spells
    ]  # fmt: skip


def names_in(truth: Any) -> Iterator[str]:
    """Return every piece of text that a truth holds: among them the people whom it is about."""
    if isinstance(truth, str):
        yield truth
    elif isinstance(truth, Mapping):
        for value in truth.values():
            yield from names_in(value)
    elif isinstance(truth, Sequence | Iterable):
        for value in truth:
            yield from names_in(value)


def varied(name: str) -> str:
    """Spell a name a little otherwise, as another clerk would.

    >>> varied("Katherine"), varied("Zoë")
    ('Kathrine', 'Zoëe')
    """
    place = len(name) // 2
    return name[:place] + name[place + 1 :] if len(name) > 4 else name + name[-1].replace("ë", "e")
