"""A year group's results: the mean of those who sat the same assessment at the same school and were born in the same year."""

import datetime as dt

import pyarrow as pa

from collegiate.pupils.cohorts import cohort_results
from collegiate.tables import Pupil
from collegiate.tables.record import PupilResult


def results(*rows):
    base = {
        "urn": 1,
        "stage": "TEST",
        "subject": "MAT",
        "component": "standardised_score",
        "status": "R",
        "period": 2026,
        "day": dt.date(2026, 6, 9),
    }
    return pa.Table.from_pylist([base | r for r in rows], schema=PupilResult.schema())


def pupils(*births):
    return pa.Table.from_pylist([{"pupil": i, "birth_date": b} for i, b in enumerate(births)], schema=Pupil.schema())


SEPTEMBER, AUGUST, OLDER = dt.date(2014, 9, 1), dt.date(2015, 8, 31), dt.date(2014, 8, 31)


def test_a_year_group_is_born_from_september_to_august():
    found = cohort_results(
        results({"pupil": 0, "value": 90.0}, {"pupil": 1, "value": 110.0}, {"pupil": 2, "value": 70.0}),
        pupils(SEPTEMBER, AUGUST, OLDER),
    ).to_pylist()
    assert [(r["cohort"], r["pupils"], r["mean"]) for r in found] == [(2014, 1, 70.0), (2015, 2, 100.0)]
    assert found[1]["month"] == dt.date(2026, 6, 1)


def test_only_results_with_a_number_count_and_each_month_and_school_by_itself():
    rows = results(
        {"pupil": 0, "value": 90.0}, {"pupil": 0, "value": 120.0, "status": "O"}, {"pupil": 1, "value": None}, {"pupil": 1, "value": 100.0, "urn": 2},
        {"pupil": 1, "value": 80.0, "day": dt.date(2025, 10, 6)}, {"pupil": 1, "value": 5.0, "day": None, "component": "mark"},
    )  # fmt: skip
    found = cohort_results(rows, pupils(SEPTEMBER, AUGUST)).to_pylist()
    assert [(r["urn"], r["component"], r["month"], r["mean"]) for r in found] == [
        (1, "mark", None, 5.0),
        (1, "standardised_score", dt.date(2025, 10, 1), 80.0),
        (1, "standardised_score", dt.date(2026, 6, 1), 90.0),
        (2, "standardised_score", dt.date(2026, 6, 1), 100.0),
    ]


def test_a_child_without_a_birth_date_is_of_no_year_group_and_nothing_gives_nothing():
    assert cohort_results(results({"pupil": 0, "value": 90.0}), pupils(None)).num_rows == 0
    assert cohort_results(PupilResult.empty(), Pupil.empty()).num_rows == 0
