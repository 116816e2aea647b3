"""The audit journal: found fast by child, person, day and kind, and nothing that was written to it changed unseen."""

from __future__ import annotations

import errno
import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collegiate.store import AuditLog, JournalBrokenError, Look
from collegiate.store import lookup as lookups
from collegiate.store.audit import Asked
from collegiate.store.journal import Journal
from collegiate.store.kinds import KINDS, kind_of
from collegiate.store.layout import Layout

TODAY = datetime.now(UTC).date()


@pytest.fixture
def audit(tmp_path: Path) -> AuditLog:
    return AuditLog(Layout(tmp_path))


def write(audit: AuditLog, *looks: tuple[str, tuple[str, ...]]) -> None:
    for who, keys in looks:
        audit.looked(Look(who, "record", "opened the page child", keys, "s"))


def lines(audit: AuditLog) -> list[str]:
    return audit.journal.path.read_text(encoding="utf-8").splitlines(keepends=True)


def test_a_childs_looks_are_found_by_any_key_oldest_first(audit):
    write(audit, ("a@x", ("K1",)), ("b@x", ("K2",)), ("c@x", ("K1", "K3")))
    assert [e["who"] for e in audit.of(["K1"])] == ["a@x", "c@x"]
    assert [e["who"] for e in audit.of(["K2", "K3"])] == ["b@x", "c@x"]
    assert not list(audit.of([])) and not list(audit.of(["K9"]))


@given(
    looks=st.lists(
        st.tuples(st.sampled_from("abc"), st.lists(st.sampled_from("KLMN"), max_size=3).map(tuple)), max_size=25
    ),
    asked=st.builds(
        Asked,
        who=st.sampled_from(["", "a", "c"]),
        kind=st.sampled_from(["", "look", "export"]),
        keys=st.frozensets(st.sampled_from("KLMN"), max_size=2),
        first=st.sampled_from([None, TODAY, TODAY + timedelta(days=2)]),
        about=st.one_of(st.none(), st.frozensets(st.sampled_from("KLMN"), max_size=2)),
        by=st.one_of(st.none(), st.frozensets(st.sampled_from("abc"), max_size=2)),
    ),
)
@settings(max_examples=60, deadline=None)
def test_the_index_answers_as_reading_every_line_does(looks, asked, tmp_path_factory):
    audit = AuditLog(Layout(tmp_path_factory.mktemp("journal")))
    held, lookups.WORTH_A_PART = lookups.WORTH_A_PART, 700
    try:
        for n, (who, keys) in enumerate(looks):
            audit.acted(Look(who, "x", "y", keys, "s"), kind="export" if n % 3 == 0 else "look")
            if n % 7 == 0:
                audit.found(asked)  # the index grows by and by
        expected = [e["number"] for e in audit.journal if fits(e, asked)]
        assert [e["number"] for e in audit.found(asked).latest()] == expected[::-1]
        assert [e["number"] for e in audit.found(asked).latest(2, 1)] == expected[::-1][1:3]
    finally:
        lookups.WORTH_A_PART = held


def fits(entry: dict, asked: Asked) -> bool:
    part = asked.about is None and asked.by is None
    return (
        asked.who in ("", entry["who"])
        and asked.kind in ("", entry["kind"])
        and (not asked.keys or bool(asked.keys & set(entry["keys"])))
        and (asked.first is None or f"{asked.first}" <= entry["at"][:10])
        and (part or bool((asked.about or set()) & set(entry["keys"])) or entry["who"] in (asked.by or set()))
    )


def test_a_child_who_stands_twice_in_a_line_is_found_once(audit, monkeypatch):
    monkeypatch.setattr(lookups, "WORTH_A_PART", 0)
    write(audit, ("a@x", ("K1", "K1")))
    assert len(list(audit.of(["K1"]))) == 1


def test_an_index_of_another_journal_is_thrown_away(audit, monkeypatch):
    monkeypatch.setattr(lookups, "WORTH_A_PART", 300)
    write(audit, *[("a@x", ("K1",))] * 5)
    assert len(audit.found(Asked(who="a@x"))) == 5
    assert list(audit.lookup.folder.glob("*.npy"))
    audit.journal.path.unlink()  # restored from a backup, say
    write(audit, *[("b@x", ("K1",))] * 7)
    assert (len(audit.found(Asked(who="a@x"))), len(audit.found(Asked(who="b@x")))) == (0, 7)


def test_the_index_names_nobody(audit, monkeypatch):
    monkeypatch.setattr(lookups, "WORTH_A_PART", 0)
    write(audit, ("head@dove.example", ("M4YA0SANDF",)))
    audit.found(Asked())
    kept = b"".join(p.read_bytes() + p.name.encode() for p in audit.lookup.folder.rglob("*") if p.is_file())
    assert kept and b"head" not in kept and b"M4YA" not in kept


def test_an_altered_line_is_found(audit):
    write(audit, ("a@x", ("K1",)), ("b@x", ("K1",)), ("c@x", ("K1",)))
    text = lines(audit)
    audit.journal.path.write_text("".join([text[0], text[1].replace("b@x", "z@x"), text[2]]), encoding="utf-8")
    with pytest.raises(JournalBrokenError, match="Line 2"):
        audit.verify()


def test_a_line_taken_out_of_the_middle_is_found(audit):
    write(audit, ("a@x", ("K1",)), ("b@x", ("K1",)), ("c@x", ("K1",)))
    text = lines(audit)
    audit.journal.path.write_text(text[0] + text[2], encoding="utf-8")
    with pytest.raises(JournalBrokenError, match="Line 2"):
        audit.verify()


