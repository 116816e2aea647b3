"""By when something is to be mended: the next school census, or within the days in which the register is looked at."""

from __future__ import annotations

from datetime import date, timedelta

_THURSDAY = 3
_CENSUSES = ((10, 1), (1, 3), (5, 3))
"""Month, and which Thursday of it: autumn, spring and summer census of schools in England."""

REGISTER_DAYS = 5
"""School days in which a mark is to be put right: the DfE reads a register again for a week."""


def next_census_day(today: date) -> date:
    """Return the first census day after `today`.

    >>> next_census_day(date(2026, 11, 20))
    datetime.date(2027, 1, 21)
    """
    years = (today.year, today.year + 1)
    return min(d for y in years for month, which in _CENSUSES if (d := _thursday(y, month, which)) > today)


def _thursday(year: int, month: int, which: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(_THURSDAY - first.weekday()) % 7 + 7 * (which - 1))


def school_days_after(today: date, days: int = REGISTER_DAYS) -> date:
    """Return the day that is so many weekdays after `today`; holidays are not known here.

    >>> school_days_after(date(2026, 11, 20))
    datetime.date(2026, 11, 27)
    """
    day = today
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day
