"""What is missing of a child of whom nothing says that an adult looked."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from collegiate.pupils.ledger.grid import (
    NEVER,
    OPEN,
    Array,
    SchoolWeeks,
    days,
    index_of,
    integers,
    paint,
    period_of,
    words,
)
from collegiate.tables.record import PupilEffort, PupilKnownBy, PupilResult

NO_NOTE = "no note"
NO_NOTE_AT_ALL = "no note at all"
NO_MARKS = "no marks"
NO_RESULT = "no result this term"
NO_EFFORT = "no effort grade this term"
NO_ADULT = "no named adult"
WORDS = (NO_NOTE, NO_NOTE_AT_ALL, NO_MARKS, NO_RESULT, NO_EFFORT, NO_ADULT)
"""What can be missing, in the order in which it is said."""
JOIN = " | "
_TERMS = ("autumn", "spring", "summer")


def missing(
    tables: Mapping[str, pa.Table], by_week: pa.Table, children: Array, weeks: SchoolWeeks, noted: Array
) -> Array:
    """Return a code for each child and week; `phrases()` says each code in words.

    `noted` tells, by child and week, whether an adult had ever written a note by the end of the week. A result or an effort
    grade counts from its day to the end of its term; one of which only the year is known counts for all of the year.
    """
    shape = (len(children), weeks.number)
    lacks = {
        NO_NOTE: noted,
        NO_NOTE_AT_ALL: ~noted,
        NO_MARKS: ~_has_marks(by_week, children, weeks),
        NO_RESULT: ~_has_result(tables.get(PupilResult.name, PupilResult.empty()), children, weeks),
        NO_EFFORT: ~_has_effort(tables.get(PupilEffort.name, PupilEffort.empty()), children, weeks),
        NO_ADULT: ~_has_adult(tables.get(PupilKnownBy.name, PupilKnownBy.empty()), children, weeks),
    }
    code = np.zeros(shape, np.int32)
    for bit, word in enumerate(WORDS):
        code |= lacks[word].astype(np.int32) << bit
    return code


def phrases() -> list[str]:
    """What each code says."""
    return [JOIN.join(w for i, w in enumerate(WORDS) if code >> i & 1) for code in range(1 << len(WORDS))]


def _has_marks(by_week: pa.Table, children: Array, weeks: SchoolWeeks) -> Array:
    has = np.zeros((len(children), weeks.number), bool)
    child = index_of(integers(by_week["pupil"]), children)
    week = weeks.week(days(by_week["week"], NEVER))
    there = (child >= 0) & (week >= 0)
    has[child[there], week[there]] = True
    return has


def term_code(period: Array, term: Array) -> Array:
    """Terms as consecutive numbers; `term` is 0 autumn, 1 spring, 2 summer."""
    return period * 3 + term


def terms_of(day: Array) -> Array:
    """The term of each day by the calendar: autumn to December, spring to March, summer to August."""
    month = day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12
    return term_code(period_of(day), np.where(month >= 8, 0, np.where(month <= 2, 1, 2)))


def _has_result(results: pa.Table, children: Array, weeks: SchoolWeeks) -> Array:
    return _from_day_to_end_of_term(
        index_of(integers(results["pupil"]), children),
        days(results["day"], NEVER),
        integers(results["period"]),
        (len(children), weeks.number),
        weeks,
    )


def _has_effort(effort: pa.Table, children: Array, weeks: SchoolWeeks) -> Array:
    """Effort grades belong to a named term; without a day they count for all of it."""
    child = index_of(integers(effort["pupil"]), children)
    place = {name: i for i, name in enumerate(_TERMS)}
    term = np.array([place.get(w, 0) for w in words(effort["term"])], np.int64)
    own = term_code(integers(effort["period"]), term)
    return _paint_terms(child, days(effort["day"], NEVER), own, own, (len(children), weeks.number), weeks)


def _from_day_to_end_of_term(
    child: Array, day: Array, period: Array, shape: tuple[int, int], weeks: SchoolWeeks
) -> Array:
    dated = day != NEVER
    term = terms_of(np.where(dated, day, 0))
    first = np.where(dated, term, term_code(period, np.zeros_like(period)))
    last = np.where(dated, term, term_code(period, np.full_like(period, 2)))
    return _paint_terms(child, day, first, last, shape, weeks)


def _paint_terms(
    child: Array, day: Array, first: Array, last: Array, shape: tuple[int, int], weeks: SchoolWeeks
) -> Array:
    """Weeks count by the term of their Friday, and from the week of the day on."""
    has = np.zeros(shape, bool)
    terms = terms_of(weeks.mondays + 4)
    begin = np.searchsorted(terms, first, "left")
    begin = np.maximum(begin, np.searchsorted(weeks.mondays + 6, day, "left"))
    paint(has, child, begin, np.searchsorted(terms, last, "right") - 1, 1)
    return has


def _has_adult(known: pa.Table, children: Array, weeks: SchoolWeeks) -> Array:
    has = np.zeros((len(children), weeks.number), bool)
    child = index_of(integers(known["pupil"]), children)
    paint(has, child, *weeks.spans(days(known["start_date"], OPEN), days(known["end_date"], OPEN)), 1)
    return has