def test_a_tail_that_was_cut_off_is_found_by_a_seal_kept_elsewhere_and_only_by_it(audit):
    write(audit, ("a@x", ("K1",)), ("b@x", ("K1",)), ("c@x", ("K1",)))
    seal = audit.check().seal
    audit.journal.path.write_text("".join(lines(audit)[:2]), encoding="utf-8")
    assert audit.verify() == 2
    with pytest.raises(JournalBrokenError, match="cut off"):
        audit.verify(since_seal=seal)


def test_a_journal_written_anew_from_the_beginning_is_found_by_a_seal_kept_elsewhere(audit):
    write(audit, ("a@x", ("K1",)), ("b@x", ("K1",)))
    seal = audit.check().seal
    audit.journal.path.unlink()
    write(audit, ("a@x", ("K1",)), ("b@x", ("K2",)), ("b@x", ("K2",)))
    assert audit.verify() == 3
    with pytest.raises(JournalBrokenError, match="written anew"):
        audit.verify(since_seal=seal)


def test_a_seal_stays_good_while_the_journal_grows(audit):
    write(audit, ("a@x", ("K1",)))
    seal = audit.check().seal
    write(audit, ("b@x", ("K1",)))
    assert audit.verify(since_seal=seal) == 2


def test_the_last_check_is_told_until_its_lines_are_gone(audit):
    assert audit.last_check() is None
    write(audit, ("a@x", ("K1",)), ("b@x", ("K1",)))
    audit.check()
    write(audit, ("c@x", ("K1",)))
    assert (audit.last_check() or {})["count"] == 2
    audit.journal.path.write_text(lines(audit)[0], encoding="utf-8")
    assert audit.last_check() is None


def test_lines_of_the_first_version_are_still_read(audit):
    """As written before an entry had a kind of its own beyond look and act."""
    write(audit, ("a@x", ("K1",)))
    first = json.loads(lines(audit)[0])
    assert list(first) == ["number", "at", "kind", "who", "what", "why", "keys", "snapshot", "seal"]


def test_threads_write_one_after_another_and_the_chain_holds(tmp_path):
    from concurrent.futures import ThreadPoolExecutor

    journal = Journal(tmp_path / "j.jsonl")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: journal.add({"n": n}), range(80)))
    assert journal.verify() == 80


def test_a_full_disk_leaves_no_half_of_a_line(tmp_path, monkeypatch):
    journal = Journal(tmp_path / "j.jsonl")
    journal.add({"n": 1})
    whole = journal.path.read_bytes()
    written = os.write

    def full(handle: int, some: memoryview) -> int:
        if len(some) > 20:
            return written(handle, some[:20])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(OSError, match="No space left"):
        journal.add({"n": 2})
    monkeypatch.undo()
    assert journal.path.read_bytes() == whole
    journal.add({"n": 2})
    assert journal.verify() == 2


@pytest.mark.parametrize("left", [1, 3, 40, 9000])
def test_what_a_killed_process_left_of_a_line_is_put_aside_and_the_chain_goes_on(tmp_path, left):
    journal = Journal(tmp_path / "j.jsonl")
    journal.add({"n": 1})
    sound = journal.path.stat().st_size
    journal.add({"n": 2, "keys": ["K" * 20_000]})
    torn = journal.path.read_bytes()[: sound + left]
    journal.path.write_bytes(torn)
    with pytest.raises(JournalBrokenError, match="cut short"):
        journal.verify()
    assert journal.add({"n": 3})["number"] == 2
    assert [e["n"] for e in journal] == [1, 3] and journal.verify() == 2
    assert journal.path.with_suffix(".torn").read_bytes() == torn[sound:] + b"\n"


def test_a_line_that_is_whole_but_for_its_end_stays(tmp_path):
    journal = Journal(tmp_path / "j.jsonl")
    for n in (1, 2):
        journal.add({"n": n})
    journal.path.write_bytes(journal.path.read_bytes().rstrip(b"\n"))
    journal.add({"n": 3})
    assert [e["n"] for e in journal] == [1, 2, 3] and journal.verify() == 3
    only = Journal(tmp_path / "only.jsonl")
    only.path.write_bytes(b'{"num')
    assert only.add({"n": 1})["number"] == 1 and only.verify() == 1


def test_parts_of_the_index_that_another_process_put_together_are_looked_for_again(audit, monkeypatch):
    monkeypatch.setattr(lookups, "WORTH_A_PART", 1)
    write(audit, ("a@x", ("K1",)), ("b@x", ("K2",)))
    assert len(audit.found(Asked(who="a@x"))) == 1
    sound, gone = audit.lookup._sound(), []
    monkeypatch.setattr(lookups.Lookup, "_parts", lambda self, size: gone.append(1) or [lookups.Part(p.path.with_name("gone.npy"), p.start, p.end, p.seal) for p in sound])  # fmt: skip
    assert len(audit.found(Asked(who="a@x"))) == 1 and len(gone) > 1


@pytest.mark.parametrize(
    ("kind", "what", "expected"),
    [
        ("look", "record", "look"),
        ("act", "signed in", "sign_in"),
        ("act", "failed to sign in", "sign_in"),
        ("act", "sent the pack for a move", "act"),
        ("emergency", "opened one child's record", "emergency"),
        ("export", "exported the list", "export"),
        ("unheard of", "did it", "act"),
    ],
)
def test_what_kind_an_entry_is(kind, what, expected):
    assert kind_of({"kind": kind, "what": what}) == expected
    assert expected in KINDS
