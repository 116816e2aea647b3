"""Second factors: codes of an app, recovery codes, who is asked for one, and where somebody is signed in."""

from __future__ import annotations

import re
import time

import pytest

PASSWORD = "three wet lapwings on a gate"
EMAIL = "ann@dove.example"
SIGN_IN, SECOND, ACCOUNT, APP, CODES = (
    "/account/sign-in/", "/account/second/", "/account/", "/account/app/", "/account/recovery-codes/",
)  # fmt: skip


@pytest.fixture
def ann(_django: None, monkeypatch: pytest.MonkeyPatch):
    """One person who may see children; hashing is quick."""
    from django.conf import settings

    from collegiate.web.accounts.acts import add_user
    from collegiate.web.accounts.models import Attempt, User

    monkeypatch.setattr(settings, "PASSWORD_HASHERS", ["django.contrib.auth.hashers.MD5PasswordHasher"])
    User.objects.all().delete()
    Attempt.objects.all().delete()
    yield add_user(email=EMAIL, password=PASSWORD, name="Ann Archer", role="data_manager")
    User.objects.all().delete()


@pytest.fixture
def written(browse, made_up_store):
    """What was written to the audit journal since the test began."""
    from collegiate.store import Store

    before = len(list(Store(made_up_store).audit.journal))
    return lambda: [(e["who"], e["what"]) for e in list(Store(made_up_store).audit.journal)[before:]]


def come(client, password: str = PASSWORD, **more: str):
    return client.post(SIGN_IN, {"email": EMAIL, "password": password, **more})


def code_of(secret: str, steps: int = 0) -> str:
    """The code that an app shows, some half minutes from now."""
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def confirm(client, path: str):
    """Open a page that asks for the password once more."""
    asked = client.get(path)
    assert asked.status_code == 302 and asked["Location"].startswith("/account/confirm/")
    back = client.post(asked["Location"], {"password": PASSWORD, "next": path})
    assert (back.status_code, back["Location"]) == (302, path)
    return client.get(path)


def set_up(client) -> tuple[str, list[str]]:
    """Sign in, set up an app, and return its secret and the recovery codes."""
    come(client)
    page = confirm(client, APP).content.decode()
    secret = re.search(r'<span class="code">([A-Z2-7]{32})</span>', page)[1]
    done = client.post(APP, {"code": code_of(secret, -1)})
    assert (done.status_code, done["Location"]) == (302, CODES)
    codes = re.findall(r"<li>(\d{8})</li>", client.get(CODES).content.decode())
    return secret, codes


def test_an_app_is_set_up_and_asked_for_after_the_password(browse, ann, written) -> None:
    secret, codes = set_up(browse)
    assert len(codes) == 10
    assert "Authenticator app" in browse.get(ACCOUNT).content.decode()
    browse.post("/account/sign-out/")
    first = come(browse, next="/help/")
    assert (first.status_code, first["Location"]) == (302, SECOND)
    assert browse.get(ACCOUNT).status_code == 302
    wrong = browse.post(SECOND, {"code": "000000"})
    assert wrong.status_code == 400 and "does not fit" in wrong.content.decode()
    right = browse.post(SECOND, {"code": code_of(secret)})
    assert (right.status_code, right["Location"]) == (302, "/help/")
    assert browse.get(ACCOUNT).status_code == 200
    assert [what for who, what in written() if who == EMAIL] == [
        "signed in", "added a code of an app to sign in with", "added a recovery code to sign in with", "failed to sign in", "signed in",
    ]  # fmt: skip


def test_a_code_is_good_once_also_when_it_is_still_shown(browse, ann) -> None:
    from django.test import Client

    secret, _ = set_up(browse)
    code = code_of(secret)
    for status in (302, 400):
        client = Client()
        come(client)
        assert client.post(SECOND, {"code": code}).status_code == status


def test_a_code_is_tried_only_so_often_whatever_session_it_is_tried_from(browse, ann) -> None:
    from django.test import Client

    from collegiate.web.accounts.attempts import OF_ACCOUNT

    secret, _ = set_up(browse)
    statuses = []
    for n in range(OF_ACCOUNT + 1):
        client = Client(raise_request_exception=False)
        assert come(client)["Location"] == SECOND
        statuses.append(client.post(SECOND, {"code": f"{n:06}"}).status_code)
    assert statuses == [400] * OF_ACCOUNT + [429]
    assert client.post(SECOND, {"code": code_of(secret)}).status_code == 429


def test_a_recovery_code_lets_in_once_and_the_codes_are_shown_once(browse, ann) -> None:
    _, codes = set_up(browse)
    assert codes[0] not in browse.get(CODES).content.decode()
    browse.post("/account/sign-out/")
    for status in (302, 400):
        come(browse)
        assert browse.post(SECOND, {"code": codes[0]}).status_code == status
        browse.post("/account/sign-out/")


