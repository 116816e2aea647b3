"""A class or a year group looked over: who comes first, whom adults looked at, of whom nothing is known this week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from django.utils import timezone

from collegiate.store import Part, ScopedReader
from collegiate.web.accounts.models import Appointment
from collegiate.web.authorization.roles import Span
from collegiate.web.home.answers import Count, Sum
from collegiate.web.pictures.childhood.counts import children
from collegiate.web.pictures.childhood.named import year_name
from collegiate.web.words import capital, day, number

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Group:
    """A year group or a class of an academy; exactly one of the two is named."""

    urn: int
    school: str
    year_group: str = ""
    class_name: str = ""

    @property
    def title(self) -> str:
        """What it is called: class 8A, Year 8."""
        return f"class {self.class_name}" if self.class_name else year_name(self.year_group)

    @property
    def path(self) -> str:
        """Its page."""
        kind, value = ("class", self.class_name) if self.class_name else ("year", self.year_group)
        return f"/children/schools/{self.urn}/{kind}/?{kind}={quote(value, safe='')}"


def group_of(appointment: Appointment, names: Mapping[int, str]) -> Group:
    """Return the group that an appointment is for."""
    urn = appointment.urn or 0
    if appointment.span == Span.CLASS:
        return Group(urn, names.get(urn, f"School {urn}"), class_name=appointment.part)
    return Group(urn, names.get(urn, f"School {urn}"), year_group=appointment.part)


@dataclass(frozen=True, slots=True)
class LookedOver:
    """A group's children: `first` with their flags, the others by what the latest week says of them."""

    group: Group
    week: date | None
    as_of: date | None
    children: list[Row]
    flags: Mapping[int, Row]
    states: Mapping[int, Row]
    whole: bool = True

    @property
    def first(self) -> list[Row]:
        """The children to look at first, the likeliest to drift first."""
        by_number = {c["pupil"]: c for c in self.children}
        return [by_number[n] for n in self.flags]

    def _others(self, *states: str) -> list[Row]:
        return [c for c in self.children if c["pupil"] not in self.flags and self.state(c) in states]

    @property
    def looked_at(self) -> list[Row]:
        """Those of the others at whom an adult looked, or for whom one acted, in the latest week."""
        return self._others("acted_on", "looked_at")

    @property
    def unseen(self) -> list[Row]:
        """Those of the others of whom nothing says that an adult looked."""
        return self._others("no_data")

    def state(self, child: Row) -> str:
        """What the latest week says of a child; a child whom it does not count has no data."""
        return str(self.states.get(child["pupil"], {}).get("state") or "no_data")

    @property
    def counts(self) -> Sum:
        """The children as the sum of the three."""
        here = self.group.path
        return Sum(
            Count(len(self.children), "children" if len(self.children) != 1 else "child"),
            (
                Count(len(self.first), "to look at first", f"{here}#first", mind=True),
                Count(len(self.looked_at), "looked at this week", f"{here}#looked-at"),
                Count(len(self.unseen), "not looked at yet", f"{here}#unseen"),
            ),
        )

    @property
    def sentence(self) -> str:
        """Say it."""
        of = (
            f"{capital(self.group.title)} has {children(len(self.children))}"
            if self.whole
            else f"You may see {children(len(self.children))} of {self.group.title}"
        )
        begun = f"{of}: {number(len(self.first))} to look at first"
        if self.week is None:
            return f"{begun}. No week with school days is in the files, so that nothing says whom an adult looked at."
        unseen = f"of {number(len(self.unseen))} nothing says so" if self.unseen else "nobody is left out"
        return f"{begun}. Of the others, an adult looked at {number(len(self.looked_at))} in the week of {day(self.week)}; {unseen}."


def looked_over(people: ScopedReader, group: Group) -> LookedOver:
    """Look a group over: a look at each of its children is written down."""
    rows = sorted(members(people, group), key=lambda r: (r["surname"] or "", r["forename"] or "", r["pupil"]))
    numbers = [r["pupil"] for r in rows]
    week, as_of = next(iter(people.weeks()), None), next(iter(people.flag_days()), None)
    flags = people.flags_among(as_of, numbers) if as_of and numbers else []
    states = people.ledger_among(week, numbers) if week and numbers else []
    return LookedOver(
        group, week, as_of, rows, {f["pupil"]: f for f in flags}, {s["pupil"]: s for s in states}, _whole(people, group)
    )


def _whole(people: ScopedReader, group: Group) -> bool:
    """Whether the reader holds the group whole: its academy, or just this part of it."""
    own = Part(group.urn, year_group=group.year_group or None, class_name=group.class_name or None)
    return people.scope.holds_school(group.urn) or own in people.scope.parts or _holds_year(people, group)


def _holds_year(people: ScopedReader, group: Group) -> bool:
    """Whether a class is of a year group that is held whole: then every class that shows is whole."""
    return bool(group.class_name) and any(p.urn == group.urn and p.year_group for p in people.scope.parts)


def members(people: ScopedReader, group: Group) -> list[Row]:
    """Return the children on roll of a group; of a teaching class, those who are in it on the day that the files tell of."""
    if group.year_group:
        return people.pupils(urn=group.urn, year_group=group.year_group)
    found = people.pupils(urn=group.urn, registration_group=group.class_name)
    if found or people.scope.holds_school(group.urn):
        return found
    held = people.pupils(urn=group.urn)
    numbers = [r["pupil"] for r in held]
    rows = people.facts_of("pupil_class_membership", numbers) if numbers else []
    taught = {r["pupil"] for r in rows if r["class_name"] == group.class_name and r["urn"] == group.urn and _holds(r)}
    return [r for r in held if r["pupil"] in taught]


def _holds(row: Row) -> bool:
    return row["end_date"] is None or row["end_date"] >= timezone.localdate()


def tried(people: ScopedReader, numbers: Sequence[int]) -> dict[int, list[Row]]:
    """Return what was tried with children who were listed, the latest first."""
    found: dict[int, list[Row]] = {}
    rows = people.facts_of("pupil_support", numbers) if numbers else []
    for row in sorted(rows, key=lambda r: r["start_date"], reverse=True):
        found.setdefault(row["pupil"], []).append(row)
    return found
