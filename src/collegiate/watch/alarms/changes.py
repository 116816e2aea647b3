"""How much a school's own children do better or worse than they did: the year-on-year changes that alarms look at.

Attendance is seen child by child beside the same child's year before, and progress in a test beside the school's year before.
So neither a new intake nor a small year group that leaves is taken for a fall; what remains is set beside the other schools.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from collegiate.pupils.gains import Steps
from collegiate.pupils.ledger.grid import days, index_of, integers, number_of, period_of
from collegiate.vocabulary.years import AcademicYear

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

LEAST_BEFORE, LEAST_NOW = 60, 20
"""Possible sessions of the year before, and since, with which a child takes part."""

FEWEST = 40
"""With fewer children, one child's absence looks like a school's fall: there, people look at the children."""

FEWEST_OF_GROUP = 20
"""Children of a group, and others, below whom a gap between them is not looked at."""

CAP = 6.0
_USUAL = 1.4826
"""A normal distribution's standard deviation in units of its median absolute deviation."""

_HOLIDAY = 14


@dataclass(frozen=True, slots=True)
class Changes:
    """By school: the mean change (attendance in percentage points, tests in points), its variance, and the children behind it."""

    urn: Ints
    value: Floats
    variance: Floats
    children: Ints

    def enough(self) -> Changes:
        """Return those of schools with enough children."""
        keep = self.children >= FEWEST
        return Changes(self.urn[keep], self.value[keep], self.variance[keep], self.children[keep])


