"""A string of register marks, from a day on, as session marks: one sign for a session, morning and afternoon in turn.

Nothing public says whether the string runs over weekends, nor how codes of two characters stand in it. Both are told from
the string itself: where every Saturday and Sunday of the seven-day reading holds no mark, it runs over weekends, else from
Monday to Friday; a digit belongs to the letter before it, for no code is a digit. What cannot be read so is left as it is.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache

from collegiate.vocabulary.codes import code_list

MOST_MARKS = 20_000
"""A string of more sessions than this, over twenty-five years, is no child's."""

_TOKEN = re.compile(r"[A-Z]\d|[A-Z/\\#]|[-. ]", re.I)
_NO_MARK = frozenset("-. ")
_CLOSED = _NO_MARK | {"#"}
_SATURDAY = 5


@dataclass(frozen=True)
class Marks:
    """The sessions that were read; the codes that did not hold on their day, with how often and when first; what is odd."""

    sessions: tuple[tuple[dt.date, str, str], ...] = ()
    wrong: dict[str, tuple[int, dt.date]] = field(default_factory=dict)
    raw: str = ""
    notes: tuple[str, ...] = ()


TWO_CHARACTERS = (
    "codes of two characters in AttendanceMarks were read as a letter with the digit after it, which no public document "
    "confirms; the strings are kept as they stand"
)
UNREADABLE = "strings of AttendanceMarks that could not be read were kept as they stand"


def read_marks(start: dt.date, text: str) -> Marks:
    """Read a string of marks. `raw` says why it has to be kept as it stands as well; empty when it need not be."""
    text = text.strip("\r\n\t")
    tokens = _TOKEN.findall(text)
    if sum(map(len, tokens)) != len(text) or len(tokens) > MOST_MARKS:
        return Marks(raw="unreadable", notes=(UNREADABLE,))
    try:
        days = _days(start, tokens)
    except OverflowError:
        return Marks(raw="unreadable", notes=(UNREADABLE,))
    two = any(len(token) > 1 for token in tokens)
    sessions: list[tuple[dt.date, str, str]] = []
    wrong: dict[str, tuple[int, dt.date]] = {}
    count: Counter[str] = Counter()
    for place, token in enumerate(tokens):
        day, code = days[place // 2], token.upper()
        if code in _NO_MARK:
            continue
        if not _holds(code, day):
            count[code] += 1
            wrong[code] = (count[code], wrong.get(code, (0, day))[1])
            continue
        sessions.append((day, "AM" if place % 2 == 0 else "PM", code))
    return Marks(tuple(sessions), wrong, "two characters" if two else "", (TWO_CHARACTERS,) if two else ())


@lru_cache(maxsize=50_000)
def _holds(code: str, day: dt.date) -> bool:
    return code_list("attendance").meaning(code, day) is not None


def _days(start: dt.date, tokens: list[str]) -> list[dt.date]:
    """The day of every second token: over weekends where these hold no mark, else without them."""
    count = (len(tokens) + 1) // 2
    weekend = [t for place in _weekends(start, count) for t in tokens[2 * place : 2 * place + 2]]
    return _calendar(start, count, weekends=bool(weekend) and all(token in _CLOSED for token in weekend))


@lru_cache(maxsize=1000)
def _weekends(start: dt.date, count: int) -> list[int]:
    return [n for n in range(count) if (start.weekday() + n) % 7 >= _SATURDAY]


@lru_cache(maxsize=1000)
def _calendar(start: dt.date, count: int, *, weekends: bool) -> list[dt.date]:
    """So many days from the first on, with weekends or without; the first is always among them."""
    days: list[dt.date] = []
    day = start
    while len(days) < count:
        if weekends or day.weekday() < _SATURDAY or day == start:
            days.append(day)
        day += dt.timedelta(days=1)
    return days
