"""Taking away what a page shows, coming back to it, and seeing it as it was."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from children_store import MAYA
from made_up_store import DOVE, HIGH, MIDDLE
from python_calamine import CalamineWorkbook

TRUST = f"/trusts/{DOVE}/"
ROLL = f"/children/schools/{MIDDLE}/roll/?class=8A"


@pytest.fixture
def tutor(browse, _django: None) -> Iterator[Any]:
    from collegiate.web.accounts.acts import Post, add_user

    user = add_user(email="tutor@taking.example", post=Post("tutor", urn=MIDDLE, part="8A"))
    browse.force_login(user)
    yield browse
    user.delete()


def take(browser, path: str, what: str):
    return browser.get(path + ("&" if "?" in path else "?") + f"take={what}")


def as_csv(response) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def acts(store) -> list[dict[str, Any]]:
    from collegiate.store import Store

    return [e for e in Store(store).audit.journal if e["kind"] == "act" and e["what"].startswith("took away")]


def test_the_list_names_every_table_and_chart_of_the_page(browse) -> None:
    page = browse.get(TRUST).content.decode()
    listed = take(browse, TRUST, "list").content.decode()
    assert page.count("<table") == listed.count(".csv")
    for form in ("csv", "xlsx"):
        assert f"take=table-1.{form}" in listed


def test_a_table_is_taken_as_it_is_shown(browse) -> None:
    path = f"/schools/{HIGH}/"
    shown = browse.get(path).content.decode()
    assert "<table" in shown
    rows = as_csv(take(browse, path, "table-1.csv"))
    assert len({len(r) for r in rows}) == 1
    book = CalamineWorkbook.from_filelike(io.BytesIO(take(browse, path, "table-1.xlsx").content))
    assert book.sheet_names == ["Table", "Where from"]
    sheet = book.get_sheet_by_name("Table").to_python()
    assert [str(c) for c in sheet[0]] == rows[0] and len(sheet) == len(rows)
    told = dict(book.get_sheet_by_name("Where from").to_python())
    assert told["Address"] == path and told["Page"] == "Dove Bank High School" and told["Picture"]


def test_numbers_become_numbers_and_nothing_becomes_a_formula() -> None:
    from collegiate.web.taking.sheets import as_xlsx

    rows = [["a", "b", "c", "d", "e", "f"], ["1,234", "−0.39", "12.5 %", "=1+1", "3 of 18", "http://x.example"]]
    book = CalamineWorkbook.from_filelike(io.BytesIO(as_xlsx(rows, [("Page", "=2+2")])))
    assert book.get_sheet_by_name("Table").to_python()[1] == [
        1234.0,
        -0.39,
        0.125,
        "=1+1",
        "3 of 18",
        "http://x.example",
    ]


@pytest.mark.parametrize("what", ["table-99.csv", "chart-1.csv", "table-1.svg", "table-0.csv", "x", "table-1.csv.exe"])
def test_what_is_not_there_is_not_found(browse, what: str) -> None:
    assert take(browse, TRUST, what).status_code == 404


def test_every_chart_can_be_drawn_by_itself(browse) -> None:
    figure = re.search(
        rf"/schools/{MIDDLE}/figures/[a-z0-9_]+/2019/", browse.get(f"/schools/{MIDDLE}/").content.decode()
    )
    assert figure
    path = figure.group()
    assert "chart-1.png" in take(browse, path, "list").content.decode()
    drawing = take(browse, path, "chart-1.svg").content.decode()
    assert "viewBox=" in drawing and "var(--" not in drawing and "<style>" in drawing
    image = take(browse, path, "chart-1.png").content
    assert image.startswith(b"\x89PNG") and len(image) > 2_000


def test_letters_of_an_image_do_not_depend_on_the_machine() -> None:
    from collegiate.web.taking.drawn import as_png

    empty = '<svg xmlns="http://www.w3.org/2000/svg" class="chart" width="80" height="20" viewBox="0 0 80 20">{}</svg>'
    with_words = as_png(empty.format('<text x="2" y="14">Reading</text>'))
    assert len(with_words) > len(as_png(empty.format(""))) + 200


def test_what_is_taken_of_children_is_behind_the_same_door_and_written_down(tutor, browse, made_up_store) -> None:
    before = len(acts(made_up_store))
    rows = as_csv(take(tutor, ROLL, "table-1.csv"))
    assert any("Sandford" in c for r in rows for c in r)
    (act,) = acts(made_up_store)[before:]
    assert act["who"] == "tutor@taking.example" and act["what"] == "took away table-1.csv of the page children-roll"
    assert MAYA in act["keys"]
    browse.logout()
    assert take(browse, ROLL, "table-1.csv").status_code == 302
    assert len(acts(made_up_store)) == before + 1


def test_a_file_of_a_child_is_not_called_by_the_childs_name(tutor) -> None:
    named = take(tutor, f"/children/child/{MAYA}/", "table-1.csv")
    assert "Maya" not in named["Content-Disposition"] and named["Cache-Control"] == "no-store"


def test_a_page_as_it_is_now_is_the_same_page(browse, made_up_store) -> None:
    from collegiate.store import Store

    present = Store(made_up_store).current
    text = browse.get(TRUST).content.decode()
    assert f"{TRUST}?snapshot={present}" in text
    again = browse.get(f"{TRUST}?snapshot={present}")
    assert again.status_code == 200 and "not the present one" not in again.content.decode()


@pytest.mark.parametrize("wanted", ["20200101T000000-0000", "../../etc/passwd", "x" * 300, "%00"])
def test_a_picture_that_is_not_kept_is_answered_in_words(browse, wanted: str) -> None:
    response = browse.get(f"{TRUST}?snapshot={wanted}")
    assert response.status_code == 410
    text = response.content.decode()
    assert "no longer kept" in text and f'href="{TRUST}"' in text


def test_an_earlier_picture_says_so_and_shows_no_child_to_who_sees_a_part(tmp_path, _django: None) -> None:
    from children_store import record_tables
    from django.test import Client
    from django.test.utils import override_settings
    from made_up_store import make_store

    from collegiate.store import Store
    from collegiate.web.accounts.acts import Post, add_user

    root = make_store(tmp_path, record_tables(), trust=str(DOVE))
    first = Store(root).current
    assert make_store(tmp_path, record_tables(), trust=str(DOVE)) == root and Store(root).current != first
    whole = add_user(email="whole@taking.example", post=Post("data_manager"))
    part = add_user(email="part@taking.example", post=Post("head", urn=MIDDLE))
    with override_settings(COLLEGIATE_STORE=root):
        browser = Client(raise_request_exception=False)
        page = browser.get(f"{TRUST}?snapshot={first}").content.decode()
        assert "not the present one" in page and "Show the present picture" in page
        path = f"/children/child/{MAYA}/?snapshot={first}"
        browser.force_login(whole)
        assert browser.get(path).status_code == 200
        browser.force_login(part)
        assert browser.get(f"/children/child/{MAYA}/").status_code == 200
        assert browser.get(path).status_code == 403
    whole.delete()
    part.delete()


def test_a_view_is_saved_found_and_deleted(tutor) -> None:
    page = "/children/schools/900102/roll/?class=8A"
    assert f"page=%2Fchildren%2Fschools%2F{MIDDLE}%2Froll%2F%3Fclass%3D8A" in tutor.get(page).content.decode()
    assert tutor.post("/saved/add/", {"name": "My group", "page": page}).status_code == 302
    shown = tutor.get("/saved/").content.decode()
    assert "My group" in shown and "roll/?class=8A" in shown
    assert tutor.post("/saved/add/", {"name": "My group", "page": page}).status_code == 400
    number = re.search(r"/saved/(\d+)/delete/", shown)
    assert number and tutor.post(number.group()).status_code == 302
    assert "My group" not in tutor.get("/saved/").content.decode()


@pytest.mark.parametrize(
    "page", ["https://elsewhere.example/", "//elsewhere.example/", "/no-such-page/", "javascript:alert(1)", ""]
)
def test_only_pages_of_ours_are_saved(tutor, page: str) -> None:
    assert tutor.post("/saved/add/", {"name": "x", "page": page}).status_code == 400


def test_nobody_deletes_an_others_view(tutor, browse) -> None:
    from collegiate.web.accounts.acts import add_user
    from collegiate.web.saved.models import SavedView

    other = add_user(email="other@taking.example")
    view = SavedView.objects.create(user=other, name="theirs", path="/help/")
    assert tutor.post(f"/saved/{view.pk}/delete/").status_code == 404
    other.delete()
