"""A term of a calendar year: what release days and requests are counted by."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from collegiate.vocabulary.years import Term, term_of

_ORDER = (Term.SPRING, Term.SUMMER, Term.AUTUMN)
_BEGINS = {Term.SPRING: (1, 1), Term.SUMMER: (4, 1), Term.AUTUMN: (9, 1)}
_ENDS = {Term.SPRING: (3, 31), Term.SUMMER: (8, 31), Term.AUTUMN: (12, 31)}
_WRITTEN = re.compile(r"(20\d\d)-(autumn|spring|summer)")


@dataclass(frozen=True, slots=True)
class TermOfYear:
    """A term by the calendar year in which it falls: the autumn of 2026 is followed by the spring of 2027."""

    year: int
    term: Term

    @classmethod
    def of(cls, day: dt.date) -> TermOfYear:
        """Return the term in which a day falls."""
        return cls(day.year, term_of(day))

    @classmethod
    def parse(cls, text: str) -> TermOfYear:
        """Read '2027-spring'. Raises ValueError, with the remedy, for what is no term."""
        found = _WRITTEN.fullmatch(text.strip().casefold())
        if not found:
            raise ValueError(
                f"'{text[:40]}' is no term. Write it as 2027-spring: the year, then autumn, spring or summer."
            )
        return cls(int(found[1]), Term(found[2]))

    def __str__(self) -> str:
        return f"{self.year}-{self.term.value}"

    @property
    def words(self) -> str:
        """The term as people say it: spring 2027."""
        return f"{self.term.value} {self.year}"

    @property
    def first_day(self) -> dt.date:
        """The first day by the calendar; a school's own term dates differ by days."""
        return dt.date(self.year, *_BEGINS[self.term])

    @property
    def last_day(self) -> dt.date:
        """The last day by the calendar."""
        return dt.date(self.year, *_ENDS[self.term])

    @property
    def following(self) -> TermOfYear:
        """The next term."""
        place = _ORDER.index(self.term)
        return TermOfYear(self.year + (place == 2), _ORDER[(place + 1) % 3])

    @property
    def weekdays(self) -> int:
        """Days from Monday to Friday: more than that nobody can be anywhere."""
        days = (self.last_day - self.first_day).days + 1
        return sum((self.first_day + dt.timedelta(days=n)).weekday() < 5 for n in range(days))


def coming(day: dt.date, number: int) -> list[TermOfYear]:
    """Return the term of a day and those that follow it, `number` in all."""
    terms = [TermOfYear.of(day)]
    while len(terms) < number:
        terms.append(terms[-1].following)
    return terms
