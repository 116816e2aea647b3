"""The API: every answer as its schema says, every error in words, lists that survive a publish, nothing sent twice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from made_up_store import DOVE, FILE, HIGH, MIDDLE, OLD_HIGH, PUPILS_FILE, SMALL_FIRST

ROOT = "/api/v1"
PUBLIC = {
    "about": f"{ROOT}/about",
    "snapshots": f"{ROOT}/snapshots",
    "schools": f"{ROOT}/schools?trust={DOVE}",
    "school": f"{ROOT}/schools/{HIGH}",
    "school-lineage": f"{ROOT}/schools/{OLD_HIGH}/lineage",
    "school-memberships": f"{ROOT}/schools/{HIGH}/memberships",
    "school-inspections": f"{ROOT}/schools/{HIGH}/inspections",
    "school-figures": f"{ROOT}/schools/{HIGH}/figures",
    "trusts": f"{ROOT}/trusts",
    "trust": f"{ROOT}/trusts/{DOVE}",
    "trust-memberships": f"{ROOT}/trusts/{DOVE}/memberships",
    "trust-figures": f"{ROOT}/trusts/{DOVE}/figures",
    "trust-schools-figures": f"{ROOT}/trusts/{DOVE}/schools/figures",
    "measures": f"{ROOT}/measures",
    "measure": f"{ROOT}/measures/ks4_progress8",
    "measure-figures": f"{ROOT}/measures/ks4_progress8/figures/2019",
    "similar-years": f"{ROOT}/schools/{HIGH}/similar",
    "similar": f"{ROOT}/schools/{HIGH}/similar/2019",
    "sources": f"{ROOT}/sources",
    "source": f"{ROOT}/sources/{FILE}",
}
PROBLEM = {"type", "title", "status", "detail", "errors"}


@pytest.fixture
def ask(browse, monkeypatch: pytest.MonkeyPatch):
    """Ask the API, nothing kept from another test; JSON comes back."""
    from collegiate.web import kept

    monkeypatch.setattr(kept, "SHELF", kept.Shelf())

    def asked(path: str, status: int = 200, **headers: str):
        response = browse.get(path, headers=headers)
        assert response.status_code == status, f"{path}: {response.status_code} {response.content[:300]!r}"
        if status < 400:
            return response.json()
        told = response.json()
        assert response["Content-Type"] == "application/problem+json"
        assert set(told) == PROBLEM and told["status"] == status and told["detail"].endswith(".")
        return told

    return asked


def test_every_public_operation_has_an_example_here_and_answers(ask) -> None:
    from collegiate.web.api.operation import FILES, GATES, api

    api()
    public = {n.removeprefix("api-") for n, gate in GATES.items() if gate.shared} - {f.replace("_", "-") for f in FILES}
    assert public == set(PUBLIC)
    for path in PUBLIC.values():
        assert ask(path)


def test_a_figure_answers_the_five_questions(ask) -> None:
    found = ask(f"{ROOT}/schools/{HIGH}/figures?measure=ks4_progress8&period=2019")["rows"]
    assert len(found) == 1
    figure = found[0]
    assert (figure["value"], figure["low"], figure["high"], figure["interval"]) == (-0.39, -0.56, -0.20, "published")
    assert figure["similar"]["verdict"] == "worse" and figure["similar"]["median"] == 0.02
    assert figure["n"] and figure["era"] == "present" and figure["rule_version"] == "1" and figure["year"] == "2018/19"
    assert figure["receipts"][0]["file_id"] == FILE and len(figure["receipts"][0]["sha256"]) == 64
    both = ask(f"{ROOT}/schools/{HIGH}/figures?measure=ks4_progress8&period=2019&releases=true")["rows"]
    assert [(f["release"], f["shown"]) for f in both] == [("final", True), ("provisional", False)]


def test_a_missing_number_has_its_symbol_and_reason_and_is_never_zero(ask) -> None:
    found = ask(f"{ROOT}/schools/{SMALL_FIRST}/figures?measure=ks2_progress_reading&period=2019")["rows"][0]
    assert (found["value"], found["symbol"], found["code"]) == (None, "c", "SUPP")
    assert "suppressed" in found["reason"]


def test_a_conversions_earlier_figures_come_under_their_own_urn(ask) -> None:
    rows = ask(f"{ROOT}/schools/{HIGH}/figures?measure=roll")["rows"]
    assert {(r["urn"], r["period"] <= 2017) for r in rows} == {(OLD_HIGH, True), (HIGH, False)}
    assert ask(f"{ROOT}/schools/{HIGH}/lineage")["steps"][0]["kind"] == "conversion"


def test_a_list_in_pages_is_the_list_in_one(ask) -> None:
    whole = ask(f"{ROOT}/trusts/{DOVE}/schools/figures?limit=1000")
    assert whole["next"] is None and whole["total"] == len(whole["rows"]) > 40
    rows, cursor = [], ""
    while cursor is not None:
        page = ask(f"{ROOT}/trusts/{DOVE}/schools/figures?limit=17" + (f"&cursor={cursor}" if cursor else ""))
        rows += page["rows"]
        cursor = page["next"]
    assert rows == whole["rows"]


def test_a_cursor_is_good_for_its_own_list_alone(ask) -> None:
    cursor = ask(f"{ROOT}/schools?limit=2")["next"]
    assert ask(f"{ROOT}/schools?limit=3&cursor={cursor}")["rows"]
    for path in (
        f"{ROOT}/trusts?cursor={cursor}",
        f"{ROOT}/schools?open=true&cursor={cursor}",
        f"{ROOT}/schools?cursor={cursor}x",
    ):
        assert "cursor" in ask(path, 404)["detail"]


def test_no_row_of_people_is_handed_out(ask) -> None:
    whole = json.dumps([ask(path) for path in PUBLIC.values()])
    assert "Sandford" not in whole and "A860900104001" not in whole
    assert ask(f"{ROOT}/sources/{PUPILS_FILE}")["people"] is True


@pytest.mark.parametrize(
    ("path", "named"),
    [
        (f"{ROOT}/schools/12", "urn"), (f"{ROOT}/schools/ 900101", "urn"), (f"{ROOT}/schools/９00101", "urn"), (f"{ROOT}/schools?limit=0", "limit"),
        (f"{ROOT}/schools?limit=1001", "limit"), (f"{ROOT}/schools?limit=1&limit=2", "limit"), (f"{ROOT}/schools?colour=red", "colour"),
        (f"{ROOT}/schools?phase=tertiary", "phase"), (f"{ROOT}/schools/{HIGH}/figures?period=1066", "period"), (f"{ROOT}/about?snapshot=x", "snapshot"),
        (f"{ROOT}/measures/Robert'); DROP", "measure"), (f"{ROOT}/me?x=1", "x"),
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_understood_is_named(ask, browse, head, path: str, named: str) -> None:
    browse.force_login(head)
    told = ask(path, 422)
    assert [e["name"] for e in told["errors"]] == [named] and told["errors"][0]["words"]


@pytest.mark.parametrize(
    "path",
    [f"{ROOT}/schools/100000", f"{ROOT}/trusts/5", f"{ROOT}/measures/nothing", f"{ROOT}/nowhere", f"{ROOT}/", f"{ROOT}/schools/",
     f"{ROOT}/schools/{HIGH}/similar/1999", f"{ROOT}/sources/99", f"{ROOT}/about?snapshot=20200101T000000000-abcd", f"{ROOT}/schools?trust=5"],
)  # fmt: skip
def test_what_is_not_there_is_said_in_words(ask, path: str) -> None:
    assert ask(path, 404)["type"] == "/api/#not-there"


def test_it_is_only_read(browse) -> None:
    for method in ("post", "put", "patch", "delete"):
        response = getattr(browse, method)(f"{ROOT}/schools")
        assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, OPTIONS")
        assert response.json()["type"] == "/api/#only-read"
    options = browse.options(f"{ROOT}/me")
    assert (options.status_code, options["Allow"], options.content) == (204, "GET, HEAD, OPTIONS", b"")
    got, head = browse.get(f"{ROOT}/trusts"), browse.head(f"{ROOT}/trusts")
    assert (head.status_code, head.content, head["Content-Length"]) == (200, b"", str(len(got.content)))
    assert head["ETag"]


@pytest.mark.parametrize("kept", [True, False])
def test_what_the_caller_has_is_not_sent_again(ask, browse, kept: bool) -> None:
    from collegiate.web import kept as shelves

    first = browse.get(f"{ROOT}/trusts")
    if not kept:
        shelves.SHELF.__init__()
    again = browse.get(f"{ROOT}/trusts", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert browse.get(f"{ROOT}/trusts", headers={"if-none-match": '"other"'}).status_code == 200
    head = browse.head(f"{ROOT}/trusts", headers={"if-modified-since": first["Last-Modified"]})
    assert head.status_code == 304
    older = browse.head(f"{ROOT}/trusts", headers={"if-modified-since": "Mon, 01 Jan 2024 00:00:00 GMT"})
    assert older.status_code == 200


def test_public_answers_may_be_kept_and_others_never(ask, browse, head) -> None:
    assert browse.get(f"{ROOT}/trusts")["Cache-Control"] == "no-cache"
    browse.force_login(head)
    mine = browse.get(f"{ROOT}/me")
    assert mine["Cache-Control"] == "no-store" and "ETag" not in mine.headers
    assert (
        browse.get(f"{ROOT}/trusts", headers={"origin": "https://elsewhere.example"}).get("Access-Control-Allow-Origin")
        is None
    )
    assert browse.get(f"{ROOT}/trusts", headers={"accept-encoding": "gzip"})["Content-Encoding"] == "gzip"


def test_while_there_is_no_picture_it_says_so(browse, tmp_path: Path) -> None:
    from django.test.utils import override_settings

    with override_settings(COLLEGIATE_STORE=tmp_path):
        for path in (f"{ROOT}/about", f"{ROOT}/schools", f"{ROOT}/snapshots"):
            response = browse.get(path)
            assert (response.status_code, response.json()["type"]) == (503, "/api/#no-picture")


def test_a_list_goes_on_in_its_picture_after_a_publish_and_ends_in_words(_django: None, tmp_path: Path) -> None:
    from django.test import Client
    from django.test.utils import override_settings
    from made_up_store import make_store

    from collegiate.store import Store

    store = make_store(tmp_path, trust=str(DOVE))
    with override_settings(COLLEGIATE_STORE=store):
        first = Client().get(f"{ROOT}/schools?limit=2").json()
        same = f"{ROOT}/about?snapshot={first['snapshot']}"
        before = Client().get(same).json()
        make_store(tmp_path, trust="")
        going_on = Client().get(f"{ROOT}/schools?limit=2&cursor={first['next']}").json()
        assert going_on["snapshot"] == first["snapshot"] != Client().get(f"{ROOT}/schools?limit=2").json()["snapshot"]
        assert {r["urn"] for r in going_on["rows"]}.isdisjoint({r["urn"] for r in first["rows"]})
        again = Client().get(same)
        assert again.json() == before and before["trust"] == DOVE
        assert Client().get(same, headers={"if-none-match": again["ETag"]}).status_code == 304
        assert [s["present"] for s in Client().get(f"{ROOT}/snapshots").json()["rows"]] == [True, False]
        Store(store).layout.snapshot(first["snapshot"]).unlink()
        gone = Client().get(f"{ROOT}/schools?limit=2&cursor={first['next']}")
        assert (gone.status_code, gone.json()["type"]) == (410, "/api/#no-longer-kept")
        assert Client().get(same).status_code == 404


def test_a_fault_of_ours_is_a_problem_without_a_traceback(ask, monkeypatch: pytest.MonkeyPatch) -> None:
    from collegiate.store import Reader

    def broken(self, *args, **kwargs):
        raise RuntimeError("Sandford")

    monkeypatch.setattr(Reader, "trust", broken)
    told = ask(f"{ROOT}/trusts/{DOVE}", 500)
    assert "Sandford" not in json.dumps(told) and told["type"] == "/api/#broken"


def test_an_operation_without_a_gate_cannot_be_addressed(monkeypatch: pytest.MonkeyPatch, _django: None) -> None:
    from collegiate.web.api import addresses
    from collegiate.web.api.operation import GATES, api

    api()
    monkeypatch.delitem(GATES, "api-me")
    with pytest.raises(KeyError, match="api-me"):
        addresses._operations()


def test_every_address_of_the_api_is_an_operation_of_the_description(_django: None) -> None:
    from collegiate.web.api.description import description
    from collegiate.web.urls import urlpatterns

    paths = {
        "/" + str(p.pattern).replace("<", "{").replace(">", "}")
        for p in urlpatterns
        if str(p.pattern).startswith("api/v1/")
    }
    assert paths - {"/api/v1/", "/api/v1/openapi.json", "/api/v1/{path:rest}"} == set(description()["paths"])


@pytest.fixture
def head(_django: None):
    """The head of MIDDLE."""
    from collegiate.web.accounts.acts import Post, add_user
    from collegiate.web.accounts.models import User

    yield add_user(email="api-head@example.org", post=Post("head", urn=MIDDLE))
    User.objects.filter(email="api-head@example.org").delete()
