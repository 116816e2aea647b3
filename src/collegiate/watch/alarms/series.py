"""The series that are watched, by school: attendance by half term, and gains in the trust's tests by test.

Each point is the school's value beside the trust's other schools at the same time, so that weather, illness and the season,
which all schools share, are in none of them.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from collegiate.pupils.gains import Steps

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

ATTENDANCE = "attendance"
_HOLIDAY = 14
"""Days without a school week that part two half terms: a Monday to the Monday after the next."""


@dataclass(frozen=True, slots=True)
class Series:
    """One school's points: the last day that each covers, the value beside other schools, and its weight (children)."""

    urn: int
    name: str
    unit: str
    ends: tuple[dt.date, ...]
    values: Floats
    weights: Floats

    @property
    def years(self) -> Floats:
        """The points' times in years."""
        return np.array([d.toordinal() for d in self.ends]) / 365.25

    def until(self, day: dt.date) -> Series:
        """Return the points that were known on a day."""
        n = sum(end <= day for end in self.ends)
        return Series(self.urn, self.name, self.unit, self.ends[:n], self.values[:n], self.weights[:n])


def attendance_series(weeks: pa.Table) -> list[Series]:
    """Return each school's attendance in percentage points beside the other schools, by half term.

    weeks: AttendanceWeek, of which the rows of all children are used.
    """
    rows = weeks.filter(pa.array([g == "all" for g in weeks["grouping"].to_pylist()], pa.bool_()))
    monday = rows["week"].cast(pa.int32()).to_numpy().astype(np.int64)
    urn, possible, attended, pupils = (
        rows[c].to_numpy().astype(float) for c in ("urn", "possible", "attended", "pupils")
    )
    if not len(monday):
        return []
    known = np.unique(monday)
    block = np.cumsum(np.concatenate([[0], np.diff(known) >= _HOLIDAY])).astype(np.int64)
    ends = [dt.date(1970, 1, 1) + dt.timedelta(days=int(known[block == b].max()) + 6) for b in range(block[-1] + 1)]
    schools, school = np.unique(urn, return_inverse=True)
    which = block[np.searchsorted(known, monday)]
    shape = (len(schools), len(ends))
    could, did, count = (_summed(v, school, which, shape) for v in (possible, attended, pupils))
    weeks_in = _summed(np.ones_like(pupils), school, which, shape)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = 100 * did / could
        others = 100 * (did.sum(axis=0) - did) / (could.sum(axis=0) - could)
        roll = count / weeks_in
    return _cut(schools.astype(np.int64), ATTENDANCE, "percentage points", ends, rate - others, roll)


def gain_series(found: Steps) -> list[Series]:
    """Return each school's mean gain in the trust's tests beside the other schools', by subject and test, in points."""
    made: list[Series] = []
    for number, subject in enumerate(found.subjects):
        mine = found.where((found.subject == number) & (found.urn == found.next_urn))
        if not len(mine):
            continue
        schools, school = np.unique(mine.next_urn, return_inverse=True)
        month = mine.next_day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
        months, which = np.unique(month, return_inverse=True)
        shape = (len(schools), len(months))
        total, count = (_summed(v, school, which, shape) for v in (mine.gain, np.ones_like(mine.gain)))
        with np.errstate(divide="ignore", invalid="ignore"):
            beside = total / count - (total.sum(axis=0) - total) / (count.sum(axis=0) - count)
        ends = [(np.datetime64(int(m) + 1, "M").astype("datetime64[D]") - 1).item() for m in months]
        made += _cut(schools, subject, "points", ends, beside, count)
    return made


def _summed(
    values: Floats, school: npt.NDArray[np.intp], which: Ints | npt.NDArray[np.intp], shape: tuple[int, int]
) -> Floats:
    table = np.zeros(shape)
    np.add.at(table, (school, which), values)
    return table


def _cut(schools: Ints, name: str, unit: str, ends: list[dt.date], values: Floats, weights: Floats) -> list[Series]:
    series = []
    for place, urn in enumerate(schools.tolist()):
        there = np.isfinite(values[place]) & (weights[place] > 0)
        days = tuple(end for end, is_there in zip(ends, there, strict=True) if is_there)
        series.append(Series(int(urn), name, unit, days, values[place][there], weights[place][there]))
    return series
