"""Attacks on what pages hand out: to anybody, to spreadsheets, to the shared shelf, to browsers, to logs."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from children_store import MAYA, TOWN_CHILD
from made_up_store import DOVE, KILN, MIDDLE, PUPILS_FILE, TOWN_PRIMARY

EVIL = '=HYPERLINK("http://x.example")<script>alert(1)</script>"\'&'


@pytest.fixture
def people(_django: None) -> Iterator[dict[str, Any]]:
    """People of both trusts."""
    from collegiate.web.accounts.acts import Post, add_user
    from collegiate.web.accounts.models import User

    posts = {
        "executive": Post("trust_executive", trust_uid=DOVE), "manager": Post("data_manager", trust_uid=DOVE),
        "kiln manager": Post("data_manager", trust_uid=KILN), "safeguarding": Post("safeguarding_lead", span="academy", urn=MIDDLE),
        "head": Post("head", urn=MIDDLE), "trustee": Post("trustee", trust_uid=DOVE), "governor": Post("local_governor", urn=MIDDLE),
    }  # fmt: skip
    yield {
        k: add_user(email=f"{k.replace(' ', '.')}@pages.example", name=f"{EVIL} {k}", post=p) for k, p in posts.items()
    }
    User.objects.filter(email__endswith="@pages.example").delete()


def entries(store) -> list[dict[str, Any]]:
    from collegiate.store import Store

    return list(Store(store).audit.journal)


def test_what_a_file_about_children_is_called_is_told_to_nobody_unknown(browse, as_) -> None:
    for path in ("/sources/", f"/sources/{PUPILS_FILE}/", "/api/v1/sources", f"/api/v1/sources/{PUPILS_FILE}"):
        response = browse.get(path)
        assert response.status_code == 200 and "pupils.csv" not in response.content.decode(), path
    assert "pupils.csv" in as_("manager").get(f"/children/data/files/{PUPILS_FILE}/").content.decode()


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("head", f"/children/moving/schools/{MIDDLE}/list.csv"),
        ("head", "/children/progress/value-added.csv"),
        ("head", f"/children/data/findings.csv?school={MIDDLE}"),
        ("manager", f"/children/data/files/{PUPILS_FILE}/refused.csv"),
        ("trustee", f"/counts/trusts/{DOVE}/nobody-missed.csv"),
        ("head", "/people/list.csv"),
        ("safeguarding", "/audit/lines.csv"),
    ],
)
def test_every_file_that_is_taken_away_is_an_export_in_the_journal(as_, people, made_up_store, who, path) -> None:
    from collegiate.store.kinds import kind_of

    browser = as_(who)
    before = len(entries(made_up_store))
    response = browser.get(path)
    assert response.status_code == 200 and "attachment" in response["Content-Disposition"]
    new = entries(made_up_store)[before:]
    exports = [e for e in new if kind_of(e) == "export" and e["who"] == people[who].email]
    assert len(exports) == 1, [e["what"] for e in new]


def test_who_works_in_two_trusts_is_read_by_each_as_far_as_it_is_theirs(as_, people, made_up_store) -> None:
    from collegiate.web.accounts.acts import Post, appoint

    appoint(user=people["head"], post=Post("head", urn=TOWN_PRIMARY))
    as_("head").get(f"/children/child/{TOWN_CHILD}/")
    as_("head").get(f"/children/child/{MAYA}/")
    for who in ("manager", "safeguarding"):
        page = as_(who).get("/audit/lines.csv").content.decode()
        assert "head@pages.example,opened the record of Maya Sandford," in page, who
        assert page.count("head@pages.example,opened the record") == 1, who


def test_no_name_is_markup_or_a_formula(as_, people) -> None:
    browser = as_("executive")
    page = browser.get("/people/").content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page
    for path in ("/people/list.csv", "/people/?take=table-1.csv"):
        rows = list(csv.reader(io.StringIO(browser.get(path).content.decode("utf-8-sig"))))
        assert any("HYPERLINK" in c for row in rows for c in row), path
        assert not [c for row in rows for c in row if c.startswith(("=", "+", "-", "@"))], path
    made = browser.post("/saved/add/", {"name": EVIL, "page": f"/trusts/{DOVE}/"})
    assert made.status_code == 302
    assert "<script>alert" not in browser.get("/saved/").content.decode()


@pytest.mark.parametrize(
    "page",
    [
        "//evil.example/", "/\\evil.example", "https://evil.example/", "javascript:alert(1)", "/\t/evil.example", "///evil.example",
        "/%2f/evil.example", "/..//evil.example", "\n//evil.example",
    ],
)  # fmt: skip
def test_no_address_of_elsewhere_is_saved_or_followed(as_, people, browse, page: str) -> None:
    browser = as_("executive")
    assert browser.post("/saved/add/", {"name": "x", "page": page}).status_code == 400
    shown = browser.get("/saved/add/", {"page": page}).content.decode()
    assert f'href="{page}' not in shown
    browse.logout()
    shown = browse.get("/account/sign-in/", {"next": page}).content.decode()
    kept = re.search(r'name="next" value="([^"]*)"', shown)
    assert not kept or kept[1] in ("", "/%2f/evil.example", "/..//evil.example"), "a path of this machine at most"


@pytest.mark.parametrize(
    "asked",
    [
        "list",
        "table-1.csv",
        "table-1.xlsx",
        "table-999.csv",
        "chart-1.png",
        "../../x",
        "table-1.exe",
        "\x00",
        "x" * 5000,
    ],
)
def test_what_is_taken_from_a_shared_page_is_the_same_for_everybody(browse, as_, asked: str) -> None:
    path = f"/trusts/{DOVE}/"
    first = browse.get(path, {"take": asked})
    second = as_("executive").get(path, {"take": asked})
    assert first.status_code == second.status_code < 500
    assert "executive@pages.example" not in second.content.decode("latin-1")
    if not asked.endswith("xlsx"):
        assert first.content == second.content


@pytest.mark.parametrize(
    "path",
    [
        "/people/",
        "/home/",
        "/monday/",
        f"/children/child/{MAYA}/",
        "/data/",
        "/audit/",
        "/api/v1/me",
        "/people/list.csv",
    ],
)
def test_what_is_somebodys_is_kept_by_nobody(as_, browse, path: str) -> None:
    from collegiate.web.kept import SHELF

    before = len(SHELF)
    response = as_("manager").get(path)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"] and len(SHELF) == before
    for more in ("?take=list", "?take=table-1.csv"):
        assert "no-store" in browse.get(path + more)["Cache-Control"]
    assert len(SHELF) == before
    assert browse.head(path)["Cache-Control"] == "no-store"
    browse.logout()
    assert browse.get(path).status_code in (302, 401)


GARBAGE = ["\x00\"'", "9" * 400, "20260101T000000000-abcd/../x", "☃<svg onload=1>"]


@pytest.mark.parametrize("asked", GARBAGE)
@pytest.mark.parametrize(
    "path", ["/monday/", f"/children/child/{MAYA}/", "/people/", "/data/", "/audit/", "/api/v1/counts"]
)
def test_garbage_is_no_traceback(as_, path: str, asked: str) -> None:
    browser = as_("manager")
    rest = dict.fromkeys(("cursor", "since", "page", "q", "role", "child", "from", "kind", "said"), asked)
    for name, given in {"snapshot": {"snapshot": asked}, "take": {"take": asked}, "the rest": rest}.items():
        response = browser.get(path, given)
        assert response.status_code < 500 or response.status_code == 503, (name, response.status_code)
        assert "<svg onload=1>" not in response.content.decode("utf-8", "replace")


@pytest.mark.parametrize("who", ["trustee", "governor"])
@pytest.mark.parametrize("more", ["", "?take=table-1.csv"])
@pytest.mark.parametrize(
    "path", ["/home/", "/monday/", "/counts/", f"/academies/{MIDDLE}/", "/find/?q=maya", "/settings/"]
)
def test_who_sees_counts_reads_no_child(as_, who: str, path: str, more: str) -> None:
    asked = path + (more.replace("?", "&") if "?" in path else more)
    text = as_(who).get(asked).content.decode("utf-8", "replace")
    assert "Sandford" not in text and MAYA not in text and "/children/child/" not in text
