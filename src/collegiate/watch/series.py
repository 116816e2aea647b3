"""What schools' children did together, half term by half term: what a criterion, a review or an effect is worked out from."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyarrow as pa

from collegiate.pupils.ledger.grid import EPOCH
from collegiate.tables import SchoolSeries
from collegiate.watch.alarms.changes import Changes, Sessions, attendance_changes

ATTENDANCE = "attendance"


def school_series(weeks: pa.Table, pupils: pa.Table) -> pa.Table:
    """Return table SchoolSeries. weeks: PupilWeek rows; pupils: table Pupil.

    Sessions are summed, never averaged over children, so that the sums of several half terms add up. The running half term ends
    with the latest week that has marks.
    """
    sessions = Sessions.of(weeks, pupils)
    rows = [row for first, last in sessions.half_terms() for row in _half_term(sessions, first, last)]
    return pa.Table.from_pylist(rows, schema=SchoolSeries.schema())


def _half_term(sessions: Sessions, first: int, last: int) -> list[dict[str, object]]:
    now = (sessions.monday >= first) & (sessions.monday <= last) & (sessions.possible > 0)
    schools, school = np.unique(sessions.urn[now], return_inverse=True)
    whole, missed = (np.bincount(school, v[now]).astype(np.int64) for v in (sessions.possible, sessions.missed))
    children = np.unique(np.stack([school, sessions.pupil[now]]), axis=1)[0]
    pupils = np.bincount(children, minlength=len(schools))
    days = EPOCH + dt.timedelta(days=first), EPOCH + dt.timedelta(days=last + 6)
    changed = _by_urn(attendance_changes(sessions, *days))
    return [
        {"urn": urn, "series": ATTENDANCE, "first": days[0], "last": days[1], "pupils": int(n), "part": int(w - m), "whole": int(w)}
        | changed.get(urn, {})
        for urn, n, w, m in zip(schools.tolist(), pupils, whole, missed, strict=True)
    ]  # fmt: skip


def _by_urn(changes: Changes) -> dict[int, dict[str, object]]:
    columns = (changes.urn.tolist(), changes.value.tolist(), changes.variance.tolist(), changes.children.tolist())
    return {
        urn: {"change": value, "change_variance": variance, "change_pupils": children}
        for urn, value, variance, children in zip(*columns, strict=True)
    }
