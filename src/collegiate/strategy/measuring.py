"""What a rule is asked and what it answers: a number with who is in it, what it is compared with, its era and its course so far."""

from __future__ import annotations

import datetime as dt
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, cached_property
from importlib import import_module
from typing import Any, Protocol

from collegiate.improve.cards import AlertCard, Capacity, CaseCard, EffectCard, PlanCard, StandingCard, SupportLine
from collegiate.store import Reader, ScopedReader
from collegiate.vocabulary.years import AcademicYear

Row = dict[str, Any]

OLD_AFTER = 2
"""Academic years after which a figure tells nothing of today: in 2026/27, those before 2023/24."""


class Tells(Protocol):
    """What other parts of the loop tell of a trust, asked when a rule wants it; None where a part is not there to tell."""

    @property
    def plans(self) -> Sequence[PlanCard] | None:
        """Its plans."""

    @property
    def cases(self) -> Sequence[CaseCard] | None:
        """Its cases, open ones and closed."""

    @property
    def alerts(self) -> Sequence[AlertCard] | None:
        """Its alerts."""

    @property
    def support(self) -> Sequence[SupportLine] | None:
        """Support of the last twelve months."""

    @property
    def capacity(self) -> Sequence[Capacity] | None:
        """Days of support, needed and offered, of the coming terms."""

    @property
    def standing(self) -> Sequence[StandingCard] | None:
        """What its academies judged of themselves."""

    @property
    def effects(self) -> Sequence[EffectCard] | None:
        """Its locked comparisons."""


@dataclass(frozen=True, slots=True)
class Cards:
    """What was told already."""

    plans: Sequence[PlanCard] | None = None
    cases: Sequence[CaseCard] | None = None
    alerts: Sequence[AlertCard] | None = None
    support: Sequence[SupportLine] | None = None
    capacity: Sequence[Capacity] | None = None
    standing: Sequence[StandingCard] | None = None
    effects: Sequence[EffectCard] | None = None


@dataclass(frozen=True)
class Asked:
    """A trust on a day: its picture, its counts, what its board settled and what the other parts tell.

    `people` is a reader of counts; without one, or with one that holds part of the trust, what is counted over all children is
    not said. `cards` is None for whoever may not read the whole trust's records.
    """

    reader: Reader
    people: ScopedReader | None
    trust_uid: int
    on: dt.date
    numbers: Mapping[str, Decimal] = field(default_factory=dict)
    cards: Tells | None = None

    @cached_property
    def stays(self) -> list[Row]:
        """Every stay of a school in the trust."""
        return self.reader.memberships(trust=self.trust_uid)

    @cached_property
    def urns(self) -> tuple[int, ...]:
        """The academies of today."""
        return self.members_on(self.on)

    def members_on(self, day: dt.date) -> tuple[int, ...]:
        """Return the academies that were in the trust on a day."""
        there = {
            s["urn"] for s in self.stays
            if (s["joined"] is None or s["joined"] <= day) and (s["left_before"] is None or s["left_before"] > day)
        }  # fmt: skip
        return tuple(sorted(there))

    def members_in(self, period: int) -> tuple[int, ...]:
        """Return the academies that were in the trust on the last day of an academic year: those whose figures count."""
        return self.members_on(AcademicYear(period).last_day)

    @cached_property
    def schools(self) -> dict[int, Row]:
        """What the register says of every academy that was ever in the trust."""
        urns = sorted({s["urn"] for s in self.stays})
        columns = ["urn", "school_name", "phase", "low_age", "high_age", "religious_character"]
        return {s["urn"]: s for s in self.reader.schools(urns, columns=columns)}

    def name(self, urn: int) -> str:
        """Return what an academy is called."""
        return (self.schools.get(urn) or {}).get("school_name") or f"School {urn}"

    @cached_property
    def counts(self) -> ScopedReader | None:
        """The reader of counts, where it holds every child of the trust."""
        people = self.people
        if people is None or people.scope.urns is None:
            return people
        with_children = set(self.reader.schools_with_children()) & set(self.urns)
        return people if with_children <= people.scope.urns else None

    @cached_property
    def part_only(self) -> bool:
        """Whether whoever asks may see counts of a part of the trust alone."""
        return self.people is not None and self.counts is None

    @cached_property
    def figures(self) -> list[Row]:
        """The shown figures of academies that are compared with similar schools, and what they are."""
        there = set(self.reader.columns("figure"))
        wanted = ("urn", "measure", "period", "era", "value", "low", "high", "n", "symbol", "verdict", "p_top_quarter")
        urns = sorted({s["urn"] for s in self.stays})
        return self.reader.figures(urns=urns, shown=True, columns=[c for c in wanted if c in there]) if urns else []

    @cached_property
    def inspections(self) -> list[Row]:
        """Inspection outcomes of the academies of today, the latest first."""
        return self.reader.inspections(list(self.urns)) if self.urns else []

    @property
    def first_current(self) -> int:
        """The earliest academic year of which a figure still tells something of today."""
        return AcademicYear.of(self.on).end - 1 - OLD_AFTER


