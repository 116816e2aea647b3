"""The record as arrays, read once and looked at from several days. It never holds a protected trait of a child."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from collegiate.pupils.ledger.grid import (
    NEVER,
    Array,
    SchoolWeeks,
    days,
    index_of,
    integers,
    number_of,
    school_weeks,
    words,
)
from collegiate.pupils.ledger.missing import term_code
from collegiate.pupils.ledger.roll import Spells, spells
from collegiate.tables.record import PupilConduct, PupilEffort, PupilResult

READ = ("pupil", "pupil_enrolment", "pupil_result", "pupil_effort", "pupil_conduct")
"""The tables that are read; of `pupil` nothing but the numbers."""
_SESSIONS = ("possible", "missed", "unauthorised", "late", "edge_possible", "edge_missed")
_TERMS = ("autumn", "spring", "summer")


@dataclass(frozen=True, slots=True)
class Material:
    """Children in order of number; `sessions` holds by kind an array of children by school weeks, study leave left out."""

    children: Array
    weeks: SchoolWeeks
    spells: Spells
    sessions: Mapping[str, Array]
    results: Results
    effort: Effort
    conduct: Conduct


@dataclass(frozen=True, slots=True)
class Results:
    """Standardised scores of the trust's own tests, in order of child, subject and day."""

    child: Array
    subject: Array
    day: Array
    score: Array


@dataclass(frozen=True, slots=True)
class Effort:
    """Effort grades, and the day from which each was known."""

    child: Array
    term: Array
    day: Array
    grade: Array


@dataclass(frozen=True, slots=True)
class Conduct:
    """Incidents, and the sessions lost to suspensions (an exclusion counts as one more)."""

    child: Array
    day: Array
    suspended: Array


def material(tables: Mapping[str, pa.Table], today: date) -> Material:
    """Read what the model may know. `tables` are those of the record by name, and `pupil_week` (`PupilWeek` rows)."""
    children = np.sort(integers(tables["pupil"]["pupil"]))
    weeks = school_weeks(tables["pupil_week"], today)
    return Material(
        children=children,
        weeks=weeks,
        spells=spells(tables["pupil_enrolment"], children),
        sessions=_sessions(tables["pupil_week"], children, weeks),
        results=_results(tables.get(PupilResult.name, PupilResult.empty()), children, today),
        effort=_effort(tables.get(PupilEffort.name, PupilEffort.empty()), children),
        conduct=_conduct(tables.get(PupilConduct.name, PupilConduct.empty()), children),
    )


def _sessions(by_week: pa.Table, children: Array, weeks: SchoolWeeks) -> dict[str, Array]:
    """Study leave is no absence here: it says that a child may stay at home, not that it drifts."""
    child = index_of(integers(by_week["pupil"]), children)
    week = weeks.week(days(by_week["week"], NEVER))
    there = (child >= 0) & (week >= 0)
    cell = child[there] * weeks.number + week[there]
    size = len(children) * weeks.number
    leave = integers(by_week["study_leave"])[there]
    found = {}
    for name in _SESSIONS:
        value = integers(by_week[name])[there]
        value = value - leave if name in ("possible", "missed") else value
        grid = np.bincount(cell, weights=value, minlength=size)
        found[name] = grid.astype(np.int16).reshape(len(children), weeks.number)
    return found


def _results(results: pa.Table, children: Array, today: date) -> Results:
    """A result of which only the year is known was known when the year was over."""
    mine = (
        (words(results["stage"]) == "TEST")
        & (words(results["status"]) == "R")
        & (words(results["component"]) == "standardised_score")
    )
    score = np.asarray(results["value"].cast(pa.float64()).to_numpy(), float)
    child = index_of(integers(results["pupil"]), children)
    day = days(results["day"], NEVER)
    day = np.where(day == NEVER, _last_days(integers(results["period"])), day)
    keep = mine.astype(bool) & ~np.isnan(score) & (child >= 0) & (day <= number_of(today))
    subject = np.unique(words(results["subject"])[keep].astype(str), return_inverse=True)[1]
    child, day, score = child[keep], day[keep], score[keep]
    order = np.lexsort((day, subject, child))
    return Results(child[order], subject[order], day[order], score[order])


def _effort(effort: pa.Table, children: Array) -> Effort:
    """A grade without a day was known when its term was over."""
    place = {name: i for i, name in enumerate(_TERMS)}
    term = np.array([place.get(w, -1) for w in words(effort["term"])], np.int64)
    period, day = integers(effort["period"]), days(effort["day"], NEVER)
    day = np.where(day == NEVER, _term_ends(period, np.maximum(term, 0)), day)
    child, grade = index_of(integers(effort["pupil"]), children), integers(effort["grade"])
    keep = (child >= 0) & (term >= 0) & (grade > 0)
    return Effort(child[keep], term_code(period, term)[keep], day[keep], grade[keep].astype(float))


def _conduct(conduct: pa.Table, children: Array) -> Conduct:
    child, kind = index_of(integers(conduct["pupil"]), children), words(conduct["kind"])
    lost = np.where(kind == "behaviour", 0, np.maximum(integers(conduct["sessions"], 1), 1))
    keep = child >= 0
    return Conduct(child[keep], days(conduct["day"], NEVER)[keep], lost[keep])


def _last_days(period: Array) -> Array:
    return _term_ends(period, np.full(len(period), 2))


def _term_ends(period: Array, term: Array) -> Array:
    """The last day of each term of each academic year, as a day number: of December, of March, of August."""
    after = (period - 1970) * 12 + np.array([0, 3, 8])[term]
    return after.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) - 1