@dataclass(frozen=True, slots=True)
class Sessions:
    """Sessions by child and week, study leave left out, with each child's date of birth as a day number (0: not known)."""

    pupil: Ints
    urn: Ints
    monday: Ints
    period: Ints
    possible: Ints
    missed: Ints
    born: Ints

    @classmethod
    def of(cls, weeks: pa.Table, pupils: pa.Table) -> Sessions:
        """Read them from PupilWeek rows and table Pupil."""
        leave = integers(weeks["study_leave"])
        children = np.sort(integers(pupils["pupil"]))
        born = days(pupils.sort_by("pupil")["birth_date"], 0)
        pupil = index_of(integers(weeks["pupil"]), children)
        monday = days(weeks["week"], 0)
        return cls(
            pupil, integers(weeks["urn"]), monday, period_of(monday), integers(weeks["possible"]) - leave, integers(weeks["missed"]) - leave, born,
        )  # fmt: skip

    def half_terms(self) -> list[tuple[int, int]]:
        """Return the first and the last Monday of each half term: weeks without a gap of a fortnight.

        A week in which nobody could attend is none: a mark that asks nothing of a child in the holidays joins no half terms.
        """
        known = np.unique(self.monday[self.possible > 0])
        if not len(known):
            return []
        cuts = np.flatnonzero(np.diff(known) >= _HOLIDAY)
        return list(zip(known[np.r_[0, cuts + 1]].tolist(), known[np.r_[cuts, len(known) - 1]].tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class Children:
    """By child and school: how attendance changed beyond what is expected of a child of that year before and age, in percentage points."""

    pupil: Ints
    urn: Ints
    change: Floats


def attendance_changes(sessions: Sessions, first: dt.date, last: dt.date) -> Changes:
    """Return how attendance between two days of one academic year changed beside the same children's whole year before."""
    return schools_of(changed_children(sessions, first, last))


def schools_of(found: Children) -> Changes:
    """Return the mean of children's changes by school."""
    return _by_school(found.change, found.urn)


def changed_children(sessions: Sessions, first: dt.date, last: dt.date) -> Children:
    """Return the same, child by child, each capped at what children usually differ by.

    What is expected of a child goes by their year before and their age: attendance falls as children grow, in every school.
    """
    year = AcademicYear.of(last)
    monday = sessions.monday
    now = (monday >= number_of(first) - 6) & (monday <= number_of(last)) & (sessions.period == year.end)
    before = sessions.period == year.end - 1
    size = len(sessions.born)
    could, missed = (
        np.bincount(sessions.pupil[before], v[before], minlength=size) for v in (sessions.possible, sessions.missed)
    )
    schools, school = np.unique(sessions.urn[now], return_inverse=True)
    cell = sessions.pupil[now] * len(schools) + school
    can, misses = (
        np.bincount(cell, v[now], minlength=size * len(schools)) for v in (sessions.possible, sessions.missed)
    )
    child = np.repeat(np.arange(size), len(schools))
    part = (can >= LEAST_NOW) & (could[child] >= LEAST_BEFORE) & (sessions.born[child] != 0)
    child, urn = child[part], np.tile(schools, size)[part]
    if not len(child):
        return Children(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
    age = (number_of(year.first_day) - sessions.born[child]) / 365.25 - 10
    design = np.column_stack([np.ones(len(child)), missed[child] / could[child], age, age**2])
    rate = misses[part] / can[part]
    left = rate - design @ np.linalg.lstsq(design, rate, rcond=None)[0]
    return Children(child, urn, -100 * _capped(left))


def gap_changes(found: Children, of_group: npt.NDArray[np.bool_]) -> Changes:
    """Return by how much more a group's attendance changed than the other children's, at schools with enough of each.

    of_group: by child's place, whether they are of the group. Below nought the gap opened.
    """
    mine = of_group[found.pupil]
    group, others = (_by_school(found.change[w], found.urn[w]) for w in (mine, ~mine))
    both, a, b = np.intersect1d(group.urn, others.urn, return_indices=True)
    enough = (group.children[a] >= FEWEST_OF_GROUP) & (others.children[b] >= FEWEST_OF_GROUP)
    a, b = a[enough], b[enough]
    return Changes(
        both[enough], group.value[a] - others.value[b], group.variance[a] + others.variance[b], group.children[a] + others.children[b],
    )  # fmt: skip


def _capped(left: Floats) -> Floats:
    """Cap what single children differ by at so many usual differences: a few who stop coming are found by name, not as a school's fall."""
    middle = np.median(left)
    usual = _USUAL * float(np.median(np.abs(left - middle)))
    capped: Floats = np.clip(left, middle - CAP * usual, middle + CAP * usual)
    return capped


def progress_changes(found: Steps, subject: int, day: dt.date) -> Changes:
    """Return how a subject's gains within schools, in the academic year of a day and up to it, differ from the year before.

    Only tests of the same two months are set beside each other.
    """
    period = AcademicYear.of(day).end
    mine = found.where((found.subject == subject) & (found.urn == found.next_urn) & (found.next_day <= number_of(day)))
    months = [
        d.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12 for d in (mine.day, mine.next_day)
    ]
    season = months[0] * 12 + months[1]
    now, before = mine.next_period == period, mine.next_period == period - 1
    common = np.intersect1d(season[now], season[before])
    now, before = (which & np.isin(season, common) for which in (now, before))
    this, last = _by_school(mine.gain[now], mine.next_urn[now]), _by_school(mine.gain[before], mine.next_urn[before])
    both, a, b = np.intersect1d(this.urn, last.urn, return_indices=True)
    return Changes(
        both,
        this.value[a] - last.value[b],
        this.variance[a] + last.variance[b],
        np.minimum(this.children[a], last.children[b]),
    )


def _by_school(values: Floats, urn: Ints) -> Changes:
    """Return mean, variance of the mean, and number by school, of schools with two children or more."""
    schools, which = np.unique(urn, return_inverse=True)
    n = np.bincount(which, minlength=len(schools))
    mean = np.bincount(which, values, minlength=len(schools)) / np.maximum(n, 1)
    squares = np.bincount(which, (values - mean[which]) ** 2, minlength=len(schools))
    more = n > 1
    variance = squares[more] / (n[more] - 1) / n[more]
    return Changes(schools[more], mean[more], np.maximum(variance, 1e-12), n[more].astype(np.int64))
