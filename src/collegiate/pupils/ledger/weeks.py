"""A child's marks by week: what the ledger and early identification read instead of millions of marks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

from collegiate.engine import Session
from collegiate.tables.core import Table, date, integer
from collegiate.vocabulary.codes import ABSENT_GROUPS, PRESENT_GROUPS, code_list

_STUDY_LEAVE = "S"
_CLOSED = "#"
_LATE = "L"
_DIGIT = 4
_MONDAY, _FRIDAY = 0, 4
_SESSIONS = "sessions"


class PupilWeek(Table):
    """A child's sessions at a school in a week. Worked out for a build and not published."""

    name = "pupil_week"
    grain = "one child, school and week with a mark"
    key = ("pupil", "urn", "week")

    pupil = integer("the child", required=True)
    urn = integer("the school", required=True)
    week = date("the Monday", required=True)
    days = integer("weekdays with a mark other than planned closure: 1 Monday, 2 Tuesday, 4 Wednesday …", required=True)
    marks = integer("marks other than planned closure", required=True)
    possible = integer("possible sessions", unit=_SESSIONS, required=True)
    missed = integer("of the possible, absent", unit=_SESSIONS, required=True)
    unauthorised = integer("of the missed, unauthorised", unit=_SESSIONS, required=True)
    late = integer("of the possible, late before the register closed", unit=_SESSIONS, required=True)
    study_leave = integer("of the missed, study leave", unit=_SESSIONS, required=True)
    edge_possible = integer("of the possible, on a Monday or a Friday", unit=_SESSIONS, required=True)
    edge_missed = integer("of the missed, on a Monday or a Friday", unit=_SESSIONS, required=True)


def marks_by_week(session: Session, marks: pa.Table | Path | Sequence[Path]) -> pa.Table:
    """Return the `PupilWeek` rows of `Mark` rows, which may be Parquet files; marks that do not count are left out."""
    m = session.table(marks)
    m = m.filter(m.counted & (m.code != _CLOSED))
    day = m.day.day_of_week.index()
    present, absent = _codes(PRESENT_GROUPS), _codes(ABSENT_GROUPS)
    edge = (day == _MONDAY) | (day == _FRIDAY)
    missed = m.code.isin(absent)
    m = m.mutate(
        week=m.day.truncate("W").cast("date"),
        weekday=_DIGIT**day,
        is_possible=m.code.isin(present + absent),
        is_missed=missed,
        is_edge=edge,
    )
    unauthorised = _codes(frozenset({"unauthorised_absence"}))
    expression = m.group_by("pupil", "urn", "week").aggregate(
        days=m.weekday.sum().cast("int64"),
        marks=m.count(),
        possible=m.is_possible.sum(),
        missed=m.is_missed.sum(),
        unauthorised=m.code.isin(unauthorised).sum(),
        late=(m.code == _LATE).sum(),
        study_leave=(m.code == _STUDY_LEAVE).sum(),
        edge_possible=(m.is_possible & m.is_edge).sum(),
        edge_missed=(m.is_missed & m.is_edge).sum(),
    )
    found = session.run(expression).sort_by([(k, "ascending") for k in PupilWeek.key])
    return PupilWeek.conform(found.set_column(found.column_names.index("days"), "days", _bits(found["days"])))


def _bits(counts: pa.ChunkedArray) -> pa.Array:
    """Turn marks by weekday, one digit each (a day has two at most), into one bit each: not every engine has a bitwise or."""
    number = counts.to_numpy()
    return pa.array(sum((number // _DIGIT**day % _DIGIT > 0).astype(np.int64) << day for day in range(7)))


def _codes(groups: frozenset[str]) -> list[str]:
    return [meaning.code for meaning in code_list("attendance") if meaning.group in groups]
