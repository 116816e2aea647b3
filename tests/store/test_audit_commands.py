"""The commands of the journal and of retention: what they print, what they refuse, and that reading is written down."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from collegiate.cli.app import app
from collegiate.cli.errors import PlainError
from collegiate.store import JournalBrokenError, Look, Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    kept = Store(tmp_path)
    for n in range(3):
        kept.audit.looked(Look(f"{n}@x.example", "record", "opened the page child", (f"KEY{n}",), "s"))
    return kept


def said(*words: object) -> str:
    done = CliRunner().invoke(app, ["audit", *map(str, words)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_the_old_form_and_verify_say_that_every_line_stands(store):
    for words in (("--store", store.layout.root), ("verify", "--store", store.layout.root)):
        assert "3 looks at children and 0 decisions; every line is as it was written" in said(*words)


def test_verify_prints_a_seal_that_proves_the_end_later(store):
    seal = said("verify", "--store", store.layout.root).split()[-1]
    assert seal == list(store.audit.journal)[-1]["seal"]
    assert "nothing up to it was cut off" in said("verify", "--store", store.layout.root, "--since-seal", seal)
    path = store.audit.journal.path
    path.write_text("".join(path.read_text(encoding="utf-8").splitlines(keepends=True)[:-1]), encoding="utf-8")
    with pytest.raises(JournalBrokenError, match="cut off"):
        said("verify", "--store", store.layout.root, "--since-seal", seal)


def test_list_narrows_and_is_itself_written_down(store):
    text = said("list", "--store", store.layout.root, "--who", "1@x.example")
    assert "KEY1" in text and "KEY0" not in text
    assert [e["keys"] for e in json.loads(said("list", "--store", store.layout.root, "--child", "KEY2", "--json"))] == [
        ["KEY2"]
    ]
    assert "No line answers" in said("list", "--store", store.layout.root, "--since", "2999-01-01")
    assert len([e for e in store.audit.journal if e["kind"] == "export"]) == 3


@pytest.mark.parametrize(
    ("words", "match"), [(["--kind", "odd"], "There is no kind"), (["--since", "soon"], "is no day")]
)
def test_what_cannot_be_listed_is_said(store, words, match):
    with pytest.raises(PlainError, match=match):
        said("list", "--store", store.layout.root, *words)


def test_without_a_store_it_asks_for_one(monkeypatch):
    monkeypatch.delenv("COLLEGIATE_STORE", raising=False)
    with pytest.raises(PlainError, match="Say which store"):
        said()


@pytest.mark.parametrize("command", [["audit", "verify"], ["audit", "list"], ["user", "list"]])
def test_a_folder_without_a_store_is_not_found_to_be_sound_nor_made(tmp_path, command):
    with pytest.raises(PlainError, match="There is no store in"):
        CliRunner().invoke(app, [*command, "--store", str(tmp_path / "mistyped")], catch_exceptions=False)
    assert not (tmp_path / "mistyped").exists()
