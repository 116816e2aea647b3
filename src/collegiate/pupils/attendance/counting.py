"""Counting sessions: from marks to a child's weeks, from those to years, schools and groups, on any engine.

What a code counts as is looked up by the day of the mark. Shares are never rounded before they are compared: a child has
missed a tenth when ten times the missed sessions reach the possible ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from collegiate.engine import Session, forms
from collegiate.pupils.attendance.groups import ALL, GROUPINGS, NOT_KNOWN, WEEK_GROUPINGS
from collegiate.vocabulary.codes import ABSENT_GROUPS, PRESENT_GROUPS, code_list

PERSISTENT, SEVERE = 10, 2
"""Persistent absence is one possible session missed in so many, severe absence one in so many."""

TEN_WEEKS = 10
"""School weeks over which unauthorised sessions are added up for the national threshold."""

_EDUCATIONAL, _LATE = "approved_educational_activity", "L"
SUMS = ("attended", "authorised", "unauthorised", "late", "educational", "not_possible")
_CHILD = ("pupil", "urn", "period")


def meanings() -> pa.Table:
    """Return the attendance codes with the days on which they hold and what each counts as."""
    rows = [
        {
            "code": c.code,
            "valid_from": c.valid_from,
            "valid_to": c.valid_to,
            "attended": c.group in PRESENT_GROUPS,
            "authorised": c.group == "authorised_absence",
            "unauthorised": c.group == "unauthorised_absence",
            "late": c.code == _LATE,
            "educational": c.group == _EDUCATIONAL,
            "not_possible": c.group not in PRESENT_GROUPS | ABSENT_GROUPS,
        }
        for c in code_list("attendance")
    ]
    dates = [("valid_from", pa.date32()), ("valid_to", pa.date32())]
    return pa.Table.from_pylist(
        rows, schema=pa.schema([("code", pa.string()), *dates, *((name, pa.bool_()) for name in SUMS)])
    )


def child_weeks(marks: Any, codes: Any, period: int) -> Any:
    """Return a child's sessions at a school by week of an academic year; only marks that count."""
    known = forms.dated(marks.filter(marks["counted"]), codes, code="code", day="day")
    named = known.mutate(
        pupil=known["pupil"].cast("int32"), urn=known["urn"].cast("int32"), week=forms.monday(known["day"])
    )
    sums = {name: named.count(where=named[name]).cast("int16") for name in SUMS}
    return named.group_by(["pupil", "urn", "week"]).aggregate(**sums).mutate(period=_number(period))


def _number(value: int) -> Any:
    return forms.number(value, "int16")


def child_years(weeks: Any) -> Any:
    """Return a child's sessions at a school in each academic year."""
    return forms.sums(weeks, _CHILD, SUMS)


def with_possible(table: Any) -> Any:
    """Add `possible`: attended, authorised and unauthorised together."""
    return table.mutate(possible=table["attended"] + table["authorised"] + table["unauthorised"])


def most_unauthorised(weeks: Any) -> Any:
    """Return the most unauthorised sessions of a child at a school in ten school weeks running, by academic year.

    School weeks are those in which the school has possible sessions: holidays are stepped over, and the ten may reach back into
    the year before. A year's figure is of the ten weeks that end in a week of that year with an unauthorised session of the child.
    """
    open_weeks = forms.sums(with_possible(weeks), ["urn", "week"], ["possible"])
    places = forms.numbered(open_weeks.filter(open_weeks["possible"] > 0), ["urn"], "week", name="place")
    missed = weeks.filter(weeks["unauthorised"] > 0)
    placed = missed.inner_join(places.select("urn", "week", "place"), ["urn", "week"])
    run = forms.running(
        placed, ["pupil", "urn"], place="place", value="unauthorised", places=TEN_WEEKS, name="most_in_ten_weeks"
    )
    return run.group_by(list(_CHILD)).aggregate(most_in_ten_weeks=run["most_in_ten_weeks"].max())


def pupil_attendance(years: Any, most: Any, groups: Any) -> Any:
    """Return rows of `PupilAttendance`: years with their flags, their most in ten weeks and their year group."""
    joined = years.left_join(most, list(_CHILD))
    joined = _own(joined).mutate(most_in_ten_weeks=joined["most_in_ten_weeks"].fill_null(0))
    joined = _own(joined.left_join(groups.select(*_CHILD, "year_group"), list(_CHILD)))
    counted = with_possible(joined)
    missed = counted["authorised"] + counted["unauthorised"]
    some = counted["possible"] > 0
    return counted.mutate(
        persistent=some.ifelse(missed * PERSISTENT >= counted["possible"], None),
        severe=some.ifelse(missed * SEVERE >= counted["possible"], None),
    )


def attendance_count(attendance: Any, groups: Any) -> Any:
    """Return rows of `AttendanceCount` from rows of `PupilAttendance` and the groups of children by year."""
    grouped = _grouped(attendance.drop("year_group"), groups)
    some = {name: grouped[name].fill_null(False).cast("int64") for name in ("persistent", "severe")}
    counted = grouped.mutate(pupils=(grouped["possible"] > 0).cast("int64"), **some)
    columns = ["possible", *SUMS, "pupils", "persistent", "severe"]
    return forms.stacked(counted, ["urn", "period"], _columns(counted, GROUPINGS), columns)


def week_cells(weeks: Any, groups: Any) -> Any:
    """Return a school's sessions by week and by everything that children are grouped by at once: few rows to add up from."""
    grouped = _grouped(_whole(weeks), groups)
    counted = grouped.mutate(pupils=forms.number(1), **_columns(grouped, WEEK_GROUPINGS[1:]))
    return forms.sums(counted, ["urn", "week", *WEEK_GROUPINGS[1:]], [*SUMS, "pupils"])


def attendance_week(cells: Any) -> Any:
    """Return a school's sessions by week and group, with the children who have a mark; those on roll are not among it."""
    return with_possible(forms.stacked(cells, ["urn", "week"], _columns(cells, WEEK_GROUPINGS), [*SUMS, "pupils"]))


def _whole(weeks: Any) -> Any:
    """Put the two halves of a child's week together that the turn of the academic year parts."""
    turn = (weeks["week"].month() == 8) & (weeks["week"].day() >= 26)
    halves = weeks.filter(turn)
    whole = forms.sums(halves, ["pupil", "urn", "week"], SUMS, period=halves["period"].max())
    return whole.select(*_order(weeks, whole)).union(weeks.filter(~turn).select(*_order(weeks, weeks)))


def _order(weeks: Any, table: Any) -> list[Any]:
    return [table[name].cast("int64").name(name) if name in SUMS else table[name] for name in weeks.columns]


def _grouped(table: Any, groups: Any) -> Any:
    return _own(table.left_join(groups, list(_CHILD)))


def _own(joined: Any) -> Any:
    return joined.drop(*(name for name in joined.columns if name.endswith("_right")))


def _columns(table: Any, names: Sequence[str]) -> Mapping[str, Any]:
    return {name: ALL if name == ALL else table[name].fill_null(NOT_KNOWN) for name in names}


def weeks_of_years(session: Session, files: Mapping[int, Path], codes: Any) -> Any:
    """Work out the weeks of every child from one Parquet of marks a year, one year at a time."""
    years = [session.keep(child_weeks(session.table(path), codes, period)) for period, path in sorted(files.items())]
    return forms.under_each_other(years)