@dataclass(frozen=True, slots=True)
class Moment:
    """What a measure was at a time: `part` of `whole` academies, children or figures."""

    on: dt.date
    when: str
    value: float
    part: int | None = None
    whole: int | None = None
    era: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """An academy in the answer: what is said of it, and whether it counts towards the aim (None: nothing can be said of it)."""

    urn: int | None
    name: str
    said: str
    counts: bool | None
    path: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A rule's answer. Without a `value`, `missing` says why. `members` are who is in it, those left out with their reason.

    `step` is the least by which it can change (one academy of twelve: 8.3); `barred` says what keeps it from counting as met
    whatever its value; `restate` why its words cannot be measured any longer; `old` that the latest figure is too old to say.
    """

    value: float | None = None
    words: str = ""
    missing: str = ""
    moments: tuple[Moment, ...] = ()
    members: tuple[Member, ...] = ()
    compared: str = ""
    sure: str = ""
    came: str = ""
    era: str = ""
    as_of: str = ""
    step: float = 0.0
    barred: str = ""
    restate: str = ""
    old: str = ""
    unseen: bool = False

    @property
    def latest(self) -> Moment | None:
        """The last of its moments."""
        return self.moments[-1] if self.moments else None


@dataclass(frozen=True, slots=True)
class Rule:
    """A way of measuring aims: by name, with its unit and whether more of it is better. `made` says how, in one sentence.

    `takes` are the names of what an aim has to give it, each with what is meant.
    """

    id: str
    title: str
    unit: str
    better: str
    made: str
    measure: Callable[[Asked, Mapping[str, Any]], Found]
    takes: Mapping[str, str] = field(default_factory=dict)

    def write(self, value: float | Decimal) -> str:
        """Write a value of it with its unit."""
        number = f"{round(float(value), 1):g}"
        return f"{number}%" if self.unit == "%" else f"{number} {self.singular if number == '1' else self.unit}"

    @property
    def singular(self) -> str:
        """The unit of one."""
        return {"academies": "academy", "children": "child"}.get(self.unit, self.unit.removesuffix("s"))


@cache
def known_rules() -> Mapping[str, Rule]:
    """Return every rule by its name: one for each file of `rules/` that has one."""
    package = import_module("collegiate.strategy.rules")
    modules = (import_module(f"{package.__name__}.{m.name}") for m in pkgutil.iter_modules(package.__path__))
    found = [m.RULE for m in modules if hasattr(m, "RULE")]
    return {rule.id: rule for rule in found}


def share_of(part: int, whole: int) -> float:
    """Return a part as a percentage of a whole that is not nought."""
    return 100 * part / whole


def yearly(period: int, value: float, part: int | None = None, whole: int | None = None, era: str = "") -> Moment:
    """Return the moment of an academic year."""
    year = AcademicYear(period)
    return Moment(year.last_day, str(year), value, part, whole, era)
