"""Raising alarms: which schools' series fall further than chance has it, after allowing for all that were looked at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pyarrow as pa

from collegiate.pupils.gains import Steps
from collegiate.statistics.falls import Fall, fall, holm, wobble
from collegiate.tables import Alarm
from collegiate.watch.alarms.series import Series, attendance_series, gain_series

FALSE_ALARMS = 0.05
"""Of looks at a trust in which no school falls, at most this share raises any alarm."""

LOOKS = 6
"""So many half terms back from today an alarm is said as it would have been raised then."""


def alarms(weeks: pa.Table, steps: Steps, today: dt.date) -> pa.Table:
    """Return table Alarm: every school and series, as of the end of each of the last half terms and of today.

    weeks: AttendanceWeek. What is said as of a day uses nothing that became known later. A series that is too short to say
    anything of has no row.
    """
    series = [*attendance_series(weeks), *gain_series(steps)]
    rows = [row for day in _days(series, today) for row in _look([s.until(day) for s in series], day)]
    return pa.Table.from_pylist(rows, schema=Alarm.schema())


def _days(series: Sequence[Series], today: dt.date) -> list[dt.date]:
    ends = {end for s in series for end in s.ends if end < today}
    return [*sorted(ends)[-LOOKS:], today]


def _look(series: Sequence[Series], day: dt.date) -> list[dict[str, object]]:
    named: dict[str, list[Series]] = {}
    for one in series:
        named.setdefault(one.name, []).append(one)
    found: list[tuple[Series, Fall]] = []
    for group in named.values():
        about = wobble([(s.years, s.values, s.weights) for s in group])
        if about is not None and len(group) > 1:
            found += [(s, bend) for s in group for bend in [fall(s.years, s.values, s.weights, about)] if bend]
    allowed = holm([bend.chance for _, bend in found])
    return [_row(s, bend, chance, day) for (s, bend), chance in zip(found, allowed, strict=True)]


def _row(series: Series, bend: Fall, chance: float, day: dt.date) -> dict[str, object]:
    raised = chance <= FALSE_ALARMS
    return {
        "urn": series.urn, "series": series.name, "as_of": day, "since": series.ends[bend.since], "change": bend.slope, "low": bend.low, "high": bend.high,
        "chance": chance, "raised": raised, "found": _words(series, bend, chance, raised=raised),
    }  # fmt: skip


def _words(series: Series, bend: Fall, chance: float, *, raised: bool) -> str:
    what = "Attendance" if series.unit.startswith("percentage") else f"Progress in the trust's {series.name} test"
    if not raised:
        return f"{what} does not fall, beside the trust's other schools, further than chance would have it."
    odds = "fewer than 1 in 1,000" if chance < 0.001 else f"about 1 in {round(1 / chance):,}"
    return (
        f"{what} falls by {-bend.slope:.1f} {series.unit} a year ({-bend.high:.1f} to {-bend.low:.1f}) beside the trust's other schools, since about "
        f"{series.ends[bend.since]:%B %Y}. Were no school falling, {odds} looks would show anything like it."
    )
