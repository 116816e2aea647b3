"""What every answer carries: headers, cookies, nothing inline, nothing from elsewhere."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from children_store import MAYA

HERE = Path(__file__).parent
PLAIN = ("/", "/search?q=dove", "/nothing", "/help/", "/robots.txt", "/health", "/static/collegiate.css", "/account/sign-in/", "/children/", "/%00", "/trusts/99999999999/")  # fmt: skip
WANTED = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
}


def addresses() -> list[str]:
    """Every address that has a row in the table of doors, and some that nobody has."""
    rows = [row for file in sorted(HERE.glob("rows_*.py")) for row in importlib.import_module(file.stem).ROWS.values()]
    return sorted({*PLAIN, *(row.own for row in rows)})


class Read(HTMLParser):
    """Collects what a page must not have."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self.outside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "style" or (tag == "script" and "src" not in given and given.get("type") != "application/json"):
            self.wrong.append(f"<{tag}> with text")
        self.wrong += [f"<{tag} {name}>" for name in given if name == "style" or name.startswith("on")]
        if tag in ("script", "link", "img", "iframe", "source", "use", "image", "form"):
            places = [given.get(name, "") for name in ("src", "href", "action")]
            self.outside += [place for place in places if re.match(r"(?i)\s*([a-z]+:)?//|javascript:", place)]


@pytest.fixture(scope="module")
def answers(_django: None, made_up_store: Path) -> dict[str, object]:
    """Every address as a data manager of the whole trust is answered."""
    from django.test import Client
    from django.test.utils import override_settings

    from collegiate.web.accounts.acts import add_user

    with override_settings(COLLEGIATE_STORE=made_up_store):
        who = Client(raise_request_exception=False)
        person = add_user(email="headers@dove.example", password=None, role="data_manager")
        who.force_login(person)
        found = {place: who.get(place) for place in addresses()}
        yield found
        person.delete()


def test_every_answer_carries_the_headers(answers) -> None:
    assert len(answers) > 80
    wrong = {}
    for place, answer in answers.items():
        missing = [n for n, v in WANTED.items() if answer.headers.get(n) != v]
        policy = answer.headers.get("Content-Security-Policy", "")
        if (
            missing
            or "unsafe" in policy
            or "default-src 'none'" not in policy
            or "frame-ancestors 'none'" not in policy
        ):
            wrong[place] = (answer.status_code, missing, policy)
    assert not wrong


def test_no_policy_lets_in_what_is_inline_or_from_elsewhere(answers) -> None:
    from collegiate.web.middleware import CONTENT_SECURITY_POLICY

    rules = dict(rule.strip().split(" ", 1) for rule in CONTENT_SECURITY_POLICY.split(";"))
    assert {source for rule in rules.values() for source in rule.split()} <= {"'none'", "'self'", "data:"}
    assert rules["script-src"] == rules["style-src"] == "'self'"
    assert {a.headers["Content-Security-Policy"] for a in answers.values()} == {CONTENT_SECURITY_POLICY}


def test_no_page_has_a_style_or_a_script_in_its_text_or_calls_another_host(answers) -> None:
    wrong = {}
    for place, answer in answers.items():
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue
        page = Read()
        page.feed(answer.content.decode())
        if page.wrong or page.outside:
            wrong[place] = (sorted(set(page.wrong)), page.outside)
    assert not wrong


def test_no_answer_breaks_and_each_says_what_it_is(answers) -> None:
    assert not [place for place, answer in answers.items() if answer.status_code >= 500]
    untyped = [p for p, a in answers.items() if a.status_code == 200 and not a.headers.get("Content-Type")]
    assert not untyped
    said = {
        p: a.headers["Content-Type"]
        for p, a in answers.items()
        if a.headers.get("Content-Type", "").startswith("text/")
    }
    tidy = {p for p in said if "/ees/" in p}  # their layout says that they are UTF-8
    assert not {p: s for p, s in said.items() if "charset=" not in s.lower() and p not in tidy}


def test_what_is_about_people_is_stored_by_nobody(answers) -> None:
    stored = [
        p for p, a in answers.items()
        if p.startswith(("/children/", "/account/", "/people/")) and "no-store" not in a.headers.get("Cache-Control", "")
    ]  # fmt: skip
    assert not stored


def test_no_answer_tells_which_software_answers_or_lets_other_sites_read(answers) -> None:
    told = ("Server", "X-Powered-By", "Access-Control-Allow-Origin")
    assert not [(p, n) for p, a in answers.items() for n in told if n in a.headers]


@pytest.mark.parametrize("method", ["put", "delete", "patch", "trace"])
def test_other_ways_of_asking_are_refused(browse, method: str) -> None:
    for place in ("/", "/account/sign-in/", f"/children/child/{MAYA}/"):
        assert getattr(browse, method)(place).status_code in (302, 403, 405)


def test_a_request_for_another_host_is_refused(browse) -> None:
    assert browse.get("/", headers={"host": "elsewhere.example"}).status_code == 400


def test_signing_in_makes_a_new_session(browse) -> None:
    from collegiate.web.accounts.acts import add_user

    words = "three wet lapwings on a gate"
    person = add_user(email="anew@dove.example", password=words, role="data_manager")
    try:
        browse.cookies["session"] = planted = "a" * 32
        assert browse.post("/account/sign-in/", {"email": person.email, "password": words}).status_code == 302
        first = browse.cookies["session"].value
        assert first != planted and len(first) >= 32
        browse.post("/account/sign-out/")
        browse.post("/account/sign-in/", {"email": person.email, "password": words})
        assert browse.cookies["session"].value not in ("", first, planted)
    finally:
        person.delete()


SECURE = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.test import Client
plain, secure = Client(headers={"host": "data.dove.example"}), {"headers": {"host": "data.dove.example", "x-forwarded-proto": "https"}}
away = plain.get("/account/sign-in/")
assert (away.status_code, away["Location"]) == (301, "https://data.dove.example/account/sign-in/"), away
assert plain.get("/health").status_code != 301
page = plain.get("/account/sign-in/", **secure)
assert page.status_code == 200, page.status_code
assert "max-age=31536000" in page["Strict-Transport-Security"] and "includeSubDomains" in page["Strict-Transport-Security"]
assert page.cookies, "no cookie was set"
for name, cookie in page.cookies.items():
    assert name.startswith("__Host-") and cookie["secure"] and cookie["httponly"] and cookie["samesite"] == "Lax", (name, cookie)
    assert cookie["path"] == "/" and not cookie["domain"]
"""


def test_behind_https_nothing_is_answered_in_the_clear_and_cookies_stay_with_the_host(tmp_path) -> None:
    import os

    named = {"COLLEGIATE_STORE": str(tmp_path), "COLLEGIATE_HTTPS": "yes", "COLLEGIATE_HOSTS": "data.dove.example", "DJANGO_SETTINGS_MODULE": "collegiate.web.settings"}  # fmt: skip
    bare = {k: v for k, v in os.environ.items() if not k.startswith("COLLEGIATE_")}
    done = subprocess.run([sys.executable, "-c", SECURE], env=bare | named, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
