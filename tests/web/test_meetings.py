"""Meetings: called, minuted, decided, asked of people; who reads which; what is overdue stands before its owner."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from made_up_store import DOVE, KILN, MIDDLE

CLERK, TRUSTEE, HEAD, GOVERNOR, KILN_CLERK, MONEY = "clerk", "trustee", "head", "governor", "kiln", "money"


@pytest.fixture
def meeting_people(browse, _django: None, monkeypatch) -> Iterator[dict[str, Any]]:
    from collegiate.web.accounts.acts import Post, add_user
    from collegiate.web.meetings import models

    monkeypatch.setenv("COLLEGIATE_TODAY", "2026-11-20")
    posts = {
        CLERK: Post("governance_professional", trust_uid=DOVE), TRUSTEE: Post("trustee", trust_uid=DOVE), HEAD: Post("head", urn=MIDDLE),
        GOVERNOR: Post("local_governor", urn=MIDDLE), KILN_CLERK: Post("governance_professional", trust_uid=KILN), MONEY: Post("finance_director", trust_uid=DOVE),
    }  # fmt: skip
    users = {k: add_user(email=f"{k}@meet.example", post=p) for k, p in posts.items()}
    yield users
    for kind in (
        models.Paper,
        models.ActionLine,
        models.Action,
        models.Decision,
        models.Minute,
        models.Finance,
        models.Item,
        models.Meeting,
    ):
        kind.objects.all().delete()
    for user in users.values():
        user.delete()


@pytest.fixture
def as_(browse, meeting_people):
    def signed_in(who: str):
        browse.logout()
        browse.force_login(meeting_people[who])
        return browse

    return signed_in


def text(response) -> str:
    return response.content.decode()


def call(kind: str = "board", day: str = "2026-12-01", uid: int = DOVE):
    from collegiate.web.meetings.acts import call_meeting

    return call_meeting(trust_uid=uid, kind=kind, day=date.fromisoformat(day), by="clerk@meet.example", agenda=["Apologies"])  # fmt: skip


def ask(owner: str = "head@meet.example", due: str = "2026-11-13", **more: Any):
    from collegiate.web.meetings.acts import add_action

    return add_action(trust_uid=DOVE, words="Bring the register of moves", owner=owner, due=date.fromisoformat(due), by="clerk@meet.example", **more)  # fmt: skip


def test_a_clerk_calls_a_meeting_that_trustees_read_and_others_do_not(as_) -> None:
    sent = {"trust": DOVE, "kind": "board", "day": "2026-12-01", "begins": "18:00", "place": "Dove Bank High School"}
    response = as_(CLERK).post("/meetings/call/", sent)
    assert response.status_code == 302 and response["Location"] == "/meetings/MEET-2026-1/"
    page = text(as_(TRUSTEE).get("/meetings/MEET-2026-1/"))
    assert "Board of trustees, 1 December 2026" in page and "Apologies" in page and "live" in page
    assert as_(TRUSTEE).post("/meetings/call/", sent).status_code == 403
    assert as_(CLERK).post("/meetings/call/", sent | {"trust": KILN}).status_code == 400
    assert as_(GOVERNOR).get("/meetings/MEET-2026-1/").status_code == 404
    assert as_(KILN_CLERK).get("/meetings/MEET-2026-1/").status_code == 404
    assert as_(KILN_CLERK).post("/meetings/MEET-2026-1/minutes/", {"words": "No"}).status_code == 404


def test_a_network_is_read_by_whoever_reads_for_one_academy(as_) -> None:
    found = call("heads")
    assert as_(HEAD).get(found.path).status_code == 200 and as_(GOVERNOR).get(found.path).status_code == 200
    assert as_(HEAD).post(f"{found.path}decisions/", {"words": "We"}).status_code == 403


def test_numbers_go_on_over_all_trusts_within_a_year(meeting_people) -> None:
    assert [call().reference, call(uid=KILN).reference, call().reference, call(day="2027-01-12").reference] == [
        "MEET-2026-1", "MEET-2026-2", "MEET-2026-3", "MEET-2027-1",
    ]  # fmt: skip


def test_a_network_that_did_not_meet_is_said_term_by_term() -> None:
    from collegiate.web.meetings.kinds import without

    held = [("heads", date(2026, 10, 6)), ("board", date(2026, 12, 1))]
    said = [(k.key, t.called) for k, t in without(held, date(2027, 2, 1))]
    assert ("heads", "spring term 2027") in said and ("heads", "autumn term 2026") not in said
    assert ("chairs", "autumn term 2026") in said and ("chairs", "summer term 2027") not in said


def test_what_is_missing_stands_on_the_page(as_) -> None:
    page = text(as_(CLERK).get("/meetings/"))
    assert "Network of chairs of governors: no meeting is called in the autumn term 2026." in page
    call("chairs")
    assert "Network of chairs of governors: no meeting" not in text(as_(CLERK).get("/meetings/"))


def test_two_clerks_who_change_one_meeting_see_both_texts(as_) -> None:
    found = call()
    sent = {"version": 1, "day": "2026-12-01", "begins": "18:00", "place": "Dove Bank", "called_off": ""}
    assert as_(CLERK).post(f"{found.path}change/", sent).status_code == 302
    refused = as_(CLERK).post(f"{found.path}change/", sent | {"place": "Windmill Park"})
    page = text(refused)
    assert refused.status_code == 400 and "changed this on" in page and "Dove Bank" in page and "Windmill Park" in page
    assert 'name="version" value="2"' in page
    found.refresh_from_db()
    assert found.place == "Dove Bank"


def test_an_agenda_is_put_in_order_and_items_are_dropped(as_) -> None:
    found = call()
    browser = as_(CLERK)
    for words in ("Admissions", "Money"):
        browser.post(f"{found.path}agenda/add/", {"words": words, "who": "Chair"})
    last = found.items.get(words="Money")
    browser.post(f"{found.path}agenda/{last.pk}/", {"version": 1, "position": 1, "words": "Money first", "who": "", "paper": "Finance"})  # fmt: skip
    assert [i.words for i in found.items.all()] == ["Money first", "Apologies", "Admissions"]
    gone = found.items.get(words="Apologies")
    for other in (gone.version + 5, "²", ""):
        assert browser.post(f"{found.path}agenda/{gone.pk}/drop/", {"version": other}).status_code == 409
    assert browser.post(f"{found.path}agenda/{gone.pk}/drop/", {"version": gone.version}).status_code == 302
    assert [i.words for i in found.items.all()] == ["Money first", "Admissions"]


def test_what_looks_like_a_child_is_kept_out_of_what_trustees_read(as_) -> None:
    found = call()
    response = as_(CLERK).post(f"{found.path}minutes/", {"item": "", "words": "We spoke about A860400119001."})
    assert response.status_code == 400 and "pupil number" in text(response)
    assert not found.minutes.exists()


def test_decisions_are_numbered_and_written_to_the_journal(as_, made_up_store) -> None:
    from collegiate.store import Store

    found = call()
    browser = as_(CLERK)
    for words in ("To support Windmill Park", "To meet again"):
        assert browser.post(f"{found.path}decisions/", {"words": words, "about": "RAB-2026-3"}).status_code == 302
    assert list(found.decisions.values_list("number", "about", "pack")) == [(1, "RAB-2026-3", 0), (2, "RAB-2026-3", 0)]
    assert browser.post(f"{found.path}decisions/", {"words": "x", "about": "no such thing!"}).status_code == 400
    last = list(Store(made_up_store).audit.journal)[-1]
    assert last["what"] == "recorded decision 2 of MEET-2026-1 about RAB-2026-3, without a frozen pack"


def test_an_action_is_asked_of_a_person_who_ticks_it(as_) -> None:
    found = call()
    page = text(as_(CLERK).get(f"{found.path}actions/"))
    assert "head@meet.example" in page and "kiln@meet.example" not in page
    sent = {"words": "Bring the register", "owner": "head@meet.example", "due": "2026-12-10", "about": ""}
    assert as_(CLERK).post(f"{found.path}actions/", sent).status_code == 302
    path = "/actions/ACT-2026-1/"
    assert as_(GOVERNOR).get(path).status_code == 404 and as_(TRUSTEE).get(path).status_code == 200
    assert as_(TRUSTEE).post(path, {"version": 1, "words": ""}).status_code == 403
    assert as_(HEAD).post(path, {"version": 1, "words": "Brought"}).status_code == 302
    page = text(as_(HEAD).get(path))
    assert "Done on 20 November 2026" in page and "Brought" in page
    again = as_(HEAD).post(path, {"version": 2, "words": ""})
    assert again.status_code == 400 and "Write what was done" in text(again)
    assert as_(CLERK).post(path, {"version": 2, "words": "It was the wrong one"}).status_code == 302
    assert "not done after all: It was the wrong one" in text(as_(HEAD).get(path))


def test_open_actions_are_told_by_owner_and_day(meeting_people) -> None:
    from collegiate.web.meetings.told import open_actions

    ask(due="2026-12-24")
    ask("Trustee@Meet.example", meeting="MEET-2026-1")
    assert [(c.reference, c.owner) for c in open_actions(DOVE)] == [
        ("ACT-2026-2", "trustee@meet.example"), ("ACT-2026-1", "head@meet.example"),
    ]  # fmt: skip
    assert [c.reference for c in open_actions(DOVE, owner="HEAD@meet.example")] == ["ACT-2026-1"]
    assert open_actions(KILN) == []


def test_an_overdue_action_stands_on_its_owners_first_screen_and_monday(as_) -> None:
    ask()
    for page in ("/home/", "/monday/"):
        assert "Bring the register of moves" in text(as_(HEAD).get(page)), page
    assert "Bring the register of moves" not in text(as_(GOVERNOR).get("/home/"))
    ask(owner="governor@meet.example", due="2027-01-09")
    assert "overdue" not in text(as_(GOVERNOR).get("/monday/")).split("What did not change")[0]


def test_the_finance_director_attaches_words_and_figures(as_) -> None:
    found = call()
    assert as_(TRUSTEE).get(f"{found.path}finance/").status_code == 403
    wrong = as_(MONEY).post(f"{found.path}finance/", {"words": "We hold.", "figures": "Reserves; £412,000"})
    assert wrong.status_code == 400 and "Line 1 does not have three parts" in text(wrong)
    sent = {"words": "We hold our reserves.", "figures": "Reserves at 31 August; £412,000; management accounts"}
    assert as_(MONEY).post(f"{found.path}finance/", sent).status_code == 302
    assert "We hold our reserves." in text(as_(TRUSTEE).get(found.path))
    assert found.finances.last().figures == [{"name": "Reserves at 31 August", "value": "£412,000", "from": "management accounts"}]  # fmt: skip


def test_a_meeting_called_off_counts_as_not_held(as_) -> None:
    found = call("chairs")
    sent = {"version": 1, "day": "2026-12-01", "begins": "", "place": "", "called_off": "Snow"}
    as_(CLERK).post(f"{found.path}change/", sent)
    page = text(as_(CLERK).get("/meetings/"))
    assert "called off" in page and "Network of chairs of governors: no meeting" in page
    assert as_(CLERK).post(f"{found.path}freeze/", {"why": ""}).status_code == 400
