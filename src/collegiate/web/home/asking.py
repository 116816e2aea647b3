"""Questions that people come with: for whom each is, and what it is answered from."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import import_module
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from collegiate.store import Reader, ScopedReader
from collegiate.web.accounts.models import Appointment, User
from collegiate.web.asked import number_in
from collegiate.web.authorization.rights import Right
from collegiate.web.authorization.roles import Span
from collegiate.web.authorization.scopes import academies_of as academies_of_trust
from collegiate.web.authorization.scopes import urns_of
from collegiate.web.home.answers import Answer
from collegiate.web.reading import reader_of, school_names
from collegiate.web.scoped import children_of
from collegiate.web.words import counted

SCHOOLS = frozenset({Span.TRUST, Span.ACADEMY})
PARTS = frozenset({Span.YEAR, Span.CLASS})
ANY = frozenset(Span)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question being asked: by whom, and for which of their appointments."""

    request: HttpRequest
    user: User
    held: tuple[Appointment, ...]

    @property
    def reader(self) -> Reader:
        """The picture."""
        return reader_of(self.request)

    @property
    def today(self) -> date:
        """The day."""
        return timezone.localdate()

    def children(self, right: Right = Right.SEE_CHILDREN) -> ScopedReader:
        """Return the reader of children for a right. Raises PermissionDenied for who has it not."""
        return children_of(self.request, right)

    @property
    def academies(self) -> list[int]:
        """The academies of the appointments: those whole, and those of which they hold a part."""
        return academies_of(self.request, self.held)

    def names(self, urns: Collection[int]) -> dict[int, str]:
        """Return schools' names."""
        return school_names(self.reader, urns)

    @property
    def ours(self) -> str:
        """Say whose academies they are: a school's name, or how many."""
        return said_of(self.academies, self.reader)


def academies_of(request: HttpRequest, held: Sequence[Appointment]) -> list[int]:
    """Return the academies that appointments are for; worked out once in a request for each set of appointments."""
    known: dict[frozenset[int], list[int]] = getattr(request, "_collegiate_academies", {})
    key = frozenset(a.pk for a in held)
    if key not in known:
        known[key] = academies_held(held, reader_of(request))
        request._collegiate_academies = known  # type: ignore[attr-defined]  # the request is what it lives for
    return known[key]


def academies_held(held: Sequence[Appointment], reader: Reader) -> list[int]:
    """Return the academies that appointments are for, wholly or in part; for every trust, those that the store tells of."""
    whole = urns_of(held, reader)
    if whole is not None:
        parts = {a.urn for a in held if a.span in (Span.YEAR, Span.CLASS) and a.urn is not None}
        return sorted(whole | parts)
    trusts = {a.trust_uid for a in held if a.span == Span.TRUST and a.trust_uid is not None} or _named_trusts(reader)
    return sorted({*reader.schools_with_children(), *(u for uid in trusts for u in academies_of_trust(uid, reader))})


def _named_trusts(reader: Reader) -> set[int]:
    """Return the trusts that the picture was made for, as it says itself."""
    return {n for part in reader.about.get("trust", "").replace(",", " ").split() if (n := number_in(part)) is not None}


def said_of(urns: Sequence[int], reader: Reader) -> str:
    """Name one school; count several."""
    if len(urns) == 1:
        return school_names(reader, urns)[urns[0]]
    return counted(len(urns), "academy", "academies")


@dataclass(frozen=True, slots=True)
class Question:
    """A question. Whoever holds `right` for one of `spans` is answered; those of `asked_by` come with it, and see it first.

    `only` keeps it to the roles of `asked_by`: what it says is open to others, but it is not what they come for.
    """

    title: str
    answer: Callable[[Asked], Answer | None]
    right: Right | None = None
    spans: frozenset[Span] = ANY
    asked_by: frozenset[str] = frozenset()
    only: bool = False

    def appointments(self, held: Sequence[Appointment]) -> tuple[Appointment, ...]:
        """Return the appointments that it is for."""
        return tuple(
            a for a in held
            if a.span in self.spans and (self.right is None or a.held_role.may(self.right)) and (not self.only or a.role in self.asked_by)
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with its answer, and whether it is what this person came to ask."""

    question: Question
    answer: Answer
    own: bool

    @property
    def place(self) -> tuple[bool, int, int]:
        """What sorts answers, the last first: what one came to ask, then what most hangs on."""
        return (self.own, *self.answer.weight)


@cache
def questions() -> tuple[Question, ...]:
    """Return every question: one for each file of `questions/`."""
    return tuple(m.QUESTION for m in modules("questions"))


def modules(folder: str) -> list[Any]:
    """Import every file of a folder beside this one, in the order of their names."""
    return modules_of(f"collegiate.web.home.{folder}")


def modules_of(package_name: str) -> list[Any]:
    """Import every file of a package, in the order of their names: where a thing is added by adding a file."""
    package = import_module(package_name)
    return [import_module(f"{package_name}.{m.name}") for m in pkgutil.iter_modules(package.__path__) if not m.ispkg]


def answered(request: HttpRequest, user: User) -> list[Answered]:
    """Ask every question that is for somebody's appointments of today; what they came for stands first."""
    held = user.appointments_now()
    found = []
    for question in questions():
        own = question.appointments(held)
        answer = question.answer(Asked(request, user, own)) if own else None
        if answer is not None:
            found.append(Answered(question, answer, any(a.role in question.asked_by for a in own)))
    return sorted(found, key=lambda a: a.place, reverse=True)
