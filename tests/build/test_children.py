"""The whole way for children: from a made-up trust's files to what was planted, found again."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from commands import collegiate
from stores import Built

from collegiate.build.truth import check_truth
from collegiate.store import Scope, Store


@pytest.fixture(scope="module")
def people(children_store: Built):
    return Store(children_store.store).people(Scope.trust_wide("a test", "to see what is there"))


@pytest.fixture(scope="module")
def truth(children_store: Built) -> dict:
    return json.loads((children_store.files / "truth.json").read_text(encoding="utf-8"))["children"]


@pytest.fixture(scope="module")
def checked(children_store: Built, people, truth):
    return check_truth(Store(children_store.store).reader(), people, truth)


EXACT = (
    "attendance", "ledger adds up", "roll", "nobody wrote a word", "wrong_upn_letter", "temporary_upn", "swapped_date", "marks_after_leaving",
    "two_upns_one_child", "one_upn_two_children", "silent_week", "impossible_date", "code_not_valid_on_date", "nothing clean: wrong_upn_letter",
    "nothing clean: temporary_upn", "nothing clean: swapped_date", "nothing clean: marks_after_leaving", "nothing clean: questions",
    "nothing clean: silent_week", "nothing clean: refused rows",
)  # fmt: skip


@pytest.mark.parametrize("kind", EXACT)
def test_what_was_planted_is_found_exactly(checked, kind):
    found = [line for line in checked if line.truth == kind]
    assert found, f"nothing of kind {kind} was planted"
    assert [line for line in found if not line.hit] == []


def test_effects_lie_in_their_intervals_about_as_often_as_these_say(checked):
    found = [line.hit for line in checked if line.truth == "school effect"]
    assert len(found) > 30 and sum(found) / len(found) >= 0.85


def test_ground_lost_at_a_move_is_found_and_not_elsewhere(checked):
    found = {line.truth: line for line in checked if line.truth.startswith("ground")}
    assert found["ground lost"].found["effect"] < -2
    assert found["ground not_lost"].found["verdict"] != "lost" or found["ground not_lost"].found["effect"] > -3


def test_every_row_of_every_file_is_accounted_for(children_store: Built):
    receipts = children_store.report["receipts"]
    assert len(receipts) > 200
    assert all(r["rows_in"] == r["rows_kept"] + r["rows_refused"] for r in receipts)
    assert not [
        r["file"]
        for r in receipts
        if r["status"] in ("unrecognised", "waiting") and not r["file"].endswith("truth.json")
    ]


def test_the_record_can_be_read_back_and_marks_lie_in_order(children_store: Built, people):
    store = Store(children_store.store)
    parts = sorted((store.layout.facts(store.current or "") / "mark").glob("*.parquet"))
    assert parts
    marks = pq.read_table(parts[-1], columns=["urn", "pupil", "day"]).to_pylist()
    keys = [(m["urn"], m["pupil"], m["day"]) for m in marks]
    assert keys == sorted(keys)


def test_nothing_that_is_shown_holds_a_upn(children_store: Built, people):
    upns = {r["upn"] for r in people._database.select("pupil", columns=["upn"]) if r["upn"]}
    shown = json.dumps([people.findings(), people.pupils(), people.questions(), people.flags(raised=None)], default=str)
    questions = {p for q in people.questions() for p in (q["person"], q["other_person"])}
    for upn in upns:
        assert upn not in shown or any(upn in name for name in questions)
    log = (children_store.store / "audit.jsonl").read_text(encoding="utf-8")
    assert not any(upn in log for upn in upns)


def test_the_register_counted_by_our_own_rules_is_what_was_published(people):
    from collegiate.pupils.attendance import COUNTS, children_of, day_ranges, reconcile
    from collegiate.tables import PupilAttendance
    from collegiate.tables.record import PupilEnrolment

    row = next(r for r in people.attendance_counts(period=2026))
    given = people.register(row["urn"], 2026, day_ranges(2026))
    births = pa.Table.from_pylist(
        given["pupil"], schema=pa.schema([("pupil", pa.int64()), ("birth_date", pa.date32())])
    )
    attendance = pa.Table.from_pylist(given["pupil_attendance"], schema=PupilAttendance.schema())
    enrolments = pa.Table.from_pylist(given["pupil_enrolment"], schema=PupilEnrolment.schema())
    children = children_of(attendance, births, enrolments, row["urn"], 2026)
    found = reconcile(pa.Table.from_pylist(given["counts"], schema=COUNTS), children, 2026)
    ours = found.figures["collegiate"]
    names = ("possible", "attended", "authorised", "unauthorised", "persistent", "severe", "pupils")
    assert {n: getattr(ours, n) for n in names} == {n: row[n] for n in names}
    for name, steps in found.steps.items():
        for column in ("possible", "attended", "authorised", "unauthorised", "persistent"):
            added = sum(getattr(s.change, column) for s in steps)
            assert getattr(ours, column) + added == getattr(found.figures[name], column), (name, column)


def test_commands_answer_as_promised(children_store: Built):
    store = str(children_store.store)
    ledger = json.loads(collegiate("ledger", "--store", store, "--json").stdout)
    assert ledger and all(r["roll"] == r["acted_on"] + r["looked_at"] + r["no_data"] for r in ledger)
    assert set(ledger[0]) >= {"urn", "roll", "acted_on", "looked_at", "no_data", "children_without_action"}
    attendance = json.loads(collegiate("attendance", "--store", store, "--year", "2025/26", "--json").stdout)
    assert all(r["possible"] == r["attended"] + r["authorised"] + r["unauthorised"] for r in attendance)
    assert {"absence_rate", "persistent", "severe", "pupils"} <= set(attendance[0])
    flags = json.loads(collegiate("flags", "--store", store, "--json").stdout)
    assert all(len(f["pupil_key"]) == 10 and f["reasons"] for f in flags)
    scored = json.loads(collegiate("flags", "--store", store, "--score", "--json").stdout)
    assert all(
        s["pupils"] == s["caught"] + s["missed"] + s["wrongly_worried"] + s["rightly_calm"] for s in scored["scores"]
    )
    lines = json.loads(
        collegiate(
            "truth-check", "--store", store, "--truth", str(children_store.files / "truth.json"), "--json"
        ).stdout
    )
    assert Counter(line["hit"] for line in lines)[True] > 0.9 * len(lines)
    assert "every line is as it was written" in collegiate("audit", "--store", store).stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("ledger", "--week", "16/11/2026"), "Write it as 2026-11-16"),
        (("ledger", "--week", "2019-01-07"), "no school day of it is known"),
        (("attendance", "--year", "1999/00"), "There are no register marks of 1999/00"),
        (("attendance", "--urn", "100000"), "There are no register marks of school 100000"),
        (("truth-check", "--truth", "/nowhere/truth.json"), "There is no"),
        (("fetch", "sims", "/tmp/x"), "There are oneroster, wonde, arbor, bromcom"),
        (("fetch", "wonde", "/tmp/x"), "URN"),
    ],
)
def test_a_wrong_question_is_answered_in_words(children_store: Built, arguments, words):
    store = () if arguments[0] == "fetch" else ("--store", str(children_store.store))
    asked = collegiate(*arguments, *store)
    assert asked.returncode == 2 and words in asked.stderr and "Traceback" not in asked.stderr


def test_a_store_without_children_says_so(simulated_store: Built):
    asked = collegiate("ledger", "--store", str(simulated_store.store))
    assert asked.returncode == 2 and "told of children" in asked.stderr


def test_sending_everything_again_changes_nothing_but_the_files_number(tmp_path: Path):
    """The same files twice under other names, and a build again: the same children, keys and counts."""
    import shutil

    from collegiate.build import build
    from collegiate.simulate import Pupils, write_nation

    write_nation(tmp_path / "files", seed=4, schools=60, pupils=Pupils(160, years=1, trust="urban"))
    schools = tmp_path / "files" / "children" / "schools"
    build([tmp_path / "files" / "children"], tmp_path / "store")
    first = _told(tmp_path / "store")
    for folder in sorted(schools.iterdir()):
        for file in sorted(folder.glob("*.csv")):
            shutil.copy(file, file.with_name(f"{file.stem}-again.csv"))
    build([tmp_path / "files" / "children"], tmp_path / "store")
    assert _told(tmp_path / "store") == first


def _told(store: Path) -> dict:
    reader = Store(store).people(Scope.trust_wide("a test", "to compare"))
    names = ("pupil_key", "urn", "surname", "year_group", "on_roll")
    attendance = [dict(r) for r in reader.attendance_counts()]
    return {
        "children": [[r[n] for n in names] for r in reader.pupils(on_roll=None)],
        "attendance": attendance,
        "ledger": reader.ledger_counts(),
        "results": [len(reader.facts("pupil_result", r["pupil"])) for r in reader.pupils(on_roll=None)],
    }


MARKS = "Adno,Date,Session,Mark,Minutes Late\n0001,05/09/2025,AM,/,\n0001,05/09/2025,PM,\\,\n"
PUPILS = "Forename,Surname,UPN,Year,Reg,Adno,DOB,Gender,Date of Admission\n=1+1,Elm,A801200005001,4,4A,0001,31/02/2017,F,01/09/2022\n"


def test_marks_of_children_whom_nobody_describes_are_kept_and_told(tmp_path: Path):
    from collegiate.build import build

    school = tmp_path / "files"
    school.mkdir()
    (school / "collegiate.toml").write_text('[school]\nurn = 900123\nsystem = "sims"\n', encoding="utf-8")
    (school / "marks.csv").write_text(MARKS, encoding="utf-8")
    report = build([school], tmp_path / "store")
    assert [r["rows_kept"] for r in report.receipts] == [2] and report.pupils == 0
    reader = Store(tmp_path / "store").people(Scope.trust_wide("a test", "to see"))
    assert [f["rule"] for f in reader.findings()] == ["described_by_nobody"]
    asked = collegiate("ledger", "--store", str(tmp_path / "store"))
    assert asked.returncode == 2 and "Traceback" not in asked.stderr


def test_one_school_and_one_child_is_a_picture_too(tmp_path: Path):
    from collegiate.build import build

    school = tmp_path / "files"
    school.mkdir()
    said = '[school]\nurn = 900123\nsystem = "sims"\n[files."pupils.csv"]\nas_of = "2025-09-05"\n'
    (school / "collegiate.toml").write_text(said, encoding="utf-8")
    (school / "marks.csv").write_text(MARKS, encoding="utf-8")
    (school / "pupils.csv").write_text(PUPILS, encoding="utf-8")
    assert build([school], tmp_path / "store").pupils == 1
    store = str(tmp_path / "store")
    (row,) = json.loads(collegiate("ledger", "--store", store, "--json").stdout)
    assert (row["roll"], row["no_data"]) == (1, 1)
    (row,) = json.loads(collegiate("attendance", "--store", store, "--json").stdout)
    assert (row["possible"], row["attended"], row["absence_rate"]) == (2, 2, 0.0)
    assert "No flags: " in collegiate("flags", "--store", store).stdout


def test_an_answer_joins_two_records_and_taking_it_back_parts_them_again(tmp_path: Path):
    """What a person decides is followed by the next build, and undoing it leaves everything as it was."""
    from collegiate.build import build
    from collegiate.simulate import Pupils, write_nation

    write_nation(tmp_path / "files", seed=9, schools=60, pupils=Pupils(500, years=1, trust="urban"))
    folder, store = tmp_path / "files" / "children", Store(tmp_path / "store")
    build([folder], tmp_path / "store")
    before = _told(tmp_path / "store")
    reader = store.people(Scope.trust_wide("a test", "to decide"))
    question = next(q for q in reader.questions() if q["kind"] == "maybe_one")
    keys = {question["first"]["pupil_key"], question["second"]["pupil_key"]}
    pair = {"person": question["person"], "other_person": question["other_person"], "by": "a test", "why": "same child"}
    store.decisions.add({"kind": "one_child", **pair})
    build([folder], tmp_path / "store")
    joined = store.people(Scope.trust_wide("a test", "to see"))
    assert len({joined.pupil(key)["pupil"] for key in keys}) == 1
    assert question["question"] not in {q["question"] for q in joined.questions()}
    assert len(joined.pupils(on_roll=None)) == len(before["children"]) - 1
    store.decisions.add({"kind": "undo", **pair})
    build([folder], tmp_path / "store")
    assert _told(tmp_path / "store") == before
    assert store.decisions.verify() == 2