def test_new_recovery_codes_end_the_old(browse, ann) -> None:
    _, old = set_up(browse)
    assert browse.post("/account/recovery-codes/new/")["Location"] == CODES
    new = re.findall(r"<li>(\d{8})</li>", browse.get(CODES).content.decode())
    assert len(new) == 10 and not set(new) & set(old)
    browse.post("/account/sign-out/")
    come(browse)
    assert browse.post(SECOND, {"code": old[3]}).status_code == 400
    assert browse.post(SECOND, {"code": new[3]}).status_code == 302


def test_the_secret_of_an_app_lies_encrypted(browse, ann) -> None:
    from allauth.mfa.models import Authenticator

    secret, codes = set_up(browse)
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept and not [c for c in codes if c in kept]


def test_nothing_about_the_factors_changes_without_the_password_once_more(browse, ann) -> None:
    set_up(browse)
    session = browse.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 301
    session.save()
    for path in (APP + "remove/", "/account/recovery-codes/new/", "/account/passkeys/add/"):
        assert browse.post(path)["Location"].startswith("/account/confirm/"), path
    wrong = browse.post("/account/confirm/", {"password": "not this one", "next": APP + "remove/"})
    assert wrong.status_code == 400 and "not your password" in wrong.content.decode()
    assert confirm(browse, APP + "remove/").status_code == 200
    assert browse.post(APP + "remove/")["Location"] == ACCOUNT
    browse.post("/account/sign-out/")
    assert come(browse)["Location"] == "/home/"


def test_the_second_page_is_nothing_without_the_first(browse, ann) -> None:
    assert browse.get(SECOND)["Location"] == "/account/login/"
    assert browse.get("/account/login/")["Location"] == SIGN_IN


@pytest.mark.parametrize(("of_whom", "role", "asked"), [
    ("off", "data_manager", False), ("children", "data_manager", True), ("children", "trustee", False),
    ("children", "parent", True), ("all", "trustee", True),
])  # fmt: skip
def test_who_lacks_the_factor_that_is_asked_is_sent_to_set_it_up(
    browse, ann, of_whom: str, role: str, asked: bool
) -> None:
    from django.test.utils import override_settings

    from collegiate.web.accounts.acts import Post, appoint, end_appointments

    end_appointments(user=ann)
    appoint(user=ann, post=Post(role, pupil_key="MAYA000000" if role == "parent" else ""))
    browse.force_login(ann)
    with override_settings(COLLEGIATE_SECOND_FACTOR=of_whom):
        for page in ["/account/recovery-codes/new/"] + ["/children/"] * (role == "data_manager"):
            assert (browse.get(page).headers.get("Location") == "/account/second-factor/") is asked
        assert browse.get("/account/second-factor/").status_code == 200
        assert browse.get(ACCOUNT).status_code == 200


def test_whoever_has_the_factor_goes_on(browse, ann) -> None:
    from django.test.utils import override_settings

    with override_settings(COLLEGIATE_SECOND_FACTOR="children"):
        set_up(browse)
        assert browse.get("/children/").status_code == 200


def test_recovery_codes_alone_are_no_second_factor(browse, ann) -> None:
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    from collegiate.web.accounts.requirement import has_one

    RecoveryCodes.activate(ann)
    assert not has_one(ann)


