"""The nobody-missed ledger: every week every child on roll, once, and the numbers add up to the roll."""

from __future__ import annotations

import importlib.util
import shutil
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_worlds import TODAY, World, monday, rows, slow_states

from collegiate.engine import Session
from collegiate.pupils.ledger import Ledger, ledger, marks_by_week
from collegiate.tables import KnownByNow, LedgerCount, LedgerEntry, Mark

FIRST, MIDDLE = 900101, 900102
MONDAY = date(2026, 11, 9)
LAST_MONDAY = date(2026, 11, 16)


def child(pupil: int = 1, urn: int = FIRST, **more: Any) -> World:
    """One child on roll since September, with a mark on every weekday of the two latest weeks."""
    world = World()
    world.facts["pupil"] = [{"pupil": pupil, "urn": urn, "year_group": "4", "last_described": TODAY, **more}]
    world.facts["pupil_enrolment"] = [
        {"pupil": pupil, "urn": urn, "entry_date": date(2026, 9, 1), "enrolment_status": "C"}
    ]
    world.marks = [(pupil, urn, MONDAY + timedelta(days=d)) for d in (0, 1, 2, 3, 4, 7, 8, 9, 10, 11)]
    return world


def made(world: World, days: int = 30) -> Ledger:
    return ledger(world.tables(), world.by_week(), world.today, days=days)


def states(found: Ledger) -> dict[date, str]:
    return {r["week"]: r["state"] for r in found.entries.to_pylist()}


def note(day: date, kind: str = "looked_at", pupil: int = 1) -> dict[str, Any]:
    return {"pupil": pupil, "urn": FIRST, "day": day, "kind": kind}


def test_a_mark_in_the_register_is_no_look() -> None:
    assert states(made(child())) == {MONDAY: "no_data", LAST_MONDAY: "no_data"}


@pytest.mark.parametrize(
    ("kind", "state"), [("looked_at", "looked_at"), ("contact", "looked_at"), ("acted_on", "acted_on")]
)
def test_a_note_says_what_the_week_was(kind: str, state: str) -> None:
    world = child()
    world.facts["pupil_adult_note"] = [note(MONDAY + timedelta(days=3), kind)]
    assert states(made(world)) == {MONDAY: state, LAST_MONDAY: "no_data"}


def test_a_note_written_on_a_sunday_belongs_to_the_week_before() -> None:
    world = child()
    world.facts["pupil_adult_note"] = [note(MONDAY + timedelta(days=6))]
    assert states(made(world))[MONDAY] == "looked_at"


def test_support_that_begins_is_an_action_and_goes_before_a_look() -> None:
    world = child()
    world.facts["pupil_adult_note"] = [note(MONDAY)]
    world.facts["pupil_support"] = [{"pupil": 1, "urn": FIRST, "programme": "Reading", "start_date": MONDAY}]
    assert states(made(world))[MONDAY] == "acted_on"


def test_a_note_of_tomorrow_does_not_count_today() -> None:
    world = child()
    world.today = LAST_MONDAY + timedelta(days=1)
    world.facts["pupil_adult_note"] = [note(LAST_MONDAY + timedelta(days=2), "acted_on")]
    found = made(world)
    assert states(found)[LAST_MONDAY] == "no_data"
    assert found.known["last_note"].to_pylist() == [None]


def test_a_week_in_which_september_begins_belongs_to_the_new_academic_year() -> None:
    world = child()
    world.marks = [(1, FIRST, date(2026, 7, 15)), (1, FIRST, date(2026, 9, 3))]
    world.facts["pupil_enrolment"][0]["entry_date"] = date(2026, 6, 1)
    found = made(world)
    assert sorted(states(found)) == [date(2026, 8, 31)]
    assert {r["value"] for r in found.counts.to_pylist() if r["grouping"] == "year_group"} == {"3", "4"}


def test_a_week_without_a_school_day_is_left_out() -> None:
    world = child()
    world.marks += [(1, FIRST, MONDAY - timedelta(days=14))]
    assert sorted(states(made(world))) == [MONDAY - timedelta(days=14), MONDAY, LAST_MONDAY]


def test_a_school_that_is_silent_for_a_week_still_has_its_children_in_the_ledger() -> None:
    world = child()
    world.facts["pupil"].append({"pupil": 2, "urn": MIDDLE})
    world.facts["pupil_enrolment"].append({"pupil": 2, "urn": MIDDLE, "entry_date": date(2026, 9, 1)})
    silent = [r for r in made(world).entries.to_pylist() if r["pupil"] == 2]
    assert [r["state"] for r in silent] == ["no_data", "no_data"]
    assert all("no marks" in r["missing"].split(" | ") for r in silent)


