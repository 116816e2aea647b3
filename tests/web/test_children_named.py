"""A child's full name in words that others read is refused wherever they are written, and that it was found is written down."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from made_up_people import people_with
from made_up_store import CROWD, DOVE, KILN, MIDDLE

NAME = "Maya Sandford"


@pytest.fixture
def people(_django: None) -> Iterator[dict[str, Any]]:
    from collegiate.web.accounts.acts import Post

    posts = {"executive": Post("trust_executive", trust_uid=DOVE), "governor": Post("local_governor", urn=MIDDLE), "kiln": Post("trust_executive", trust_uid=KILN)}  # fmt: skip
    with people_with(posts, "said.example") as users:
        yield users


def test_a_name_is_refused_with_what_to_write_instead_and_written_down_without_it(as_, made_up_store) -> None:
    from collegiate.store import Store

    sent = as_("executive").post(f"/joining/trusts/{DOVE}/propose/", {"urn": str(CROWD[0]), "cohort": f"After {NAME}", "joins": "2027-09-01"})  # fmt: skip
    page = sent.content.decode()
    assert sent.status_code == 400 and "say how many children, never who" in page and "title, such as Mrs" in page
    last = list(Store(made_up_store).audit.journal)[-1]
    assert last["who"] == "executive@said.example" and "children's names" in last["what"]
    assert "Sandford" not in str(last) and not last["keys"]


def test_of_another_trusts_children_nobody_is_told_even_that_there_is_one(as_, made_up_store) -> None:
    from collegiate.web.said import SaidError, plain
    from collegiate.web.speaking import speaking

    def saying(user: Any, words: str) -> str:
        from django.http import HttpResponse
        from django.test import RequestFactory

        request = RequestFactory().get("/")
        request.user = user
        return speaking(lambda _: HttpResponse(plain(words, "this")))(request).content.decode()

    browser = as_("kiln")
    from django.contrib.auth import get_user

    assert saying(get_user(browser), NAME) == NAME
    for who in ("executive", "governor"):
        with pytest.raises(SaidError, match="full name of a child"):
            saying(get_user(as_(who)), NAME)


def test_what_stands_in_a_childs_own_record_may_name_the_child(as_) -> None:
    from collegiate.web.acts.acting import ActError, reason

    as_("executive")
    assert reason(f"Rang the mother of {NAME}") == f"Rang the mother of {NAME}"
    with pytest.raises(ActError, match="full name"):
        reason(f"Rang the mother of {NAME}", told=True)


def test_where_there_is_no_picture_nobody_is_known(browse, tmp_path) -> None:
    from django.test.utils import override_settings

    from collegiate.web.said import plain

    with override_settings(COLLEGIATE_STORE=tmp_path):
        assert plain(NAME, "this") == NAME


def test_a_pack_in_which_a_childs_name_stands_says_in_which_part(_django, made_up_store) -> None:
    import json

    from collegiate.store import Store
    from collegiate.web.meetings.naming import parts_that_name_a_child, warning

    pack = {
        "sections": [
            {"title": "Cases", "lead": "One case.", "blocks": [{"words": [f"The mother of {NAME}"]}]},
            {"title": "Plans", "lead": "Maya", "blocks": [{"words": "Sandford"}, {"svg": NAME}]},
        ],
        "figures": [{"answers": {"done": f"{NAME} was seen"}}],
    }
    asked = {"store": Store(made_up_store), "by": "clerk@said.example", "of": "MEET-2026-1"}
    found = parts_that_name_a_child(json.dumps(pack), trust_uid=DOVE, **asked)
    assert found == ["Cases", "How do you know?"] and "“Cases”, “How do you know?”" in warning(found)
    assert parts_that_name_a_child(json.dumps(pack), trust_uid=KILN, **asked) == [] and warning([]) == ""
