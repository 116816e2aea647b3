"""All of attendance from the files of marks: the marks that stand, and every count that pages and rules read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from collegiate.engine import Session
from collegiate.pupils.attendance import counting
from collegiate.pupils.attendance.groups import Stays, Text, groups, on_roll, stays
from collegiate.pupils.attendance.marks import Marks, write_marks
from collegiate.pupils.attendance.order import file_places
from collegiate.pupils.attendance.roll import Roll
from collegiate.tables import AttendanceCount, AttendanceWeek, PupilAttendance

_MEMORY = "500MB"


@dataclass(frozen=True, slots=True)
class Attendance:
    """Everything about attendance that a snapshot publishes, and what the rules about data look at.

    `mark_files`: Parquet of `Mark`, one an academic year, sorted by urn, pupil, day, session. `off_roll` (pupil, urn, first_day,
    last_day, sessions, file_id, line): stretches of marks of a child who was not on that roll; not counted. `school_weeks`
    (urn, week, marks). `unlinked` (person, urn, first_day, last_day, sessions, file_id, line): marks under a name that leads to no
    child. `not_valid` (urn, code, first_day, last_day, sessions, file_id, line): marks whose code did not hold on the day: kept,
    and neither possible sessions nor absences.
    """

    mark_files: list[Path]
    pupil_attendance: pa.Table
    attendance_count: pa.Table
    attendance_week: pa.Table
    off_roll: pa.Table
    school_weeks: pa.Table
    unlinked: pa.Table
    not_valid: pa.Table


def publish_marks(
    parts: Sequence[Path],
    links: pa.Table,
    enrolments: pa.Table,
    pupils: pa.Table,
    receipts: pa.Table,
    folder: Path,
    *,
    needs: pa.Table | None = None,
    classes: pa.Table | None = None,
) -> Attendance:
    """Work attendance out from Parquet files of `SessionMark` rows.

    `links` PersonLink, `enrolments` PupilEnrolment, `pupils` Pupil, `receipts` Receipt, `needs` PupilNeed, `classes` PupilClass.
    Without `needs` and `classes` groups are those of the child's own row. `folder` takes the files of marks, and for a
    while what has to be split on the way; the caller owns it.
    """
    link = dict(zip(links["person"].to_pylist(), links["pupil"].to_pylist(), strict=True))
    marks = write_marks(parts, link, Roll.of(enrolments), file_places(receipts), folder)
    staying = stays(enrolments, sorted(marks.files), _last_day(marks))
    counts = _counts(marks, staying, groups(staying, pupils, needs, classes))
    return Attendance(
        [marks.files[period] for period in sorted(marks.files)],
        *counts,
        marks.off_roll,
        marks.school_weeks,
        marks.unlinked,
        marks.not_valid,
    )


def _last_day(marks: Marks) -> int:
    """The Sunday of the latest week with a mark."""
    if not marks.school_weeks.num_rows:
        return 0
    return int(pc.max(marks.school_weeks["week"].cast(pa.int32())).as_py()) + 6


def _counts(marks: Marks, staying: Stays, by: dict[str, Text]) -> tuple[pa.Table, pa.Table, pa.Table]:
    if not marks.files:
        return PupilAttendance.empty(), AttendanceCount.empty(), AttendanceWeek.empty()
    with Session(threads=2, memory=_MEMORY) as session:
        return count(session, marks, staying, by)


def count(session: Session, marks: Marks, staying: Stays, by: dict[str, Text]) -> tuple[pa.Table, pa.Table, pa.Table]:
    """Count marks on an engine: rows of `PupilAttendance`, `AttendanceCount` and `AttendanceWeek`, each by its key."""
    codes, grouped = session.table(counting.meanings()), session.table(_by_child(staying, by))
    weeks = counting.weeks_of_years(session, marks.files, codes)
    years = session.run(
        counting.pupil_attendance(counting.child_years(weeks), counting.most_unauthorised(weeks), grouped)
    )
    attendance = _in_order(PupilAttendance, years)
    by_school = session.run(counting.attendance_count(session.table(attendance), grouped))
    by_week = session.run(counting.attendance_week(session.keep(counting.week_cells(weeks, grouped))))
    return (
        attendance,
        _in_order(AttendanceCount, by_school),
        _in_order(AttendanceWeek, _with_roll(by_week, on_roll(staying, by, marks.school_weeks))),
    )


def _by_child(staying: Stays, by: dict[str, Text]) -> pa.Table:
    """The groups of each child, school and year: those of the last stay."""
    names = np.stack([staying.pupil, staying.urn, staying.period])
    last = np.append((np.diff(names) != 0).any(axis=0), True)[: len(staying.pupil)]
    columns: dict[str, Any] = {
        "pupil": pa.array(staying.pupil[last], pa.int32()),
        "urn": pa.array(staying.urn[last], pa.int32()),
        "period": pa.array(staying.period[last], pa.int16()),
    }
    return pa.table(columns | {name: pa.array(by[name][last], pa.string()) for name in by})


def _with_roll(weeks: pa.Table, roll: pa.Table) -> pa.Table:
    key = ["urn", "week", "grouping", "value"]
    weeks = weeks.set_column(weeks.schema.get_field_index("urn"), "urn", weeks["urn"].cast(pa.int64()))
    joined = weeks.join(roll, key, join_type="full outer")
    filled = [joined[n] if n in key else pc.fill_null(joined[n], 0) for n in joined.column_names]
    return pa.table(filled, names=joined.column_names)


def _in_order(table: type[PupilAttendance | AttendanceCount | AttendanceWeek], rows: pa.Table) -> pa.Table:
    return table.conform(rows).sort_by([(name, "ascending") for name in table.key])
