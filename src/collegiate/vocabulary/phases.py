"""Phases of education, with the two kinds of middle school kept apart from the phases that the law deems them to be."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Phase(StrEnum):
    """A phase, as the register names it."""

    NURSERY = "nursery"
    PRIMARY = "primary"
    MIDDLE_DEEMED_PRIMARY = "middle_deemed_primary"
    MIDDLE_DEEMED_SECONDARY = "middle_deemed_secondary"
    SECONDARY = "secondary"
    SIXTEEN_PLUS = "sixteen_plus"
    ALL_THROUGH = "all_through"
    SPECIAL = "special"
    ALTERNATIVE = "alternative_provision"
    NOT_APPLICABLE = "not_applicable"

    @property
    def words(self) -> str:
        """The phase as it is written on a page."""
        return self.value.replace("_", " ").replace("sixteen plus", "16 plus").replace("all through", "all-through")


REGISTER_WORDS: Mapping[str, Phase] = MappingProxyType(
    {
        "nursery": Phase.NURSERY,
        "primary": Phase.PRIMARY,
        "middle deemed primary": Phase.MIDDLE_DEEMED_PRIMARY,
        "middle deemed secondary": Phase.MIDDLE_DEEMED_SECONDARY,
        "secondary": Phase.SECONDARY,
        "16 plus": Phase.SIXTEEN_PLUS,
        "all-through": Phase.ALL_THROUGH,
        "all through": Phase.ALL_THROUGH,
        "not applicable": Phase.NOT_APPLICABLE,
    }
)
"""The register's words for a phase, in lower case. It calls special schools and alternative provision 'not applicable'."""


def phase_of(words: str | None) -> Phase | None:
    """Return the phase that the register's words name, or None when it is empty or unknown."""
    return REGISTER_WORDS.get((words or "").strip().lower())


def phase_by_ages(low: int | None, high: int | None) -> Phase | None:
    """Return the phase that a school's age range implies, for schools whose phase no source names; None without ages.

    `high` is the age at which the last pupils leave, as the register writes it: a first school is 4 to 9, a middle school
    9 to 13. A middle school is deemed what most of its year groups are, and secondary when they are equal.

    >>> phase_by_ages(9, 13).words
    'middle deemed secondary'
    >>> phase_by_ages(8, 12).words
    'middle deemed primary'
    """
    if low is None or high is None or high <= 0 or high < low:
        return None
    if high <= _STARTS_SCHOOL:
        return Phase.NURSERY
    if low >= 16:
        return Phase.SIXTEEN_PLUS
    if _MIDDLE_FROM <= low < _MOVES_UP < high <= _MIDDLE_TO:
        return Phase.MIDDLE_DEEMED_SECONDARY if high - _MOVES_UP >= _MOVES_UP - low else Phase.MIDDLE_DEEMED_PRIMARY
    if high <= _MIDDLE_TO and low < _MOVES_UP:
        return Phase.PRIMARY
    return Phase.ALL_THROUGH if low < _MIDDLE_FROM else Phase.SECONDARY


_STARTS_SCHOOL = 5
_MIDDLE_FROM = 8
_MOVES_UP = 11
_MIDDLE_TO = 14


def last_year_group(high_age: int) -> str:
    """Return a school's last National Curriculum year group by the age at which its last pupils leave, as the register writes it.

    >>> [last_year_group(age) for age in (5, 9, 13, 18)]
    ['R', '4', '8', '13']
    """
    return str(high_age - _STARTS_SCHOOL) if high_age > _STARTS_SCHOOL else "R"
