"""Retention: what is past its rule, to the day; what nobody can tell stays and is said; nothing is removed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from collegiate.store import Scope, Store
from collegiate.store.retention import RetentionReader, Rule, RuleError, described, rules
from collegiate.tables import RECORD

NORTH, SOUTH = 900001, 900002
TODAY = date(2051, 9, 1)
TABLES = {t.name: t for t in RECORD}


def child(pupil: int, urn: int = NORTH, **more) -> dict:
    return {"pupil": pupil, "pupil_key": f"KEY{pupil:07d}", "urn": urn, "on_roll": False, "search_text": "x", "surname": "S", "forename": f"F{pupil}", **more}  # fmt: skip


@pytest.fixture
def read(tmp_path: Path):
    """Publish rows, and read them within a scope."""

    def published(urns=None, **given) -> RetentionReader:
        store = Store(tmp_path)
        with store.build() as building:
            tables = {n: pa.Table.from_pylist(rows, schema=TABLES[n].schema()) for n, rows in given.items()}
            building.publish(tables, {})
        scope = Scope("me@x", "test", urns)
        return RetentionReader.of(store.people(scope))

    return published


def rule(**more) -> Rule:
    given = {"id": "r", "about": "a", "tables": ("pupil",), "counts_from": "birth", "years": 25, "who": "all", "ground": "g", "source": "s"}  # fmt: skip
    return Rule(**{**given, **more})


def test_a_birthday_is_past_on_the_day_and_not_a_day_sooner(read):
    people = read(pupil=[child(1, birth_date=date(2026, 9, 1)), child(2, birth_date=date(2026, 9, 2))])
    (past,) = people.past([rule()], TODAY)
    assert (past.children, past.rows, past.cannot_tell) == ({1}, 1, set())


def test_a_day_before_any_year_that_there_is_is_before_everything():
    assert rules()[0].before(date(1, 1, 1)) == date.min


def test_the_29th_of_february_counts_to_the_28th():
    assert rule(years=1).before(date(2052, 2, 29)) == date(2051, 2, 28)


def test_a_child_whose_date_is_missing_stays_and_is_said(read):
    people = read(pupil=[child(1), child(2, birth_date=date(2000, 1, 1))])
    (past,) = people.past([rule()], TODAY)
    assert (past.children, past.cannot_tell) == ({2}, {1})
    assert described([past], {}, [rule()])[0]["children_of_whom_nobody_can_tell"] == 1


def test_a_child_on_roll_never_left(read):
    gone = date(2040, 7, 20)
    people = read(pupil=[child(1, on_roll=True, leaving_date=gone), child(2, leaving_date=gone), child(3)])
    (past,) = people.past([rule(counts_from="left", years=1)], TODAY)
    assert (past.children, past.cannot_tell) == ({2}, {3})


def test_rows_are_counted_by_their_own_day_school_and_file(read):
    marks = [
        {"pupil": 1, "urn": u, "day": d, "session": s, "code": "/", "counted": True, "file_id": f, "line": n}
        for n, (u, d, s, f) in enumerate(
            [(NORTH, date(2045, 9, 1), "AM", 4), (NORTH, date(2045, 9, 1), "PM", 5), (NORTH, date(2045, 9, 2), "AM", 6), (SOUTH, date(2040, 1, 9), "AM", 7)]
        )
    ]  # fmt: skip
    people = read(pupil=[child(1)], mark=marks)
    found = {p.urn: p for p in people.past([rule(tables=("mark",), counts_from="row", years=6)], TODAY)}
    assert (found[NORTH].rows, found[NORTH].files) == (2, {4, 5})
    assert (found[SOUTH].rows, found[SOUTH].files, found[SOUTH].children) == (1, {7}, {1})


def test_an_academic_year_is_past_when_its_last_day_is(read):
    years = [{"pupil": 1, "urn": NORTH, "period": p, "possible": 1, "attended": 1, "authorised": 0, "unauthorised": 0, "late": 0, "educational": 0, "not_possible": 0} for p in (2044, 2045, 2046)]  # fmt: skip
    people = read(pupil=[child(1)], pupil_attendance=years)
    (past,) = people.past([rule(tables=("pupil_attendance",), counts_from="row", years=6)], TODAY)
    assert past.rows == 2


def test_a_need_at_any_time_makes_the_longer_rule_hold(read):
    born = date(2022, 1, 1)
    needs = [{"pupil": 2, "urn": NORTH, "kind": "sen_provision", "code": "K", "start_date": date(2030, 1, 1), "end_date": date(2031, 1, 1), "file_id": 1, "line": 1}]  # fmt: skip
    people = read(pupil=[child(1, birth_date=born), child(2, birth_date=born)], pupil_need=needs)
    found = people.past([rule(id="short", who="not_sen"), rule(id="long", who="sen", years=31)], TODAY)
    assert [(p.rule, p.children) for p in found] == [("short", {1})]


def test_a_scope_counts_its_own_children_alone(read):
    born = date(2000, 1, 1)
    people = read(urns=frozenset([SOUTH]), pupil=[child(1, birth_date=born), child(2, SOUTH, birth_date=born)])
    assert [(p.urn, p.children) for p in people.past([rule()], TODAY)] == [(SOUTH, {2})]
    assert not people.children_past(rule(), NORTH, TODAY)


def test_counts_are_no_look_and_the_children_are(read, tmp_path):
    people = read(pupil=[child(1, birth_date=date(2000, 1, 1))])
    people.past(rules(), TODAY)
    assert not list(Store(tmp_path).audit.journal)
    assert [r["pupil"] for r in people.children_past(rule(), NORTH, TODAY)] == [1]
    assert [e["keys"] for e in Store(tmp_path).audit.journal] == [["KEY0000001"]]


def test_the_shipped_rules_name_tables_that_there_are_and_say_their_ground():
    for r in rules():
        assert set(r.tables) <= set(TABLES), r.id
        assert r.ground and r.source and r.years > 0


@pytest.mark.parametrize("text", ["", "rule = 3", "[[rule]]\nid = 'x'", "nonsense ["])
def test_a_file_that_is_no_rules_says_so(tmp_path, text):
    path = tmp_path / "own.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RuleError, match=r"own\.toml"):
        rules(path)


def test_a_rule_that_cannot_be_followed_is_named(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text('[[rule]]\nid="odd"\nabout="a"\ntables=["mark"]\ncounts_from="moon"\nyears=1\nwho="all"\nground="g"\nsource="s"\n', encoding="utf-8")  # fmt: skip
    with pytest.raises(RuleError, match="odd"):
        rules(path)
