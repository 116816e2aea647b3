"""Raising alarms: which schools fall further than chance has it, after allowing for all that were looked at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from collegiate.pupils.gains import Steps
from collegiate.statistics.beside import beside_others, holm
from collegiate.tables import Alarm
from collegiate.vocabulary.subjects import own_test
from collegiate.vocabulary.years import AcademicYear
from collegiate.watch.alarms.changes import (
    Changes,
    Sessions,
    attendance_changes,
    changed_children,
    gap_changes,
    progress_changes,
    schools_of,
)
from collegiate.watch.alarms.eligible import Eligible

FALSE_ALARMS = 0.10
"""Of looks at one series in a trust in which no school falls, at most this share raises any alarm."""

LOOKS = 12
"""So many half terms back from today an alarm is said as it would have been raised then."""

ATTENDANCE, GAP = "attendance", "attendance_gap"
"""Series that are no test: attendance, and how far children with free school meals lie behind the others in it."""

_EPOCH = dt.date(1970, 1, 1)


def alarms(weeks: pa.Table, pupils: pa.Table, steps: Steps, today: dt.date, needs: pa.Table | None = None) -> pa.Table:
    """Return table Alarm: every school and series, as of the end of each of the last half terms and of today.

    weeks: PupilWeek rows; needs: PupilNeed rows, by which the gap of children with free school meals is looked at. What is said as of a day uses nothing that became known later. A school with too few children who
    were there the year before, and a trust of fewer than three schools, have no row.
    """
    sessions, eligible = Sessions.of(weeks, pupils), Eligible.of(needs, pupils)
    terms = [(_day(a), _day(b) + dt.timedelta(days=6)) for a, b in sessions.half_terms()]
    beside = {term: _differences(attendance_changes(sessions, *term)) for term in terms}
    days = [*[last for _, last in terms if last < today][-LOOKS:], today]
    rows = [row for day in days for row in _look(list(_found(sessions, eligible, steps, terms, beside, day)), day)]
    return pa.Table.from_pylist(rows, schema=Alarm.schema())


@dataclass(frozen=True, slots=True)
class _Found:
    urn: int
    series: str
    unit: str
    since: dt.date
    change: float
    low: float
    high: float
    chance: float


def _day(number: int) -> dt.date:
    return _EPOCH + dt.timedelta(days=int(number))


Terms = list[tuple[dt.date, dt.date]]
Differences = dict[int, float]


def _found(
    sessions: Sessions,
    eligible: Eligible,
    steps: Steps,
    terms: Terms,
    beside: dict[tuple[dt.date, dt.date], Differences],
    day: dt.date,
) -> Iterator[_Found]:
    year = AcademicYear.of(day)
    known = [term for term in terms if term[1] <= day]
    children = changed_children(sessions, year.first_day, day)
    for found in _series(ATTENDANCE, "percentage points", schools_of(children), year.first_day):
        yield _dated(found, known, beside)
    yield from _series(GAP, "percentage points", gap_changes(children, eligible.on(day)), year.first_day)
    for number, subject in enumerate(steps.subjects):
        yield from _series(subject, "points", progress_changes(steps, number, day), year.first_day)


def _series(name: str, unit: str, changes: Changes, since: dt.date) -> Iterator[_Found]:
    enough = changes.enough()
    if len(enough.urn) < 3:
        return
    found = beside_others(enough.value, enough.variance)
    for place, urn in enumerate(enough.urn.tolist()):
        numbers = (float(column[place]) for column in (found.difference, found.low, found.high, found.chance_below))
        yield _Found(int(urn), name, unit, since, *numbers)


def _differences(changes: Changes) -> Differences:
    """Return each school's change in one half term less the mean of the others'."""
    total, n = changes.value.sum(), len(changes.urn)
    others = (total - changes.value) / max(n - 1, 1)
    return dict(zip(changes.urn.tolist(), (changes.value - others).tolist(), strict=True))


def _dated(found: _Found, known: Terms, beside: dict[tuple[dt.date, dt.date], Differences]) -> _Found:
    """Say since when: the first of the half terms that lead up to now in all of which the school was below the others."""
    since = found.since
    for term in reversed(known):
        if beside[term].get(found.urn, np.inf) >= 0:
            break
        since = term[0]
    return _Found(found.urn, found.series, found.unit, since, found.change, found.low, found.high, found.chance)


def _look(found: list[_Found], day: dt.date) -> list[dict[str, object]]:
    """Allow for all schools that were looked at in a series."""
    named: dict[str, list[_Found]] = {}
    for one in found:
        named.setdefault(one.series, []).append(one)
    allowed = {name: holm([one.chance for one in family]) for name, family in named.items()}
    return [
        _row(one, chance, day)
        for name, family in named.items()
        for one, chance in zip(family, allowed[name], strict=True)
    ]


def _row(found: _Found, chance: float, day: dt.date) -> dict[str, object]:
    raised = chance <= FALSE_ALARMS
    return {
        "urn": found.urn, "series": found.series, "as_of": day, "since": found.since, "change": found.change, "low": found.low, "high": found.high,
        "chance": chance, "raised": raised, "found": _words(found, chance, raised=raised),
    }  # fmt: skip


def _words(found: _Found, chance: float, *, raised: bool) -> str:
    named = {
        ATTENDANCE: "Attendance",
        GAP: "The gap in attendance between children with free school meals and the others",
    }
    what = named.get(found.series, f"Progress in {own_test(found.series)}")
    if not raised:
        gone = "wider" if found.series == GAP else "further down"
        return f"{what}, beside the year before and the trust's other schools, is no {gone} than chance would have it."
    odds = "fewer than 1 in 1,000" if chance < 0.001 else f"about 1 in {round(1 / chance):,}"
    between = f"({-found.high:.1f} to {-found.low:.1f})"
    if found.series == GAP:
        return (
            f"{what} opened by {-found.change:.1f} {found.unit} beside the same children's year before, allowing for the trust's other schools {between}, "
            f"since {found.since:%B %Y}. Were no school's gap opening, {odds} looks would show anything like it."
        )
    whose = "the same children's year before" if found.series == ATTENDANCE else "the school's year before"
    return (
        f"{what} is {-found.change:.1f} {found.unit} below {whose}, allowing for the trust's other schools {between}, "
        f"since {found.since:%B %Y} or earlier. Were no school falling, {odds} looks would show anything like it."
    )
