"""Days as files write them: year first, or day first; never with the month first."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from functools import lru_cache

_TIME = r"(?:[ T]\d\d?:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?"
_YEAR = r"((?:1[89]|2\d)\d\d)"
_ISO = re.compile(rf"{_YEAR}-(\d\d?)-(\d\d?){_TIME}", re.ASCII)
_DAY_FIRST = re.compile(rf"(\d\d?)[-/](\d\d?)[-/]{_YEAR}{_TIME}", re.ASCII)
_PACKED = re.compile(rf"{_YEAR}(\d\d)(\d\d)", re.ASCII)
_NAMED = re.compile(rf"(\d\d?)[- ]([a-z]{{3,9}})[- ]{_YEAR}{_TIME}", re.IGNORECASE | re.ASCII)
_MONTHS = {name.casefold(): n for names in (calendar.month_name, calendar.month_abbr) for n, name in enumerate(names)}
_MONTHS["sept"] = 9


def parse_date(cell: str) -> dt.date | None:
    """Read a day: 2019-06-01, 20190601, 01-06-2019, 01/06/2019, 1 Jun 2019; never with the month first. None: no day.

    >>> parse_date("05 Sep 2024")
    datetime.date(2024, 9, 5)
    """
    return _read_before(cell) if len(cell) <= _LONGEST else _read(cell)


_LONGEST = 40


def _read(cell: str) -> dt.date | None:
    for form, order in ((_ISO, (1, 2, 3)), (_DAY_FIRST, (3, 2, 1)), (_PACKED, (1, 2, 3))):
        found = form.fullmatch(cell)
        if found:
            year, month, day = (int(found[n]) for n in order)
            return _day(year, month, day)
    named = _NAMED.fullmatch(cell)
    return _day(int(named[3]), _MONTHS.get(named[2].casefold(), 0), int(named[1])) if named else None


_read_before = lru_cache(maxsize=1 << 14)(_read)
"""The files of a trust name the same days again and again."""


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
