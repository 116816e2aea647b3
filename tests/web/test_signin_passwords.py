"""Which passwords are refused, and how somebody who forgot theirs comes back in."""

from __future__ import annotations

import hashlib
import re
import statistics
import time

import pytest

PASSWORD, NEW = "three wet lapwings on a gate", "a heron stands in the brook"
EMAIL = "ann@dove.example"
FORGOTTEN = "/account/forgotten/"


@pytest.fixture
def ann(_django: None, monkeypatch: pytest.MonkeyPatch):
    from django.conf import settings

    from collegiate.web.accounts.acts import add_user
    from collegiate.web.accounts.models import Attempt, User

    monkeypatch.setattr(settings, "PASSWORD_HASHERS", ["django.contrib.auth.hashers.MD5PasswordHasher"])
    User.objects.all().delete()
    Attempt.objects.all().delete()
    yield add_user(email=EMAIL, password=PASSWORD, name="Ann Archer", role="data_manager")
    User.objects.all().delete()


@pytest.fixture
def letters(monkeypatch: pytest.MonkeyPatch):
    """The letters that are sent, each at once and in this thread."""
    from django.core import mail
    from django.test.utils import override_settings

    from collegiate.web.accounts import recovery

    class AtOnce:
        def __init__(self, target, args, **_) -> None:
            self.start = lambda: target(*args)

    monkeypatch.setattr(recovery.threading, "Thread", AtOnce)
    mail.outbox = []
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend", COLLEGIATE_CAN_MAIL=True):
        yield mail.outbox


def listed(path, *passwords: str):
    """A list of breached passwords as Have I Been Pwned publishes it: hash and count, by hash, lines ended as in Windows."""
    many = [*passwords, *(f"filler {n}" for n in range(999))]
    lines = sorted(f"{hashlib.sha1(p.encode()).hexdigest().upper()}:{n + 3}" for n, p in enumerate(many))
    path.write_bytes("\r\n".join(lines).encode() + b"\r\n")
    return path


def test_every_line_of_the_list_is_found_and_nothing_else(_django: None, tmp_path) -> None:
    from collegiate.web.accounts.passwords import times_breached

    known = listed(tmp_path / "hashes.txt", PASSWORD)
    assert times_breached(PASSWORD, known) == 3
    assert [times_breached(f"filler {n}", known) for n in range(999)] == [n + 4 for n in range(999)]
    assert not any(times_breached(f"unknown {n}", known) for n in range(500))
    known.write_bytes(b"")
    assert times_breached(PASSWORD, known) == 0


@pytest.mark.parametrize(("password", "said"), [
    ("passwordpassword", "easily guessed"), ("qwertyuiop1234", "easily guessed"), ("collegiatecollegiate", "easily guessed"),
    ("archerarcher1990", "easily guessed"), (PASSWORD, "found 3 times"), ("short", "too short"),
    ("a heron stands in the brook " * 4 + "and waits a while", "129 characters, and 128 is the most"),
])  # fmt: skip
def test_a_password_that_is_guessed_or_known_is_refused(ann, tmp_path, password: str, said: str) -> None:
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError
    from django.test.utils import override_settings

    with (
        override_settings(COLLEGIATE_BREACHED_PASSWORDS=listed(tmp_path / "hashes.txt", PASSWORD)),
        pytest.raises(ValidationError, match=said),
    ):
        validate_password(password, ann)
    validate_password(NEW, ann)


@pytest.mark.parametrize("content", [None, "these are\nno hashes at all, but words\n"])
def test_a_list_that_cannot_be_read_lets_no_password_through(ann, tmp_path, content: str | None) -> None:
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError
    from django.test.utils import override_settings

    named = tmp_path / "hashes.txt"
    if content:
        named.write_text(content)
    with override_settings(COLLEGIATE_BREACHED_PASSWORDS=named), pytest.raises(ValidationError, match="cannot be read"):
        validate_password(NEW, ann)


def test_a_link_that_is_sent_lets_choose_a_password_once(browse, ann, letters, made_up_store) -> None:
    assert browse.post(FORGOTTEN, {"email": "ANN@dove.example"}).status_code == 200
    assert letters[0].to == [EMAIL] and "Ann Archer" in letters[0].body
    path = re.search(r"http://testserver(/account/recover/\S+)", letters[0].body)[1]
    assert browse.get(path).status_code == 200
    assert browse.post(path, {"password": NEW, "again": NEW})["Location"] == "/account/sign-in/"
    assert browse.get(path).status_code == 410
    assert browse.post("/account/sign-in/", {"email": EMAIL, "password": NEW}).status_code == 302
    journal = (made_up_store / "audit.jsonl").read_text()
    assert "asked for a link" in journal and "chose a password" in journal and path.split("/")[4] not in journal


