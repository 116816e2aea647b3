"""Which school of a family serves which year group, from nursery to sixth form, so that a hole is seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

FIRST_AGE, LAST_AGE = 3, 17
"""The age at the start of the year of the youngest (nursery) and the oldest (Year 13) year group."""


@dataclass(frozen=True, slots=True)
class YearGroup:
    """A year group by national curriculum year, the age at which it begins, and the URNs of the schools that serve it."""

    name: str
    age: int
    urns: tuple[int, ...]

    @property
    def hole(self) -> bool:
        """Whether no school of the family serves it."""
        return not self.urns


def year_group_name(age: int) -> str:
    """Return the name of the year that begins at `age`.

    >>> [year_group_name(a) for a in (3, 4, 5, 17)]
    ['Nursery', 'Reception', 'Year 1', 'Year 13']
    """
    return {3: "Nursery", 4: "Reception"}.get(age, f"Year {age - 4}")


def coverage(schools: Iterable[Mapping[str, Any]]) -> list[YearGroup]:
    """Return every year group from nursery to Year 13 with the schools whose statutory ages take it in.

    A school for ages 9 to 13 serves the years that begin at 9, 10, 11 and 12: its highest age is the age on leaving. A school
    whose ages are not known serves none, and so may make a hole where there is none; `unknown_ages` names such schools.
    """
    served = [s for s in schools if s["low_age"] is not None and s["high_age"] is not None]
    return [
        YearGroup(year_group_name(age), age, tuple(s["urn"] for s in served if s["low_age"] <= age < s["high_age"]))
        for age in range(FIRST_AGE, LAST_AGE + 1)
    ]


def unknown_ages(schools: Iterable[Mapping[str, Any]]) -> list[int]:
    """Return the URNs of the schools whose statutory ages no source gives."""
    return [s["urn"] for s in schools if s["low_age"] is None or s["high_age"] is None]
