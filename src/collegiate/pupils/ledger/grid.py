"""Children by school weeks as arrays: the form in which everything about every week is worked out at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

Array = np.ndarray

EPOCH = date(1970, 1, 1)
OPEN = np.iinfo(np.int32).max
"""The day that stands for an end which has not come."""
NEVER = np.iinfo(np.int32).min
"""The day that stands for what has not happened."""
_THURSDAY = 3
_FRIDAY = 4


def number_of(day: date) -> int:
    """A day as Arrow counts it: days since 1 January 1970."""
    return (day - EPOCH).days


def days(column: pa.ChunkedArray, empty: int) -> Array:
    """A column of dates as day numbers, with `empty` where there is none."""
    return np.asarray(pc.fill_null(column.cast(pa.int32()), empty).to_numpy(), np.int64)


def integers(column: pa.ChunkedArray, empty: int = 0) -> Array:
    """A column of whole numbers, with `empty` where there is none."""
    return np.asarray(pc.fill_null(column, empty).to_numpy(), np.int64)


def words(column: pa.ChunkedArray) -> Array:
    """A column of words as an array of objects; None where there is none."""
    plain = column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column
    return np.asarray(plain.to_numpy(), object)


def monday_of(day: Array) -> Array:
    """The Monday of each day's week, Monday to Sunday."""
    return day - (day + _THURSDAY) % 7


def period_of(day: Array) -> Array:
    """The academic year of each day, as the calendar year in which it ends."""
    months = day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return 1970 + months // 12 + (months % 12 >= 8)


@dataclass(frozen=True, slots=True)
class SchoolWeeks:
    """The weeks in which some school was open: `days` are the school days in order, `week_of` the week of each."""

    mondays: Array
    days: Array
    week_of: Array

    @property
    def number(self) -> int:
        """How many weeks."""
        return len(self.mondays)

    @property
    def years(self) -> Array:
        """The academic year of each week: that of its Friday, since September may begin in the middle of a week."""
        return period_of(self.mondays + _FRIDAY)

    def spans(self, first: Array, last: Array) -> tuple[Array, Array]:
        """The first and last week that hold a school day between `first` and `last`; none when the last is before it."""
        if not len(self.days):
            return np.zeros(len(first), np.int64), np.full(len(first), -1)
        begin = np.searchsorted(self.days, first, "left")
        end = np.searchsorted(self.days, last, "right") - 1
        none = begin > end
        found = self.week_of[np.minimum(begin, len(self.days) - 1)], self.week_of[np.maximum(end, 0)]
        return found[0], np.where(none, found[0] - 1, found[1])

    def week(self, day: Array) -> Array:
        """The week in which each day falls, Monday to Sunday; -1 where that is no school week."""
        if not self.number:
            return np.full(len(day), -1)
        at = np.minimum(np.searchsorted(self.mondays, monday_of(day)), self.number - 1)
        return np.where(self.mondays[at] == monday_of(day), at, -1)


def school_weeks(weeks: pa.Table, until: date) -> SchoolWeeks:
    """The school weeks up to a day, from `PupilWeek` rows: a day on which no school of the trust gave a mark is none."""
    monday, mask = days(weeks["week"], 0), integers(weeks["days"])
    seen = monday * 128 + mask
    seen = np.unique(seen)
    found = [(seen // 128 + bit)[(seen % 128) >> bit & 1 == 1] for bit in range(7)]
    school_days = np.unique(np.concatenate(found)) if len(seen) else np.zeros(0, np.int64)
    school_days = school_days[school_days <= number_of(until)]
    mondays, week_of = np.unique(monday_of(school_days), return_inverse=True)
    return SchoolWeeks(mondays, school_days, week_of)


def index_of(values: Array, sorted_keys: Array) -> Array:
    """The place of each value among sorted keys; -1 where it is none of them."""
    if not len(sorted_keys):
        return np.full(len(values), -1)
    at = np.minimum(np.searchsorted(sorted_keys, values), len(sorted_keys) - 1)
    return np.where(sorted_keys[at] == values, at, -1)


def paint(grid: Array, row: Array, first: Array, last: Array, value: Array | int) -> None:
    """Write values into a grid of children by weeks from a first to a last week; of rows that overlap the later stands."""
    length = np.where(row >= 0, np.maximum(last - first + 1, 0), 0)
    start = np.repeat(row * grid.shape[1] + first, length)
    within = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length)
    grid.reshape(-1)[start + within] = np.repeat(np.broadcast_to(value, row.shape), length)
