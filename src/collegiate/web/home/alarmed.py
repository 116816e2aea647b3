"""The latest look for falls: which series of which schools, and which of them fall."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from collegiate.store import ScopedReader
from collegiate.vocabulary.subjects import subject_name
from collegiate.watch.alarms import GAP

Row = dict[str, Any]

ATTENDANCE = "attendance"
_NAMED = {ATTENDANCE: "Attendance", GAP: "Attendance of children with free school meals beside others"}


def looked_at(people: ScopedReader) -> list[Row]:
    """Return the rows of the latest day on which schools were looked at, earlier ones left out."""
    rows = people.alarms()
    day = max((r["as_of"] for r in rows), default=None)
    return [r for r in rows if r["as_of"] == day]


def fallen(rows: Sequence[Row]) -> list[Row]:
    """Return those that were raised."""
    return [r for r in rows if r["raised"]]


def series_name(series: str) -> str:
    """Return what was looked at in words."""
    return _NAMED.get(series) or f"Progress in {subject_name(series).lower()}"
