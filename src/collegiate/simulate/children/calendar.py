"""The school year in days: terms, half terms, Easter, bank holidays, INSET days, and weeks in which registers were not taken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import numpy as np

_EPOCH = date(1970, 1, 1)
_IN_TERM = 195
_INSET = 5
_ONE_OFF_HOLIDAYS = (date(2020, 5, 8), date(2022, 9, 19), date(2023, 5, 8))
_CLOSED = ((date(2020, 3, 23), date(2020, 8, 31)), (date(2021, 1, 1), date(2021, 3, 5)))
"""National closures of schools, both days included: registers of these weeks were no attendance."""

LAST_PERIOD = 2027
"""The last academic year that is made up; a trust is seen as of one of its days, or of a day before."""

LAST_DAY = date(2026, 11, 20)
"""The day as of which a trust is seen when nobody says otherwise: the Friday of the twelfth week of 2026/27."""


class DayError(ValueError):
    """A trust cannot be seen as of a day, or be helped from it on; the message says which days can be."""


@dataclass(frozen=True, slots=True)
class SchoolYear:
    """One school's year. Days are days since 1970-01-01; `days` are those on which registers are taken."""

    period: int
    first: int
    last: int
    days: np.ndarray

    def on_or_after(self, month: int, day: int) -> int:
        """The first day of school on or after a day of the year; the last day of school where there is none."""
        place = int(np.searchsorted(self.days, day_number(self._dated(month, day))))
        return int(self.days[min(place, len(self.days) - 1)])

    def number_of(self, month: int, day: int) -> int:
        """A calendar day of this academic year as a number."""
        return day_number(self._dated(month, day))

    def _dated(self, month: int, day: int) -> date:
        return date(self.period - (month >= 9), month, day)


def day_number(day: date) -> int:
    """Days since 1970-01-01, as Arrow counts them."""
    return (day - _EPOCH).days


def day_of(number: int) -> date:
    """The date of a day number."""
    return _EPOCH + timedelta(days=int(number))


def school_year(period: int, *, inset: int = 0) -> SchoolYear:
    """Return the year that ends in `period`, with one of several customs for INSET days."""
    term = _term_days(period)
    half, spring, summer = (_first_after(term, period, *when) for when in ((10, 26), (1, 1), (4, 8)))
    customs = (
        (0, 1, spring, summer, _IN_TERM - 1),
        (0, half, spring, _IN_TERM - 2, _IN_TERM - 1),
        (0, 1, half, spring, _IN_TERM - 1),
    )
    taught = np.delete(term, list(customs[inset % len(customs)]))
    for low, high in _CLOSED:
        taught = taught[(taught < day_number(low)) | (taught > day_number(high))]
    return SchoolYear(period, int(term[0]), int(term[-1]), taught.astype(np.int32))


@cache
def _term_days(period: int) -> np.ndarray:
    """The 195 days of term, INSET days among them, from the first weekday of September that is no Monday."""
    day = date(period - 1, 9, 1)
    while day.weekday() in (0, 5, 6):
        day += timedelta(days=1)
    found: list[int] = []
    holidays = _holidays(period)
    while len(found) < _IN_TERM:
        if day.weekday() < 5 and day not in holidays:
            found.append(day_number(day))
        day += timedelta(days=1)
    return np.array(found)


def _holidays(period: int) -> frozenset[date]:
    easter = _easter(period)
    christmas = _monday_of(date(period - 1, 12, 22))
    back = date(period, 1, 3)
    back += timedelta(days=-back.weekday() % 7)
    may = date(period, 5, 1)
    may_day = may + timedelta(days=-may.weekday() % 7)
    spans = [
        _week(_monday_of(date(period - 1, 10, 31))),
        _span(christmas, back - timedelta(days=1)),
        _week(_monday_of(date(period, 2, 18))),
        _span(easter - timedelta(days=6), easter + timedelta(days=7)),
        _week(_monday_of(date(period, 5, 31))),
    ]
    single = [*_ONE_OFF_HOLIDAYS] if period == 2020 else [*_ONE_OFF_HOLIDAYS, may_day]
    return frozenset(day for span in spans for day in span) | frozenset(single)


def _monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _week(monday: date) -> list[date]:
    return _span(monday, monday + timedelta(days=6))


def _span(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _easter(year: int) -> date:
    """Easter Sunday by the Gregorian computus (Meeus, Jones and Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def _first_after(term: np.ndarray, period: int, month: int, day: int) -> int:
    return int(np.searchsorted(term, day_number(date(period - (month >= 9), month, day)), side="right"))
