"""The made-up children: the same for the same seed, on roll where marks say so, and with what was planted in them."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from collegiate.simulate.children import MadeUpTrust, academies, make_trust
from collegiate.simulate.kinds import Kind
from collegiate.tables import PEOPLE, SessionMark
from collegiate.vocabulary import UPN, code_list

TODAY = date(2026, 11, 20)
_LAID_BY = ("file_id", "line")


@pytest.fixture(scope="module")
def trust() -> MadeUpTrust:
    """Both trusts, 500 pupils on roll, three years and an autumn."""
    return make_trust(seed=3, pupils=500, years=3)


@pytest.fixture(scope="module")
def marks(trust) -> dict[tuple[int, int], pa.Table]:
    """All marks by school and year."""
    return {(urn, period): table for urn, period, table in trust.marks()}


def _rows(table: pa.Table, *columns: str) -> list[tuple]:
    return list(zip(*(table[c].to_pylist() for c in columns), strict=True))


def _counted(marks: pa.Table, *columns: str) -> pa.Table:
    """How many marks there are of each combination of columns, as `marks`."""
    plain = pa.table({c: marks[c].cast(pa.string()) if c in ("person", "code") else marks[c] for c in columns})
    return plain.group_by(list(columns)).aggregate([([], "count_all")]).rename_columns([*columns, "marks"])


def _days(marks: pa.Table) -> set[date]:
    return set(marks["day"].unique().to_pylist())


def _upn_of(trust: MadeUpTrust) -> dict[str, str]:
    return dict(_rows(trust.facts["pupil_record"], "person", "upn"))


# --- the same seed ---------------------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_facts_and_marks(trust, marks):
    again = make_trust(seed=3, pupils=500, years=3)
    assert all(again.facts[name].equals(table) for name, table in trust.facts.items())
    last = max(marks)
    assert again.marks_of(len(again.schools) - 1, 2025).equals(trust.marks_of(len(trust.schools) - 1, 2025)), (
        "whatever was asked for before"
    )
    assert again.marks_of([s.urn for s in again.schools].index(last[0]), last[1]).equals(marks[last])
    assert again.truth == trust.truth


def test_another_seed_gives_other_children(trust):
    other = make_trust(seed=4, pupils=500, years=3)
    assert not other.facts["pupil_record"].equals(trust.facts["pupil_record"])


@pytest.mark.parametrize(("pupils", "years", "said"), [(600, 0, "1 to 9"), (600, 10, "1 to 9"), (59, 2, "60 pupils")])
def test_what_cannot_be_made_is_refused_with_the_limits(pupils, years, said):
    with pytest.raises(ValueError, match=said):
        make_trust(seed=1, pupils=pupils, years=years)


def test_an_unknown_trust_is_refused_with_those_there_are():
    with pytest.raises(ValueError, match="three-tier, urban, both"):
        make_trust(seed=1, pupils=600, years=1, trust="rural")  # type: ignore[arg-type]


# --- the tables ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", [t for t in PEOPLE if t.name not in ("session_mark", "unknown_block")])
def test_each_table_has_its_columns_its_required_cells_and_one_row_a_key(trust, table):
    facts = trust.facts[table.name]
    assert facts.schema.equals(table.schema())
    assert facts.num_rows > 0
    for name, column in table.columns().items():
        if column.required and name not in _LAID_BY:
            assert facts[name].null_count == 0, name
    key = [k for k in table.key if k not in _LAID_BY]
    assert facts.group_by(key).aggregate([]).num_rows == facts.num_rows


def test_marks_have_their_columns_and_one_row_a_key(marks):
    for table in marks.values():
        assert table.schema.equals(SessionMark.schema())
        plain = table.set_column(3, "person", table["person"].cast(pa.string()))
        assert plain.group_by(["person", "day", "session"]).aggregate([]).num_rows == table.num_rows
        assert table["code"].null_count == 0


def test_nothing_is_dated_after_today(trust):
    assert trust.today == TODAY
    for name, table in trust.facts.items():
        for field in table.schema:
            if pa.types.is_date(field.type):
                latest = pc.max(table[field.name]).as_py()
                assert latest is None or latest <= TODAY, (name, field.name)


def test_without_a_running_year_the_last_day_is_in_july():
    done = make_trust(seed=3, pupils=100, years=1, trust="urban", running=False)
    assert done.today.year == 2026
    assert done.today.month == 7
    assert {period for _, period, _ in done.marks()} == {2026}


# --- rolls -----------------------------------------------------------------------------------------------------


def test_the_roll_is_as_large_as_asked_and_the_truth_counts_it(trust):
    spells = _rows(trust.facts["enrolment"], "urn", "leaving_date", "enrolment_status")
    open_now = [u for u, left, status in spells if left is None and status != "S"]
    assert {str(u): n for u, n in Counter(open_now).items()} == trust.truth["roll"]
    assert abs(trust.truth["on_roll"] - 500) < 50


def test_the_two_church_first_schools_have_under_60_on_roll_in_a_large_trust_too():
    large = make_trust(seed=1, pupils=6_000, years=1, trust="three-tier")
    small = sorted(large.truth["roll"].values())[:2]
    assert small[1] < 60 < sorted(large.truth["roll"].values())[2]


def test_spells_of_a_child_do_not_overlap_but_for_dual_registration(trust):
    upn = _upn_of(trust)
    spells = defaultdict(list)
    for person, entry, left, status in _rows(
        trust.facts["enrolment"], "person", "entry_date", "leaving_date", "enrolment_status"
    ):
        assert left is None or entry <= left
        if status != "S":
            spells[upn[person]].append((entry, left or date.max))
    for of_child in spells.values():
        of_child.sort()
        assert all(a[1] < b[0] for a, b in pairwise(of_child))


def test_children_move_from_stage_to_stage_under_another_number_with_the_same_upn(trust):
    kind = {s.urn: s.phase_kind for s in trust.schools}
    steps = defaultdict(set)
    for urn, _person, upn in _rows(trust.facts["pupil_record"], "urn", "person", "upn"):
        steps[upn].add(kind[urn])
    assert sum({Kind.FIRST, Kind.MIDDLE} <= of for of in steps.values()) > 5
    assert sum({Kind.MIDDLE, Kind.HIGH} <= of for of in steps.values()) > 5
    assert sum({Kind.PRIMARY, Kind.SECONDARY} <= of for of in steps.values()) > 5
    assert len(set(trust.facts["pupil_record"]["person"].to_pylist())) == trust.facts["pupil_record"].num_rows


def test_children_have_good_upns_each_their_own(trust):
    born = defaultdict(set)
    for upn, day in _rows(trust.facts["pupil_record"], "upn", "birth_date"):
        parsed = UPN.parse(upn)
        assert not parsed.temporary
        assert parsed.warnings == ()
        born[upn].add(day)
    assert all(len(days) == 1 for days in born.values())
    assert len(born) == trust.truth["pupils"]


def test_brothers_and_sisters_share_surname_home_and_whom_to_ring(trust):
    described = {p: (s, o) for p, s, o in _rows(trust.facts["pupil_record"], "person", "surname", "outward_code")}
    upn = _upn_of(trust)
    families = defaultdict(set)
    for person, email, surname in _rows(trust.facts["contact"], "person", "email", "surname"):
        families[email].add((upn[person], described[person], surname))
    many = [of for of in families.values() if len({u for u, _, _ in of}) > 1]
    assert len(many) > 50
    assert all(len({(home, surname) for _, home, surname in of}) == 1 for of in many)


def test_year_groups_go_with_age(trust):
    order = {"N2": -1, "R": 0} | {str(n): n for n in range(1, 14)}
    for born, as_of, year in _rows(trust.facts["pupil_record"], "birth_date", "as_of", "year_group"):
        starts = as_of.year - (as_of.month < 9)
        assert order[year] == starts - (born.year + (born.month >= 9)) - 4


# --- marks -----------------------------------------------------------------------------------------------------


def test_every_child_has_two_marks_on_each_school_day_on_roll_and_none_on_others(trust, marks):
    spells = defaultdict(list)
    for person, entry, left in _rows(trust.facts["enrolment"], "person", "entry_date", "leaving_date"):
        spells[person].append((entry, left or TODAY))
    for (urn, period), table in marks.items():
        school_days = _days(table)
        assert all(d.weekday() < 5 and date(period - 1, 9, 1) <= d <= date(period, 8, 31) for d in school_days)
        seen = dict(_rows(_counted(table, "person"), "person", "marks"))
        for person, number in seen.items():
            on_roll = {d for a, b in spells[person] for d in school_days if a <= d <= b}
            assert number == 2 * len(on_roll), (urn, period)
        there = {
            p
            for p, of in spells.items()
            if p.startswith(f"{urn}/") and any(a <= d <= b for a, b in of for d in school_days)
        }
        assert there == set(seen)


def test_days_are_about_190_a_year_with_the_holidays_out(marks):
    whole = [_days(t) for (_, period), t in marks.items() if period <= 2026]
    assert all(188 <= len(days) <= 190 for days in whole)
    every = {day for days in whole for day in days}
    assert not every & {date(2023, 12, 25), date(2024, 3, 29), date(2025, 4, 21), date(2026, 5, 4), date(2025, 10, 29)}
    autumn = {d for (_, period), t in marks.items() if period == 2027 for d in _days(t)}
    assert max(autumn) == TODAY


def test_registers_were_not_taken_while_schools_were_closed_to_most():
    old = make_trust(seed=1, pupils=60, years=8, trust="urban", running=False)
    days = {d for n in range(len(old.schools)) for d in _days(old.marks_of(n, 2020))}
    assert max(days) == date(2020, 3, 20)
    assert old.truth["years"] == list(range(2019, 2027))
    held = {(s, p) for s, p in _rows(old.facts["result"], "stage", "period") if p in (2020, 2021)}
    assert held <= {(s, p) for s in ("TEST", "KS4", "KS5") for p in (2020, 2021)}


def test_every_code_holds_on_its_day_and_both_generations_are_there(marks):
    attendance = code_list("attendance")
    used = {pair for t in marks.values() for pair in _rows(_counted(t, "code", "day"), "code", "day")}
    assert all(attendance.meaning(code, day) for code, day in used)
    codes = {code for code, _ in used}
    assert {
        "/",
        "\\",
        "L",
        "I",
        "M",
        "H",
        "G",
        "O",
        "U",
        "N",
        "C",
        "C2",
        "K",
        "V",
        "W",
        "B",
        "E",
        "S",
        "D",
        "X",
    } <= codes


def test_only_late_marks_have_minutes(marks):
    for table in marks.values():
        late = pc.equal(table["code"].cast(pa.string()), "L")
        assert late.equals(pc.is_valid(table["minutes_late"]))
        minutes = pc.min_max(table["minutes_late"]).as_py()
        assert minutes["min"] is None or 1 <= minutes["min"] <= minutes["max"] <= 30


def test_nursery_children_are_not_required_in_the_afternoon(trust, marks):
    nursery = {p for p, y in _rows(trust.facts["pupil_record"], "person", "year_group") if y == "N2"}
    assert nursery
    closed = {"X", "#", "Y4", "Y"}
    for (_, period), table in marks.items():
        if period == 2027:
            for person, session, code in _rows(table, "person", "session", "code"):
                assert person not in nursery or session == "AM" or code in closed


def test_a_dual_registered_child_is_never_possible_at_both_schools(trust, marks):
    upn = _upn_of(trust)
    dual = {upn[p] for p, s in _rows(trust.facts["enrolment"], "person", "enrolment_status") if s == "S"}
    assert dual
    theirs = pa.array([p for p, u in upn.items() if u in dual])
    groups = {m.code: m.group for m in code_list("attendance")}
    seen: dict[tuple, list[str]] = defaultdict(list)
    for table in marks.values():
        of_them = table.filter(pc.is_in(table["person"].cast(pa.string()), theirs))
        for person, day, session, code in _rows(of_them, "person", "day", "session", "code"):
            seen[upn[person], day, session].append(code)
    both = [codes for codes in seen.values() if len(codes) == 2]
    assert len(both) > 100
    assert all(sum(groups[c] != "not_a_possible_session" for c in codes) <= 1 for codes in both)


def test_suspensions_are_in_the_register(trust, marks):
    away = [
        (person, day, sessions)
        for person, day, kind, sessions in _rows(trust.facts["conduct"], "person", "day", "kind", "sessions")
        if kind == "suspension"
    ]
    assert len(away) > 10
    days = defaultdict(set)
    for table in marks.values():
        of = table.filter(pc.equal(table["code"].cast(pa.string()), "E"))
        for person, day in _rows(of, "person", "day"):
            days[person].add(day)
    first = sum(day in days[person] for person, day, _ in away)
    assert first >= 0.9 * len(away), "but for days on which the school was closed, or dual registration"


# --- the truth -------------------------------------------------------------------------------------------------


def test_the_truth_of_attendance_adds_up_to_the_marks(trust, marks):
    group = {m.code: m.group for m in code_list("attendance")}
    words = {
        "present": "attended",
        "approved_educational_activity": "attended",
        "authorised_absence": "authorised",
        "unauthorised_absence": "unauthorised",
    }
    truth = {(row["urn"], row["period"]): row for row in trust.truth["attendance"]}
    assert set(truth) == set(marks)
    for key, table in marks.items():
        by_child: dict[str, Counter] = defaultdict(Counter)
        for person, code, number in _rows(_counted(table, "person", "code"), "person", "code", "marks"):
            by_child[person][words.get(group[code], "")] += number
        sums = {w: sum(c[w] for c in by_child.values()) for w in set(words.values())}
        missed = [(c["authorised"] + c["unauthorised"], c["attended"]) for c in by_child.values()]
        had = [(m, m + a) for m, a in missed if m + a]
        assert truth[key] == {
            "urn": key[0],
            "period": key[1],
            "possible": sum(p for _, p in had),
            **sums,
            "persistent": sum(10 * m >= p for m, p in had),
            "severe": sum(2 * m >= p for m, p in had),
            "pupils": len(had),
        }


def test_nobody_wrote_of_those_of_whom_nobody_wrote(trust):
    upn = _upn_of(trust)
    written = {upn[p] for p in trust.facts["adult_note"]["person"].unique().to_pylist()}
    on_roll = {
        p
        for p, left, s in _rows(trust.facts["enrolment"], "person", "leaving_date", "enrolment_status")
        if left is None and s != "S"
    }
    assert set(trust.truth["nobody_recorded"]) == {p for p in on_roll if upn[p] not in written}
    assert len(trust.truth["nobody_recorded"]) >= 5


def test_academies_are_as_many_and_as_large_as_asked():
    made = make_trust(seed=1, pupils=1_000, years=1, schools=academies(8, 1_000))
    assert len(made.truth["roll"]) == 8
    assert abs(made.truth["on_roll"] - 1_000) < 80
    with pytest.raises(ValueError, match="one pupil a school"):
        academies(5, 4)


def test_every_week_of_term_some_children_are_acted_on_some_looked_at_and_some_neither(trust):
    monday = TODAY - timedelta(days=4)
    of_week = [(p, k) for p, k, d in _rows(trust.facts["adult_note"], "person", "kind", "day") if monday <= d <= TODAY]
    acted = {p for p, k in of_week if k != "looked_at"}
    looked = {p for p, _ in of_week} - acted
    roll = trust.truth["on_roll"]
    assert 0.03 * roll < len(acted) < 0.3 * roll
    assert 0.1 * roll < len(looked) < 0.6 * roll


def test_marks_come_at_speed(trust):
    import time

    began = time.perf_counter()
    number = sum(table.num_rows for _, _, table in trust.marks())
    assert number / (time.perf_counter() - began) > 300_000, "a tenth of what an idle core makes of small schools"


def test_numbers_are_seen_once(trust):
    assert np.unique([s.urn for s in trust.schools]).size == len(trust.schools) == 15


def test_no_two_children_of_a_family_have_one_forename():
    made = make_trust(seed=3, pupils=3000, years=1)
    rows = {
        (upn, name, surname, born)
        for upn, name, surname, born in _rows(made.facts["pupil_record"], "upn", "forename", "surname", "birth_date")
    }
    twins = Counter((name, surname, born) for _, name, surname, born in rows)
    assert max(twins.values()) == 1
