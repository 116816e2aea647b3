"""Half terms of schools' own attendance, marked where they may not be shown: disclosure sees the whole trust here, as no reader of a part does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from collegiate.disclosure import POLICY
from collegiate.disclosure.half_terms import kept_back
from collegiate.disclosure.means import attendance
from collegiate.tables import SchoolSeries

Row = dict[str, Any]
_ALL = "all"


class _Sums:
    """The sums of sessions of a picture that is being built, as a reader of counts gives them."""

    def __init__(self, counts: pa.Table, weeks: pa.Table) -> None:
        self._counts, self._weeks = counts, weeks

    def attendance_weeks(self) -> list[Row]:
        """Return schools' sessions by week."""
        return _of(self._weeks, _ALL)

    def attendance_counts(self, *, period: int | None = None, grouping: str = _ALL) -> list[Row]:
        """Return schools' sessions by academic year, of a grouping."""
        return [r for r in _of(self._counts, grouping) if period in (None, r["period"])]


def marked(series: pa.Table, counts: pa.Table, weeks: pa.Table, trusts: Mapping[int, int | None]) -> pa.Table:
    """Return table SchoolSeries with `kept_back` said. counts, weeks: tables AttendanceCount and AttendanceWeek; trusts: of each academy now."""
    rows = series.to_pylist()
    hidden = kept_back(rows, attendance(_Sums(counts, weeks), trusts, POLICY), POLICY)
    return pa.Table.from_pylist(
        [r | {"kept_back": (r["urn"], r["first"]) in hidden} for r in rows], schema=SchoolSeries.schema()
    )


def _of(table: pa.Table, grouping: str) -> list[Row]:
    return [] if not len(table) else table.filter(pc.equal(table["grouping"], grouping)).to_pylist()
