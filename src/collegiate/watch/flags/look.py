"""A look at all children on one day: up to when the model may see, and into which weeks it looks ahead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from collegiate.pupils.ledger.grid import Array, SchoolWeeks, number_of
from collegiate.vocabulary.years import AcademicYear

YEAR = timedelta(days=364)
"""A year back: 52 weeks, so that it is the same day of the week."""
_LAST_MONTH = 3
_CLOSED = (7, 10)
_FRIDAY = 4


@dataclass(frozen=True, slots=True)
class Look:
    """One day of looking. `seen` weeks lie wholly before or on the day; `ahead` are the weeks looked into.

    Up to 31 March it looks into the rest of the academic year, later into the whole of the next: `period`. `before` are the
    weeks of the academic year before `period`, as far as they were seen: a child's own earlier level.
    """

    as_of: date
    period: int
    seen: int
    ahead: slice
    before: slice

    @property
    def window_closed_on(self) -> date:
        """The day from which what came is known: 10 July of the academic year that is looked into."""
        return date(self.period, *_CLOSED)

    def closed(self, today: date) -> bool:
        """Whether what came is known on a day."""
        return self.window_closed_on <= today


def look_at(as_of: date, weeks: SchoolWeeks) -> Look:
    """Return the look of a day. A week counts as seen when its Friday has come, as ahead when its Monday has not."""
    year = AcademicYear.of(as_of)
    period = year.end if as_of.month >= 9 or as_of.month <= _LAST_MONTH else year.end + 1
    now = number_of(as_of)
    seen = int(np.searchsorted(weeks.mondays + _FRIDAY, now, "right"))
    earlier, first, last = np.searchsorted(weeks.years, [period - 1, period, period + 1], "left").tolist()
    ahead = max(int(np.searchsorted(weeks.mondays, now, "right")), first)
    return Look(as_of, period, seen, slice(ahead, last), slice(earlier, min(first, seen)))


def looks_back(today: date, weeks: SchoolWeeks) -> list[Look]:
    """Return the look of today, and those of the same point in every year before for which there are marks."""
    if not weeks.number:
        return [look_at(today, weeks)]
    first = int(weeks.mondays[0])
    found, day = [], today
    while number_of(day) > first:
        found.append(look_at(day, weeks))
        day -= YEAR
    return found


def latest_closed(looks: Sequence[Look], today: date) -> int | None:
    """The place of the latest past look of which it is known what came; None where there is none."""
    return next((i for i, look in enumerate(looks) if i and look.closed(today)), None)


def share(part: Array, whole: Array, least: int) -> Array:
    """A share, NaN where the whole is less than `least`: too few sessions say nothing."""
    return np.where(whole >= least, part / np.maximum(whole, 1), np.nan)
