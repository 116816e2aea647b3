"""Sessions by child, group and week: against the slow reference, against what a school would count on paper, on two engines."""

import datetime as dt
import importlib.util
import shutil
import tempfile
from pathlib import Path

import pytest
from attendance_reference import monday_of, most_in_ten_weeks, sessions, standing_marks, was_on_roll, year_of
from hypothesis import HealthCheck, given, settings
from marks_made_up import (
    PERSONS,
    enrolments_table,
    links_table,
    mark,
    pupils_table,
    receipt,
    receipts_table,
    registers,
    spell,
    write_parts,
)

from collegiate.engine import Session
from collegiate.pupils.attendance import publish_marks
from collegiate.pupils.attendance.groups import groups, stays
from collegiate.pupils.attendance.marks import write_marks
from collegiate.pupils.attendance.order import file_places
from collegiate.pupils.attendance.publish import count
from collegiate.pupils.attendance.roll import Roll
from collegiate.tables import RESOLVED

PupilNeed = next(t for t in RESOLVED if t.name == "pupil_need")
PupilClass = next(t for t in RESOLVED if t.name == "pupil_class_membership")
MONDAY = dt.date(2025, 3, 3)
ONE, TWO = "900001/arbor 1", "900001/arbor 2"
NAMES = ("possible", "attended", "authorised", "unauthorised", "late", "educational", "not_possible")
CHILDREN = [
    {
        "pupil": n,
        "urn": 900001,
        "year_group": str(n + 3),
        "registration_group": f"{n + 3}A",
        "last_described": dt.date(2025, 3, 3),
        "sex": "FMF"[n - 1],
        "free_school_meals": [True, False, None][n - 1],
        "sen_provision": "NKE"[n - 1],
    }
    for n in (1, 2, 3)
]


def published(folder, rows, receipts=None, spells=None, pupils=CHILDREN, **more):
    receipts = receipts or [receipt(f) for f in sorted({r["file_id"] for r in rows})]
    spells = [spell(n, urn) for n in (1, 2, 3) for urn in (900001, 900002)] if spells is None else spells
    return publish_marks(
        write_parts(folder / "parts", rows),
        links_table(PERSONS),
        enrolments_table(spells),
        pupils_table(pupils),
        receipts_table(receipts),
        folder / "marks",
        **more,
    )


def year(attendance, **equals):
    rows = [r for r in attendance.pupil_attendance.to_pylist() if all(r[k] == v for k, v in equals.items())]
    assert len(rows) == 1
    return rows[0]


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(registers())
def test_counts_are_those_of_the_slow_way(register):
    rows, receipts, spells = register
    marks = standing_marks(rows, receipts, PERSONS)
    with tempfile.TemporaryDirectory() as folder:
        found = published(Path(folder), rows, receipts, spells)
    _check_children(found, marks, spells)
    _check_schools(found, marks, spells)
    _check_weeks(found, marks, spells)


def _check_children(found, marks, spells):
    years = sessions(marks, spells, lambda p, u, d: (p, u, year_of(d)))
    weeks = sessions(marks, spells, lambda p, u, d: (p, u, monday_of(d), year_of(d)))
    rows = {(r["pupil"], r["urn"], r["period"]): r for r in found.pupil_attendance.to_pylist()}
    assert rows.keys() == years.keys()
    for key, counts in years.items():
        row, missed = rows[key], counts["authorised"] + counts["unauthorised"]
        assert {n: row[n] for n in NAMES} == {n: counts[n] for n in NAMES}
        assert row["possible"] == row["attended"] + row["authorised"] + row["unauthorised"]
        assert row["persistent"] == (missed / counts["possible"] >= 0.1 if counts["possible"] else None)
        assert row["severe"] == (missed / counts["possible"] >= 0.5 if counts["possible"] else None)
        assert row["most_in_ten_weeks"] == most_in_ten_weeks(weeks, *key)


def _check_schools(found, marks, spells):
    years = sessions(marks, spells, lambda p, u, d: (u, year_of(d)))
    rows = found.attendance_count.to_pylist()
    assert {(r["urn"], r["period"]) for r in rows} == years.keys()
    for (urn, period), counts in years.items():
        mine = [r for r in rows if (r["urn"], r["period"]) == (urn, period)]
        for grouping in {r["grouping"] for r in mine}:
            groups_ = [r for r in mine if r["grouping"] == grouping]
            assert {n: sum(r[n] for r in groups_) for n in NAMES} == {n: counts[n] for n in NAMES}
        children = [r for r in found.pupil_attendance.to_pylist() if (r["urn"], r["period"]) == (urn, period)]
        all_of_it = next(r for r in mine if r["grouping"] == "all")
        assert all_of_it["pupils"] == sum(r["possible"] > 0 for r in children)
        assert all_of_it["persistent"] == sum(bool(r["persistent"]) for r in children)


