"""Which mark stands and whether it counts: against the slow reference, and case by case."""

import datetime as dt
import random
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from attendance_reference import standing_marks, was_on_roll
from hypothesis import given, settings
from hypothesis import strategies as st
from marks_made_up import (
    NOBODY,
    PERSONS,
    enrolments_table,
    mark,
    receipt,
    receipts_table,
    registers,
    spell,
    write_parts,
)

from collegiate.pupils.attendance import parts as parts_module
from collegiate.pupils.attendance.marks import write_marks
from collegiate.pupils.attendance.order import file_places
from collegiate.pupils.attendance.roll import Roll
from collegiate.tables import Mark

MONDAY = dt.date(2025, 3, 3)
ONE, TWO = "900001/arbor 1", "900001/arbor 2"
ALWAYS_THERE = [spell(n, urn) for n in (1, 2, 3) for urn in (900001, 900002)]


def written(folder, rows, receipts=None, spells=None, links=PERSONS, **how):
    given_receipts = receipts or [receipt(f) for f in sorted({r["file_id"] for r in rows})]
    return write_marks(
        write_parts(folder / "parts", rows, **how),
        links,
        Roll.of(enrolments_table(ALWAYS_THERE if spells is None else spells)),
        file_places(receipts_table(given_receipts)),
        folder / "marks",
    )


def read(marks):
    return pa.concat_tables([Mark.empty(), *(pq.read_table(p) for _, p in sorted(marks.files.items()))]).to_pylist()


@settings(max_examples=60, deadline=None)
@given(registers(), st.sampled_from([None, 1, 3, 7]))
def test_the_marks_that_stand_are_those_of_the_slow_way(register, rows_a_part):
    rows, receipts, spells = register
    expected = standing_marks(rows, receipts, PERSONS)
    with tempfile.TemporaryDirectory() as folder:
        marks = written(Path(folder), rows, receipts, spells, rows_a_part=rows_a_part)
        found = read(marks)
    by_key = {(m["pupil"], m["urn"], m["day"], m["session"]): m for m in found}
    assert len(by_key) == len(found)
    assert by_key.keys() == expected.keys()
    for key, m in by_key.items():
        row = expected[key]
        assert (m["code"], m["minutes_late"], m["file_id"], m["line"]) == (
            row["code"], row["minutes_late"], row["file_id"], row["line"],
        )  # fmt: skip
        assert m["counted"] == was_on_roll(spells, key[0], key[1], key[2])
    off = sum(1 for m in found if not m["counted"] and m["code"] != "Z")
    assert sum(marks.off_roll["sessions"].to_pylist()) == off
    assert sum(marks.school_weeks["marks"].to_pylist()) == len(found)
    assert sum(marks.unlinked["sessions"].to_pylist()) == sum(r["person"] == NOBODY for r in rows)


def test_each_file_is_one_year_in_the_order_of_school_child_day_and_session(tmp_path):
    rows = [
        mark(p, day, s, urn=int(p[:6]), line=n)
        for n, (p, day, s) in enumerate(
            (p, day, s)
            for p in PERSONS
            if p[0] == "9"
            for day in (dt.date(2024, 8, 30), dt.date(2024, 9, 2), MONDAY)
            for s in ("PM", "AM")
        )
    ]
    random.Random(3).shuffle(rows)
    marks = written(tmp_path, rows)
    assert sorted(marks.files) == [2024, 2025]
    for path in marks.files.values():
        keys = [(m["urn"], m["pupil"], m["day"], m["session"]) for m in pq.read_table(path).to_pylist()]
        assert keys == sorted(keys)


def test_the_later_file_stands_by_the_senders_clock_not_by_the_order_of_reading(tmp_path):
    rows = [mark(ONE, MONDAY, code="N", file_id=2), mark(ONE, MONDAY, code="I", file_id=1)]
    receipts = [receipt(1, "2025-03-10T09:00:00"), receipt(2, "2025-03-03T09:00:00")]
    assert [m["code"] for m in read(written(tmp_path, rows, receipts))] == ["I"]


def test_a_file_that_says_nothing_of_its_time_gives_way_to_one_that_does(tmp_path):
    rows = [mark(ONE, MONDAY, code="N", file_id=2), mark(ONE, MONDAY, code="I", file_id=1)]
    receipts = [receipt(1, as_of=dt.date(2025, 3, 1)), receipt(2)]
    assert [m["code"] for m in read(written(tmp_path, rows, receipts))] == ["I"]


def test_the_same_rows_twice_change_nothing(tmp_path):
    rows = [mark(ONE, MONDAY, s, line=n) for n, s in enumerate(("AM", "PM"))]
    again = [r | {"file_id": 2} for r in rows]
    once, twice = (
        [{k: v for k, v in m.items() if k != "file_id"} for m in read(written(tmp_path / name, sent))]
        for name, sent in (("once", rows), ("twice", rows + again))
    )
    assert once == twice


