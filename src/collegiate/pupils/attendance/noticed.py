"""What is noticed of marks while they are written: off the roll, under an unknown name, under a code that did not hold."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from collegiate.pupils.attendance.calendar import ALWAYS, NEVER, first_day, mondays, number_of
from collegiate.pupils.attendance.parts import Unit
from collegiate.pupils.attendance.standing import NONE, Ints, Rows, Words, days_of
from collegiate.vocabulary.codes import code_list

_OF_NOBODY = ("Z", "#")
"""Codes that say nothing of a child off the roll: one who is not on it yet, and a school that is closed."""

_STRETCH = (
    ("first_day", pa.date32()), ("last_day", pa.date32()), ("sessions", pa.int64()), ("file_id", pa.int64()), ("line", pa.int64()),
)  # fmt: skip
"""Days, how many marks, and the place of the first."""

OFF_ROLL = pa.schema([("pupil", pa.int64()), ("urn", pa.int64()), *_STRETCH])
UNLINKED = pa.schema([("person", pa.string()), ("urn", pa.int64()), *_STRETCH])
NOT_VALID = pa.schema([("urn", pa.int64()), ("code", pa.string()), *_STRETCH])
SCHOOL_WEEKS = pa.schema([("urn", pa.int64()), ("week", pa.date32()), ("marks", pa.int64())])


def off_roll(rows: Rows, counted: NDArray[np.bool_], unit: Unit, codes: Words) -> pa.Table:
    """Return the stretches of marks of children who were not on the roll; what counts between two parts them."""
    telling = ~np.isin(rows.code, [codes.numbers.get(code, NONE) for code in _OF_NOBODY])
    which = np.flatnonzero(~counted & telling)
    if not len(which):
        return OFF_ROLL.empty_table()
    stretch = np.stack([rows.pupil[which], np.cumsum(counted)[which]])
    begins = np.append(True, (np.diff(stretch) != 0).any(axis=0))
    first = which[begins]
    last = which[np.append(begins[1:], True)]
    base = first_day(unit.period)
    return pa.table(
        [
            rows.pupil[first],
            np.full(len(first), unit.urn),
            _dates(rows.day_of_year[first] + base),
            _dates(rows.day_of_year[last] + base),
            np.diff(np.flatnonzero(begins), append=len(which)),
            rows.file_id[first],
            rows.line[first],
        ],
        schema=OFF_ROLL,
    )


def school_weeks(rows: Rows, unit: Unit) -> pa.Table:
    """Count the marks of each week that has any."""
    week = mondays(rows.day_of_year + first_day(unit.period))
    least = int(week.min()) if len(week) else 0
    counts = np.bincount((week - least) // 7)
    some = np.flatnonzero(counts)
    return pa.table([np.full(len(some), unit.urn), _dates(least + 7 * some), counts[some]], schema=SCHOOL_WEEKS)


def not_valid(rows: Rows, unit: Unit, codes: Words) -> pa.Table:
    """Return the codes that are in no list, or did not hold on their days."""
    found = []
    for word, number in codes.numbers.items():
        first, last = _valid_days(word)
        base = first_day(unit.period)
        if first <= base and base + 365 <= last:
            continue
        days = rows.day_of_year + base
        which = np.flatnonzero((rows.code == number) & ((days < first) | (days > last)))
        if len(which):
            ends = _dates(np.array([days[which].min(), days[which].max()]))
            place = [rows.file_id[which[0]], rows.line[which[0]]]
            found.append([unit.urn, word, ends[0].as_py(), ends[1].as_py(), len(which), *place])
    return pa.Table.from_pylist([dict(zip(NOT_VALID.names, row, strict=True)) for row in found], schema=NOT_VALID)


def _valid_days(code: str) -> tuple[int, int]:
    """The days on which a code holds; a code that is in no list holds on none."""
    meaning = code_list("attendance").codes.get(code)
    if meaning is None:
        return NEVER, ALWAYS
    first, last = meaning.valid_from, meaning.valid_to
    return (number_of(first) if first else ALWAYS), (number_of(last) if last else NEVER)


def unlinked(table: pa.Table, urn: int) -> pa.Table:
    """Return the names that lead to no child, from the rows of a piece that carry them."""
    rows = pa.table(
        {
            "person": table["person"].cast(pa.string()),
            "day": days_of(table),
            "file_id": table["file_id"],
            "line": table["line"],
        }
    )
    found = rows.group_by("person", use_threads=False).aggregate(
        [("day", "min"), ("day", "max"), ("day", "count"), ("file_id", "first"), ("line", "first")]
    )
    days = [found[c].cast(pa.int32()).cast(pa.date32()) for c in ("day_min", "day_max")]
    urns = pa.array(np.full(found.num_rows, urn))
    return pa.table(
        [found["person"], urns, *days, found["day_count"], found["file_id_first"], found["line_first"]], schema=UNLINKED
    )


def _dates(days: Ints) -> pa.Array:
    return pa.array(days.astype(np.int32)).view(pa.date32())