def test_a_child_in_two_schools_is_counted_once_at_the_main_one() -> None:
    world = child()
    world.facts["pupil_enrolment"] = [
        {"pupil": 1, "urn": FIRST, "entry_date": date(2026, 9, 1), "enrolment_status": "M"},
        {"pupil": 1, "urn": MIDDLE, "entry_date": date(2026, 10, 1), "enrolment_status": "S"},
    ]
    found = made(world)
    assert found.entries["urn"].to_pylist() == [FIRST, FIRST]
    assert found.known["urn"].to_pylist() == [FIRST]


def test_a_child_who_moves_within_a_week_is_counted_where_they_went() -> None:
    world = child()
    world.facts["pupil_enrolment"] = [
        {"pupil": 1, "urn": MIDDLE, "entry_date": date(2026, 9, 1), "leaving_date": LAST_MONDAY + timedelta(days=1)},
        {"pupil": 1, "urn": FIRST, "entry_date": LAST_MONDAY + timedelta(days=2)},
    ]
    assert made(world).entries["urn"].to_pylist() == [MIDDLE, FIRST]


def test_a_child_who_left_on_the_monday_is_on_roll_in_that_week_and_not_in_the_next() -> None:
    world = child()
    world.facts["pupil_enrolment"][0]["leaving_date"] = MONDAY
    found = made(world)
    assert sorted(states(found)) == [MONDAY]
    assert found.known.num_rows == 0


@pytest.mark.parametrize("status", ["G", "F", "O", "P"])
def test_guests_and_children_who_left_on_an_unknown_day_are_on_no_roll(status: str) -> None:
    world = child()
    world.facts["pupil_enrolment"][0]["enrolment_status"] = status
    assert made(world).entries.num_rows == 0


def test_what_is_missing_is_said() -> None:
    world = child()
    assert made(world).entries["missing"].to_pylist()[-1] == (
        "no note at all | no result this term | no effort grade this term | no named adult"
    )
    world.facts["pupil_adult_note"] = [note(date(2026, 10, 1))]
    world.facts["pupil_result"] = [
        {
            "pupil": 1,
            "urn": FIRST,
            "stage": "TEST",
            "subject": "MAT",
            "period": 2027,
            "day": LAST_MONDAY,
            "value": 100.0,
        }
    ]
    world.facts["pupil_effort"] = [{"pupil": 1, "urn": FIRST, "period": 2027, "term": "autumn", "grade": 4}]
    world.facts["pupil_known_by"] = [
        {"pupil": 1, "urn": FIRST, "staff": "s", "staff_name": "Ms Rose", "start_date": LAST_MONDAY}
    ]
    assert made(world).entries["missing"].to_pylist() == ["no note | no result this term | no named adult", "no note"]


def test_a_result_of_the_term_before_is_no_result_of_this_one() -> None:
    world = child()
    world.facts["pupil_result"] = [
        {"pupil": 1, "urn": FIRST, "stage": "TEST", "subject": "MAT", "period": 2026, "day": date(2026, 7, 1)}
    ]
    assert "no result this term" in made(world).entries["missing"].to_pylist()[0].split(" | ")


def test_nothing_is_missing_where_somebody_looked() -> None:
    world = child()
    world.facts["pupil_adult_note"] = [note(LAST_MONDAY)]
    assert made(world).entries["missing"].to_pylist()[1] is None


def test_days_without_action_run_from_the_last_action_and_a_look_does_not_stop_them() -> None:
    world = child()
    world.facts["pupil_adult_note"] = [note(date(2026, 10, 21), "acted_on"), note(LAST_MONDAY)]
    (known,) = made(world).known.to_pylist()
    assert (known["last_action"], known["last_note"]) == (date(2026, 10, 21), LAST_MONDAY)
    assert known["days_without_action"] == 30
    by_week = {r["week"]: r["without_action"] for r in made(world).counts.to_pylist() if r["grouping"] == "all"}
    assert by_week == {MONDAY: 0, LAST_MONDAY: 1}


def test_days_without_action_run_from_the_first_day_on_roll_where_nobody_ever_acted() -> None:
    (known,) = made(child()).known.to_pylist()
    assert known["days_without_action"] == (TODAY - date(2026, 9, 1)).days
    assert (known["last_note"], known["last_action"], known["adult"]) == (None, None, None)


