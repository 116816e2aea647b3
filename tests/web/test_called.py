"""People are called by their names on pages; records keep their addresses."""

from __future__ import annotations

import pytest


@pytest.fixture
def _two(_django: None):
    from collegiate.web.accounts.models import User

    made = [User.objects.create(email=e, name=n) for e, n in (("ruth@called.example", "Ruth Called"), ("nameless@called.example", ""))]  # fmt: skip
    yield
    for user in made:
        user.delete()


@pytest.mark.usefixtures("_two")
def test_whoever_did_something_is_called_by_name_and_by_the_address_where_there_is_none() -> None:
    from collegiate.web.called import called

    assert called("ruth@called.example") == "Ruth Called"
    for unnamed in ("nameless@called.example", "left@called.example", "the command line", ""):
        assert called(unnamed) == unnamed


@pytest.mark.usefixtures("_two")
def test_two_of_one_name_are_told_apart() -> None:
    from collegiate.web.accounts.models import User
    from collegiate.web.called import called

    other = User.objects.create(email="other@called.example", name="Ruth Called")
    assert called("ruth@called.example") == "Ruth Called (ruth@called.example)"
    other.delete()
    assert called("ruth@called.example") == "Ruth Called"


def test_a_picture_is_told_by_its_day() -> None:
    from collegiate.web.words import picture_day

    assert picture_day("20261122T103257337-ff36") == "picture of 22 November 2026"
    assert picture_day("made-up") == "picture made-up"