def test_a_link_that_is_sent_is_good_for_an_hour(browse, ann, letters, monkeypatch) -> None:
    from datetime import datetime, timedelta

    from collegiate.web.accounts.recovery import GOOD_FOR, SENT_LINKS

    browse.post(FORGOTTEN, {"email": EMAIL})
    path = re.search(r"http://testserver(\S+)", letters[0].body)[1]
    for seconds, status in ((GOOD_FOR - 60, 200), (GOOD_FOR + 60, 410)):
        monkeypatch.setattr(SENT_LINKS, "_now", lambda s=seconds: datetime.now() + timedelta(seconds=s))  # noqa: DTZ005 - as Django's own
        assert browse.get(path).status_code == status
    assert browse.get(path.replace("recover", "choose")).status_code == 410


def test_a_link_does_not_pass_the_second_factor_by(browse, ann, letters) -> None:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(ann, generate_totp_secret())
    browse.post(FORGOTTEN, {"email": EMAIL})
    path = re.search(r"http://testserver(\S+)", letters[0].body)[1]
    browse.post(path, {"password": NEW, "again": NEW})
    assert browse.post("/account/sign-in/", {"email": EMAIL, "password": NEW})["Location"] == "/account/second/"
    assert browse.get("/account/").status_code == 302


def test_asking_for_a_link_tells_nobody_whether_there_is_an_account(browse, ann, letters) -> None:
    from collegiate.web.accounts.acts import add_user, remove_user

    add_user(email="gone@dove.example", password=PASSWORD)
    remove_user(email="gone@dove.example")
    answers = [browse.post(FORGOTTEN, {"email": e}) for e in (EMAIL, "nobody@dove.example", "gone@dove.example")]
    assert {(a.status_code, a.content) for a in answers} == {(200, answers[0].content)}
    assert len(letters) == 1


def test_a_mail_server_is_not_waited_for(browse, ann, monkeypatch) -> None:
    from django.core.mail import EmailMessage
    from django.test.utils import override_settings

    monkeypatch.setattr(EmailMessage, "send", lambda self: time.sleep(3))
    with override_settings(COLLEGIATE_CAN_MAIL=True):
        begun = time.monotonic()
        browse.post(FORGOTTEN, {"email": EMAIL})
    assert time.monotonic() - begun < 2


def test_links_are_sent_only_so_often(browse, ann, letters) -> None:
    from collegiate.web.accounts.attempts import OF_ACCOUNT

    statuses = [browse.post(FORGOTTEN, {"email": EMAIL}).status_code for _ in range(OF_ACCOUNT + 1)]
    assert statuses == [200] * OF_ACCOUNT + [429] and len(letters) == OF_ACCOUNT


def test_without_mail_the_page_says_who_gives_a_link(browse, ann) -> None:
    page = browse.get(FORGOTTEN).content.decode()
    assert "gives you a link" in page and "<form" not in page.split("<main")[1]


def test_signing_in_takes_as_long_for_an_account_that_is_not_there(browse, _django: None) -> None:
    from collegiate.web.accounts.acts import add_user
    from collegiate.web.accounts.models import Attempt, User

    User.objects.all().delete()
    add_user(email=EMAIL, password=PASSWORD)
    add_user(email="sent@dove.example")
    took = {}
    for email in (EMAIL, "nobody@dove.example", "sent@dove.example"):
        Attempt.objects.all().delete()
        times = []
        for _ in range(4):
            begun = time.perf_counter()
            browse.post("/account/sign-in/", {"email": email, "password": "wrong words"})
            times.append(time.perf_counter() - begun)
        took[email] = statistics.median(times)
    User.objects.all().delete()
    assert max(took.values()) < 3 * min(took.values()), took


@pytest.mark.parametrize(("address", "expected"), [
    ("smtp://ann:p%40ss@mail.example:587", ("mail.example", 587, "ann", "p@ss", True, False)),
    ("smtps://ann:x@mail.example", ("mail.example", 465, "ann", "x", False, True)),
    ("smtp://localhost", ("localhost", 25, "", "", False, False)),
])  # fmt: skip
def test_a_mail_server_is_named_by_its_address(address: str, expected: tuple[object, ...]) -> None:
    from collegiate.web.accounts.installation import mail

    found = mail(address)
    assert tuple(found[f"EMAIL_{n}"] for n in ("HOST", "PORT", "HOST_USER", "HOST_PASSWORD", "USE_TLS", "USE_SSL")) == expected  # fmt: skip


def test_a_mail_server_that_is_named_wrongly_is_said_to_be_without_its_password() -> None:
    from collegiate.web.accounts.installation import mail
    from collegiate.web.environment import SettingError

    with pytest.raises(SettingError) as error:
        mail("http://ann:hunter2@mail.example")
    assert "smtp://" in str(error.value) and "hunter2" not in str(error.value)


@pytest.mark.parametrize(("said", "behind_proxy", "of_whom"), [("", False, "off"), ("", True, "children"), ("ALL", False, "all"), ("off", True, "off")])  # fmt: skip
def test_over_a_network_a_second_factor_is_asked_unless_it_is_said_otherwise(monkeypatch, said, behind_proxy, of_whom) -> None:  # fmt: skip
    from collegiate.web.accounts.installation import second_factor

    monkeypatch.setenv("COLLEGIATE_SECOND_FACTOR", said)
    assert second_factor(behind_proxy) == of_whom
