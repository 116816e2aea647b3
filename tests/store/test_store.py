"""The store: nothing half-done is seen, nothing is lost, readers follow the pointer."""

import pyarrow as pa
import pytest

from collegiate.engine import Database
from collegiate.store import BuildRunningError, NoSnapshotError, Store, VerificationError
from collegiate.store import store as store_module
from collegiate.store.publishing import KEPT_SNAPSHOTS, sha256_of
from collegiate.tables import Receipt, RefusedRow, School, Trust


def receipts(rows_in=3, kept=2, refused=1):
    row = {
        "file_id": 1, "file": "a.csv", "sha256": "00", "size": 1, "status": "partly",
        "rows_in": rows_in, "rows_kept": kept, "rows_refused": refused,
    }  # fmt: skip
    return Receipt.conform(pa.Table.from_pylist([row]))


def refusals(n=1):
    rows = [{"file_id": 1, "line": i + 2, "reason": "r", "remedy": "m", "whole_row": True} for i in range(n)]
    return RefusedRow.conform(pa.Table.from_pylist(rows))


def schools(*names):
    rows = [
        {
            "urn": 100001 + i,
            "institution": 100001 + i,
            "school_name": n,
            "search_text": f"{n.lower()} {100001 + i}",
            "status": "open",
        }
        for i, n in enumerate(names)
    ]
    return School.conform(pa.Table.from_pylist(rows))


def publish(store, *names):
    with store.build() as building:
        building.add("receipt", receipts())
        building.add("refused_row", refusals())
        return building.publish({"school": schools(*names)}, {"trust": "16617"})


def test_before_the_first_build_the_reader_says_what_to_do(tmp_path):
    with pytest.raises(NoSnapshotError, match="collegiate build FOLDER --store"):
        Store(tmp_path / "s").reader()


def test_a_published_snapshot_is_read(tmp_path):
    store = Store(tmp_path)
    snapshot = publish(store, "Dove Bank High", "Windmill Park")
    reader = store.reader()
    assert reader.snapshot == snapshot == store.current
    assert reader.about["trust"] == "16617"
    assert [s["school_name"] for s in reader.schools([100002, 100001])] == ["Dove Bank High", "Windmill Park"]
    assert [s["urn"] for s in reader.search("bank DOVE")["schools"]] == [100001]
    assert reader.search("  ") == {"trusts": [], "schools": []}


def test_a_reader_stays_with_its_snapshot_and_the_next_follows_the_pointer(tmp_path):
    store = Store(tmp_path)
    publish(store, "Old")
    before = store.reader()
    publish(store, "New")
    assert before.school(100001)["school_name"] == "Old"
    assert store.reader().school(100001)["school_name"] == "New"


def test_no_more_than_two_databases_are_open_and_the_one_before_is_not_opened_anew(tmp_path, monkeypatch):
    opened = []
    monkeypatch.setattr(store_module, "Database", lambda path: opened.append(path.stem) or Database(path))
    store = Store(tmp_path / "s")
    first = publish(store, "First")
    assert store.reader().snapshot == first
    second = publish(store, "Second")
    assert store.reader().snapshot == second and store.reader_at(first).snapshot == first
    assert opened == [first, second]
    third = publish(store, "Third")
    for name in (third, first, second, second, third):
        assert store.reader_at(name).snapshot == name
    assert opened == [first, second, third, first, second]


def test_a_build_that_fails_leaves_the_last_snapshot_and_no_rubbish(tmp_path):
    store = Store(tmp_path)
    first = publish(store, "Good")
    with pytest.raises(RuntimeError), store.build() as building:
        building.add("receipt", receipts())
        raise RuntimeError("power cut")
    assert store.current == first
    assert not store.layout.work.exists()


@pytest.mark.parametrize(
    ("rows", "refused", "words"),
    [
        (receipts(rows_in=4), refusals(1), "do not add up"),
        (receipts(rows_in=3, kept=1, refused=2), refusals(1), "count 2 refused rows, but 1 are kept"),
    ],
)
def test_rows_that_do_not_add_up_are_never_published(tmp_path, rows, refused, words):
    store = Store(tmp_path)
    with store.build() as building:
        building.add("receipt", rows)
        building.add("refused_row", refused)
        with pytest.raises(VerificationError, match=words):
            building.publish({}, {})
    assert store.current is None


def test_a_key_that_repeats_is_never_published(tmp_path):
    twice = pa.concat_tables([schools("A"), schools("B")])
    with Store(tmp_path).build() as building, pytest.raises(VerificationError, match="repeat their key urn"):
        building.publish({"school": twice}, {})


def test_one_build_at_a_time(tmp_path):
    store = Store(tmp_path)
    with store.build(), pytest.raises(BuildRunningError, match="Wait for it to end"), store.build():
        pass


def test_old_snapshots_are_pruned_and_an_earlier_one_can_be_served_again(tmp_path):
    store = Store(tmp_path)
    ids = [publish(store, f"N{i}") for i in range(KEPT_SNAPSHOTS + 2)]
    assert store.layout.snapshots() == sorted(ids)[-KEPT_SNAPSHOTS:]
    store.go_back_to(store.layout.snapshots()[0])
    assert store.reader().snapshot == store.layout.snapshots()[0]
    with pytest.raises(NoSnapshotError, match="There is no snapshot gone"):
        store.go_back_to("gone")


def test_an_original_is_kept_once_by_its_hash(tmp_path):
    source = tmp_path / "ks4.csv"
    source.write_bytes(b"URN\n100001\n")
    store = Store(tmp_path / "store")
    digest = sha256_of(source)
    with store.build() as building:
        building.keep_original(source, digest)
        building.keep_original(source, digest)
    assert (store.layout.original(digest) / "ks4.csv").read_bytes() == b"URN\n100001\n"


def test_members_are_those_who_have_not_left(tmp_path):
    store = Store(tmp_path)
    members = [
        {"urn": 100001, "trust_uid": 5, "joined": "2017-04-01", "left_before": None},
        {"urn": 100002, "trust_uid": 5, "joined": "2017-04-01", "left_before": "2022-06-30"},
    ]
    from collegiate.tables import Membership

    rows = pa.Table.from_pylist(members)
    for name in ("joined", "left_before"):
        rows = rows.set_column(rows.column_names.index(name), name, rows[name].cast(pa.date32()))
    with store.build() as building:
        building.publish(
            {
                "school": schools("Stays", "Leaves"),
                "membership": Membership.conform(rows),
                "trust": Trust.conform(pa.table({"trust_uid": [5], "trust_name": ["T"]})),
            },
            {},
        )
    reader = store.reader()
    assert [m["school_name"] for m in reader.members(5)] == ["Stays"]
    assert reader.trust(5)["trust_name"] == "T"
    assert reader.trust(6) is None