def test_a_row_is_taken_back_and_may_be_given_again(tmp_path):
    rows = [
        mark(ONE, MONDAY, code="O", file_id=1),
        mark(ONE, MONDAY, code="O", file_id=2, deleted=True),
        mark(TWO, MONDAY, code="O", file_id=1),
        mark(TWO, MONDAY, code="O", file_id=2, deleted=True),
        mark(TWO, MONDAY, code="I", file_id=3),
    ]
    assert [(m["pupil"], m["code"]) for m in read(written(tmp_path, rows))] == [(2, "I")]


def test_two_names_of_one_child_give_one_mark(tmp_path):
    rows = [mark(ONE, MONDAY, code="N"), mark("upn A801200005001", MONDAY, code="M", file_id=2)]
    assert [(m["pupil"], m["code"]) for m in read(written(tmp_path, rows))] == [(1, "M")]


def test_marks_off_the_roll_are_kept_not_counted_and_said_in_stretches(tmp_path):
    days = [MONDAY + dt.timedelta(days=n) for n in range(5)]
    spells = [spell(1, entry=days[1], leaving=days[2])]
    rows = [mark(ONE, day, s, line=10 + 2 * n + (s == "PM")) for n, day in enumerate(days) for s in ("AM", "PM")]
    marks = written(tmp_path, rows, spells=spells)
    assert [m["counted"] for m in read(marks)] == [False] * 2 + [True] * 4 + [False] * 4
    assert [(r["first_day"], r["last_day"], r["sessions"], r["line"]) for r in marks.off_roll.to_pylist()] == [
        (days[0], days[0], 2, 10),
        (days[3], days[4], 4, 16),
    ]


def test_a_prospective_childs_code_before_the_first_day_is_no_fault(tmp_path):
    marks = written(tmp_path, [mark(ONE, MONDAY, code="Z")], spells=[spell(1, entry=MONDAY + dt.timedelta(days=7))])
    assert [m["counted"] for m in read(marks)] == [False]
    assert marks.off_roll.num_rows == 0


@pytest.mark.parametrize(
    ("code", "day", "valid"),
    [
        ("Y", dt.date(2024, 8, 18), True),
        ("Y", dt.date(2024, 8, 19), False),
        ("Q", dt.date(2024, 8, 18), False),
        ("Q", dt.date(2024, 8, 19), True),
        ("/", dt.date(2024, 8, 19), True),
        ("%", dt.date(2024, 8, 19), False),
    ],
)
def test_a_code_outside_its_dates_is_kept_and_named(tmp_path, code, day, valid):
    marks = written(tmp_path, [mark(ONE, day, code=code, line=9)])
    assert [m["code"] for m in read(marks)] == [code]
    named = [] if valid else [(900001, code, day, day, 1, 1, 9)]
    assert [tuple(r.values()) for r in marks.not_valid.to_pylist()] == named


def test_a_file_of_many_schools_and_years_is_split_and_loses_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(parts_module, "_ROWS_HELD", 3)
    rows = [
        mark(p, day, urn=int(p[:6]), line=n)
        for n, (p, day) in enumerate(
            (p, d) for d in (dt.date(2024, 7, 1), MONDAY) for p in (ONE, TWO, "900002/arbor 3")
        )
    ]
    found = read(written(tmp_path, rows, rows_a_part=4))
    assert sorted(m["line"] for m in found) == [0, 1, 2, 3, 4, 5]
    assert sorted(p.name for p in (tmp_path / "marks").iterdir()) == ["mark-2024.parquet", "mark-2025.parquet"]


def test_a_year_that_is_sent_again_daily_is_held_in_bounds(tmp_path, monkeypatch):
    from collegiate.pupils.attendance import marks as marks_module

    monkeypatch.setattr(marks_module, "_ROWS_HELD", 6)
    days = [MONDAY + dt.timedelta(days=n) for n in range(5)]
    rows = [
        mark(ONE, day, file_id=f, code="I" if f == 5 else "N", line=n, deleted=f == 4 and n == 0)
        for f in range(1, 6)
        for n, day in enumerate(days[:f])
        if not (f == 5 and n == 0)
    ]
    found = read(written(tmp_path, rows))
    assert [(m["day"], m["code"], m["file_id"]) for m in found] == [(d, "I", 5) for d in days[1:]]


def test_nothing_sent_gives_nothing(tmp_path):
    marks = written(tmp_path, [])
    assert marks.files == {} and marks.off_roll.num_rows == 0 and marks.school_weeks.num_rows == 0
