"""Packs: live until frozen, frozen from one picture, made by the worker and whole or not there, verified by whoever has the file."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from made_up_store import DOVE, HIGH, KILN, MIDDLE

Users = dict[str, Any]


@pytest.fixture
def board(browse, _django: None, monkeypatch) -> Iterator[Users]:
    from django_tasks_db.models import DBTaskResult

    from collegiate.web.accounts.acts import Post, add_user
    from collegiate.web.meetings import models
    from collegiate.web.meetings.acts import call_meeting

    monkeypatch.setenv("COLLEGIATE_TODAY", "2026-11-20")
    posts = {"clerk": Post("governance_professional", trust_uid=DOVE), "trustee": Post("trustee", trust_uid=DOVE), "kiln": Post("governance_professional", trust_uid=KILN), "governor": Post("local_governor", urn=MIDDLE)}  # fmt: skip
    users: Users = {k: add_user(email=f"{k}@pack.example", post=p) for k, p in posts.items()}
    users["meeting"] = call_meeting(
        trust_uid=DOVE, kind="board", day=date(2026, 12, 1), by="clerk@pack.example", agenda=["Apologies"]
    )
    yield users
    DBTaskResult.objects.all().delete()
    for kind in (models.Paper, models.ActionLine, models.Action, models.Decision, models.Minute, models.Finance, models.Item, models.Meeting):  # fmt: skip
        kind.objects.all().delete()
    for who in posts:
        users[who].delete()


def as_(browse, user):
    browse.logout()
    browse.force_login(user)
    return browse


def text(response) -> str:
    return response.content.decode()


def work() -> None:
    """Do what waits in the lane of papers."""
    from collegiate.web.worker import _do_next

    while _do_next("papers"):
        pass


def frozen(browse, board: Users, why: str = "") -> Any:
    from collegiate.web.meetings.models import Paper

    response = as_(browse, board["clerk"]).post(f"{board['meeting'].path}freeze/", {"why": why})
    assert response.status_code == 302, text(response)
    work()
    paper = Paper.objects.get(pk=response["Location"].rstrip("/").rpartition("/")[2])
    assert paper.state == "done", paper.words
    return paper


@pytest.fixture
def paper(browse, board: Users) -> Any:
    return frozen(browse, board)


def test_a_pack_is_asked_for_followed_and_read(browse, board) -> None:
    path = board["meeting"].path
    response = as_(browse, board["clerk"]).post(f"{path}draft/")
    pack = response["Location"]
    assert "It waits for the worker." in text(browse.get(pack)) and browse.get(f"{pack}going/")["X-Going"] == "1"
    assert browse.get(f"{pack}pdf/").status_code == 404
    assert browse.post(f"{path}draft/").status_code == 400
    work()
    assert browse.get(f"{pack}going/")["X-Going"] == "0"
    page = text(as_(browse, board["trustee"]).get(pack))
    assert "It is not frozen" in page and "What it comes to" in page and "The academies" in page
    for form, begins in (("pdf", b"%PDF"), ("xlsx", b"PK"), ("json", b"{")):
        answer = browse.get(f"{pack}{form}/")
        assert answer.content.startswith(begins) and f"meet-2026-1-draft.{form}" in answer["Content-Disposition"]
    assert browse.get(f"{pack}exe/").status_code == 404


def test_who_may_not_read_the_meeting_has_no_pack(browse, board, paper) -> None:
    for who in ("kiln", "governor"):
        assert as_(browse, board[who]).get(f"{paper.path}pdf/").status_code == 404
    assert as_(browse, board["trustee"]).post(f"{board['meeting'].path}freeze/", {"why": ""}).status_code == 403


def test_a_frozen_pack_stays_and_is_in_the_journal_with_its_hash(browse, board, paper, made_up_store) -> None:
    from collegiate.store import Store
    from collegiate.web.meetings.acts import add_item

    before = bytes(paper.pdf)
    add_item(meeting=board["meeting"], words="Late item", who="", paper="", by="clerk@pack.example")
    assert as_(browse, board["trustee"]).get(f"{paper.path}pdf/").content == before
    (line,) = [e for e in Store(made_up_store).audit.journal if e["kind"] == "frozen_pack" and e.get("sha256") == paper.sha256]  # fmt: skip
    assert line["who"] == "clerk@pack.example" and line["snapshot"] == paper.snapshot == Store(made_up_store).current


def test_every_figure_of_a_pack_says_how_it_is_known_and_agrees_with_its_picture(paper, made_up_store) -> None:
    from collegiate.packs.verifying import of_itself, with_store
    from collegiate.store import Scope, Store

    store = Store(made_up_store)
    content = json.loads(paper.content)
    known = {f["id"]: f for f in content["figures"]}
    assert len(known) > 10
    for figure in known.values():
        assert [q for q, _ in figure["answers"]] == ["Compared with what", "How sure", "Where from", "Who is in it", "What did we do"]  # fmt: skip
        assert all(a.strip() for _, a in figure["answers"]), figure
    progress = next(f for f in known.values() if (f.get("source") or {}).get("measure") == "ks4_progress8" and f["source"]["urn"] == HIGH)  # fmt: skip
    assert progress["value"] == "−0.39" and progress["path"] == f"/schools/{HIGH}/figures/ks4_progress8/2019/"
    assert ".csv" in dict(progress["answers"])["Where from"]
    people = store.reader().scoped(Scope("test", "verify", None, names=False), store.audit.looked)
    found = of_itself(bytes(paper.pdf), beside=bytes(paper.xlsx)) + with_store(paper.content, store.reader(), people, list(store.audit.journal))  # fmt: skip
    assert all(f.right for f in found), found


def test_the_strategy_is_one_page_and_every_figure_of_the_pdf_leads_to_its_entry(paper) -> None:
    from pypdf import PdfReader

    pdf = PdfReader(io.BytesIO(bytes(paper.pdf)))
    begins = {str(o["/Title"]): pdf.get_destination_page_number(o) for o in pdf.outline if isinstance(o, dict)}
    assert begins["Risks: off track, slipping, overdue"] - begins["Strategy on a page"] == 1
    assert begins["How do you know?"] > begins["Strategy on a page, in full"] > begins["Actions"]
    links = [a.get_object() for page in pdf.pages for a in page.get("/Annots", [])]
    inside = {str(link.get("/Dest") or link.get("/A", {}).get("/D")) for link in links}
    known = {f["id"] for f in json.loads(paper.content)["figures"]}
    assert known and known <= inside & set(pdf.named_destinations)


def test_a_frozen_pack_agrees_with_what_is_kept_of_its_picture_when_the_picture_is_gone(paper, made_up_store, monkeypatch) -> None:  # fmt: skip
    from collegiate.packs.verifying import with_store
    from collegiate.store import Scope, Store, evidence_kept
    from collegiate.store.layout import Layout

    store = Store(made_up_store)
    monkeypatch.setattr(Layout, "snapshots", lambda _self: [])
    kept = store.reader_of_evidence(paper.snapshot)
    assert not kept.has_children and kept.has_counts and evidence_kept(store.layout)[paper.snapshot] > 0
    tables = kept._database.tables
    assert not [t for t in tables if {"pupil", "person", "row_text"} & set(kept.columns(t))]
    people = kept.scoped(Scope("test", "verify", None, names=False), store.audit.looked)
    found = with_store(paper.content, kept, people, list(store.audit.journal))
    assert all(f.right for f in found) and "agrees with all" in found[-1].words, found


def test_a_correction_is_a_new_version_that_names_the_old_one(browse, board, paper) -> None:
    path = board["meeting"].path
    refused = as_(browse, board["clerk"]).post(f"{path}freeze/", {"why": ""})
    assert refused.status_code == 400 and "Write what is corrected" in text(refused)
    second = frozen(browse, board, "The roll of Picknoll was wrong.")
    assert second.number == 2
    made = json.loads(second.content)["made"]
    assert (
        made["corrects"] == {"number": 1, "sha256": paper.sha256} and made["why"] == "The roll of Picknoll was wrong."
    )
    page = text(as_(browse, board["trustee"]).get(paper.path))
    assert "pack 2 stands in its place" in page
    assert browse.get(f"{paper.path}pdf/").content == bytes(paper.pdf)


def test_minutes_and_decisions_are_recorded_against_the_frozen_pack(browse, board, paper) -> None:
    from collegiate.web.meetings.acts import add_decision, add_minute

    decision = add_decision(meeting=board["meeting"], words="To go on", about="", by="clerk@pack.example")
    minute = add_minute(meeting=board["meeting"], item="", words="All agreed", by="clerk@pack.example")
    assert (decision.pack, decision.sha256, minute.pack) == (1, paper.sha256, 1)
    assert f"frozen pack 1<small class=\"code\">{paper.sha256[:12]}" in text(as_(browse, board["trustee"]).get(board["meeting"].path))  # fmt: skip


def test_a_picture_that_is_published_meanwhile_is_not_in_the_pack(browse, board, made_up_store, monkeypatch) -> None:
    from collegiate.store import Store
    from collegiate.web.meetings import gathering
    from collegiate.web.meetings.sections import academies

    current = Store(made_up_store).current
    real, pointer = academies.SECTION.make, Store(made_up_store).layout.pointer

    def publishing_first(given):
        pointer.write_text("20990101T000000000-ffff")
        return real(given)

    there = {**gathering.sections(), "academies": type(academies.SECTION)("academies", "The academies", publishing_first)}  # fmt: skip
    monkeypatch.setattr(gathering, "sections", lambda: there)
    try:
        response = as_(browse, board["clerk"]).post(f"{board['meeting'].path}freeze/", {"why": ""})
        work()
    finally:
        pointer.write_text(current)
    from collegiate.web.meetings.models import Paper

    paper = Paper.objects.get(pk=response["Location"].rstrip("/").rpartition("/")[2])
    assert paper.state == "done" and paper.snapshot == current
    assert "Another picture was published while this pack was made" in json.loads(paper.content)["picture"]["later"]


@pytest.mark.parametrize("at", ["gathering", "setting", "writing"])
def test_a_worker_that_is_killed_leaves_nothing_half_done_and_the_next_finishes(
    browse, board, monkeypatch, at: str
) -> None:
    from collegiate.web.meetings import making
    from collegiate.web.meetings.models import Paper
    from collegiate.web.worker import _begin_anew, _claimed

    class Killed(BaseException):
        """What ends a process: no handler of errors sees it."""

    def killed(*_: Any, **__: Any) -> None:
        raise Killed

    response = as_(browse, board["clerk"]).post(f"{board['meeting'].path}freeze/", {"why": ""})
    pk = int(response["Location"].rstrip("/").rpartition("/")[2])
    place = {"gathering": "gather", "setting": "as_pdf", "writing": "as_xlsx"}[at]
    with monkeypatch.context() as patch:
        patch.setattr(making, place, killed)
        _claimed("papers")
        with pytest.raises(Killed):
            making.make_pack.call(pk)
    left = Paper.objects.get(pk=pk)
    assert left.state == "running" and left.pdf is None and left.xlsx is None
    assert as_(browse, board["trustee"]).get(f"{left.path}pdf/").status_code == 404
    assert "No pack was frozen" in text(browse.get(board["meeting"].path)) or "live" in text(browse.get(board["meeting"].path))  # fmt: skip
    content = left.content
    _begin_anew()
    work()
    done = Paper.objects.get(pk=pk)
    assert done.state == "done" and done.tries == 2
    assert not content or done.content == content, "what was frozen is not gathered a second time"
    assert bytes(done.pdf).startswith(b"%PDF")


def test_a_pack_that_cannot_be_made_is_given_up_in_words(browse, board, monkeypatch) -> None:
    from collegiate.web.meetings import making
    from collegiate.web.meetings.models import Item, Paper

    Item.objects.create(meeting=board["meeting"], position=2, words="About A860400119001", by="somebody")
    response = as_(browse, board["clerk"]).post(f"{board['meeting'].path}freeze/", {"why": ""})
    work()
    page = text(browse.get(response["Location"]))
    assert "In “Agenda” something looks like a pupil number" in page and "nothing was frozen" in page
    Item.objects.all().delete()
    monkeypatch.setattr(making, "gather", lambda *_: 1 / 0)
    response = as_(browse, board["clerk"]).post(f"{board['meeting'].path}freeze/", {"why": ""})
    work()
    assert "a fault of Collegiate itself (ZeroDivisionError)" in text(browse.get(response["Location"]))
    assert not Paper.objects.filter(state="done").exists()
    monkeypatch.undo()


def test_two_who_freeze_at_once_make_one_pack(browse, board) -> None:
    path = board["meeting"].path
    assert as_(browse, board["clerk"]).post(f"{path}freeze/", {"why": ""}).status_code == 302
    second = browse.post(f"{path}freeze/", {"why": ""})
    assert second.status_code == 400 and "being frozen already" in text(second)
    work()


def test_the_finance_paper_stands_in_the_pack_or_is_said_to_be_missing(browse, board) -> None:
    from collegiate.web.meetings.acts import attach_finance

    first = json.loads(frozen(browse, board).content)
    lead = next(p["lead"] for p in first["sections"] if p["key"] == "finance")
    assert lead == "No finance paper is attached: nothing is said here about money."
    figures = [{"name": "Reserves", "value": "£412,000", "from": "management accounts"}]
    attach_finance(meeting=board["meeting"], words="Reserves hold.\nMore here.", figures=figures, by="money@x.example")
    second = json.loads(frozen(browse, board, "Finance came").content)
    part = next(p for p in second["sections"] if p["key"] == "finance")
    assert part["lead"] == "Reserves hold." and any(f["value"] == "£412,000" for f in second["figures"])


def test_overdue_actions_and_last_decisions_stand_in_the_next_pack(browse, board) -> None:
    from collegiate.web.meetings.acts import add_action, add_decision, call_meeting

    before = call_meeting(trust_uid=DOVE, kind="board", day=date(2026, 10, 6), by="clerk@pack.example")
    add_decision(meeting=before, words="To look at attendance", about="", by="clerk@pack.example")
    add_action(trust_uid=DOVE, words="Write to heads", owner="trustee@pack.example", due=date(2026, 11, 1), meeting=before.reference, by="clerk@pack.example")  # fmt: skip
    parts = {p["key"]: p for p in json.loads(frozen(browse, board).content)["sections"]}
    assert (
        parts["decided"]["lead"]
        == "The meeting of 6 October 2026 took one decision and asked for one action; none is done."
    )
    assert parts["actions"]["lead"] == "One action is open; one is overdue."
    assert "Write to heads" in json.dumps(parts["off_track"]) and "promise is overdue" in parts["off_track"]["lead"]


def test_the_pdf_of_a_board_can_be_read_by_a_screen_reader(paper) -> None:
    from pypdf import PdfReader

    found = PdfReader(io.BytesIO(bytes(paper.pdf)))
    root = found.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and "pdfuaid" in root["/Metadata"].get_data().decode()
    assert "Dove Valley Learning Trust" in found.pages[0].extract_text()


def test_the_command_makes_the_frozen_pack_again_byte_for_byte(paper, made_up_store, tmp_path, monkeypatch) -> None:
    from typer.testing import CliRunner

    from collegiate.cli.app import app

    monkeypatch.setattr("collegiate.web.ready.ready", lambda _store: None)
    run = CliRunner()
    made = run.invoke(app, ["pack", "make", "--date", "2026-12-01", "--out", str(tmp_path), "--store", str(made_up_store), "--trust", str(DOVE)])  # fmt: skip
    assert made.exit_code == 0, made.output
    assert (tmp_path / "meet-2026-1-pack-1.pdf").read_bytes() == bytes(paper.pdf)
    assert (tmp_path / "meet-2026-1-pack-1.xlsx").read_bytes() == bytes(paper.xlsx)
    seen = run.invoke(app, ["pack", "verify", str(tmp_path / "meet-2026-1-pack-1.pdf"), "--store", str(made_up_store)])
    assert seen.exit_code == 0 and "clerk@pack.example froze it" in seen.output, seen.output
    alone = run.invoke(app, ["pack", "verify", str(tmp_path / "meet-2026-1-pack-1.json")])
    assert alone.exit_code == 0 and "With --store" in alone.output
    changed = (tmp_path / "meet-2026-1-pack-1.pdf").read_bytes()
    (tmp_path / "meet-2026-1-pack-1.pdf").write_bytes(changed[:-30] + b"x" + changed[-29:])
    assert run.invoke(app, ["pack", "verify", str(tmp_path / "meet-2026-1-pack-1.pdf")]).exit_code in (1, 2)


def test_the_command_makes_a_pack_of_a_day_without_a_meeting(_django, made_up_store, tmp_path, monkeypatch) -> None:
    from django.test.utils import override_settings
    from typer.testing import CliRunner

    from collegiate.cli.app import app

    monkeypatch.setattr("collegiate.web.ready.ready", lambda _store: None)
    monkeypatch.setenv("COLLEGIATE_TODAY", "2026-11-20")
    with override_settings(COLLEGIATE_STORE=made_up_store):
        made = CliRunner().invoke(app, ["pack", "make", "--date", "2026-12-15", "--out", str(tmp_path), "--store", str(made_up_store), "--trust", str(KILN)])  # fmt: skip
    assert made.exit_code == 0 and "not frozen" in made.output, made.output
    assert sorted(p.suffix for p in tmp_path.iterdir()) == [".json", ".pdf", ".xlsx"]


def test_a_networks_pack_holds_no_action_of_the_board(browse, board) -> None:
    from collegiate.web.meetings.acts import add_action, call_meeting

    heads = call_meeting(trust_uid=DOVE, kind="heads", day=date(2026, 12, 3), by="clerk@pack.example")
    for meeting, words in ((heads, "Share the timetable"), (board["meeting"], "Speak with the chair")):
        add_action(trust_uid=DOVE, words=words, owner="trustee@pack.example", due=date(2026, 12, 20), meeting=meeting.reference, by="clerk@pack.example")  # fmt: skip
    made = frozen(browse, {**board, "meeting": heads}).content
    assert "Share the timetable" in made and "Speak with the chair" not in made
    assert {p["key"] for p in json.loads(made)["sections"]} <= {"agenda", "strategy", "academies", "support", "decided", "actions"}  # fmt: skip
