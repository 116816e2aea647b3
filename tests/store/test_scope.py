"""Children's rows: only through a scope, only those that it holds, and every look written down."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pyarrow as pa
import pytest

from collegiate.store import JournalBrokenError, OutOfScopeError, Scope, ScopeNeededError, Store
from collegiate.store.layout import SecretBrokenError, kept_secret, replace_text
from collegiate.tables import (
    RECORD,
    AttendanceCount,
    KnownByNow,
    LedgerCount,
    LedgerEntry,
    PersonLink,
    Pupil,
    PupilFinding,
    Receipt,
    RefusedRow,
)  # fmt: skip

WEEK = date(2026, 11, 16)
NORTH, SOUTH = 900001, 900002


def rows(table, *found):
    return table.conform(pa.Table.from_pylist([{"search_text": "x", **f} if table is Pupil else f for f in found]))


def child(pupil, urn, surname):
    return {
        "pupil": pupil, "pupil_key": f"KEY{pupil}", "urn": urn, "on_roll": True, "surname": surname, "forename": "Sam",
        "upn": "A801200005001", "search_text": f"sam {surname.lower()}", "year_group": "5", "registration_group": "5A",
    }  # fmt: skip


def publish(path):
    store = Store(path)
    counts = dict.fromkeys(("roll", "acted_on", "looked_at", "no_data", "without_action"), 1)
    receipt = {
        "file_id": 1,
        "file": "a.csv",
        "sha256": "00",
        "status": "partly",
        "rows_in": 2,
        "rows_kept": 1,
        "rows_refused": 1,
        "people": True,
    }
    refusal = {"file_id": 1, "line": 2, "reason": "r", "remedy": "m", "whole_row": True, "row_text": "Sam North"}
    with store.build() as building:
        building.add("receipt", rows(Receipt, receipt))
        building.add("refused_row", rows(RefusedRow, refusal))
        picture = {
            "pupil": rows(Pupil, child(1, NORTH, "North"), child(2, NORTH, "Other"), child(3, SOUTH, "South")),
            "person_link": rows(PersonLink, *({"person": f"upn {n}", "pupil": n, "pupil_key": f"KEY{n}", "how": "upn"} for n in (1, 2, 3)),
                                {"person": "900001/arbor 7", "pupil": 1, "pupil_key": "OLD1", "how": "number"}),
            "ledger_entry": rows(LedgerEntry, *({"pupil": n, "urn": u, "week": WEEK, "state": "no_data", "missing": "note"} for n, u in ((1, NORTH), (2, NORTH), (3, SOUTH)))),
            "ledger_count": rows(LedgerCount, *({"urn": u, "week": WEEK, "grouping": "all", "value": "all", **counts} for u in (NORTH, SOUTH))),
            "known_now": rows(KnownByNow, *({"pupil": n, "urn": u, "days_without_action": n} for n, u in ((1, NORTH), (3, SOUTH)))),
            "pupil_finding": rows(PupilFinding, {"rule": "upn_temporary", "urn": SOUTH, "pupil": 3, "found": "f", "matters": "m", "remedy": "r", "owner": "o", "fix_by": WEEK}),
            "attendance_count": AttendanceCount.empty(),
        }  # fmt: skip
        building.publish(picture, {})
    return store


@pytest.fixture
def store(tmp_path):
    return publish(tmp_path / "s")


def of_north(store):
    return store.people(Scope("head", "roll call", frozenset({NORTH})))


def test_no_table_of_children_is_read_without_a_scope(store):
    for table in RECORD:
        with pytest.raises(ScopeNeededError):
            store.reader().count(table.name)
        with pytest.raises(ScopeNeededError):
            store.reader().tally(table.name, table.key[0])


def test_a_scope_says_who_and_why():
    for who, why in (("", "x"), ("x", " ")):
        with pytest.raises(ValueError, match="who looks and why"):
            Scope(who, why)


def test_a_scope_holds_its_own_children_alone(store):
    reader = of_north(store)
    assert [r["surname"] for r in reader.pupils()] == ["North", "Other"]
    assert reader.pupils(urn=SOUTH) == []
    assert reader.pupil("KEY3") is None
    assert reader.find_pupils("sam south") == []
    assert [r["pupil"] for r in reader.ledger_entries(WEEK)] == [1, 2]
    assert {r["urn"] for r in reader.ledger_counts(week=WEEK)} == {NORTH}
    assert [r["pupil"] for r in reader.known()] == [1]
    assert reader.findings() == []
    for ask in (lambda: reader.facts("pupil_result", 3), lambda: reader.marks(3), lambda: reader.attendance([1, 3]),
                lambda: reader.flags_of(3), reader.flag_scores, lambda: reader.flag_scores(urn=SOUTH), lambda: reader.refused(1)):  # fmt: skip
        with pytest.raises(OutOfScopeError):
            ask()


def test_nobodys_scope_holds_nobody(store):
    reader = store.people(Scope("visitor", "curious"))
    assert reader.pupils() == [] and reader.ledger_counts() == [] and reader.count_pupils("urn") == {}


def test_a_single_child_may_be_in_scope(store):
    reader = store.people(Scope("parent", "my own child", keys=frozenset({"KEY3"})))
    assert [r["surname"] for r in reader.pupils()] == ["South"]
    assert reader.pupil("KEY1") is None
    assert reader.facts("pupil_result", 3) == []


def test_an_old_key_leads_to_the_child(store):
    reader = store.people(Scope.trust_wide("lead", "review"))
    assert reader.pupil("OLD1")["surname"] == "North"
    assert reader.keys_of(1) == ["KEY1", "OLD1"]
    assert reader.pupil("NONE") is None


def test_the_upn_is_given_only_when_it_is_asked_for_by_itself(store):
    reader = store.people(Scope.trust_wide("lead", "review"))
    assert "upn" not in reader.pupil("KEY1") and "upn" not in reader.pupils()[0]
    assert reader.identifiers("KEY1", what="transfer file")["upn"] == "A801200005001"


def test_every_look_is_written_down_and_counts_are_not(store):
    reader = of_north(store)
    reader.ledger_counts()
    reader.classes(NORTH)
    assert store.audit.verify() == 0
    reader.pupil("OLD1")
    reader.pupils(registration_group="5A")
    reader.pupil("KEY3")
    assert store.audit.verify() == 2
    first, second = store.audit.journal
    assert (first["who"], first["what"], first["why"], first["keys"]) == ("head", "record", "roll call", ["KEY1"])
    assert second["keys"] == ["KEY1", "KEY2"]
    assert [e["what"] for e in store.audit.of({"KEY2"})] == ["list of children"]


def test_nothing_is_shown_when_the_look_cannot_be_written(store):
    def broken(look):
        raise OSError("disk full")

    reader = store.reader().scoped(Scope.trust_wide("lead", "review"), broken)
    for ask in (lambda: reader.pupil("KEY1"), reader.pupils, lambda: reader.ledger_entries(WEEK)):
        with pytest.raises(OSError, match="disk full"):
            ask()


@pytest.mark.parametrize(
    "spoil", [lambda t: t.replace("record", "report"), lambda t: "\n".join(t.splitlines()[1:]) + "\n"]
)
def test_a_journal_that_was_touched_is_found(store, spoil):
    reader = of_north(store)
    for _ in range(3):
        reader.pupil("KEY1")
    path = store.audit.journal.path
    path.write_text(spoil(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(JournalBrokenError, match="not what was written"):
        store.audit.verify()


def test_rows_of_files_about_children_stay_behind_the_scope(store):
    assert store.reader().refused(1) == []
    assert store.reader().original(1) is None
    assert store.people(Scope.trust_wide("lead", "review")).refused(1)[0]["row_text"] == "Sam North"


def test_the_secret_is_made_once_and_only_its_owner_reads_it(store):
    with store.build() as building:
        first = building.secret
    with store.build() as building:
        assert building.secret == first and len(first) == 32
    assert store.layout.secret.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("text", ["", "ab", "zz" * 32, "00" * 31])
def test_a_part_of_a_secret_is_no_secret(tmp_path, text):
    path = tmp_path / "secret"
    path.write_text(text)
    with pytest.raises(SecretBrokenError, match="backup"):
        kept_secret(path)


def test_whoever_asks_for_the_secret_at_once_gets_the_same_and_nothing_is_left_beside_it(tmp_path, monkeypatch):
    path = tmp_path / "secret"
    link, others = os.link, []

    def slow(aside, to):
        if not others:
            others.append(None)
            others.append(kept_secret(path))  # somebody else asks before this one is in place
        return link(aside, to)

    monkeypatch.setattr(os, "link", slow)
    assert kept_secret(path) == others[1] and len(others[1]) == 32
    assert [p.name for p in tmp_path.iterdir()] == ["secret"]


def test_two_who_replace_a_text_at_once_both_get_through(tmp_path):
    path = tmp_path / "CURRENT"
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: replace_text(path, f"{n}" * 1000), range(40)))
    assert len(set(path.read_text())) <= 2 and [p.name for p in tmp_path.iterdir()] == ["CURRENT"]
