"""What a flag is made of: the day of looking, what came, the signs and how they are said, the places in a school."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_worlds import rows

from collegiate.pupils.ledger import PupilWeek
from collegiate.tables import Pupil
from collegiate.tables.record import PupilConduct, PupilEffort, PupilEnrolment, PupilResult
from collegiate.watch.flags.look import look_at, looks_back
from collegiate.watch.flags.material import Material, material
from collegiate.watch.flags.outcome import outcome
from collegiate.watch.flags.raise_flags import placed
from collegiate.watch.flags.signs import SIGNS, signs

TODAY = date(2026, 11, 20)
COLUMN = {sign.id: i for i, sign in enumerate(SIGNS)}


def mondays(first: date, number: int) -> list[date]:
    return [first + timedelta(weeks=n) for n in range(number)]


LAST_YEAR = mondays(date(2025, 9, 8), 30)
AUTUMN = mondays(date(2026, 9, 7), 11)
LATER = mondays(date(2026, 11, 23), 20)


def week(pupil: int, monday: date, missed: int = 0, **more: int) -> dict[str, Any]:
    return {
        "pupil": pupil, "urn": 1, "week": monday, "days": 31, "marks": 10, "possible": 10, "missed": missed,
        "unauthorised": 0, "late": 0, "study_leave": 0, "edge_possible": 4, "edge_missed": 0,
    } | more  # fmt: skip


def seen(
    weeks: list[dict[str, Any]], today: date = TODAY, entry: date = date(2024, 9, 2), **facts: list[dict[str, Any]]
) -> Material:
    kinds = {"pupil_result": PupilResult, "pupil_effort": PupilEffort, "pupil_conduct": PupilConduct}
    pupils = sorted({w["pupil"] for w in weeks})
    return material(
        {
            "pupil": rows(Pupil, [{"pupil": p, "urn": 1} for p in pupils]),
            "pupil_enrolment": rows(PupilEnrolment, [{"pupil": p, "urn": 1, "entry_date": entry} for p in pupils]),
            "pupil_week": rows(PupilWeek, weeks),
        }
        | {name: rows(kinds[name], given) for name, given in facts.items()},
        today,
    )


def sign(of: Material, name: str, day: date = TODAY) -> float:
    return float(signs(of, look_at(day, of.weeks))[0, COLUMN[name]])


def said(of: Material, name: str) -> str:
    value, one = sign(of, name), SIGNS[COLUMN[name]]
    return one.unknown if np.isnan(value) else one.say(value)


def ordinary(missed_last_year: int = 0, missed_this_autumn: int = 0, **more: int) -> list[dict[str, Any]]:
    return [week(1, m, missed_last_year) for m in LAST_YEAR] + [week(1, m, missed_this_autumn, **more) for m in AUTUMN]


def test_in_the_autumn_a_look_goes_into_the_rest_of_the_year_and_measures_against_the_year_before() -> None:
    of = seen(ordinary() + [week(1, m) for m in LATER], today=date(2027, 6, 1))
    look = look_at(TODAY, of.weeks)
    assert look.period == 2027
    assert (look.seen, look.before, look.ahead) == (41, slice(0, 30), slice(41, 61))
    assert not look.closed(date(2027, 6, 1))
    assert look.closed(date(2027, 7, 10))


def test_a_week_that_is_not_over_is_neither_seen_nor_looked_into() -> None:
    of = seen(ordinary() + [week(1, m) for m in LATER], today=date(2027, 6, 1))
    look = look_at(date(2026, 11, 18), of.weeks)
    assert (look.seen, look.ahead.start) == (40, 41)


def test_in_the_summer_a_look_goes_into_the_next_year_and_measures_against_this_one() -> None:
    of = seen(ordinary(), today=TODAY)
    look = look_at(date(2026, 4, 20), of.weeks)
    assert (look.period, look.before, look.ahead) == (2027, slice(0, 30), slice(30, 41))


def test_looks_back_are_whole_weeks_apart() -> None:
    of = seen(ordinary())
    assert [look.as_of for look in looks_back(TODAY, of.weeks)] == [TODAY, date(2025, 11, 21)]


@pytest.mark.parametrize(
    ("before", "after", "came"),
    [(0, 1, True), (1, 2, True), (1, 1, False), (0, 0, False), (3, 4, True), (5, 2, False)],
)
def test_a_child_drifts_who_misses_one_more_session_in_ten_than_in_the_year_before(
    before: int, after: int, came: bool
) -> None:
    of = seen(ordinary(before) + [week(1, m, after) for m in LATER], today=date(2027, 7, 16))
    found = outcome(of, look_at(TODAY, of.weeks))
    assert (found.known.tolist(), found.came.tolist()) == ([True], [came])


def test_what_came_is_not_known_of_a_child_who_left() -> None:
    of = seen(ordinary() + [week(1, m, 10) for m in LATER[:3]], today=date(2027, 7, 16))
    found = outcome(of, look_at(TODAY, of.weeks))
    assert (found.known.tolist(), found.came.tolist()) == ([False], [False])


def test_study_leave_is_no_drift() -> None:
    of = seen(ordinary() + [week(1, m, 4, study_leave=4) for m in LATER], today=date(2027, 7, 16))
    assert outcome(of, look_at(TODAY, of.weeks)).came.tolist() == [False]


def test_a_child_without_a_year_before_is_measured_against_all_children() -> None:
    weeks = ordinary(2) + [week(2, m) for m in AUTUMN]
    for pupil, missed in ((1, 2), (2, 2)):
        weeks += [week(pupil, m, missed) for m in LATER]
    of = seen(weeks, today=date(2027, 7, 16))
    assert outcome(of, look_at(TODAY, of.weeks)).came.tolist() == [False, False]
    assert np.isnan(signs(of, look_at(TODAY, of.weeks))[1, COLUMN["absence_before"]])


def test_attendance_is_said_in_plain_words() -> None:
    weeks = [week(1, m, 1) for m in LAST_YEAR] + [week(1, m) for m in AUTUMN[:8]]
    weeks += [week(1, m, 4, unauthorised=2, late=1, edge_missed=3) for m in AUTUMN[8:]]
    of = seen(weeks)
    assert said(of, "absence_recent") == "missed 20 % of sessions in the last six school weeks"
    assert said(of, "absence_before") == "missed 10 % of sessions last year"
    assert said(of, "absence_change") == "2 points more absence in the last ten school weeks than last year"
    assert said(of, "absence_rise") == "40 points more absence in the last three school weeks than in the seven before"
    assert said(of, "broken_weeks") == "an absence in 3 of the last ten school weeks"
    assert said(of, "unauthorised") == "6 % of sessions missed without leave in the last ten school weeks"
    assert said(of, "late") == "late in 3 % of attended sessions in the last ten school weeks"
    assert sign(of, "edges") == pytest.approx(9 / 80 - (12 + 9 - 9) / 120)


def test_too_few_sessions_say_nothing() -> None:
    of = seen([week(1, AUTUMN[-1], 3, possible=6)])
    assert said(of, "absence_recent") == "hardly any sessions in the last six school weeks"
    assert said(of, "absence_before") == "no attendance known of last year"


def result(pupil: int, day: date | None, value: float, period: int = 2026, **more: str) -> dict[str, Any]:
    return {
        "pupil": pupil, "urn": 1, "stage": "TEST", "subject": "MAT", "component": "standardised_score", "status": "R",
        "period": period, "day": day, "value": value,
    } | more  # fmt: skip


def test_progress_is_measured_beside_children_who_scored_alike_before() -> None:
    first, second = date(2026, 6, 8), date(2026, 10, 5)
    weeks = [week(p, m) for p in range(6) for m in AUTUMN]
    results = [result(p, first, 100.0) for p in range(6)] + [result(p, second, 100.0) for p in range(1, 6)]
    of = seen(weeks, pupil_result=[*results, result(0, second, 88.0)])
    assert said(of, "progress") == "latest tests 10 points below children who scored alike before"


@pytest.mark.parametrize("more", [{"status": "T"}, {"stage": "KS2"}, {"component": "mark"}])
def test_targets_and_other_scales_are_no_progress(more: dict[str, str]) -> None:
    given = [result(1, date(2026, 6, 8), 100.0, **more), result(1, date(2026, 10, 5), 80.0, **more)]
    assert said(seen(ordinary(), pupil_result=given), "progress") == "no two tests to compare"


def test_a_result_of_this_year_without_a_day_is_not_known_before_the_year_is_over() -> None:
    given = [result(1, date(2026, 6, 8), 100.0), result(1, None, 80.0, period=2027)]
    assert np.isnan(sign(seen(ordinary(), pupil_result=given), "progress"))


def test_effort_is_that_of_the_latest_report_and_the_change_from_the_one_before() -> None:
    def grade(period: int, term: str, value: int, day: date | None = None, subject: str = "MAT") -> dict[str, Any]:
        return {"pupil": 1, "urn": 1, "period": period, "term": term, "subject": subject, "grade": value, "day": day}

    given = [
        grade(2026, "spring", 4),
        grade(2026, "spring", 5, subject="READ"),
        grade(2027, "autumn", 3, date(2026, 10, 20)),
    ]
    of = seen(ordinary(), pupil_effort=given)
    assert said(of, "effort") == "mean effort grade 3.0 of 5"
    assert said(of, "effort_change") == "effort 1.5 grades lower than in the report before"
    assert sign(of, "effort", date(2026, 10, 16)) == 4.5
    assert (
        said(seen(ordinary(), pupil_effort=[grade(2027, "autumn", 3)]), "effort") == "no effort grades this past year"
    )


def test_behaviour_and_suspensions_are_counted_up_to_the_day() -> None:
    def incident(day: date, kind: str = "behaviour", sessions: int | None = None) -> dict[str, Any]:
        return {"pupil": 1, "urn": 1, "day": day, "kind": kind, "number": 1, "sessions": sessions}

    given = [
        incident(TODAY), incident(date(2026, 10, 1)), incident(date(2026, 3, 2)), incident(date(2026, 11, 23)),
        incident(date(2026, 3, 2), "suspension", 4), incident(date(2025, 3, 2), "suspension", 6),
    ]  # fmt: skip
    of = seen(ordinary(), pupil_conduct=given)
    assert said(of, "incidents") == "2 behaviour incidents in the last ten school weeks"
    assert said(of, "suspended") == "4 sessions lost to suspension in twelve months"


@pytest.mark.parametrize(("entry", "moved"), [(date(2026, 9, 3), 0), (date(2026, 2, 2), 1), (date(2025, 2, 3), 0)])
def test_a_move_is_one_outside_the_start_of_a_year(entry: date, moved: int) -> None:
    assert sign(seen(ordinary(), entry=entry), "moved") == moved


@given(
    st.lists(st.tuples(st.integers(1, 3), st.sampled_from([0.1, 0.2, 0.5, 0.9])), min_size=1, max_size=40),
    st.floats(0.01, 1),
)
def test_places_run_from_one_in_every_school_and_so_many_are_raised(
    given: list[tuple[int, float]], share: float
) -> None:
    urn, chance = np.array([g[0] for g in given]), np.array([g[1] for g in given])
    place, raised = placed(urn, chance, share)
    for school in set(urn.tolist()):
        here = urn == school
        assert sorted(place[here].tolist()) == list(range(1, here.sum() + 1))
        assert (np.diff(chance[here][np.argsort(place[here])]) <= 0).all()
        assert raised[here].sum() == max(1, int(share * here.sum() + 0.5))
        assert place[here & raised].max() == raised[here].sum()


def test_the_material_holds_no_column_of_a_child_but_its_number() -> None:
    with_traits = rows(Pupil, [{"pupil": 1, "urn": 1, "sex": "F", "ethnicity": "WBRI"}])
    without = with_traits.select(["pupil"])
    tables = {"pupil_enrolment": PupilEnrolment.empty(), "pupil_week": rows(PupilWeek, ordinary())}
    a, b = (material({**tables, "pupil": t}, TODAY) for t in (with_traits, without))
    assert isinstance(without, pa.Table)
    np.testing.assert_array_equal(a.children, b.children)
    np.testing.assert_array_equal(*(signs(m, look_at(TODAY, m.weeks)) for m in (a, b)))
