"""Eras: the years in which a measure meant one thing, held as data in `eras.toml`.

A measure's line is broken between two eras and no number is carried from one into the other. A year in which a measure was
not published at all is a gap, with the reason that a page gives. Periods are the years in which academic years end.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from collegiate.vocabulary.years import AcademicYear


@dataclass(frozen=True, slots=True)
class Era:
    """The years, both included, in which a family of measures meant one thing; an open end is None.

    `changed` says what was new, `source` where that stands and `checked_on` when someone last looked. What was announced
    and not yet seen is not `confirmed`.
    """

    family: str
    id: str
    title: str
    changed: str
    source: str
    checked_on: date
    first: int | None = None
    last: int | None = None
    confirmed: bool = True

    def holds(self, period: int) -> bool:
        """Whether the academic year that ends in `period` belongs to it."""
        return (self.first is None or period >= self.first) and (self.last is None or period <= self.last)


@dataclass(frozen=True, slots=True)
class Gap:
    """Years in which nothing was published, and why."""

    families: tuple[str, ...]
    periods: tuple[int, ...]
    because: str
    source: str
    checked_on: date


@dataclass(frozen=True, slots=True)
class Break:
    """Where a line must be broken: between an era and the next."""

    family: str
    before: Era
    after: Era

    @property
    def period(self) -> int:
        """The first year of the later era."""
        return self.after.first or 0

    @property
    def words(self) -> str:
        """What to write beside the break."""
        return f"From {AcademicYear(self.period)}: {self.after.changed}"


def families() -> tuple[str, ...]:
    """Return the families of measures that have eras."""
    return tuple(_eras())


def eras(family: str) -> tuple[Era, ...]:
    """Return the eras of a family in order; none for a family that has always meant the same."""
    return _eras().get(family, ())


def era_of(family: str, period: int) -> Era | None:
    """Return the era to which a year belongs, or None: outside every era, or a year without a figure.

    >>> era_of("persistent_absence", 2013).title
    '15 % of sessions missed or more'
    >>> era_of("progress8", 2025) is None
    True
    """
    if gap_of(family, period):
        return None
    return next((era for era in eras(family) if era.holds(period)), None)


def breaks(family: str) -> tuple[Break, ...]:
    """Return the breaks in a family's line, in order of time.

    >>> [b.period for b in breaks("ks2_progress")]
    [2016, 2026]
    """
    return tuple(Break(family, before, after) for before, after in pairwise(eras(family)))


def gap_of(family: str, period: int) -> Gap | None:
    """Return the gap in which a year lies, or None."""
    return next((gap for gap in gaps(family) if period in gap.periods), None)


def gaps(family: str) -> tuple[Gap, ...]:
    """Return the years in which a family of measures was not published, with the reasons."""
    return tuple(gap for gap in _gaps() if family in gap.families)


def why_missing(family: str, period: int) -> str:
    """Return the sentence that stands where a figure cannot be; empty for a year that should have one.

    >>> why_missing("progress8", 2026)[:53]
    'No figure was published for 2025/26 because these pup'
    """
    gap, year = gap_of(family, period), AcademicYear(period)
    if gap:
        return f"No figure was published for {year} because {gap.because}."
    if not eras(family) or era_of(family, period):
        return ""
    first = eras(family)[0].first
    if first is not None and period < first:
        return f"No figure was published for {year} because the measure began in {AcademicYear(first)}."
    return f"No figure was published for {year}: the measure had ended."


@cache
def _book() -> Mapping[str, list[dict[str, Any]]]:
    return tomllib.loads((files("collegiate.vocabulary") / "eras.toml").read_text(encoding="utf-8"))


@cache
def _eras() -> Mapping[str, tuple[Era, ...]]:
    found: dict[str, list[Era]] = {}
    for row in _book()["era"]:
        found.setdefault(row["family"], []).append(Era(**row))
    return MappingProxyType({family: _in_order(of_family) for family, of_family in found.items()})


def _in_order(found: Iterable[Era]) -> tuple[Era, ...]:
    ordered = tuple(sorted(found, key=lambda era: era.first or 0))
    for before, after in pairwise(ordered):
        if before.last is None or after.first is None or before.last >= after.first:
            raise ValueError(f"eras.toml: {before.id} and {after.id} of {before.family} claim the same years.")
    return ordered


@cache
def _gaps() -> tuple[Gap, ...]:
    return tuple(
        Gap(tuple(row["families"]), tuple(row["periods"]), row["because"], row["source"], row["checked_on"])
        for row in _book()["gap"]
    )
