"""Academic years, terms, and the many ways in which public files write a year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class AcademicYear:
    """An academic year, 1 September to 31 August, held as the calendar year in which it ends: 2019 is 2018/19."""

    end: int

    @classmethod
    def parse(cls, text: str) -> AcademicYear:
        """Read '2018/19', '2018-2019', '2018/2019', '201819' or '2018-19'; anything else is an error with the remedy."""
        found = _PAIR.fullmatch(text.strip())
        if not found:
            raise ValueError(f"'{text}' is not an academic year. Write it as 2018/19.")
        start, end = int(found[1]), int(found[2])
        end = end if end > 99 else (start // 100) * 100 + end + (100 if start % 100 == 99 and end == 0 else 0)
        if end != start + 1:
            raise ValueError(f"'{text}' does not name two years that follow each other. Write it as 2018/19.")
        return cls(end)

    @classmethod
    def of(cls, day: date) -> AcademicYear:
        """Return the academic year in which `day` falls."""
        return cls(day.year + (day.month >= 9))

    @property
    def first_day(self) -> date:
        """1 September."""
        return date(self.end - 1, 9, 1)

    @property
    def last_day(self) -> date:
        """31 August."""
        return date(self.end, 8, 31)

    def __str__(self) -> str:
        return f"{self.end - 1}/{self.end % 100:02d}"


_PAIR = re.compile(r"((?:19|20)\d\d)\s*[/_-]?\s*((?:19|20)?\d\d)")


class Term(StrEnum):
    """The three terms of the English school year."""

    AUTUMN = "autumn"
    SPRING = "spring"
    SUMMER = "summer"


def term_of(day: date) -> Term:
    """Return the term in which `day` falls by the calendar: to 31 December, to 31 March, to 31 August.

    A school's own term dates differ by days and Easter moves; where those are known, they go before this.
    """
    if day.month >= 9:
        return Term.AUTUMN
    return Term.SPRING if day.month <= 3 else Term.SUMMER
