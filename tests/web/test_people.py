"""People and roles: who may appoint whom, for what, and what is written down of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from children_store import MAYA, TOWN_CHILD
from made_up_people import people_with
from made_up_store import DOVE, HIGH, KILN, MIDDLE, TOWN_PRIMARY

WHY = "covers the autumn term"


@pytest.fixture
def people(_django: None) -> Iterator[dict[str, Any]]:
    """Those who appoint, those who only look, and those who are appointed."""
    from collegiate.web.accounts.acts import Post
    from collegiate.web.accounts.models import User

    posts = {
        "executive": Post("trust_executive", trust_uid=DOVE),
        "head": Post("head", urn=MIDDLE),
        "other head": Post("head", urn=HIGH),
        "people": Post("head_of_people", trust_uid=DOVE),
        "tutor": Post("tutor", urn=MIDDLE, part="8A"),
        "kiln": Post("trust_executive", trust_uid=KILN),
    }
    with people_with(posts, "people.example") as users:
        yield users
    User.objects.filter(email__endswith="@added.example").delete()


def acts(store) -> list[dict[str, Any]]:
    """What was done to people's accounts; that somebody signed in is not of this."""
    from collegiate.store import Store

    done = ("added", "appointed", "ended", "shut out", "made a link")
    return [e for e in Store(store).audit.journal if e["kind"] == "act" and e["what"].startswith(done)]


def send(browser, user, **fields: str):
    return browser.post(f"/people/{user.pk}/appoint/", {"role": "", "why": WHY} | fields)


def held(user) -> set[tuple[Any, ...]]:
    user.refresh_from_db()
    return {(a.role, a.span, a.urn, a.part, a.pupil_key) for a in user.appointments_now()}


def test_a_head_appoints_a_tutor_of_the_own_academy_and_it_is_written_down(as_, people, made_up_store) -> None:
    before = len(acts(made_up_store))
    response = send(as_("head"), people["new"], role="tutor", academy=str(MIDDLE), part="7A")
    assert response.status_code == 302 and response["Location"] == f"/people/{people['new'].pk}/"
    assert held(people["new"]) == {("tutor", "class", MIDDLE, "7A", "")}
    (act,) = acts(made_up_store)[before:]
    assert act["who"] == "head@people.example" and act["why"] == WHY
    assert act["what"] == "appointed new@people.example as Tutor of class 7A, Windmill Park CE Middle School"
    assert people["new"].appointments.get().given_by == "head@people.example"


@pytest.mark.parametrize(
    ("who", "fields"),
    [
        ("head", {"role": "tutor", "academy": str(HIGH), "part": "9A"}),
        ("head", {"role": "head", "academy": str(TOWN_PRIMARY)}),
        ("head", {"role": "trust_executive"}),
        ("head", {"role": "data_manager"}),
        ("head", {"role": "data_manager", "academy": str(MIDDLE)}),
        ("head", {"role": "local_governor", "academy": str(MIDDLE)}),
        ("head", {"role": "head", "academy": str(MIDDLE)}),
        ("executive", {"role": "head", "academy": str(TOWN_PRIMARY)}),
        ("executive", {"role": "teacher", "academy": str(MIDDLE)}),
        ("executive", {"role": "king", "academy": str(MIDDLE)}),
        ("executive", {"role": "parent", "child": TOWN_CHILD}),
        ("executive", {"role": "parent", "child": "no such ch"}),
        ("executive", {"role": "head", "academy": str(MIDDLE), "start": "2020-01-01"}),
        ("executive", {"role": "head", "academy": str(MIDDLE), "until": "2020-01-01"}),
        ("executive", {"role": "head", "academy": str(MIDDLE), "why": ""}),
    ],
)
def test_nobody_gives_what_is_not_theirs_to_give(as_, people, made_up_store, who: str, fields: dict[str, str]) -> None:
    before = len(acts(made_up_store))
    response = send(as_(who), people["new"], **fields)
    assert response.status_code == 400
    assert "There is a problem" in response.content.decode()
    assert not held(people["new"]) and len(acts(made_up_store)) == before


def test_a_trust_role_is_given_for_ones_own_trust(as_, people) -> None:
    assert send(as_("executive"), people["new"], role="trustee").status_code == 302
    assert people["new"].appointments.get().trust_uid == DOVE


def test_a_parent_is_appointed_for_one_child(as_, people) -> None:
    assert send(as_("head"), people["new"], role="parent", academy=str(MIDDLE), child=MAYA).status_code == 302
    assert held(people["new"]) == {("parent", "child", MIDDLE, "", MAYA)}


def test_nobody_appoints_themselves_or_ends_their_own(as_, people) -> None:
    me = people["executive"]
    assert send(as_("executive"), me, role="safeguarding_lead").status_code == 400
    own = me.appointments.get()
    response = as_("executive").post(f"/people/{me.pk}/appointments/{own.pk}/end/", {"why": "tired"})
    assert response.status_code == 409 and "Nobody changes" in response.content.decode()
    assert as_("executive").post(f"/people/{me.pk}/shut-out/", {"why": "tired"}).status_code == 409
    assert held(me) == {("trust_executive", "trust", None, "", "")}


