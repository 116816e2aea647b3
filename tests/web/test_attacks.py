"""Attacks on the seams between parts: what one part trusts of another is tried here with what it should not trust."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import made_up_store as made_up
import pytest
from children_store import MAYA, TOWN_CHILD, record_tables
from made_up_people import people_with
from made_up_store import DOVE, HIGH, KILN, MIDDLE, TOWN_HIGH, TOWN_PRIMARY

WHY = "covers the autumn term"


@pytest.fixture
def people(_django: None) -> Iterator[dict[str, Any]]:
    """People of both trusts."""
    from collegiate.web.accounts.acts import Post

    posts = {
        "executive": Post("trust_executive", trust_uid=DOVE),
        "kiln executive": Post("trust_executive", trust_uid=KILN),
        "kiln manager": Post("data_manager", trust_uid=KILN),
        "kiln head": Post("head", urn=TOWN_PRIMARY),
        "manager": Post("data_manager", trust_uid=DOVE),
        "middle manager": Post("data_manager", span="academy", urn=MIDDLE),
        "head": Post("head", urn=MIDDLE),
        "tutor": Post("tutor", urn=MIDDLE, part="8A"),
    }
    with people_with(posts, "attack.example") as users:
        yield users


@pytest.fixture(scope="module")
def moved_store(tmp_path_factory: pytest.TempPathFactory):
    """A store with two pictures: in the earlier one MIDDLE was an academy of KILN, as TOWN_PRIMARY still is."""
    from collegiate.store import Store

    root = tmp_path_factory.mktemp("moved")
    whole = made_up._memberships

    def before() -> list[dict[str, Any]]:
        return [{**r, "trust_uid": KILN} if r["urn"] == MIDDLE else r for r in whole()]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(made_up, "_memberships", before)
        store = made_up.make_store(root, record_tables(), trust=str(DOVE))
    first = Store(store).current
    made_up.make_store(root, record_tables(), trust=str(DOVE))
    assert first and Store(store).current != first
    return store, first


@pytest.fixture
def earlier(as_, moved_store):
    """A browser at the store with two pictures, and what to add to an address for the earlier one."""
    from django.test.utils import override_settings

    store, first = moved_store
    with override_settings(COLLEGIATE_STORE=store):
        yield as_, f"snapshot={first}"


def test_an_earlier_picture_gives_no_right_over_people_of_today(earlier, people) -> None:
    as_, then = earlier
    tutor = people["tutor"]
    browser = as_("kiln executive")
    assert browser.get(f"/people/{tutor.pk}/").status_code == 404, "MIDDLE is DOVE's today"
    assert browser.get(f"/people/{tutor.pk}/?{then}").status_code == 404
    assert tutor.email not in browser.get(f"/people/?{then}").content.decode()
    assert tutor.email not in browser.get(f"/people/list.csv?{then}").content.decode()
    assert browser.post(f"/people/{tutor.pk}/shut-out/?{then}", {"why": WHY}).status_code == 404
    assert browser.post(f"/people/{tutor.pk}/link/?{then}").status_code == 404
    tutor.refresh_from_db()
    assert tutor.is_active


def test_an_earlier_picture_gives_no_right_over_files_of_today(earlier) -> None:
    from collegiate.web.uploads.models import Upload

    as_, then = earlier
    upload = Upload.objects.create(name="pupils.csv", urn=MIDDLE, by="somebody@attack.example")
    try:
        browser = as_("kiln manager")
        assert browser.get(f"/data/uploads/{upload.key}/").status_code == 404
        assert browser.get(f"/data/uploads/{upload.key}/?{then}").status_code == 404
        assert browser.post(f"/data/uploads/{upload.key}/discard/?{then}", {"why": WHY}).status_code == 404
        assert upload.key not in browser.get(f"/data/?{then}").content.decode()
    finally:
        upload.delete()


def test_an_earlier_picture_gives_no_children_of_an_academy_that_has_left(earlier) -> None:
    as_, then = earlier
    browser = as_("kiln executive")
    assert browser.get(f"/children/child/{TOWN_CHILD}/?{then}").status_code == 200, "the whole trust's earlier picture"
    assert browser.get(f"/children/child/{MAYA}/").status_code in (403, 404)
    assert browser.get(f"/children/child/{MAYA}/?{then}").status_code in (403, 404)
    assert "Sandford" not in browser.get(f"/find/?q=maya&{then}").content.decode()
    browser = as_("executive")
    assert browser.get(f"/children/child/{MAYA}/").status_code == 200


def test_an_earlier_picture_opens_no_emergency_at_an_academy_that_has_left(earlier) -> None:
    from collegiate.web.accounts.models import Emergency

    as_, then = earlier
    asked = {"why": "A parent rang.", "surname": "Sandford", "forename": "Maya", "birth_date": "2014-03-14"}
    for address in ("/emergency/", f"/emergency/?{then}"):
        response = as_("kiln head").post(address, asked)
        assert response.status_code == 400, address
    assert not Emergency.objects.exists()


def test_a_program_of_somebody_shut_out_stays_shut_out_when_they_come_back(browse, people) -> None:
    from django.utils import timezone

    from collegiate.web.accounts.acts import Post, add_user, remove_user
    from collegiate.web.api.acts import RIGHTS, make_token

    user = people["head"]
    until = timezone.localdate() + timedelta(days=7)
    made = make_token(user=user, name="a program", until=until, rights=list(RIGHTS), by=user.email)
    shown = {"authorization": f"Bearer {made.secret}"}
    assert browse.get("/api/v1/me", headers=shown).status_code == 200
    remove_user(email=user.email)
    assert browse.get("/api/v1/me", headers=shown).status_code == 401
    add_user(email=user.email, post=Post("head", urn=HIGH))
    assert browse.get("/api/v1/me", headers=shown).status_code == 401


def test_a_passkey_or_app_of_somebody_shut_out_opens_no_account_that_is_set_up_anew(people) -> None:
    from allauth.mfa.models import Authenticator
    from allauth.socialaccount.models import SocialAccount

    from collegiate.web.accounts.acts import remove_user

    user = people["tutor"]
    Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={})
    SocialAccount.objects.create(user=user, provider="openid_connect", uid="whoever had the address")
    remove_user(email=user.email)
    assert not Authenticator.objects.filter(user=user).exists()
    assert not SocialAccount.objects.filter(user=user).exists()


def test_no_link_is_made_for_who_will_be_above_tomorrow(as_, people) -> None:
    from django.utils import timezone

    from collegiate.web.accounts.acts import Post, appoint, end_appointments

    user, tomorrow = people["tutor"], timezone.localdate() + timedelta(days=1)
    end_appointments(user=user)
    appoint(user=user, post=Post("trust_executive", trust_uid=DOVE), start=tomorrow)
    browser = as_("head")
    assert browser.post(f"/people/{user.pk}/link/").status_code == 409
    assert browser.post(f"/people/{user.pk}/shut-out/", {"why": WHY}).status_code == 409
    user.refresh_from_db()
    assert user.is_active


def test_an_emergency_gives_nobody_a_parent_for_longer(as_, people) -> None:
    from django.utils import timezone

    from collegiate.web.accounts.models import Emergency

    head, now = people["head"], timezone.now()
    Emergency.objects.create(
        user=head,
        pupil_key=TOWN_CHILD,
        urn=TOWN_PRIMARY,
        reason="a parent rang",
        start=now,
        end=now + timedelta(hours=1),
    )
    fields = {"role": "parent", "academy": str(MIDDLE), "child": TOWN_CHILD, "why": WHY}
    response = as_("head").post(f"/people/{people['new'].pk}/appoint/", fields)
    assert response.status_code == 400
    assert not people["new"].appointments.exists()


SFTP = {
    "name": "Mine", "kind": "sftp", "path": "/export", "host": "mine.attack.example", "port": 22, "account": "me", "secret": "arbor",
    "host_key": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ7lJqmwDhjEv3Wx8cYc3UO1pWCb3dFLqBv0GPMWfF0b", "urn": str(MIDDLE), "minutes": 5, "on": "on",
}  # fmt: skip


@pytest.fixture
def drops(made_up_store):
    """The place for drops of the made-up store."""
    from collegiate.web.uploads.models import Watch

    home = made_up_store / "drops"
    for name in ("town", str(MIDDLE)):
        (home / name).mkdir(parents=True, exist_ok=True)
    yield home
    Watch.objects.all().delete()


def test_a_manager_of_one_academy_has_no_secret_of_the_installation_sent_to_a_machine_of_their_own(as_, drops) -> None:
    from collegiate.web.uploads.models import Watch

    response = as_("middle manager").post("/data/watches/add/", SFTP)
    assert response.status_code == 400 and not Watch.objects.exists()
    theirs = Watch.objects.create(**{k: v for k, v in SFTP.items() if k not in ("on", "urn")}, urn=MIDDLE)
    changed = SFTP | {"host": "elsewhere.attack.example"}
    assert as_("middle manager").post(f"/data/watches/{theirs.key}/", changed).status_code == 400
    theirs.refresh_from_db()
    assert theirs.host == "mine.attack.example"


def test_a_manager_of_one_academy_watches_no_folder_into_which_another_sends(as_, drops) -> None:
    from collegiate.web.uploads.models import Watch

    form = {"name": "Mine", "kind": "folder", "port": 22, "urn": str(MIDDLE), "minutes": 5, "on": "on"}
    for path in ("town", ".", f"{MIDDLE}/../town"):
        assert as_("middle manager").post("/data/watches/add/", form | {"path": path}).status_code == 400, path
    assert not Watch.objects.exists()
    assert as_("middle manager").post("/data/watches/add/", form | {"path": str(MIDDLE)}).status_code == 302


def test_a_watch_of_one_academy_publishes_no_rows_of_another(_django: None, made_up_store) -> None:
    from django.test.utils import override_settings

    from collegiate.web.uploads import acts
    from collegiate.web.uploads.models import Job, Publishing, Stage, Upload, Watch

    with override_settings(COLLEGIATE_STORE=made_up_store):
        watch = Watch.objects.create(name="Middle's", kind="folder", path="middle", urn=MIDDLE, publishes=True)
        piece = {"people": True, "rows_kept": 1, "urns": [MIDDLE, TOWN_PRIMARY], "source": "pupils"}
        upload = Upload.objects.create(
            name="p.csv", urn=MIDDLE, watch=watch, by="the watch", stage=Stage.READY, pieces=[piece]
        )
        Upload.objects.filter(pk=upload.pk).update(stage=Stage.READY)
        upload.refresh_from_db()
        try:
            assert upload.rows_kept == 1
            with pytest.raises(acts.UploadError, match="do not look after"):
                acts.publish_of_watch(upload=upload, watch=watch)
            assert not Publishing.objects.exists()
        finally:
            for model in (Job, Publishing, Upload, Watch):
                model.objects.all().delete()


def test_a_job_of_another_trust_is_not_told_at_the_desk(as_) -> None:
    from collegiate.web.uploads.models import Item, Job, Publishing, State, Upload

    upload = Upload.objects.create(name="theirs.csv", urn=TOWN_HIGH, by="them@attack.example")
    publishing = Publishing.objects.create(by="them@attack.example")
    Item.objects.create(publishing=publishing, upload=upload, version=1)
    Job.objects.create(kind=Job.PUBLISH, publishing=publishing, by="them@attack.example", state=State.RUNNING)
    try:
        for path in ("/data/", "/data/going/", "/data/jobs/"):
            page = as_("middle manager").get(path)
            assert page.status_code == 200
            assert "them@attack.example" not in page.content.decode(), path
            assert publishing.key not in page.content.decode(), path
    finally:
        for model in (Job, Publishing, Upload):
            model.objects.all().delete()


@pytest.mark.parametrize(
    ("what", "kind"),
    [
        ("took away table-1.csv of the page people", "export"),
        ("took away every second factor of a@b.example", "sign_in"),
        ("took away the group Heads", "role"),
        ("added the group Heads", "role"),
        ("shut out a@b.example", "role"),
        ("shut the account a@b.example", "role"),
        ("opened the account a@b.example", "role"),
        ("changed the address a@b.example into c@d.example", "role"),
        ("made a link for a@b.example to choose a password", "role"),
        ("made the token 'Power BI' (abc)", "role"),
        ("ended the token 'Power BI' (abc)", "role"),
        ("tied the account to the trust's provider", "sign_in"),
        ("ended a session", "sign_in"),
        ("ended every other session", "sign_in"),
        ("asked for a link to choose a password", "sign_in"),
        ("appointed a@b.example as Head of Dove", "role"),
        ("had 2 file(s) published: a.csv, b.csv", "upload"),
        ("sent the file a.csv (abc, 12 bytes)", "upload"),
        ("put a new version of the file a.csv (abc, mended)", "upload"),
        ("answered for the file a.csv: year 2018/19", "upload"),
        ("took back the publishing of a.csv", "upload"),
        ("discarded the file a.csv", "upload"),
        ("kept a mapping of headers to pupils: Like a.csv", "upload"),
        ("ended the mapping Like a.csv", "upload"),
        ("set the watch Arbor: another machine, every 5 minutes", "upload"),
        ("removed the watch Arbor", "upload"),
    ],
)
def test_a_line_is_found_under_what_it_tells_of(what: str, kind: str) -> None:
    from collegiate.store.kinds import kind_of

    assert kind_of({"kind": "act", "what": what}) == kind


def test_what_was_refused_taken_away_is_an_export() -> None:
    from collegiate.store.kinds import kind_of

    entry = {"kind": "look", "what": "what was refused, to take away, of the file a.csv"}
    assert kind_of(entry) == "export"


def test_who_moves_one_year_and_sees_another_moves_no_child_of_the_other(as_, people) -> None:
    from collegiate.web.accounts.acts import Post, appoint

    appoint(user=people["tutor"], post=Post("senior_leader", span="year", urn=MIDDLE, part="5"))
    browser = as_("tutor")
    assert browser.get(f"/children/child/{MAYA}/").status_code == 200, "of the tutor's class"
    step = {"step": "sent", "next": str(HIGH), "why": "because"}
    response = browser.post(f"/children/moving/child/{MAYA}/8_to_9/step/", step)
    assert response.status_code in (403, 404)


def test_who_mends_one_academys_data_and_sees_another_reads_none_of_its_list_to_take_away(as_, people) -> None:
    from collegiate.web.accounts.acts import Post, appoint

    appoint(user=people["tutor"], post=Post("senior_leader", span="academy", urn=HIGH))
    response = as_("tutor").get(f"/children/moving/schools/{MIDDLE}/list.csv")
    assert response.status_code in (403, 404) or MAYA not in response.content.decode()
