"""The sums of schools' half terms, counted from made-up marks by hand."""

import datetime as dt

import pyarrow as pa

from collegiate.pupils.ledger import PupilWeek
from collegiate.tables import Pupil
from collegiate.watch.series import school_series

FIRST, SECOND = dt.date(2025, 9, 1), dt.date(2025, 11, 3)


def week(pupil: int, urn: int, monday: dt.date, missed: int, leave: int = 0) -> dict[str, object]:
    empty: dict[str, object] = dict.fromkeys(PupilWeek.schema().names, 0)
    return empty | {"pupil": pupil, "urn": urn, "week": monday, "possible": 10, "missed": missed, "study_leave": leave}


def made(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    weeks = pa.Table.from_pylist(rows, schema=PupilWeek.schema())
    children = [{"pupil": n, "birth_date": dt.date(2014, 3, 1)} for n in (1, 2, 3)]
    pupils = pa.Table.from_pylist(children, schema=Pupil.schema())
    return school_series(weeks, pupils).to_pylist()


def test_sessions_are_summed_by_half_term_and_study_leave_is_left_out() -> None:
    rows = made([week(1, 7, FIRST, 2), week(1, 7, FIRST + dt.timedelta(days=7), 1), week(2, 7, FIRST, 3, leave=3), week(3, 8, SECOND, 10)])  # fmt: skip
    assert [(r["urn"], r["first"], r["last"], r["pupils"], r["part"], r["whole"]) for r in rows] == [
        (7, FIRST, dt.date(2025, 9, 14), 2, 24, 27),
        (8, SECOND, dt.date(2025, 11, 9), 1, 0, 10),
    ]


def test_without_a_year_before_there_is_no_change_and_without_marks_no_row() -> None:
    assert {r["change"] for r in made([week(1, 7, FIRST, 2)])} == {None}
    assert made([]) == []


def test_a_mark_that_asks_nothing_of_a_child_in_the_holidays_joins_no_half_terms() -> None:
    term = [week(1, 7, FIRST + dt.timedelta(weeks=n), 1) for n in range(8)]
    holidays = [week(1, 7, dt.date(2025, 10, 27), 0) | {"possible": 0, "marks": 10}]
    found = made([*term, *holidays, week(1, 7, SECOND, 1)])
    assert [(r["first"], r["last"]) for r in found] == [(FIRST, dt.date(2025, 10, 26)), (SECOND, dt.date(2025, 11, 9))]