def test_an_appointment_ends_at_once_and_what_it_opened_is_shut(as_, people, browse) -> None:
    tutor = people["tutor"]
    assert as_("tutor").get(f"/children/child/{MAYA}/").status_code == 200
    about = tutor.appointments.get()
    as_("head").post(f"/people/{tutor.pk}/appointments/{about.pk}/end/", {"why": "left the post"})
    assert not held(tutor)
    assert as_("tutor").get(f"/children/child/{MAYA}/").status_code == 403


def test_a_day_to_come_opens_nothing_before(as_, people) -> None:
    from django.utils import timezone

    tomorrow = timezone.localdate() + timedelta(days=1)
    fields = {"role": "head", "academy": str(MIDDLE), "start": tomorrow.isoformat()}
    assert send(as_("executive"), people["new"], **fields).status_code == 302
    assert not held(people["new"])
    assert "To come" in as_("executive").get(f"/people/{people['new'].pk}/").content.decode()


def test_an_other_head_and_the_other_trust_see_and_end_nothing(as_, people) -> None:
    tutor = people["tutor"]
    about = tutor.appointments.get()
    for who in ("other head", "kiln"):
        browser = as_(who)
        assert browser.get(f"/people/{tutor.pk}/").status_code == 404
        assert tutor.email not in browser.get("/people/").content.decode()
        assert tutor.email not in browser.get("/people/list.csv").content.decode()
        assert browser.post(f"/people/{tutor.pk}/appointments/{about.pk}/end/", {"why": "x"}).status_code == 404
        assert browser.post(f"/people/{tutor.pk}/link/").status_code == 404
        assert browser.post(f"/people/{tutor.pk}/shut-out/", {"why": "x"}).status_code == 404
    assert held(tutor)


def test_who_is_appointed_above_is_not_shut_out_from_below(as_, people) -> None:
    from collegiate.web.accounts.acts import Post, appoint

    appoint(user=people["tutor"], post=Post("trustee", trust_uid=DOVE))
    assert as_("head").post(f"/people/{people['tutor'].pk}/shut-out/", {"why": "x"}).status_code == 409
    assert as_("head").post(f"/people/{people['tutor'].pk}/link/").status_code == 409
    people["tutor"].refresh_from_db()
    assert people["tutor"].is_active


def test_who_looks_after_people_sees_the_list_and_changes_nothing(as_, people) -> None:
    browser = as_("people")
    page = browser.get("/people/").content.decode()
    assert "The tutor" in page and "Tutor of class 8A, Windmill Park CE Middle School" in page
    assert "Add somebody" not in page
    assert browser.get("/people/add/").status_code == 403
    assert send(browser, people["new"], role="trustee").status_code == 403


def test_somebody_is_added_appointed_and_given_a_link_that_works_once(as_, people, browse) -> None:
    from collegiate.web.accounts.models import User

    browser = as_("head")
    response = browser.post("/people/add/", {"name": "Tess Tutor", "email": "Tess@Added.example"})
    tess = User.objects.get(email="tess@added.example")
    assert response["Location"] == f"/people/{tess.pk}/appoint/"
    assert not tess.appointments.all()
    send(browser, tess, role="tutor", academy=str(MIDDLE), part="5/B & <Oak>")
    shown = browser.post(f"/people/{tess.pk}/link/").content.decode()
    path = shown.split("http://testserver")[1].split("<")[0]
    browse.logout()
    assert browse.get(path, follow=True).status_code == 200
    again = as_("head").post("/people/add/", {"name": "Tess", "email": "tess@added.example"})
    assert again.status_code == 400 and "has an account" in again.content.decode()


def test_the_list_counts_and_says_what_ends_soon(as_, people) -> None:
    from django.utils import timezone

    about = people["tutor"].appointments.get()
    about.end = timezone.localdate() + timedelta(days=5)
    about.save()
    text = as_("head").get("/people/").content.decode()
    assert "1 appointment ends within thirty days" in text and "Ending soon" in text
    only = as_("head").get("/people/?role=head").content.decode()
    assert "The tutor</a></th>" not in only


def test_every_role_is_told_with_what_it_may(as_) -> None:
    from collegiate.web.authorization.roles import ROLES

    text = as_("people").get("/people/roles/").content.decode()
    assert all(role.called in text for role in ROLES.values())


def test_a_colleague_of_one_trust_is_not_listed_in_another(as_, people) -> None:
    assert send(as_("executive"), people["new"], role="colleague").status_code == 302
    assert people["new"].appointments.get().trust_uid == DOVE
    assert "new@people.example" in as_("executive").get("/people/list.csv").content.decode()
    assert as_("kiln").get(f"/people/{people['new'].pk}/").status_code == 404


def test_a_head_takes_nothing_from_who_looks_over_the_own_shoulder(as_, people) -> None:
    from collegiate.web.accounts.acts import Post, appoint

    held = appoint(user=people["new"], post=Post("data_manager", urn=MIDDLE))
    where = f"/people/{people['new'].pk}"
    for path in (f"{where}/appointments/{held.pk}/end/", f"{where}/shut-out/", f"{where}/link/"):
        assert as_("head").post(path, {"why": "x"}).status_code == 409, path
    assert "appointments/" not in as_("head").get(f"{where}/").content.decode()
    assert as_("executive").post(f"{where}/appointments/{held.pk}/end/", {"why": "left the post"}).status_code == 302
    assert send(as_("executive"), people["new"], role="data_manager", academy=str(MIDDLE)).status_code == 302
    assert send(as_("head"), people["new"], role="safeguarding_lead", academy=str(MIDDLE)).status_code == 302