def test_the_named_adult_has_a_name() -> None:
    world = child()
    world.facts["pupil_known_by"] = [
        {"pupil": 1, "urn": FIRST, "staff": "900101/arbor 7", "start_date": date(2026, 9, 1)},
        {"pupil": 1, "urn": FIRST, "staff": "x", "start_date": date(2025, 9, 1), "end_date": date(2026, 8, 31)},
    ]
    world.facts["staff_member"] = [
        {"staff": "900101/arbor 7", "urn": FIRST, "title": "Mr", "forename": "Ola", "surname": "Bello"}
    ]
    assert made(world).known["adult"].to_pylist() == ["Mr Ola Bello"]
    del world.facts["staff_member"]
    assert made(world).known["adult"].to_pylist() == ["somebody whose name was not sent"]


def test_groups_are_those_of_the_week_and_not_of_today() -> None:
    world = child(free_school_meals=True, sen_provision="K", registration_group="4R")
    world.marks += [(1, FIRST, date(2025, 11, 10))]
    world.facts["pupil_enrolment"][0]["entry_date"] = date(2025, 9, 1)
    world.facts["pupil_need"] = [
        {"pupil": 1, "urn": FIRST, "kind": "free_school_meals", "start_date": LAST_MONDAY},
        {"pupil": 1, "urn": FIRST, "kind": "sen_provision", "code": "K", "start_date": date(2026, 1, 1)},
    ]
    found = {(r["week"], r["grouping"]): r["value"] for r in made(world).counts.to_pylist()}
    assert found[date(2025, 11, 10), "year_group"] == "3"
    assert found[LAST_MONDAY, "year_group"] == "4"
    assert [found[w, "free_school_meals"] for w in (MONDAY, LAST_MONDAY)] == ["no", "yes"]
    assert found[date(2025, 11, 10), "sen_provision"] == "N"
    assert found[MONDAY, "sen_provision"] == "K"
    assert found[date(2025, 11, 10), "registration_group"] == "not known"
    assert found[MONDAY, "registration_group"] == "4R"
    assert found[MONDAY, "sex"] == "not known"


def test_without_anything_there_is_an_empty_ledger() -> None:
    world = World()
    world.facts = {"pupil": [], "pupil_enrolment": []}
    found = made(world)
    assert [t.num_rows for t in found] == [0, 0, 0]
    assert found.entries.schema == LedgerEntry.schema()
    assert found.counts.schema == LedgerCount.schema()
    assert found.known.schema == KnownByNow.schema()


def some_marks() -> pa.Table:
    """A child's marks of two weeks, among them a planned closure and one that does not count."""

    def mark(day: date, session: str, code: str, *, counted: bool = True) -> dict[str, Any]:
        return {"pupil": 1, "urn": FIRST, "day": day, "session": session, "code": code, "counted": counted}

    friday, tuesday = MONDAY + timedelta(days=4), MONDAY + timedelta(days=1)
    return rows(Mark, [
        mark(MONDAY, "AM", "L"), mark(MONDAY, "PM", "\\"), mark(tuesday, "AM", "S"), mark(tuesday, "PM", "X"),
        mark(friday, "AM", "O"), mark(friday, "PM", "I"), mark(MONDAY + timedelta(days=2), "AM", "#"),
        mark(MONDAY + timedelta(days=3), "AM", "I", counted=False), mark(LAST_MONDAY, "AM", "U"),
    ])  # fmt: skip


def test_marks_are_counted_by_week_from_monday_to_sunday() -> None:
    with Session() as session:
        first, second = marks_by_week(session, some_marks()).to_pylist()
    assert first == {
        "pupil": 1, "urn": FIRST, "week": MONDAY, "days": 1 + 2 + 16, "marks": 6, "possible": 5, "missed": 3,
        "unauthorised": 1, "late": 1, "study_leave": 1, "edge_possible": 4, "edge_missed": 2,
    }  # fmt: skip
    assert (second["week"], second["missed"], second["unauthorised"]) == (LAST_MONDAY, 1, 1)


def test_without_marks_there_are_no_weeks() -> None:
    with Session() as session:
        assert marks_by_week(session, Mark.empty()).num_rows == 0


@pytest.mark.spark
@pytest.mark.xdist_group("spark")
def test_spark_counts_weeks_as_duckdb_does() -> None:
    if importlib.util.find_spec("pyspark") is None or shutil.which("java") is None:
        pytest.skip("Spark needs the 'spark' extra and Java 17 on this machine")
    with Session() as session, Session("spark") as spark:
        assert marks_by_week(spark, some_marks()).equals(marks_by_week(session, some_marks()))


_DAYS = st.dates(date(2026, 6, 1), date(2026, 12, 20))