def test_one_sees_where_one_is_signed_in_and_ends_it_from_afar(browse, ann) -> None:
    from django.test import Client

    other = Client(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/130.0"})
    for client in (other, browse):
        come(client)
    page = browse.get(ACCOUNT).content.decode()
    assert "Firefox on Windows" in page and "(here)" in page
    key = re.findall(r"/account/sessions/(\d+)/end/", page)
    assert len(key) == 2
    assert browse.get(f"/account/sessions/{key[0]}/end/").status_code == 405
    browse.post("/account/sessions/end-others/")
    assert other.get(ACCOUNT).status_code == 302 and browse.get(ACCOUNT).status_code == 200


def test_nobody_ends_the_session_of_another(browse, ann) -> None:
    from allauth.usersessions.models import UserSession
    from django.test import Client

    from collegiate.web.accounts.acts import add_user

    add_user(email="bob@dove.example", password=PASSWORD)
    come(browse)
    bob = Client()
    bob.post(SIGN_IN, {"email": "bob@dove.example", "password": PASSWORD})
    assert bob.post(f"/account/sessions/{UserSession.objects.get(user=ann).pk}/end/").status_code == 404
    assert browse.get(ACCOUNT).status_code == 200


def test_nobody_takes_away_the_passkey_of_another(browse, ann) -> None:
    from allauth.mfa.models import Authenticator

    from collegiate.web.accounts.acts import add_user

    bob = add_user(email="bob@dove.example", password=PASSWORD)
    theirs = Authenticator.objects.create(user=bob, type="webauthn", data={"name": "Bob's", "credential": {}})
    come(browse)
    path = f"/account/passkeys/{theirs.pk}/remove/"
    asked = browse.get(path)
    browse.post(asked["Location"], {"password": PASSWORD, "next": path})
    assert browse.get(path).status_code == browse.post(path).status_code == 404


def test_changing_the_password_keeps_this_session_in_the_list_and_ends_the_others(browse, ann) -> None:
    from django.test import Client

    other = Client()
    for client in (other, browse):
        come(client)
    new = "a heron stands in the brook"
    browse.post("/account/password/", {"now": PASSWORD, "password": new, "again": new})
    assert other.get(ACCOUNT).status_code == 302
    assert len(re.findall(r"/account/sessions/\d+/end/", browse.get(ACCOUNT).content.decode())) == 1


def test_a_failed_sign_in_is_written_with_its_count_and_without_what_was_typed(
    browse, ann, written, made_up_store
) -> None:
    come(browse, "hunter2hunter2")
    come(browse, "hunter2hunter2")
    browse.post(SIGN_IN, {"email": "hunter2hunter2", "password": "x"})
    assert written() == [(EMAIL, "failed to sign in")] * 2 + [("somebody unknown", "failed to sign in")]
    journal = (made_up_store / "audit.jsonl").read_text()
    assert "hunter2" not in journal and "failure 2 within" in journal


def test_when_the_journal_cannot_be_written_nobody_comes_in(browse, ann, monkeypatch: pytest.MonkeyPatch) -> None:
    from collegiate.store import AuditLog

    def broken(self, look):
        raise OSError("the disk is full")

    monkeypatch.setattr(AuditLog, "acted", broken)
    assert come(browse).status_code == 500
    assert browse.get(ACCOUNT).status_code == 302


def test_factors_that_were_lost_are_taken_away_by_who_looks_after_it(browse, ann, written) -> None:
    from collegiate.web.accounts.acts import AccountError, forget_factors

    set_up(browse)
    assert forget_factors(email=EMAIL, by="head@dove.example") == 2
    assert browse.get(ACCOUNT).status_code == 302
    assert come(browse)["Location"] == "/home/"
    assert ("head@dove.example", f"took away every second factor of {EMAIL}") in written()
    with pytest.raises(AccountError, match="collegiate user list"):
        forget_factors(email="nobody@dove.example")


def test_every_page_of_signing_in_has_one_heading_and_a_landmark(browse, ann) -> None:
    """And no field without a label: allauth's own pages, which have neither, are shown to nobody."""
    set_up(browse)
    for path in (ACCOUNT, CODES, "/account/recovery-codes/new/", APP + "remove/", "/account/passkeys/add/", "/account/confirm/", "/account/confirm/code/", "/account/second-factor/"):  # fmt: skip
        page = browse.get(path).content.decode()
        assert page.count("<h1") == 1 and "<main" in page, path
        fields = re.findall(r'<input type="(?:text|password|email|number)"[^>]*? id="([^"]+)"', page)
        assert all(f'for="{f}"' in page for f in fields), path


@pytest.mark.parametrize(
    "credential", ["", "null", "{}", '{"id": "x"}', '{"response": {"userHandle": "MQ"}}', "[1]", "not json"]
)
def test_a_passkey_that_is_none_opens_nothing(browse, ann, credential: str) -> None:
    browse.get("/account/passkey/", headers={"accept": "application/json"})
    answer = browse.post("/account/passkey/", {"credential": credential})
    assert answer.status_code == 400 and "opens nothing here" in answer.content.decode()
    assert browse.get(ACCOUNT).status_code == 302


def test_passkeys_are_tried_only_so_often_from_one_address(browse, ann) -> None:
    from collegiate.web.accounts.attempts import OF_ADDRESS

    statuses = [browse.post("/account/passkey/", {"credential": "{}"}).status_code for _ in range(OF_ADDRESS + 1)]
    assert statuses == [400] * OF_ADDRESS + [429]


@pytest.mark.parametrize("credential", ["", "{}", '{"id": "x"}', '{"id": "eA", "rawId": "eA", "response": {}}', "[1]"])
def test_a_passkey_that_cannot_be_read_is_not_set_up(browse, ann, credential: str) -> None:
    from allauth.mfa.models import Authenticator

    come(browse)
    confirm(browse, "/account/passkeys/add/")
    answer = browse.post("/account/passkeys/add/", {"name": "x", "credential": credential})
    assert answer.status_code == 400 and not Authenticator.objects.filter(user=ann).exists()


@pytest.mark.parametrize("credential", ["{}", '{"id": "x"}', '{"id": "eA", "rawId": "eA", "response": {}}'])
def test_a_made_up_passkey_is_no_second_factor(browse, ann, credential: str) -> None:
    set_up(browse)
    browse.post("/account/sign-out/")
    come(browse)
    assert browse.post(SECOND, {"credential": credential}).status_code == 400
    assert browse.get(ACCOUNT).status_code == 302