def _check_weeks(found, marks, spells):
    weeks = sessions(marks, spells, lambda p, u, d: (u, monday_of(d)))
    with_mark = sessions(marks, spells, lambda p, u, d: (u, monday_of(d), p))
    rows = found.attendance_week.to_pylist()
    for (urn, week), counts in weeks.items():
        mine = [r for r in rows if (r["urn"], r["week"]) == (urn, week)]
        for grouping in ("all", "year_group", "registration_group", "free_school_meals", "sen_provision"):
            groups_ = [r for r in mine if r["grouping"] == grouping]
            assert {n: sum(r[n] for r in groups_) for n in NAMES} == {n: counts[n] for n in NAMES}
            assert sum(r["pupils"] for r in groups_) == len([k for k in with_mark if k[:2] == (urn, week)])
            days = [week + dt.timedelta(days=n) for n in range(5)]
            there = [p for p in (1, 2, 3) if any(was_on_roll(spells, p, urn, d) for d in days if d <= _last(found))]
            assert sum(r["on_roll"] for r in groups_) == len(there)


def _last(found):
    return max(found.school_weeks["week"].to_pylist()) + dt.timedelta(days=6)


def test_persistent_and_severe_are_by_sessions_never_by_a_rounded_percentage(tmp_path):
    days = [MONDAY + dt.timedelta(days=d) for w in range(10) for d in range(7 * w, 7 * w + 5)]
    slots = [(day, s) for day in days for s in ("AM", "PM")][:96]
    rows = [mark(ONE, d, s, "I" if n < 9 else "/", line=n) for n, (d, s) in enumerate(slots[:95])]
    rows += [mark(TWO, d, s, "I" if n < 10 else "/", line=200 + n) for n, (d, s) in enumerate(slots)]
    rows += [mark("900001/arbor 3", d, s, "I" if n < 48 else "/", line=400 + n) for n, (d, s) in enumerate(slots)]
    found = published(tmp_path, rows)
    nine_and_a_half, ten_and_a_bit, half = (year(found, pupil=n) for n in (1, 2, 3))
    assert (nine_and_a_half["possible"], nine_and_a_half["persistent"]) == (95, False)
    assert (ten_and_a_bit["persistent"], ten_and_a_bit["severe"]) == (True, False)
    assert (half["persistent"], half["severe"]) == (True, True)


def test_the_meaning_of_a_code_changes_on_19_august_2024(tmp_path):
    before, after = dt.date(2024, 8, 16), dt.date(2024, 8, 19)
    rows = [mark(ONE, before, code="J"), mark(ONE, after, code="J1"), mark(ONE, after, "PM", "J")]
    row = year(published(tmp_path, rows), pupil=1)
    assert (row["possible"], row["educational"], row["authorised"], row["not_possible"]) == (2, 1, 1, 0)


def test_a_child_on_two_rolls_is_counted_at_each_where_it_was_expected(tmp_path):
    tuesday = MONDAY + dt.timedelta(days=1)
    rows = [
        mark(ONE, MONDAY, code="/"),
        mark(ONE, tuesday, code="D"),
        mark("900002/arbor 1", MONDAY, code="D", urn=900002),
        mark("900002/arbor 1", tuesday, code="O", urn=900002),
    ]
    found = published(tmp_path, rows, spells=[spell(1, 900001, status="M"), spell(1, 900002, status="S")])
    main, other = (year(found, urn=urn) for urn in (900001, 900002))
    assert (main["possible"], main["attended"], main["not_possible"]) == (1, 1, 1)
    assert (other["possible"], other["unauthorised"], other["not_possible"]) == (1, 1, 1)


def test_a_leaver_counts_to_the_last_day_and_a_joiner_from_the_first(tmp_path):
    days = [MONDAY + dt.timedelta(days=n) for n in range(5)]
    rows = [mark(p, day, code="O", line=n) for p in (ONE, TWO) for n, day in enumerate(days)]
    found = published(tmp_path, rows, spells=[spell(1, leaving=days[1]), spell(2, entry=days[3])])
    assert [year(found, pupil=n)["possible"] for n in (1, 2)] == [2, 2]


def test_ten_school_weeks_step_over_holidays_and_reach_back_into_last_year(tmp_path):
    june, september = dt.date(2025, 6, 30), dt.date(2025, 9, 8)
    weeks = [june + dt.timedelta(weeks=n) for n in range(3)] + [september + dt.timedelta(weeks=n) for n in range(9)]
    rows = [mark(TWO, week, line=n) for n, week in enumerate(weeks)]
    missed = [weeks[0], weeks[2], weeks[3], weeks[9], weeks[10], weeks[11]]
    rows += [mark(ONE, w, s, "O", line=50) for w in missed for s in ("AM", "PM")]
    found = published(tmp_path, rows)
    assert year(found, pupil=1, period=2025)["most_in_ten_weeks"] == 4
    assert year(found, pupil=1, period=2026)["most_in_ten_weeks"] == 10
    assert year(found, pupil=2, period=2026)["most_in_ten_weeks"] == 0


