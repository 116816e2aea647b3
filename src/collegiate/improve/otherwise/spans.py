"""Spans of time in which a series is said: half terms, or academic years."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from collegiate.vocabulary.years import AcademicYear


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half term or an academic year, by its first and its last day."""

    first: dt.date
    last: dt.date

    @property
    def words(self) -> str:
        """The academic year, or the days from which to which."""
        year = AcademicYear.of(self.last)
        if (self.first, self.last) == (year.first_day, year.last_day):
            return str(year)
        return f"{self.first:%-d %B %Y} to {self.last:%-d %B %Y}"

    def as_list(self) -> list[str]:
        """The span as JSON carries it."""
        return [self.first.isoformat(), self.last.isoformat()]

    @classmethod
    def of(cls, held: Iterable[str]) -> Span:
        """Read one back. Raises ValueError for what is none."""
        first, last = (dt.date.fromisoformat(day) for day in held)
        return cls(first, last)


def run_words(spans: list[Span]) -> str:
    """Say several spans by the first and the last of them."""
    if not spans:
        return "none"
    if len(spans) == 1:
        return spans[0].words
    years = " to " not in spans[0].words
    if years:
        return f"{spans[0].words} to {spans[-1].words}"
    return f"{spans[0].first:%-d %B %Y} to {spans[-1].last:%-d %B %Y}"
