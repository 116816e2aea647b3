"""The journal in words, and one child opened in an emergency: who may, who may not, and what is written of it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from children_store import MAYA, NOBODYS, TOWN_CHILD, UPN, record_tables
from made_up_store import DOVE, HIGH, KILN, MIDDLE, TOWN_PRIMARY, make_store

HEAD, LEAD, TOWN_LEAD, TEACHER = "head@high.example", "lead@middle.example", "lead@town.example", "teacher@high.example"
SANDFORD = {"why": "Sent home unwell, and no other adult is there.", "surname": "Sandford", "forename": "Maya", "birth_date": "14 3 2014"}  # fmt: skip


@pytest.fixture(scope="module")
def _picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_store(tmp_path_factory.mktemp("audited"), record_tables(), trust=str(DOVE))


@pytest.fixture
def store(_picture: Path):
    from collegiate.store import Store

    found = Store(_picture)
    for path in (found.decisions.path, found.audit.journal.path, found.layout.root / "audit.checked.json"):
        path.unlink(missing_ok=True)
    return found


@pytest.fixture
def browser(_django: None, store):
    """Give a browser in which somebody with these posts is signed in."""
    from django.test import Client
    from django.test.utils import override_settings

    from collegiate.web.accounts.acts import Post, add_user, appoint
    from collegiate.web.accounts.models import User

    def signed_in(email: str, *posts: Post, name: str = "") -> Client:
        user = User.objects.filter(email=email).first() or add_user(email=email, name=name)
        for post in posts:
            appoint(user=user, post=post)
        client = Client(raise_request_exception=False)
        client.force_login(User.objects.get(pk=user.pk), backend="django.contrib.auth.backends.ModelBackend")
        return client

    with override_settings(COLLEGIATE_STORE=store.layout.root):
        yield signed_in
    User.objects.all().delete()


@pytest.fixture
def post():
    from collegiate.web.accounts.acts import Post

    return Post


def text_of(client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, (path, response.status_code)
    return response.content.decode()


def entries(store, kind: str = "") -> list[dict]:
    return [e for e in store.audit.journal if kind in ("", e["kind"])]


# the journal


def test_a_look_is_told_in_words_with_who_and_whose_record(browser, post):
    text_of(browser(HEAD, post("head", urn=MIDDLE), name="Hetty Head"), f"/children/child/{MAYA}/")
    text = text_of(browser(LEAD, post("safeguarding_lead", urn=MIDDLE)), "/audit/")
    assert "Hetty Head" in text and "opened the record of Maya Sandford" in text and "as headteacher" in text
    assert UPN not in text


def test_reading_the_journal_is_itself_a_look(browser, post, store):
    text_of(browser(HEAD, post("head", urn=MIDDLE)), f"/children/child/{MAYA}/")
    text_of(browser(LEAD, post("safeguarding_lead", urn=MIDDLE)), "/audit/")
    last = entries(store)[-1]
    assert (last["who"], last["what"], last["keys"]) == (LEAD, "audit journal", [MAYA])


def test_a_lead_of_another_academy_sees_neither_the_look_nor_the_name(browser, post):
    text_of(browser(HEAD, post("head", urn=MIDDLE), name="Hetty Head"), f"/children/child/{MAYA}/")
    town = browser(TOWN_LEAD, post("safeguarding_lead", urn=TOWN_PRIMARY))
    for path in ("/audit/", f"/audit/?child={MAYA}", f"/audit/?who={HEAD}", "/audit/lines.csv"):
        text = text_of(town, path)
        assert "Hetty" not in text and "Sandford" not in text, path


def test_a_lead_sees_what_their_own_people_do_elsewhere_without_the_childs_name(browser, post):
    people = browser("both@dove.example", post("head", urn=MIDDLE), post("head", urn=HIGH), name="Bo Both")
    text_of(people, f"/children/child/{MAYA}/")
    text = text_of(browser(LEAD, post("safeguarding_lead", urn=HIGH)), "/audit/")
    assert "Bo Both" in text and "one child whom you may not see" in text and "Sandford" not in text


@pytest.mark.parametrize("role", ["teacher", "head", "parent", "trustee", "finance_director"])
def test_who_may_not_read_the_journal_does_not(browser, post, role):
    spans = {"teacher": {"urn": MIDDLE, "part": "8A"}, "head": {"urn": MIDDLE}, "parent": {"pupil_key": MAYA}}
    client = browser(f"{role}@dove.example", post(role, **spans.get(role, {})))
    for path in ("/audit/", "/audit/lines.csv", "/emergency/review/"):
        assert client.get(path).status_code == 403
    assert client.post("/audit/check/").status_code == 403


def test_the_list_is_narrowed_by_person_kind_day_and_child(browser, post):
    head = browser(HEAD, post("head", urn=MIDDLE), name="Hetty Head")
    for key in (MAYA, NOBODYS):
        text_of(head, f"/children/child/{key}/")
    lead = browser(LEAD, post("safeguarding_lead", urn=MIDDLE))
    assert text_of(lead, f"/audit/?child={MAYA}").count("opened the record of Maya Sandford") == 1
    assert "Maya Sandford" not in text_of(lead, f"/audit/?child={NOBODYS}&kind=look&who={HEAD}")
    assert "Hetty" not in text_of(lead, f"/audit/?who={LEAD}")
    assert "No line answers" in text_of(lead, "/audit/?kind=upload")
    assert "No line answers" in text_of(lead, "/audit/?to=2020-01-01")
    assert "Hetty" in text_of(lead, f"/audit/?from=2020-01-01&kind=look&who={HEAD}")


@pytest.mark.parametrize(
    "odd", ["?from=x&to=9999-99-99", "?kind=%00", "?child=" + "'" * 40, "?page=-3", "?who=%27%3B--", "?from=0001-01-01"]
)
def test_odd_questions_are_answered(browser, post, odd):
    text_of(browser(LEAD, post("safeguarding_lead", urn=MIDDLE)), f"/audit/{odd}")


def test_taking_the_list_away_is_written_down_before_it_is_given(browser, post, store):
    text_of(browser(HEAD, post("head", urn=MIDDLE), name="=cmd()"), f"/children/child/{MAYA}/")
    text = text_of(browser(LEAD, post("safeguarding_lead", urn=MIDDLE)), "/audit/lines.csv")
    assert "opened the record of Maya Sandford" in text and "'=cmd()" in text
    assert [e["who"] for e in entries(store, "export")] == [LEAD]


def test_the_page_says_when_the_chain_was_checked_and_when_it_is_broken(browser, post, store):
    text_of(browser(HEAD, post("head", urn=MIDDLE)), f"/children/child/{MAYA}/")
    lead = browser(LEAD, post("safeguarding_lead", urn=MIDDLE))
    assert "never checked" in text_of(lead, "/audit/")
    assert lead.post("/audit/check/").status_code == 302
    assert "Yes, when all" in text_of(lead, "/audit/")
    path = store.audit.journal.path
    path.write_text(path.read_text(encoding="utf-8").replace(HEAD, "nobody@x.example", 1), encoding="utf-8")
    broken = lead.post("/audit/check/").content.decode()
    assert "not as it was written" in broken and "Line 1" in broken and str(store.layout.root) not in broken


def test_a_childs_looks_stand_by_person_and_day_each_thing_once(browser, post):
    head = browser(HEAD, post("head", urn=MIDDLE), name="Hetty Head")
    for _ in range(3):
        text_of(head, f"/children/child/{MAYA}/")
    text = text_of(head, f"/children/child/{MAYA}/looks/")
    assert (
        "4 looks by 1 person" in text
        and text.count("<strong>Hetty") == 0
        and text.count("opened the record of this child") == 2
    )
    assert "3 times" in text


def test_a_reason_is_read_by_who_reads_the_journal_and_by_no_other_colleague(browser, post):
    browser(TEACHER, post("teacher", urn=HIGH, part="9A")).post("/emergency/", SANDFORD | {"why": "Sent home; unwell."})
    page = f"/children/child/{MAYA}/looks/"
    for email, role, told in ((HEAD, "head", False), (LEAD, "safeguarding_lead", True)):
        text = text_of(browser(email, post(role, urn=MIDDLE)), page)
        assert ("Sent home; unwell." in text) is told and ("a reason was given" in text) is not told


# an emergency


def test_an_emergency_opens_one_child_and_says_so_to_the_lead(browser, post, store):
    teacher = browser(TEACHER, post("teacher", urn=HIGH, part="9A"), name="Tom Teach")
    assert teacher.get(f"/children/child/{MAYA}/").status_code == 404
    opened = teacher.post("/emergency/", SANDFORD)
    assert opened.status_code == 302 and opened["Location"] == f"/children/child/{MAYA}/"
    page = text_of(teacher, opened["Location"])
    assert "open to you in an emergency" in page and "Sandford" in page
    assert teacher.get(f"/children/child/{NOBODYS}/").status_code == 404
    assert {e["kind"] for e in entries(store)} == {"look", "emergency"}
    assert any("emergency" in e["why"] for e in entries(store, "look"))
    lead = browser(LEAD, post("safeguarding_lead", urn=MIDDLE))
    shown = text_of(lead, "/emergency/review/")
    assert (
        "Tom Teach opened the record of" in shown
        and "no other adult is there" in shown
        and "opened the record of this child" in shown
    )


def test_an_emergency_ends_after_an_hour_and_by_hand(browser, post):
    from django.utils import timezone

    from collegiate.web.accounts.models import Emergency

    teacher = browser(TEACHER, post("teacher", urn=HIGH, part="9A"))
    teacher.post("/emergency/", SANDFORD)
    held = Emergency.objects.get()
    assert held.end - held.start == timedelta(minutes=60)
    Emergency.objects.update(start=timezone.now() - timedelta(hours=2), end=timezone.now() - timedelta(seconds=1))
    assert teacher.get(f"/children/child/{MAYA}/").status_code == 404
    assert "open to you" not in text_of(teacher, "/children/")
    teacher.post("/emergency/", SANDFORD)
    assert teacher.get(f"/children/child/{MAYA}/").status_code == 200
    teacher.post(f"/emergency/{Emergency.objects.order_by('-pk')[0].pk}/end/")
    assert teacher.get(f"/children/child/{MAYA}/").status_code == 404


def test_nobody_ends_an_emergency_of_somebody_else(browser, post):
    from collegiate.web.accounts.models import Emergency

    teacher = browser(TEACHER, post("teacher", urn=HIGH, part="9A"))
    teacher.post("/emergency/", SANDFORD)
    browser("other@high.example", post("teacher", urn=HIGH, part="9A")).post(
        f"/emergency/{Emergency.objects.get().pk}/end/"
    )
    assert teacher.get(f"/children/child/{MAYA}/").status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"forename": "May"},
        {"surname": "Sandfor"},
        {"birth_date": "15 3 2014"},
        {"surname": "%"},
        {"forename": "*"},
        {"surname": "Townsend"},
    ],
)
def test_a_guess_finds_nothing_and_always_says_the_same(browser, post, store, wrong):
    teacher = browser(TEACHER, post("teacher", urn=HIGH, part="9A"))
    answer = teacher.post("/emergency/", SANDFORD | wrong)
    assert answer.status_code == 400 and "No one child was found" in answer.content.decode()
    assert "Sandford" not in str(entries(store)) and [e["keys"] for e in entries(store)] == [[]]


def test_several_children_of_one_name_and_day_are_answered_as_none(browser, post, store, monkeypatch):
    from collegiate.store.held import PersonsReader

    teacher = browser(TEACHER, post("teacher", urn=HIGH, part="9A"))
    whole = PersonsReader._children
    monkeypatch.setattr(PersonsReader, "_children", lambda self, where, **more: whole(self, where, **more) * 2)
    assert "No one child was found" in teacher.post("/emergency/", SANDFORD).content.decode()
    assert not [e for e in entries(store) if e["keys"]]


def test_a_reason_comes_first_and_holds_no_pupil_number(browser, post, store):
    teacher = browser(TEACHER, post("teacher", urn=HIGH, part="9A"))
    for why, said in ((" ", "This field is required"), (f"about {UPN}", "pupil number")):
        answer = teacher.post("/emergency/", SANDFORD | {"why": why})
        assert answer.status_code == 400 and said in answer.content.decode()
    assert not entries(store)


def test_after_five_tries_nothing_more_is_looked_up(browser, post, store):
    teacher = browser(TEACHER, post("teacher", urn=HIGH, part="9A"))
    for n in range(5):
        assert teacher.post("/emergency/", SANDFORD | {"birth_date": f"{n + 1} 1 2014"}).status_code == 400
    answer = teacher.post("/emergency/", SANDFORD)
    assert answer.status_code == 429 and "too many tries" in answer.content.decode()
    assert teacher.get(f"/children/child/{MAYA}/").status_code == 404


def test_a_child_of_another_trust_is_not_found(browser, post):
    town = browser("teacher@town.example", post("teacher", urn=TOWN_PRIMARY, part="4T"))
    assert "No one child" in town.post("/emergency/", SANDFORD).content.decode()


@pytest.mark.parametrize("role", ["parent", "trustee", "colleague"])
def test_an_emergency_is_for_those_who_see_children(browser, post, role):
    client = browser(f"{role}@dove.example", post(role, pupil_key=NOBODYS if role == "parent" else ""))
    assert client.post("/emergency/", SANDFORD).status_code == 403


def test_a_lead_writes_what_they_found_once_and_it_is_kept(browser, post, store):
    from collegiate.web.accounts.models import Emergency

    browser(TEACHER, post("teacher", urn=HIGH, part="9A")).post("/emergency/", SANDFORD)
    lead, held = browser(LEAD, post("safeguarding_lead", urn=MIDDLE)), Emergency.objects.get()
    empty = lead.post(f"/emergency/review/{held.pk}/", {"found": " "})
    assert empty.status_code == 400 and "Say in a few words" in empty.content.decode()
    assert lead.post(f"/emergency/review/{held.pk}/", {"found": "Rang the school: it was right."}).status_code == 302
    held.refresh_from_db()
    assert (held.seen_by, held.seen_words) == (LEAD, "Rang the school: it was right.")
    assert "Nothing waits" in text_of(lead, "/emergency/review/")
    assert lead.post(f"/emergency/review/{held.pk}/", {"found": "Again."}).status_code == 400
    assert [e["who"] for e in entries(store, "emergency")][-1] == LEAD


def test_another_academys_lead_neither_sees_nor_settles_it(browser, post):
    from collegiate.web.accounts.models import Emergency

    browser(TEACHER, post("teacher", urn=HIGH, part="9A"), name="Tom Teach").post("/emergency/", SANDFORD)
    for email, given in ((TOWN_LEAD, post("safeguarding_lead", urn=TOWN_PRIMARY)), ("lead@kiln.example", post("safeguarding_lead", span="trust", trust_uid=KILN)), ("lead@high.example", post("safeguarding_lead", urn=HIGH))):  # fmt: skip
        lead = browser(email, given)
        assert "Tom Teach" not in text_of(lead, "/emergency/review/")
        assert lead.post(f"/emergency/review/{Emergency.objects.get().pk}/", {"found": "Fine."}).status_code == 400
    assert Emergency.objects.get().seen_at is None


def test_nobody_looks_into_their_own(browser, post):
    from collegiate.store import Store
    from collegiate.web.accounts.models import Emergency, User
    from collegiate.web.audit.emergencies import emergencies_to_review

    own = browser("both@dove.example", post("teacher", urn=HIGH, part="9A"), post("safeguarding_lead", urn=MIDDLE))
    town = browser("trust@dove.example", post("safeguarding_lead", span="trust", trust_uid=DOVE))
    own.post("/emergency/", SANDFORD)
    number = Emergency.objects.get().pk
    assert "Somebody else has to look into these" in text_of(own, "/emergency/review/")
    assert own.post(f"/emergency/review/{number}/", {"found": "I was right."}).status_code == 400
    from django.conf import settings

    reader = Store(settings.COLLEGIATE_STORE).reader()
    waiting = {
        e: len(emergencies_to_review(User.objects.get(email=e), reader))
        for e in ("both@dove.example", "trust@dove.example")
    }
    assert waiting == {"both@dove.example": 0, "trust@dove.example": 1}
    assert town.post(f"/emergency/review/{number}/", {"found": "It was right."}).status_code == 302


def test_an_emergency_that_cannot_be_written_down_opens_nothing(browser, post, monkeypatch):
    from collegiate.store import AuditLog
    from collegiate.web.accounts.models import Emergency

    def broken(*_, **__):
        raise OSError("disk full")

    teacher = browser(TEACHER, post("teacher", urn=HIGH, part="9A"))
    monkeypatch.setattr(AuditLog, "acted", broken)
    assert teacher.post("/emergency/", SANDFORD).status_code == 500
    assert not Emergency.objects.exists()


def test_made_up_children_are_there(store):
    """The two children on whom these tests turn."""
    from collegiate.store import Scope

    people = store.people(Scope.trust_wide("test", "test"))
    assert all(people.pupil(key) for key in (MAYA, TOWN_CHILD))