def test_groups_are_those_of_the_year_not_of_today(tmp_path):
    last_year = dt.date(2024, 3, 4)
    rows = [mark(ONE, last_year, line=1), mark(ONE, MONDAY, line=2)]
    needs = [
        {"pupil": 1, "urn": 900001, "kind": "sen_provision", "code": "K", "start_date": dt.date(2024, 10, 1)},
        {
            "pupil": 1, "urn": 900001, "kind": "free_school_meals",
            "start_date": dt.date(2023, 9, 1), "end_date": dt.date(2024, 8, 31),
        },
    ]  # fmt: skip
    classes = [
        {
            "pupil": 1, "urn": 900001, "class_name": "3 Oak", "kind": "registration",
            "start_date": dt.date(2023, 9, 1), "end_date": dt.date(2024, 8, 31),
        }
    ]  # fmt: skip
    found = published(
        tmp_path, rows,
        needs=PupilNeed.conform(_rows(PupilNeed, needs)), classes=PupilClass.conform(_rows(PupilClass, classes)),
    )  # fmt: skip
    value = {(r["period"], r["grouping"]): r["value"] for r in found.attendance_count.to_pylist()}
    assert [value[2024, g] for g in ("year_group", "registration_group", "sen_provision", "free_school_meals")] == [
        "3", "3 Oak", "N", "yes",
    ]  # fmt: skip
    assert [value[2025, g] for g in ("year_group", "registration_group", "sen_provision", "free_school_meals")] == [
        "4", "4A", "K", "no",
    ]  # fmt: skip
    assert year(found, period=2024)["year_group"] == "3"


def _rows(table, rows):
    import pyarrow as pa

    return pa.Table.from_pylist(rows, schema=table.schema())


def test_a_child_who_only_has_sessions_that_are_not_possible_is_neither_persistent_nor_not(tmp_path):
    row = year(published(tmp_path, [mark(ONE, MONDAY, code="X")]), pupil=1)
    assert (row["possible"], row["not_possible"], row["persistent"], row["severe"]) == (0, 1, None, None)


def test_the_week_at_the_turn_of_the_year_is_one_week(tmp_path):
    rows = [mark(ONE, dt.date(2026, 8, 31)), mark(ONE, dt.date(2026, 9, 1), line=3)]
    found = published(tmp_path, rows)
    week = [r for r in found.attendance_week.to_pylist() if r["grouping"] == "all"]
    assert [(r["week"], r["possible"], r["pupils"], r["on_roll"]) for r in week] == [(dt.date(2026, 8, 31), 2, 1, 3)]
    assert [r["period"] for r in found.pupil_attendance.to_pylist()] == [2026, 2027]


def test_nothing_sent_publishes_empty_tables(tmp_path):
    found = published(tmp_path, [])
    assert found.mark_files == [] and found.pupil_attendance.num_rows == 0 and found.attendance_week.num_rows == 0


@pytest.mark.spark
@pytest.mark.xdist_group("spark")
def test_spark_counts_as_duckdb_does(tmp_path):
    if importlib.util.find_spec("pyspark") is None or shutil.which("java") is None:
        pytest.skip("Spark needs the 'spark' extra and Java 17 on this machine")
    codes = ["/", "L", "I", "O", "U", "D", "B", "C2", "J"]
    days = [dt.date(2024, 6, 3) + dt.timedelta(days=n) for n in range(0, 120, 3)]
    rows = [
        mark(person, day, s, codes[(i * 7 + n * 3 + (s == "PM")) % len(codes)], urn=int(person[:6]), line=n)
        for i, person in enumerate(p for p in PERSONS if p[0] == "9")
        for n, day in enumerate(days)
        for s in ("AM", "PM")
    ]
    spells = enrolments_table([spell(1), spell(2, leaving=days[20]), spell(3), spell(1, 900002, days[30])])
    marks = write_marks(
        write_parts(tmp_path / "parts", rows), PERSONS, Roll.of(spells), file_places(receipts_table([receipt(1)])),
        tmp_path / "marks",
    )  # fmt: skip
    staying = stays(spells, sorted(marks.files), 40_000)
    by = groups(staying, pupils_table(CHILDREN), None, None)
    results = []
    for engine in ("duckdb", "spark"):
        with Session(engine) as session:
            results.append(count(session, marks, staying, by))
    assert all(t.num_rows for t in results[0])
    assert [t.to_pylist() for t in results[0]] == [t.to_pylist() for t in results[1]]
