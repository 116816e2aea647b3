"""What a section of a pack is made from: one picture, one day, one trust; and how it says what the other parts know."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from collegiate.packs.pack import Cell, Json, Known
from collegiate.store import Reader, ScopedReader
from collegiate.web.meetings.models import Meeting
from collegiate.web.words import counted, moment

COMPARED, SURE, FROM, WHO, DONE = "Compared with what", "How sure", "Where from", "Who is in it", "What did we do"


@dataclass(frozen=True, slots=True)
class Given:
    """What a pack is made from. `people` reads counts alone; `on` is the day whose records it shows: today, or a meeting's day that is past;
    `urns` are the trust's academies; `known` takes every figure in."""

    trust_uid: int
    trust: str
    on: dt.date
    reader: Reader
    people: ScopedReader | None
    urns: tuple[int, ...]
    names: Mapping[int, str]
    meeting: Meeting | None = None
    known: Known = field(default_factory=Known)
    tell: Callable[[str], None] = lambda _words: None

    @property
    def picture(self) -> str:
        """The picture in words, for where a figure is from."""
        return f"the picture of {moment(self.reader.made_at)}"

    def figure(
        self,
        label: str,
        value: str,
        *,
        compared: str,
        sure: str,
        where: str,
        who: str,
        done: str,
        path: str = "",
        source: Json | None = None,
        mind: bool = False,
    ) -> Cell:
        """Take a figure in with its five answers, and return it as a cell that leads to them."""
        answers = ((COMPARED, compared), (SURE, sure), (FROM, where), (WHO, who), (DONE, done))
        return self.known.add(label, value, answers, path=path, source=source, mind=mind)

    def count(self, label: str, number: int, where: str, *, path: str = "", mind: bool = False) -> Cell:
        """Take in a count of the trust's own records: nothing is estimated in it."""
        return self.figure(
            label, f"{number:,}", compared="Nothing: it is a count.", sure="It is a count of records, not an estimate.",
            where=f"{where}, as they stood on {said_day(self.on)}.", who="Every record of the trust.", done="What was done stands in the section.",
            path=path, mind=mind and bool(number),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """What a section comes to: the sentence, its blocks, and those that stand in the appendix."""

    lead: str
    blocks: Sequence[Json] = ()
    at_the_end: Sequence[Json] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a pack. `make` returns None where its matter is not there yet; one with its `own_page` shares it with nothing."""

    key: str
    title: str
    make: Callable[[Given], Part | None]
    own_page: bool = False


def told(part: str, name: str) -> Callable[..., Any] | None:
    """Return what another part of the application tells papers, or None where that part is not installed."""
    module = f"collegiate.web.{part}.told"
    try:
        return getattr(import_module(module), name, None)
    except ModuleNotFoundError as error:
        if error.name is None or not module.startswith(error.name):
            raise
        return None


def some(count: int, one: str, many: str) -> str:
    """Say how many of those just named are so.

    >>> some(0, "is overdue", "are overdue"), some(2, "is overdue", "are overdue")
    ('none is overdue', 'two are overdue')
    """
    return counted(count, one, many) if count else f"none {one}"


def said_day(day: dt.date | None) -> str:
    """Write a day; a dash where there is none."""
    return f"{day.day} {day:%B %Y}" if day else "–"
