"""Days as numbers since 1970-01-01, as Arrow keeps them, and the weeks and academic years that they lie in."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from collegiate.vocabulary.years import AcademicYear

Days = NDArray[np.int32]
_EPOCH = date(1970, 1, 1).toordinal()
ALWAYS, NEVER = -(10**6), 10**6
"""A day before and a day after all others, for ends that are open."""


def number_of(day: date) -> int:
    """Return a day as a number."""
    return day.toordinal() - _EPOCH


def day_of(number: int) -> date:
    """Return the day of a number."""
    return date.fromordinal(int(number) + _EPOCH)


def mondays(days: NDArray[Any]) -> NDArray[Any]:
    """Return the Monday of each day's week. 1970-01-01 was a Thursday."""
    return days - (days + 3) % 7


def periods(days: Days) -> NDArray[np.int64]:
    """Return the academic year of each day, by the year in which it ends."""
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return 1970 + months // 12 + (months % 12 >= 8)


def first_day(period: int) -> int:
    """Return 1 September of an academic year as a number."""
    return number_of(AcademicYear(period).first_day)
