"""The door: who gets in, who does not, what is said to them, and for how long."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from commands import collegiate

PASSWORD = "three wet lapwings on a gate"
EMAIL = "ann@dove.example"
ACCOUNT = "/account/"
SIGN_IN = "/account/sign-in/"


@pytest.fixture
def people(_django: None, monkeypatch: pytest.MonkeyPatch):
    """An application database without anybody in it; hashing is quick."""
    from django.conf import settings

    from collegiate.web.accounts.models import Attempt, User

    monkeypatch.setattr(settings, "PASSWORD_HASHERS", ["django.contrib.auth.hashers.MD5PasswordHasher"])
    User.objects.all().delete()
    Attempt.objects.all().delete()
    yield User.objects
    User.objects.all().delete()


@pytest.fixture
def ann(people):
    from collegiate.web.accounts.acts import add_user

    return add_user(email=EMAIL, password=PASSWORD, name="Ann Archer", role="data_manager")


def give(client, email: str, password: str, **more: str):
    return client.post(SIGN_IN, {"email": email, "password": password, **more})


def test_the_right_words_open_the_door_however_the_address_is_written(browse, ann) -> None:
    response = give(browse, "  ANN@dove.Example", PASSWORD, next="/help/")
    assert (response.status_code, response["Location"]) == (302, "/help/")
    cookie = response.cookies["session"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    assert "Ann Archer" in browse.get(ACCOUNT).content.decode()


def test_wrong_words_are_told_the_same_whether_or_not_there_is_such_an_account(browse, ann) -> None:
    from collegiate.web.accounts.acts import add_user

    gone = add_user(email="gone@dove.example", password=PASSWORD)
    gone.is_active = False
    gone.save()
    tries = [(EMAIL, "wrong words entirely"), ("nobody@dove.example", PASSWORD), ("gone@dove.example", PASSWORD)]
    answers = [give(browse, *t) for t in tries]
    assert {a.status_code for a in answers} == {400}
    bodies = {re.sub(r'value="[^"]*"', "", a.content.decode()) for a in answers}
    assert len(bodies) == 1
    assert "do not belong together" in bodies.pop()


@pytest.mark.parametrize("email", [EMAIL, "nobody@dove.example"])
def test_an_account_is_tried_only_so_often(browse, ann, email: str) -> None:
    from collegiate.web.accounts.attempts import OF_ACCOUNT

    statuses = [give(browse, email, f"wrong {n}").status_code for n in range(OF_ACCOUNT + 1)]
    assert statuses == [400] * OF_ACCOUNT + [429]
    assert give(browse, email, PASSWORD).status_code == 429


def test_an_address_is_tried_only_so_often_and_another_still_may(browse, ann) -> None:
    from collegiate.web.accounts.attempts import OF_ADDRESS

    for n in range(OF_ADDRESS):
        give(browse, f"guess{n}@dove.example", "wrong")
    assert give(browse, EMAIL, PASSWORD).status_code == 429
    assert browse.post(SIGN_IN, {"email": EMAIL, "password": PASSWORD}, REMOTE_ADDR="10.0.0.9").status_code == 302


def test_a_client_cannot_pretend_to_be_at_another_address(browse, ann) -> None:
    from django.test import RequestFactory
    from django.test.utils import override_settings

    from collegiate.web.accounts.attempts import address_of

    asked = RequestFactory().get("/", headers={"x-forwarded-for": "1.1.1.1, 2.2.2.2"})
    assert address_of(asked) == "127.0.0.1"
    with override_settings(COLLEGIATE_BEHIND_PROXY=True):
        assert address_of(asked) == "2.2.2.2"


def test_old_tries_are_forgotten(browse, ann) -> None:
    from collegiate.web.accounts.attempts import OF_ACCOUNT
    from collegiate.web.accounts.models import Attempt

    for n in range(OF_ACCOUNT):
        give(browse, EMAIL, f"wrong {n}")
    for tried in Attempt.objects.all():
        tried.at -= timedelta(minutes=16)
        tried.save()
    assert give(browse, EMAIL, PASSWORD).status_code == 302


def test_no_word_of_a_password_or_an_address_is_kept_beside_the_account(browse, ann) -> None:
    from collegiate.web.accounts.models import Attempt

    give(browse, EMAIL, PASSWORD)
    assert PASSWORD not in ann.password
    assert not [t for t in Attempt.objects.values_list("account", "address") if EMAIL in t or "127.0.0.1" in t]


@pytest.mark.parametrize(
    "wanted",
    ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example", "javascript:alert(1)", "children/"],
)
def test_the_door_leads_to_pages_of_this_site_alone(browse, ann, wanted: str) -> None:
    assert give(browse, EMAIL, PASSWORD, next=wanted)["Location"] == "/home/"


def test_a_form_that_is_not_from_its_own_page_is_refused(_django: None, made_up_store, ann) -> None:
    from django.test import Client
    from django.test.utils import override_settings

    with override_settings(COLLEGIATE_STORE=made_up_store):
        client = Client(enforce_csrf_checks=True)
        assert give(client, EMAIL, PASSWORD).status_code == 403
        page = client.get(SIGN_IN).content.decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        assert give(client, EMAIL, PASSWORD, csrfmiddlewaretoken=token).status_code == 302
        assert client.post("/account/sign-out/").status_code == 403


def test_signing_out_ends_the_session_for_every_copy_of_its_cookie(browse, ann) -> None:
    browse.get(SIGN_IN)
    give(browse, EMAIL, PASSWORD)
    first = browse.cookies["session"].value
    assert browse.get("/account/sign-out/").status_code == 405
    assert browse.get(ACCOUNT).status_code == 200
    browse.post("/account/sign-out/")
    assert browse.get(ACCOUNT).status_code == 302
    browse.cookies["session"] = first
    assert browse.get(ACCOUNT).status_code == 302


@pytest.mark.parametrize(
    ("name", "ago", "inside"), [("seen", 29, True), ("seen", 31, False), ("began", 719, True), ("began", 721, False)]
)
def test_a_session_ends_when_it_is_idle_or_old(browse, ann, name: str, ago: int, inside: bool) -> None:
    import time

    browse.force_login(ann)
    session = browse.session
    session[name] = int(time.time()) - ago * 60
    session.save()
    assert (browse.get(ACCOUNT).status_code == 200) is inside
    assert (browse.get(ACCOUNT).status_code == 200) is inside


def test_a_session_without_its_times_is_over(browse, ann) -> None:
    browse.force_login(ann)
    session = browse.session
    del session["seen"]
    session.save()
    assert browse.get(ACCOUNT).status_code == 302


def test_being_removed_ends_the_session_at_once(browse, ann) -> None:
    from collegiate.web.accounts.acts import remove_user

    browse.force_login(ann)
    remove_user(email=EMAIL)
    assert browse.get(ACCOUNT).status_code == 302
    ann.refresh_from_db()
    assert ann.appointments_now() == []
    assert give(browse, EMAIL, PASSWORD).status_code == 400


def test_a_removed_person_who_comes_back_has_only_what_is_given_anew(people) -> None:
    from collegiate.web.accounts.acts import add_user, remove_user

    add_user(email=EMAIL, password=PASSWORD, role="data_manager")
    remove_user(email=EMAIL)
    back = add_user(email=EMAIL, password=PASSWORD)
    from collegiate.web.authorization.rights import Right

    assert back.is_active and not back.may(Right.SEE_CHILDREN)


@pytest.mark.parametrize(
    ("start", "end", "holds"), [(0, None, True), (1, None, False), (-5, 0, False), (-5, 1, True), (-5, -1, False)]
)
def test_an_appointment_holds_from_its_first_day_until_it_ended(start: int, end: int | None, holds: bool) -> None:
    from collegiate.web.accounts.models import Appointment

    today = date(2026, 11, 20)
    last = None if end is None else today + timedelta(days=end)
    assert Appointment(role="data_manager", start=today + timedelta(days=start), end=last).holds(today) is holds


def test_an_appointment_cannot_end_before_it_begins(ann) -> None:
    from django.db import IntegrityError

    from collegiate.web.accounts.models import Appointment

    with pytest.raises(IntegrityError):
        Appointment.objects.create(user=ann, role="data_manager", start=date(2026, 9, 1), end=date(2026, 8, 31))


def test_a_link_is_good_once(browse, people) -> None:
    from collegiate.web.accounts.acts import add_user, password_path

    path = password_path(add_user(email=EMAIL, role="data_manager"))
    assert give(browse, EMAIL, "").status_code == 400
    page = browse.get(path)
    assert page.status_code == 200 and page["Cache-Control"] == "no-store"
    for bad, said in (("short", "too short"), ("password1234", "too common"), ("ann@dove.example", "too similar")):
        refused = browse.post(path, {"password": bad, "again": bad})
        assert refused.status_code == 400 and said in refused.content.decode()
    assert "differ" in browse.post(path, {"password": PASSWORD, "again": PASSWORD + "!"}).content.decode()
    assert browse.post(path, {"password": PASSWORD, "again": PASSWORD}).status_code == 302
    assert browse.get(path).status_code == 410
    assert give(browse, EMAIL, PASSWORD).status_code == 302


@pytest.mark.parametrize(
    "path",
    [
        "/account/choose/MQ/abc-def/",
        "/account/choose/%FF/abc/",
        "/account/choose/OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5/a-b/",
    ],
)
def test_a_made_up_link_is_over(browse, ann, path: str) -> None:
    assert browse.get(path).status_code == 410


def test_a_password_is_changed_by_who_knows_it_and_other_sessions_end(browse, ann, made_up_store) -> None:
    from django.test import Client

    other = Client()
    other.force_login(ann)
    browse.force_login(ann)
    new = "a heron stands in the brook"
    wrong = browse.post("/account/password/", {"now": "no", "password": new, "again": new})
    assert wrong.status_code == 400 and "not the password" in wrong.content.decode()
    assert browse.post("/account/password/", {"now": PASSWORD, "password": new, "again": new}).status_code == 302
    assert browse.get(ACCOUNT).status_code == 200
    assert other.get(ACCOUNT).status_code == 302


def test_behind_https_cookies_travel_over_https_alone() -> None:
    import subprocess
    import sys

    script = "from django.conf import settings as s; print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_NAME, s.SECURE_HSTS_SECONDS > 0)"
    import os

    environment = os.environ | {"COLLEGIATE_HTTPS": "1", "DJANGO_SETTINGS_MODULE": "collegiate.web.settings"}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["True", "True", "__Host-session", "True"], done.stderr


def test_the_command_adds_lists_and_removes(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLLEGIATE_DATABASE")
    store = ("--store", tmp_path / "store")
    added = collegiate("user", "add", EMAIL, *store, "--name", "Ann Archer", "--address", "https://pages.example/")
    assert added.returncode == 0, added.stderr
    assert re.search(r"^https://pages\.example/account/choose/\w+/[\w-]+/$", added.stdout, re.M)
    assert (tmp_path / "store" / "application.sqlite3").exists()
    assert (tmp_path / "store" / "application.secret").stat().st_mode & 0o777 == 0o600
    listed = collegiate("user", "list", *store).stdout
    assert f"{EMAIL}  Ann Archer  data_manager  never signed in" in listed
    assert collegiate("user", "remove", EMAIL, *store).returncode == 0
    assert "removed" in collegiate("user", "list", *store).stdout


@pytest.mark.parametrize(("arguments", "said"), [
    (("add", "nobody"), "is not an e-mail address"),
    (("add", EMAIL, "--role", "king"), "There are: trust_executive"),
    (("add", EMAIL, "--until", "yesterday"), "Write it as 2027-08-31"),
    (("remove", EMAIL), "collegiate user list"),
])  # fmt: skip
def test_the_command_says_what_is_wrong(tmp_path, monkeypatch: pytest.MonkeyPatch, arguments, said: str) -> None:
    monkeypatch.delenv("COLLEGIATE_DATABASE")
    done = collegiate("user", *arguments, "--store", tmp_path / "store")
    assert done.returncode == 2 and said in done.stderr and "Traceback" not in done.stderr


def test_a_weak_password_from_a_file_is_refused(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLLEGIATE_DATABASE")
    (tmp_path / "word").write_text("letmein\n")
    done = collegiate("user", "add", EMAIL, "--store", tmp_path / "store", "--password-file", tmp_path / "word")
    assert done.returncode == 2 and "too short" in done.stderr
    assert "letmein" not in done.stderr


def test_a_process_that_serves_one_store_makes_no_user_in_another(_django: None, tmp_path) -> None:
    from collegiate.web.ready import OtherStoreError, make_user

    with pytest.raises(OtherStoreError, match="Use another process"):
        make_user(tmp_path / "other", EMAIL, PASSWORD)


def test_making_a_user_again_gives_a_new_password_and_one_appointment(people) -> None:
    from collegiate.web.accounts.acts import add_user

    add_user(email=EMAIL, password=PASSWORD, name="Ann", role="data_manager")
    again = add_user(email=EMAIL.upper(), password="a heron stands in the brook", role="data_manager")
    assert people.count() == 1 and again.name == "Ann"
    assert again.check_password("a heron stands in the brook") and len(again.appointments_now()) == 1


def test_a_database_is_named_by_a_path_or_an_address(tmp_path) -> None:
    from collegiate.web.databases import database

    assert database("", tmp_path)["NAME"] == str(tmp_path / "application.sqlite3")
    assert database("/srv/app.sqlite3", tmp_path)["NAME"] == "/srv/app.sqlite3"
    assert "journal_mode=WAL" in database("", tmp_path)["OPTIONS"]["init_command"]
    named = database("postgresql://ann:p%40ss@db.example:5433/collegiate", tmp_path)
    assert (named["USER"], named["PASSWORD"], named["HOST"], named["PORT"], named["NAME"]) == ("ann", "p@ss", "db.example", "5433", "collegiate")  # fmt: skip
    with pytest.raises(ValueError, match="mysql"):
        database("mysql://x/y", tmp_path)


def test_the_database_of_accounts_is_in_wal_mode_and_its_tables_are_current(_django: None) -> None:
    from django.core.management import call_command
    from django.db import connection

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
