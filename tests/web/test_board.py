"""The board's own numbers: unset is said and never met, settled by minute, kept for ever."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from made_up_store import DOVE, KILN, MIDDLE

PATH = f"/settings/{DOVE}/several/"
MINUTE = "Board of 14 October 2026, minute 6"


@pytest.fixture
def governing(browse, _django: None) -> Iterator[dict[str, Any]]:
    from collegiate.web.accounts.acts import Post, add_user
    from collegiate.web.board.models import Settled

    posts = {
        "trustee": Post("trustee", trust_uid=DOVE),
        "governor": Post("local_governor", urn=MIDDLE),
        "kiln": Post("trustee", trust_uid=KILN),
    }
    users = {k: add_user(email=f"{k}@board.example", post=p) for k, p in posts.items()}
    yield users
    for user in users.values():
        user.delete()
    Settled.objects.all().delete()


def as_(browse, user):
    browse.logout()
    browse.force_login(user)
    return browse


def text(response) -> str:
    return response.content.decode()


def test_unset_is_said_and_settled_with_its_minute(browse, governing, made_up_store) -> None:
    from collegiate.store import Store
    from collegiate.web.board.models import settled

    browser = as_(browse, governing["trustee"])
    page = text(browser.get("/settings/"))
    assert "no threshold set" in page and "Dove Valley Learning Trust" in page and "Kiln" not in page
    assert settled(DOVE) == {}
    assert browser.post(PATH, {"value": "3", "minute": MINUTE}).status_code == 302
    assert settled(DOVE) == {"several": Decimal(3)} and settled(KILN) == {}
    page = text(browser.get("/settings/"))
    assert "3 figures" in page and MINUTE in page and "trustee@board.example" in page
    last = list(Store(made_up_store).audit.journal)[-1]
    assert (
        last["what"] == f"settled 'several significantly better' for trust {DOVE}: 3 figures" and last["why"] == MINUTE
    )


def test_a_number_is_taken_back_and_what_it_was_stays_written(browse, governing) -> None:
    from collegiate.web.board.models import settled

    browser = as_(browse, governing["trustee"])
    browser.post(PATH, {"value": "3", "minute": MINUTE})
    browser.post(PATH, {"value": "", "minute": "Board of December, minute 2"})
    assert settled(DOVE) == {}
    page = text(browser.get(PATH))
    assert "Now: no threshold set" in page and "3 figures" in page and "minute 2" in page


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("several", "not a number"),
        ("0", "between 1 and 200"),
        ("2.5", "whole number"),
        ("NaN", "between"),
        ("1e9", "between"),
    ],
)
def test_a_number_that_cannot_be_meant_is_answered_in_words(browse, governing, value: str, words: str) -> None:
    from collegiate.web.board.models import settled

    response = as_(browse, governing["trustee"]).post(PATH, {"value": value, "minute": MINUTE})
    assert response.status_code == 400 and words in text(response)
    assert settled(DOVE) == {}


def test_a_decision_has_its_minute(browse, governing) -> None:
    assert as_(browse, governing["trustee"]).post(PATH, {"value": "3", "minute": " "}).status_code == 400


def test_governors_read_what_trustees_settle_and_other_trusts_see_nothing(browse, governing) -> None:
    as_(browse, governing["trustee"]).post(PATH, {"value": "3", "minute": MINUTE})
    browser = as_(browse, governing["governor"])
    assert "3 figures" in text(browser.get("/settings/"))
    assert browser.get(PATH).status_code == 403
    browser = as_(browse, governing["kiln"])
    assert MINUTE not in text(browser.get("/settings/"))
    assert browser.get(PATH).status_code == 404
    assert browser.post(PATH, {"value": "9", "minute": "no"}).status_code == 404


def test_every_number_has_its_words() -> None:
    from collegiate.strategy import board_numbers

    for number in board_numbers():
        assert number.asks.endswith("?") and number.promise and number.used.endswith(".")
        assert number.least < number.most
    assert len({n.id for n in board_numbers()}) == len(board_numbers())
