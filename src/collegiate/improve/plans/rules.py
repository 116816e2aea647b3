"""What a plan may hold: how many priorities, which days, what it begins from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from collegiate.improve.criterion import Criterion
from collegiate.improve.series import Point
from collegiate.vocabulary.years import AcademicYear

MOST_PRIORITIES = 5
"""More than this at once, and none of them is one."""
MOST_CRITERIA = 3
"""Ways in which one priority says that it worked."""


class RuleError(Exception):
    """A plan that cannot be kept as asked; the message says why and what to do instead."""


class Purpose(StrEnum):
    """Why an academy plans: a strong one plans too, to stay so."""

    IMPROVE = "improve"
    SUSTAIN = "sustain"


class Stage(StrEnum):
    """How far a plan has come. Only these three are written by a person; how it goes is worked out."""

    DRAFT = "draft"
    AGREED = "agreed"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Baseline:
    """What a criterion's series was when the plan was agreed; `snapshot` names the picture that says so."""

    series: str
    words: str
    value: float | None
    last: dt.date | None
    snapshot: str

    @classmethod
    def of(cls, criterion: Criterion, point: Point | None, words: str, snapshot: str) -> Baseline:
        """Take it from the point that stands on the day; without one the words say why there is none."""
        return cls(criterion.series, words, point.value if point else None, point.last if point else None, snapshot)

    def as_dict(self) -> dict[str, Any]:
        """The baseline as JSON carries it."""
        last = self.last.isoformat() if self.last else None
        return {"series": self.series, "words": self.words, "value": self.value, "last": last, "snapshot": self.snapshot}  # fmt: skip

    @classmethod
    def read(cls, held: Mapping[str, Any]) -> Baseline:
        """Read one back."""
        last = dt.date.fromisoformat(held["last"]) if held["last"] else None
        return cls(held["series"], held["words"], held["value"], last, held["snapshot"])


def span_of_year(day: dt.date) -> tuple[dt.date, dt.date]:
    """Return the first and last day of the academic year in which a day falls."""
    year = AcademicYear.of(day)
    return year.first_day, year.last_day


def one_more(there: int) -> None:
    """Make sure that one more priority may be added. Raises `RuleError`."""
    if there >= MOST_PRIORITIES:
        raise RuleError(
            f"A plan has at most {MOST_PRIORITIES} priorities, so that each of them is one. "
            "Take one out, or make this part of another."
        )


def wanted(criteria: int, stop: dt.date, first: dt.date, last: dt.date) -> None:
    """Make sure that a priority says how it would show that it worked, and when it stops. Raises `RuleError`."""
    if not criteria:
        raise RuleError("Say at least one measure that would show that it worked: without one nobody can say that it did.")  # fmt: skip
    if criteria > MOST_CRITERIA:
        raise RuleError(f"Name at most {MOST_CRITERIA} measures for one priority.")
    if not first < stop <= last:
        raise RuleError(
            f"The stop date has to lie within the plan, after {first:%-d %B %Y} and by {last:%-d %B %Y}: "
            "on it the priority is changed or stopped, unless it worked."
        )
