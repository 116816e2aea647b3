"""Answers that are kept: the same as fresh ones, with the same headers, never of another snapshot, never more than the memory allows."""

from __future__ import annotations

import threading

import pytest
from made_up_store import DOVE, HIGH

PATH = f"/trusts/{DOVE}/"
GZIP = {"accept-encoding": "gzip"}


@pytest.fixture
def shelf(_django: None, monkeypatch: pytest.MonkeyPatch):
    """An empty shelf."""
    from collegiate.web import kept

    empty = kept.Shelf()
    monkeypatch.setattr(kept, "SHELF", empty)
    return empty


def test_a_kept_answer_is_the_fresh_one_with_all_its_headers(shelf, browse) -> None:
    fresh, kept = browse.get(PATH), browse.get(PATH)
    assert len(shelf) == 1
    assert kept.content == fresh.content
    assert dict(kept.headers) == dict(fresh.headers)
    assert "default-src 'none'" in kept.headers["Content-Security-Policy"]
    assert kept.headers["X-Content-Type-Options"] == "nosniff"
    assert kept.headers["Cache-Control"] == "no-cache"


def test_an_answer_is_compressed_once(shelf, browse) -> None:
    first, second = browse.get(PATH, headers=GZIP), browse.get(PATH, headers=GZIP)
    assert first.headers["Content-Encoding"] == second.headers["Content-Encoding"] == "gzip"
    assert first.content == second.content
    assert "Content-Encoding" not in browse.get(PATH).headers


@pytest.mark.parametrize("kept", [True, False])
def test_what_the_browser_has_is_not_sent_again(shelf, browse, kept: bool) -> None:
    tag = browse.get(PATH).headers["ETag"]
    if not kept:
        shelf.__init__()
    again = browse.get(PATH, headers={"if-none-match": f'"other", {tag}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == tag
    assert "Content-Security-Policy" in again.headers
    assert browse.get(PATH, headers={"if-none-match": '"other"'}).status_code == 200


def test_the_order_of_questions_makes_no_second_answer_and_other_questions_do(shelf, browse) -> None:
    path = f"/schools/{HIGH}/similar/2019/"
    one = browse.get(f"{path}?measure=ks4_attainment8&page=1")
    assert browse.get(f"{path}?page=1&measure=ks4_attainment8").headers["ETag"] == one.headers["ETag"]
    assert len(shelf) == 1
    other = browse.get(f"{path}?measure=ks4_progress8&page=1")
    assert other.headers["ETag"] != one.headers["ETag"] and other.content != one.content
    assert browse.get(f"{PATH}?year=2016&year=2019").content != browse.get(f"{PATH}?year=2019&year=2016").content


def test_a_new_snapshot_is_seen_at_once(shelf, _django: None, tmp_path) -> None:
    from django.test import Client
    from django.test.utils import override_settings
    from made_up_store import make_store

    store = make_store(tmp_path, trust=str(DOVE))
    with override_settings(COLLEGIATE_STORE=store):
        before = Client().get("/")
        make_store(tmp_path, trust="")
        after = Client().get("/", headers={"if-none-match": before.headers["ETag"]})
    assert after.status_code == 200
    assert b"Begin here" in before.content and b"Begin here" not in after.content


def test_only_whole_answers_to_reading_are_kept(shelf, browse) -> None:
    for path in ("/nothing", "/trusts/1/", "/health", "/robots.txt"):
        assert "ETag" not in browse.get(path).headers
    browse.head(PATH)
    assert len(shelf) == 0


def test_a_kept_answer_is_refused_to_an_unknown_host_name(shelf, browse) -> None:
    browse.get("/")
    assert browse.get("/", headers={"host": "elsewhere.example"}).status_code == 400


def test_the_least_recently_used_makes_room() -> None:
    from collegiate.web.kept import Kept, Shelf

    answer = Kept(b"x" * 1000, (("ETag", '"a"'),))
    shelf = Shelf(most=3 * answer.size)
    for name in "abc":
        shelf.put((name, "", "", False), answer)
    shelf.get(("a", "", "", False))
    shelf.put(("d", "", "", False), answer)
    assert [shelf.get((name, "", "", False)) is not None for name in "abcd"] == [True, False, True, True]
    assert shelf.size == 3 * answer.size


def test_many_threads_keep_the_count_of_bytes_right() -> None:
    from collegiate.web.kept import Kept, Shelf

    shelf = Shelf(most=20_000)

    def work(start: int) -> None:
        for i in range(300):
            key = (str((start + i) % 40), "", "", False)
            shelf.put(key, Kept(b"y" * (i % 7 * 100), ()))
            shelf.get(key)

    threads = [threading.Thread(target=work, args=(n * 10,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    held = [shelf.get((str(n), "", "", False)) for n in range(40)]
    assert shelf.size == sum(k.size for k in held if k) <= 20_000
