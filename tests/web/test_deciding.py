"""What people decide about children's records: done once, written down once, seen at once, and taken back."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from children_store import MAYA, MAYAS, UPN, children, record_tables
from deciding_rows import LESS_SURE, MOVES, SURE, TWO, findings, moves, sendings
from made_up_store import DOVE, HIGH, MIDDLE, PUPILS_FILE, make_store
from test_children import equation, rows, words
from test_doors import CHILDREN, SENT_IN, TAKEN_AWAY

WHO = "head@dove.example"
SCHOOL = f"/children/moving/schools/{MIDDLE}/"
PACK = f"/children/moving/child/{MAYA}/8_to_9/"
QUESTION = f"/children/questions/{SURE}/"
STEP, ANSWER = SENT_IN["moving-step"], SENT_IN["question-answer"]


@pytest.fixture(scope="module")
def _picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_store(tmp_path_factory.mktemp("deciding"), record_tables(), trust=str(DOVE))


@pytest.fixture
def store(_picture: Path):
    """A store in which nothing has been decided yet."""
    from collegiate.store import Store

    found = Store(_picture)
    for journal in (found.decisions, found.audit.journal):
        journal.path.unlink(missing_ok=True)
    return found


@pytest.fixture
def head(_django: None, store):
    """Somebody appointed to the whole trust, at a browser."""
    from django.test import Client
    from django.test.utils import override_settings

    from collegiate.web.accounts.acts import add_user
    from collegiate.web.accounts.models import User

    with override_settings(COLLEGIATE_STORE=store.layout.root):
        client = Client(raise_request_exception=False)
        client.force_login(add_user(email=WHO, name="Hetty Head", role="data_manager"))
        yield client
    User.objects.all().delete()


def read(client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, path
    return response.content.decode()


def acts(store) -> list[dict]:
    return [e for e in store.audit.journal if e["kind"] == "act"]


def packs(text: str) -> list[int]:
    return equation(text, "Each pack once")


def test_packs_add_up_by_move_and_school_and_to_the_whole(head) -> None:
    text = read(head, "/children/moving/")
    whole, *states = packs(text)
    expected = Counter(
        (c["urn"], MOVES[c["year_group"]]) for c in children() if c["on_roll"] and c["year_group"] in MOVES
    )
    assert whole == sum(states) == sum(expected.values())
    total = 0
    for move in MOVES.values():
        *schools, sum_of = [[int(c) for c in r[1:]] for r in rows(text, f'id="m-{move}"')]
        assert sum_of == [sum(column) for column in zip(*schools, strict=True)]
        for moving, complete, lacking, *stands in [*schools, sum_of]:
            assert moving == complete + lacking == sum(stands)
        total += sum_of[0]
    assert total == whole
    said = re.search(r'aria-label="Each pack once: Year 8 to 9"><div><b>(\d+)</b>', read(head, SCHOOL))
    assert said and int(said[1]) == expected[MIDDLE, "8_to_9"]


def test_what_is_missing_is_said_for_each_child_with_the_version_of_the_pack(head) -> None:
    from collegiate.pupils.transition import packs as agreed

    text = read(head, SCHOOL)
    lacking = [m for m in moves(children(), MAYAS) if m["urn"] == MIDDLE and not m["complete"]]
    assert text.count("An effort report this year, A parent or carer to ring") == len(lacking)
    assert f"version {agreed()[0].version}" in words(text)
    one = read(head, PACK)
    assert "7 of 8 items of the agreed pack are there; 1 is missing" in words(one)


def test_a_pack_is_sent_received_confirmed_and_taken_back_step_by_step(head, store) -> None:
    for step, more in (("sent", {"next": HIGH}), ("received", {}), ("confirmed", {})):
        assert head.post(STEP, {"step": step, **more}).status_code == 302
        assert f"The pack is {step}" in words(read(head, PACK)).replace(", not yet received", "").replace(
            ", not yet confirmed", ""
        )
    kinds = [(e["kind"], e["key"], e["by"]) for e in store.decisions]
    assert kinds == [(f"pack_{s}", MAYA, WHO) for s in ("sent", "received", "confirmed")]
    sent = next(iter(store.decisions))
    assert (sent["next_urn"], sent["move"], sent["period"], date.fromisoformat(sent["on"])) == (
        HIGH,
        "8_to_9",
        2027,
        date.fromisoformat(sent["on"]),
    )
    assert packs(read(head, "/children/moving/"))[-1] == 1
    for left in ("received", "sent"):
        head.post(STEP, {"step": "back"})
        assert f"Take back that the pack is {left}" in read(head, PACK)
    head.post(STEP, {"step": "back"})
    assert "The pack is not yet sent" in words(read(head, PACK))
    assert packs(read(head, "/children/moving/"))[1] == packs(read(head, "/children/moving/"))[0]
    assert len(acts(store)) == 6 and store.decisions.verify() == 6
    assert {tuple(a["keys"]) for a in acts(store)} == {(MAYA,)} and {a["who"] for a in acts(store)} == {WHO}


def test_a_step_twice_or_out_of_turn_changes_nothing(head, store) -> None:
    for step in ("received", "confirmed", "back"):
        assert head.post(STEP, {"step": step}).status_code == 302
    assert not list(store.decisions) and not acts(store)
    for _ in range(2):
        head.post(STEP, {"step": "sent", "next": HIGH})
    assert len(list(store.decisions)) == len(acts(store)) == 1


@pytest.mark.parametrize("chosen", ["", "900104", "999999", "no"])
def test_the_next_school_is_one_of_the_trusts_that_has_the_year(head, store, chosen: str) -> None:
    response = head.post(STEP, {"step": "sent", "next": chosen})
    assert response.status_code == 400 and "Choose the next school" in response.content.decode()
    assert not list(store.decisions) and not acts(store)
    choices = re.findall(r'<option value="(\d+)"', read(head, PACK))
    assert choices == [str(HIGH)]


def test_all_complete_packs_go_in_one_act_and_come_back_in_one(head, store) -> None:
    ready = [m for m in moves(children(), MAYAS) if m["urn"] == MIDDLE and m["complete"]]
    assert f"All {len(ready)} complete packs are sent" in read(head, SCHOOL)
    head.post(SENT_IN["moving-step-academy"], {"move": "8_to_9", "step": "sent", "next": HIGH})
    assert len(list(store.decisions)) == len(ready) and len(acts(store)) == 1
    assert len(acts(store)[0]["keys"]) == len(ready)
    assert len(rows(read(head, f"/children/moving/schools/{HIGH}/"), 'id="coming"')) == len(ready)
    one = acts(store)[0]["keys"][0]
    head.post(f"/children/moving/child/{one}/8_to_9/step/", {"step": "received"})
    form = rf'action="([^"]*/taken-back/\w+/)"(?:(?!</form>).)*Take back for {len(ready) - 1}<'
    back = re.search(form, read(head, SCHOOL), re.S)
    assert back
    for _ in range(2):
        assert head.post(back[1]).status_code == 302
    assert packs(read(head, "/children/moving/"))[2:] == [0, 1, 0]
    assert len(acts(store)) == 3 and f"All {len(ready) - 1} complete packs are sent" in read(head, SCHOOL)
    assert head.post(f"{SCHOOL}taken-back/nothing/").status_code == 400


def test_the_transfer_file_has_those_who_were_sent_and_nothing_of_them_in_its_name(head, store) -> None:
    path = f"{SCHOOL}transfer/8_to_9/{HIGH}/"
    assert head.get(path).status_code == 404
    head.post(STEP, {"step": "sent", "next": HIGH})
    before = sum(1 for _ in store.audit.journal)
    response = head.get(path)
    text = response.content.decode()
    assert response["Cache-Control"] == "no-store"
    assert text.count("<Pupil>") == 1 and UPN in text and "Experimental" in text
    assert re.fullmatch(r'attachment; filename="\d{7}_CTF_\d{7}_001\.xml"', response["Content-Disposition"])
    looks = list(store.audit.journal)[before:]
    assert any(e["what"] == "transfer file for the next school" and e["keys"] == [MAYA] for e in looks)
    assert UPN not in (store.layout.root / "audit.jsonl").read_text(encoding="utf-8")


def test_an_answer_is_given_shown_at_once_and_taken_back(head, store) -> None:
    assert equation(read(head, "/children/questions/"), "Each question once") == [3, 3, 0]
    assert head.post(ANSWER, {"answer": "one_child", "why": "I know the family"}).status_code == 302
    entry = next(iter(store.decisions))
    assert (entry["kind"], entry["person"], entry["other_person"], entry["by"], entry["why"]) == ("one_child", f"{MIDDLE}/sims 1", f"{MIDDLE}/sims 2", WHO, "I know the family")  # fmt: skip
    assert equation(read(head, "/children/questions/"), "Each question once") == [3, 2, 1]
    text = read(head, QUESTION)
    assert "Answered: one child" in words(text) and "I know the family" in text and "The next build follows it" in text
    assert "They are two children" not in text
    head.post(f"/children/questions/answers/{entry['number']}/taken-back/")
    assert equation(read(head, "/children/questions/"), "Each question once") == [3, 3, 0]
    assert [e["kind"] for e in store.decisions] == ["one_child", "undo"]
    assert [a["what"] for a in acts(store)] == [
        "said that two records are one child",
        "took back an answer about two records",
    ]
    assert acts(store)[0]["keys"] == acts(store)[1]["keys"] and len(acts(store)[0]["keys"]) == 2


def test_the_build_follows_the_answers_that_stand_and_no_others(head, store) -> None:
    from collegiate.build.people import _decisions
    from collegiate.pupils.decisions import standing_decisions

    head.post(ANSWER, {"answer": "one_child", "why": "known"})
    head.post(f"/children/questions/{LESS_SURE}/answer/", {"answer": "not_now"})
    head.post(f"/children/questions/{TWO}/answer/", {"answer": "two_children", "why": "seen both"})
    head.post("/children/questions/answers/1/taken-back/")
    stands = standing_decisions(_decisions(list(store.decisions)))
    assert [(d.kind, d.person) for d in stands] == [("two_children", f"{MIDDLE}/sims 2")]


def test_the_same_answer_twice_is_one_and_another_wants_the_first_taken_back(head, store) -> None:
    for _ in range(2):
        head.post(ANSWER, {"answer": "two_children", "why": "twins"})
    assert len(list(store.decisions)) == len(acts(store)) == 1
    response = head.post(ANSWER, {"answer": "one_child", "why": "no, one"})
    assert response.status_code == 400 and "Take it back first" in response.content.decode()
    for _ in range(2):
        head.post("/children/questions/answers/1/taken-back/")
    assert [e["kind"] for e in store.decisions] == ["two_children", "undo"]


def test_not_now_leaves_the_question_open_and_another_answer_may_follow(head, store) -> None:
    head.post(ANSWER, {"answer": "not_now"})
    assert equation(read(head, "/children/questions/"), "Each question once") == [3, 3, 0]
    assert "The question stays open" in read(head, QUESTION)
    assert head.post(ANSWER, {"answer": "one_child", "why": "now I know"}).status_code == 302
    assert [e["kind"] for e in store.decisions] == ["not_now", "one_child"]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"answer": "one_child"}, "Say in a few words why"),
        ({"answer": "one_child", "why": "   "}, "Say in a few words why"),
        ({"answer": "one_child", "why": f"same as {UPN}"}, "looks like a pupil number"),
        ({"answer": "two_children", "why": "x" * 401}, "longer than 400"),
        ({"answer": "nothing", "why": "x"}, "one of the three answers"),
    ],
)
def test_an_answer_that_cannot_be_taken_says_what_to_do_and_changes_nothing(head, store, sent: dict, said: str) -> None:
    response = head.post(ANSWER, sent)
    assert response.status_code == 400 and said in response.content.decode()
    assert not list(store.decisions) and not acts(store)


def test_an_answer_whose_question_is_asked_no_more_can_still_be_taken_back(head, store) -> None:
    persons = {"person": f"{MIDDLE}/sims 1", "other_person": f"{MIDDLE}/sims 7"}
    store.decisions.add(
        {"kind": "one_child", **persons, "question": "OLD", "keys": [MAYA], "by": WHO, "why": "long ago"}
    )
    text = read(head, "/children/questions/")
    assert "Answered earlier, and followed" in text and "Maya Sandford" in text and "long ago" in text
    head.post("/children/questions/answers/1/taken-back/")
    assert [e["kind"] for e in store.decisions] == ["one_child", "undo"]
    assert "Answered earlier, and followed" not in read(head, "/children/questions/")


def test_the_surest_question_comes_first_and_the_reasons_are_in_words(head) -> None:
    text = read(head, "/children/questions/")
    assert text.index(SURE) < text.index(LESS_SURE) < text.index(TWO)
    shown = read(head, QUESTION)
    said = words(shown)
    assert "about 900 to 1 that they are one child" in said
    assert "14 March 2014" in said and "Picknoll First School" in said and "a temporary one" in said
    assert "speaks strongly for two children, about 99 to 1" in said
    assert "&lt;b&gt;maya" in shown and "<b>maya" not in shown


@pytest.mark.parametrize("path", SENT_IN.values())
def test_nothing_is_sent_in_without_the_forms_own_token_a_name_or_an_appointment(head, store, path: str) -> None:
    from django.test import Client

    from collegiate.web.accounts.acts import add_user, end_appointments
    from collegiate.web.accounts.models import User

    body = {"step": "sent", "next": HIGH, "move": "8_to_9", "answer": "one_child", "why": "because"}
    guarded = Client(enforce_csrf_checks=True, raise_request_exception=False)
    guarded.force_login(User.objects.get(email=WHO))
    assert guarded.post(path, body).status_code == 403
    nobody = Client(raise_request_exception=False).post(path, body)
    assert nobody.status_code == 302 and nobody["Location"].startswith("/account/sign-in/")
    other = Client(raise_request_exception=False)
    other.force_login(add_user(email="other@dove.example"))
    assert other.post(path, body).status_code == 403
    end_appointments(user=User.objects.get(email=WHO))
    assert head.post(path, body).status_code == 403
    assert head.get(path).status_code == 405
    assert not list(store.decisions) and not acts(store)


def test_an_act_about_a_child_out_of_scope_is_refused_whatever_the_door_says(store) -> None:
    from collegiate.store import OutOfScopeError, Scope
    from collegiate.web.acts import Acting
    from collegiate.web.acts.packs import take_step

    row = store.people(Scope("somebody", "because", frozenset({MIDDLE}))).moves(urn=MIDDLE)[0]
    people = store.people(Scope("somebody else", "because", frozenset({HIGH})))
    with pytest.raises(OutOfScopeError):
        take_step(
            Acting(store, people, "x"), moves=[row], step="sent", next_urn=HIGH, on=date(2026, 11, 20), by="somebody"
        )
    assert not list(store.decisions) and not acts(store)


def test_when_an_act_cannot_be_written_down_it_is_not_done(head, store, monkeypatch: pytest.MonkeyPatch) -> None:
    from collegiate.store import AuditLog

    def broken(self, act):
        raise OSError("the disk is full")

    monkeypatch.setattr(AuditLog, "acted", broken)
    assert head.post(STEP, {"step": "sent", "next": HIGH}).status_code == 500
    assert head.post(ANSWER, {"answer": "one_child", "why": "known"}).status_code == 500
    assert not list(store.decisions)


def test_no_page_or_file_has_a_senders_name_or_a_pupil_number_also_after_decisions(head, store) -> None:
    head.post(STEP, {"step": "sent", "next": HIGH})
    head.post(ANSWER, {"answer": "one_child", "why": "known"})
    people = {r["person"] for r in record_tables()["person_link"].to_pylist()}
    for path in (p for table in (CHILDREN, TAKEN_AWAY) for paths in table.values() for p in paths):
        text = head.get(path).content.decode()
        assert UPN not in text, path
        assert not [p for p in people if p in text], path


def test_findings_add_up_by_date_rule_and_school(head) -> None:
    text = read(head, "/children/data/")
    whole, *dates = equation(text, "Each finding once")
    assert whole == sum(dates) == len(findings()) + 1
    assert sum(int(r[1]) for r in rows(text, 'id="by-rule"')) == whole
    *schools, total = rows(text, 'id="by-school"')
    assert sum(int(r[1]) for r in schools) == int(total[1]) == whole
    listed = read(head, f"/children/data/schools/{MIDDLE}/mark_after_leaving/")
    assert (len(rows(listed)) == 3 and "3 findings" in words(listed)) or "Three findings" in words(listed)
    assert "Look at the register." in listed and "It matters at the census." in listed
    assert head.get(f"/children/data/schools/{MIDDLE}/no_such_rule/").status_code == 404


def test_who_is_behind_is_said_before_everything_that_was_sent(head) -> None:
    text = read(head, "/children/data/sendings/")
    whole, *states = equation(text, "Each sending once")
    assert whole == sum(states) == len(sendings()) + 1
    assert {r[2] for r in rows(text, 'id="behind"')} == {"late", "never sent", "too little"}


def test_a_refused_row_of_a_childrens_file_has_its_remedy_and_no_pupil_number(head) -> None:
    text = read(head, f"/children/data/files/{PUPILS_FILE}/")
    assert "There is no such day." in text and "Look at the birth certificate." in text
    taken = head.get(f"/children/data/files/{PUPILS_FILE}/refused.csv").content.decode()
    assert "[UPN],Sandford" in taken and UPN not in taken
    assert head.get("/children/data/files/1/").status_code == 404


def test_ground_and_gains_are_said_before_they_are_drawn_with_intervals(head) -> None:
    text = read(head, "/children/progress/moves/")
    said = words(text)
    assert (
        "Children lost ground in Mathematics from Windmill Park CE Middle School to Dove Bank High School (−4.1 points)"
        in said
    )
    assert "they gained it from Picknoll First School to Windmill Park CE Middle School" in said
    assert text.index('class="lead"') < text.index("<svg")
    by_pair = {r[0]: r for r in rows(text, 'id="m-8_to_9"')}
    assert by_pair["Windmill Park CE Middle School to Dove Bank High School"][3:] == ["−4.1", "−5.1 to −3.1", "lost"]
    gained = {r[0]: r for r in rows(read(head, "/children/progress/?subject=MAT&year=2026"))}
    assert gained["Picknoll First School"][5] == "more" and gained["Windmill Park CE Middle School"][5] == "less"
    assert gained["Oldfield Middle School"][3:] == ["–", "–", "too few"]


def test_alarms_and_calm_series_add_up_and_name_no_child(head, store) -> None:
    text = read(head, "/children/alarms/")
    assert equation(text, "Each series once") == [6, 1, 5]
    said = words(text)
    assert "Dove Bank High School" in said and "Raised earlier, not now" in said and "at most one in ten looks" in said
    assert "trust's own test of mathematics" in said
    assert not [c for c in children() if c["pupil_key"] in text or f"{c['forename']} {c['surname']}" in text]
    assert not list(store.audit.journal)
    assert "Picknoll First School" in said
