"""The kinds of meetings, as `kinds.toml` has them, and the terms in which each should meet."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from collegiate.vocabulary.years import AcademicYear

_FILE = Path(__file__).with_name("kinds.toml")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of meeting. `whole`: read by those who read the strategy for the whole trust alone."""

    key: str
    title: str
    whole: bool
    termly: bool
    sections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A term, for the question whether a network met in it: autumn to December, spring to March, summer to August."""

    called: str
    first: dt.date
    last: dt.date


@cache
def kinds() -> MappingProxyType[str, Kind]:
    """Return every kind by its key, in the order of the file."""
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8"))["kind"]
    found = [Kind(r["key"], r["title"], r["readers"] == "trust", r["termly"], tuple(r["sections"])) for r in rows]
    return MappingProxyType({k.key: k for k in found})


def title_of(key: str) -> str:
    """Return what a kind is called; one that this version no longer has is called by its key."""
    kind = kinds().get(key)
    return kind.title if kind else key


def terms(on: dt.date) -> tuple[Term, ...]:
    """Return the three terms of a day's academic year.

    >>> [t.called for t in terms(dt.date(2026, 11, 20))]
    ['autumn term 2026', 'spring term 2027', 'summer term 2027']
    """
    year = AcademicYear.of(on)
    start, end = year.first_day.year, year.last_day.year
    return (
        Term(f"autumn term {start}", year.first_day, dt.date(start, 12, 31)),
        Term(f"spring term {end}", dt.date(end, 1, 1), dt.date(end, 3, 31)),
        Term(f"summer term {end}", dt.date(end, 4, 1), year.last_day),
    )


def without(held: Collection[tuple[str, dt.date]], on: dt.date) -> list[tuple[Kind, Term]]:
    """Return which termly kinds have no meeting in which terms, of this academic year up to the term of a day.

    held: the kind and day of each meeting that is called and not called off.
    """
    begun = [t for t in terms(on) if t.first <= on]
    return [
        (kind, term)
        for kind in kinds().values()
        if kind.termly
        for term in begun
        if not any(k == kind.key and term.first <= day <= term.last for k, day in held)
    ]