@st.composite
def _worlds(draw: st.DrawFn) -> World:
    world = World(today=draw(st.dates(date(2026, 9, 1), date(2026, 12, 1))))
    children = draw(st.integers(0, 5))
    some = st.sampled_from([None, "1", "N2", "13", "X"])
    world.facts["pupil"] = [
        {
            "pupil": p * 3,
            "urn": FIRST,
            "year_group": draw(some),
            "sex": draw(st.sampled_from([None, "M", "F"])),
            "free_school_meals": draw(st.sampled_from([None, True, False])),
            "last_described": draw(st.none() | _DAYS),
        }
        for p in range(children)
    ]
    who = st.sampled_from([p * 3 for p in range(children)] or [0])
    urn = st.sampled_from([FIRST, MIDDLE])

    def some_rows(**columns: st.SearchStrategy[Any]) -> list[dict[str, Any]]:
        row = st.fixed_dictionaries({"pupil": who, "urn": urn, **columns})
        return draw(st.lists(row, max_size=6)) if children else []

    status = st.sampled_from([None, "C", "M", "S", "G", "P"])
    enrolments = some_rows(entry_date=_DAYS, leaving_date=st.none() | _DAYS, enrolment_status=status)
    world.facts["pupil_enrolment"] = list({(e["pupil"], e["urn"], e["entry_date"]): e for e in enrolments}.values())
    kinds = st.sampled_from(["acted_on", "looked_at", "contact"])
    world.facts["pupil_adult_note"] = some_rows(day=_DAYS, kind=kinds)
    world.facts["pupil_support"] = some_rows(start_date=_DAYS, programme=st.just("Reading"))
    need = st.sampled_from(["free_school_meals", "sen_provision", "looked_after"])
    world.facts["pupil_need"] = some_rows(kind=need, code=st.just("K"), start_date=_DAYS, end_date=st.none() | _DAYS)
    group = st.sampled_from(["4R", "4S"])
    world.facts["pupil_class_membership"] = some_rows(kind=st.just("registration"), class_name=group, start_date=_DAYS)
    world.marks = draw(st.lists(st.tuples(who, urn, _DAYS), max_size=12)) if children else []
    return world


def year_of(week: date) -> int:
    friday = week + timedelta(days=4)
    return friday.year + (friday.month >= 9)


@settings(max_examples=150, deadline=None)
@given(_worlds())
def test_the_ledger_agrees_with_a_slow_one_and_adds_up_to_the_roll(world: World) -> None:
    found, slow = made(world), slow_states(world)
    latest = max((year_of(monday(day)) for *_, day in world.marks if day <= world.today), default=0)
    expected = {k: v for k, v in slow.items() if year_of(k[1]) == latest}
    assert {(r["pupil"], r["week"]): (r["urn"], r["state"]) for r in found.entries.to_pylist()} == expected
    assert all((r["missing"] is not None) == (r["state"] == "no_data") for r in found.entries.to_pylist())

    roll = Counter((urn, week) for (_, week), (urn, _) in slow.items())
    told: Counter[tuple[int, date, str]] = Counter()
    for r in found.counts.to_pylist():
        assert r["acted_on"] + r["looked_at"] + r["no_data"] == r["roll"] > 0
        assert 0 <= r["without_action"] <= r["roll"]
        told[r["urn"], r["week"], r["grouping"]] += r["roll"]
    names = {g for _, _, g in told}
    assert all(told[urn, week, name] == n for (urn, week), n in roll.items() for name in names)
    assert len(told) == len(roll) * (9 if roll else 0)
    by_state = {
        (r["urn"], r["week"], s): r[s]
        for r in found.counts.to_pylist()
        if r["grouping"] == "all"
        for s in ("acted_on", "looked_at", "no_data")
    }
    assert {k: n for k, n in by_state.items() if n} == Counter((u, w, s) for (_, w), (u, s) in slow.items())


def test_the_key_of_each_table_is_unique() -> None:
    world = child()
    world.facts["pupil_need"] = [
        {"pupil": 1, "urn": FIRST, "kind": "looked_after", "start_date": MONDAY - timedelta(days=d)} for d in (3, 9)
    ]
    found = made(world)
    for table, kind in ((found.entries, LedgerEntry), (found.counts, LedgerCount), (found.known, KnownByNow)):
        keys = pa.table([table[k] for k in kind.key], names=list(kind.key)).to_pylist()
        assert len({tuple(k.values()) for k in keys}) == len(keys)


def test_weeks_begin_on_mondays() -> None:
    assert all(monday(w) == w for w in states(made(child())))
