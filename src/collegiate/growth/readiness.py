"""Readiness by evidence: of each domain its own colour, and of the whole the weakest. No total and no average hides a red."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from collegiate.growth.tables import entries


class Colour(StrEnum):
    """How a domain stands, by somebody's judgement with evidence; what nobody judged is unknown, which is no better than red."""

    RED = "red"
    UNKNOWN = "not judged yet"
    AMBER = "amber"
    GREEN = "green"


_WEAKEST_FIRST = tuple(Colour)
STALE = dt.timedelta(days=183)
"""Evidence of half a year ago is of another time: it is looked at again before anybody joins by it."""


@dataclass(frozen=True, slots=True)
class Domain:
    """A domain of readiness and the question that its evidence answers."""

    id: str
    title: str
    asks: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """What somebody judged of a domain, on a day, by which evidence."""

    domain: str
    colour: Colour
    evidence: str
    day: dt.date
    by: str


@dataclass(frozen=True, slots=True)
class Ready:
    """Each domain with its latest judgement, the weakest first; `stale` are those whose evidence is old."""

    domains: tuple[tuple[Domain, Colour, Judgement | None], ...]
    stale: frozenset[str]

    @property
    def weakest(self) -> tuple[Domain, Colour, Judgement | None]:
        """The domain that says how ready the whole is."""
        return self.domains[0]

    @property
    def words(self) -> str:
        """Say how ready it is: by the weakest domain alone."""
        domain, colour, _ = self.weakest
        if colour is Colour.GREEN:
            return f"Ready in all {len(self.domains)} domains" + (", but some evidence is older than half a year." if self.stale else ".")  # fmt: skip
        return f"As ready as its weakest domain: {domain.title.lower()} is {colour.value}."

    @property
    def whole(self) -> bool:
        """Whether every domain is green by evidence that is not old."""
        return self.weakest[1] is Colour.GREEN and not self.stale


@cache
def domains() -> tuple[Domain, ...]:
    """Return every domain."""
    return tuple(Domain(**e) for e in entries("domain"))


def ready(judgements: Iterable[Judgement], on: dt.date) -> Ready:
    """Say how ready an academy is on a day, by the latest judgement of each domain."""
    latest = {j.domain: j for j in sorted(judgements, key=lambda j: j.day)}
    stood = [(d, latest[d.id].colour if d.id in latest else Colour.UNKNOWN, latest.get(d.id)) for d in domains()]
    stale = frozenset(d.id for d, _, j in stood if j is not None and on - j.day > STALE)
    return Ready(tuple(sorted(stood, key=lambda s: _WEAKEST_FIRST.index(s[1]))), stale)
