"""A child on roll whose register has holes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from statistics import median

from collegiate.pupils.quality.rule import Row, Rule, Tables
from collegiate.pupils.record_spells import SECOND_ROLL
from collegiate.vocabulary import AcademicYear

_HOLE = 10
"""Sessions: a school week."""

_LIKE = 5
_FIRST_DAYS = timedelta(days=5)
"""After 1 September, in which term begins."""


def find(tables: Tables) -> list[Row]:
    """Children on one roll all year so far with a week of marks fewer than most of their year group at the school."""
    rows = tables.rows("pupil_attendance", ("pupil", "urn", "period", "year_group", "possible", "not_possible"))
    period = max((r["period"] for r in rows), default=0)
    marks = {(r["pupil"], r["urn"]): r["possible"] + r["not_possible"] for r in rows if r["period"] == period}
    if not marks:
        return []
    there = _all_year(tables, AcademicYear(period))
    usual = _usual(there, marks)
    found = []
    for child in there:
        has, most = marks.get((child["pupil"], child["urn"]), 0), usual.get((child["urn"], child["year_group"]), 0)
        if most - has >= _HOLE:
            found.append(tables.child(child) | {"missing": most - has, "usual": most})
    return found


def _all_year(tables: Tables, year: AcademicYear) -> list[Row]:
    return [
        row
        for row in tables.on_roll
        if row["entry_date"]
        and row["entry_date"] <= year.first_day + _FIRST_DAYS
        and row["enrolment_status"] not in SECOND_ROLL
    ]


def _usual(children: list[Row], marks: Mapping[tuple[int, int], int]) -> dict[tuple[int, str], int]:
    """The median number of marks by school and year group, where there are enough children to say."""
    found: dict[tuple[int, str], list[int]] = {}
    for child in children:
        if (child["pupil"], child["urn"]) in marks:
            found.setdefault((child["urn"], child["year_group"]), []).append(marks[child["pupil"], child["urn"]])
    return {group: int(median(counts)) for group, counts in found.items() if len(counts) >= _LIKE}


RULE = Rule(
    find,
    title="Holes in the register",
    found="{missing} sessions of this year have no mark, where the child's year group has {usual}.",
    matters="A session without a mark is not known, neither present nor absent: the child may have been missed.",
    remedy="Complete the register from the class's own list; where the child was not expected, enter the code that says so.",
    owner="office",
    due="attendance",
)
