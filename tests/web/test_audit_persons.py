"""Answering a person: everything held, for a reason, with other people left out, written down, and kept nowhere."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from children_store import MAYA, TOWN_CHILD, UPN, record_tables
from made_up_store import DOVE, MIDDLE, TOWN_PRIMARY, make_store

DATA = "data@middle.example"
ASKED = {"why": "Asked by the mother by letter; passport seen.", "reference": "SAR-7"}
ANSWER = f"/persons/child/{MAYA}/answer/"
GIVEN = ASKED | {"words": "", "reviewed": "on", "form": "json"}


@pytest.fixture(scope="module")
def _picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_store(tmp_path_factory.mktemp("persons"), record_tables(), trust=str(DOVE))


@pytest.fixture
def store(_picture: Path):
    from collegiate.store import Store

    found = Store(_picture)
    found.audit.journal.path.unlink(missing_ok=True)
    return found


@pytest.fixture
def browser(_django: None, store):
    from django.test import Client
    from django.test.utils import override_settings

    from collegiate.web.accounts.acts import Post, add_user
    from collegiate.web.accounts.models import User

    def signed_in(email: str, role: str, **where) -> Client:
        client = Client(raise_request_exception=False)
        user = add_user(email=email, name=email.partition("@")[0].title(), post=Post(role, **where))
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    with override_settings(COLLEGIATE_STORE=store.layout.root):
        yield signed_in
    User.objects.all().delete()


@pytest.fixture
def data(browser):
    return browser(DATA, "data_manager", urn=MIDDLE)


def exports(store) -> list[dict]:
    return [e for e in store.audit.journal if e["kind"] == "export"]


def given(client, **sends) -> dict:
    response = client.post(ANSWER, GIVEN | sends)
    assert response.status_code == 200, response.content[:3000]
    return json.loads(response.content)


def table(answer: dict, name: str) -> dict:
    return next(t for t in answer["tables"] if t["name"] == name)


def test_a_child_is_found_and_everything_gathered_after_a_reason(data, store):
    assert "Maya Sandford" in data.get("/persons/?q=sandford").content.decode()
    page = f"/persons/child/{MAYA}/"
    assert data.get(page).status_code == 200
    assert data.post(page, {"why": " "}).status_code == 400
    assert not exports(store)
    text = data.post(page, ASKED).content.decode()
    assert "Look through the answer to Maya Sandford" in text and "Mrs J. Rushton" in text and UPN not in text
    (entry,) = exports(store)
    assert entry["keys"] == [MAYA] and "passport seen" in entry["why"] and "SAR-7" in entry["why"]


def test_the_answer_holds_every_table_in_which_the_child_stands(data):
    answer = given(data)
    held = {
        name
        for name, rows in record_tables().items()
        if "pupil" in rows.column_names and 1 in rows["pupil"].to_pylist()
    }
    assert held - {"pupil"} <= {t["name"] for t in answer["tables"]}
    marks = record_tables()["mark"]
    assert len(table(answer, "mark")["rows"]) == marks["pupil"].to_pylist().count(1)
    assert answer["person"]["row"]["upn"] == UPN and answer["person"]["row"]["surname"] == "Sandford"
    assert table(answer, "pupil_adult_note")["columns"]["words"]["meaning"].startswith("the note")
    assert table(answer, "flag")["rows"][0]["reasons"][0]["reason"] and answer["model_cards"][0]["looks_for"]


def test_who_looked_is_in_the_answer_without_other_children(browser, data, store):
    head = browser("hetty@middle.example", "head", urn=MIDDLE)
    head.get(f"/children/child/{MAYA}/")
    head.get(f"/children/schools/{MIDDLE}/roll/?year=8")
    answer = given(data)
    looks = [look for look in answer["looks"] if look["who"] == "Hetty"]
    assert {look["what"] for look in looks} >= {"opened the record of this child"}
    assert not re.search(r"\bK0{5}\d{4}\b", json.dumps(answer["looks"]))


def test_nothing_of_another_child_is_in_the_answer(data):
    whole = json.dumps({k: v for k, v in given(data).items() if k != "files"})
    others = [r for r in record_tables()["pupil"].to_pylist() if r["pupil"] != 1]
    assert not [r["pupil_key"] for r in others if r["pupil_key"] in whole]
    assert not [p for p in re.findall(r"\d{6}/sims (\d+)", whole) if p not in ("1", "12")]


def test_words_parents_and_names_are_left_out_of_both_forms(data):
    answer = given(data, words="band\nRang home", contacts="on")
    notes = json.dumps(table(answer, "pupil_adult_note"))
    assert "band" not in notes and "Rang home" not in notes and "left out" in notes
    contact = table(answer, "pupil_contact")["rows"][0]
    assert (
        contact["surname"].startswith("[left out")
        and contact["relationship"] == "PAM"
        and "01889" not in json.dumps(answer)
    )
    assert "Joy" in json.dumps(given(data))


def test_the_pdf_is_tagged_and_says_so(data):
    response = data.post(ANSWER, GIVEN | {"form": "pdf"})
    assert response.status_code == 200 and response["Content-Type"] == "application/pdf"
    assert "no-store" in response["Cache-Control"] and UPN not in response["Content-Disposition"]
    assert response.content.startswith(b"%PDF-") and b"/MarkInfo" in response.content and b"pdfuaid" in response.content


def test_nothing_is_given_before_somebody_looked_through_it(data, store):
    response = data.post(ANSWER, {k: v for k, v in GIVEN.items() if k != "reviewed"})
    assert response.status_code == 400 and "tick that you did" in response.content.decode()
    assert data.post(ANSWER, GIVEN | {"why": ""}).status_code == 400
    assert data.post(ANSWER, GIVEN | {"why": f"for {UPN}"}).status_code == 400
    assert not [e for e in exports(store) if e["what"].startswith("exported")]


def test_every_time_that_it_is_given_is_written_and_no_copy_is_kept(data, store):
    before = {p for p in store.layout.root.rglob("*") if p.is_file()}
    given(data), given(data)
    assert len([e for e in exports(store) if e["what"].startswith("exported")]) == 2
    new = {p.name for p in store.layout.root.rglob("*") if p.is_file()} - {p.name for p in before}
    assert new <= {"audit.jsonl", "audit.jsonl.lock"}


def test_an_answer_that_cannot_be_written_down_is_not_given(data, monkeypatch):
    from collegiate.store import AuditLog

    def broken(*_, **__):
        raise OSError("disk full")

    monkeypatch.setattr(AuditLog, "acted", broken)
    assert data.post(ANSWER, GIVEN).status_code == 500


@pytest.mark.parametrize(
    "path", [f"/persons/child/{TOWN_CHILD}/", f"/persons/child/{TOWN_CHILD}/answer/", "/persons/child/ZZZZZZZZZZ/"]
)
def test_a_child_of_another_academy_is_not_there(data, store, path):
    assert data.post(path, GIVEN).status_code == 404
    assert not exports(store)


@pytest.mark.parametrize("role", ["head", "safeguarding_lead", "trust_executive"])
def test_only_who_answers_persons_may(browser, role):
    client = browser(f"{role}@dove.example", role, **({} if role == "trust_executive" else {"urn": MIDDLE}))
    assert client.get("/persons/").status_code == 403
    assert client.post(ANSWER, GIVEN).status_code == 403


def test_a_user_is_answered_with_what_they_did_and_children_counted(browser, data, store):
    browser("hetty@middle.example", "head", urn=MIDDLE).get(f"/children/child/{MAYA}/")
    form = ASKED | {"email": "Hetty@middle.example"}
    assert "1 appointment" in data.post("/persons/staff/", form).content.decode()
    response = data.post("/persons/staff/answer/", form | {"words": "", "reviewed": "on", "form": "json"})
    answer = json.loads(response.content)
    assert (
        answer["person"]["row"]["email"] == "hetty@middle.example"
        and answer["appointments"][0]["role"] == "Headteacher"
    )
    assert "record (one child)" in json.dumps(answer["looks"]) and MAYA not in json.dumps(answer["looks"])
    pdf = data.post("/persons/staff/answer/", form | {"words": "", "reviewed": "on", "form": "pdf"})
    assert pdf.content.startswith(b"%PDF-")


def test_a_user_of_another_trust_and_nobody_are_answered_alike(browser, data, store):
    browser("lead@town.example", "head", urn=TOWN_PRIMARY)
    for email in ("lead@town.example", "nobody@x.example"):
        for path in ("/persons/staff/", "/persons/staff/answer/"):
            response = data.post(path, ASKED | {"email": email, "reviewed": "on", "form": "json"})
            assert response.status_code == 400 and "Nobody of this address" in response.content.decode(), (path, email)
    assert not exports(store)


@pytest.mark.parametrize("words", ["(", "a" * 30_000, "[left out", ".*", "\x00"])
def test_odd_words_to_leave_out_do_no_harm(data, words):
    assert data.post(ANSWER, GIVEN | {"words": words}).status_code in (200, 400)


# retention


@pytest.fixture
def at_once(monkeypatch):
    """A rule under which flags are past it on the day after."""
    from dataclasses import replace

    from collegiate.store.retention import rules
    from collegiate.web.audit.pages import retention

    flags = next(r for r in rules() if r.id == "flags")
    monkeypatch.setattr(retention, "rules", lambda: [replace(flags, years=0)])


def test_what_is_past_its_rule_is_counted_by_rule_and_academy(data, store, at_once):
    text = data.get("/persons/retention/").content.decode()
    assert "Nothing is removed from here" in text and "Windmill Park" in text and "Saggar Lane" not in text
    assert not list(store.audit.journal)


def test_the_children_of_a_rule_are_a_look_and_only_ones_own(data, store, at_once):
    assert "Sandford, Maya" in data.get(f"/persons/retention/flags/{MIDDLE}/").content.decode()
    assert MAYA in list(store.audit.journal)[-1]["keys"]
    for path in (f"flags/{TOWN_PRIMARY}", f"nothing/{MIDDLE}"):
        assert data.get(f"/persons/retention/{path}/").status_code == 404
