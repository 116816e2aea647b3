"""The demonstration's year: every page of the loop has something on it, done by whoever would do it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture
def lived(_django: None, children_store: Any) -> Iterator[tuple[Any, str, int]]:
    """A browser, the case and the trust of a made-up trust that has lived its year; nothing of it stays afterwards."""
    from django.db import transaction
    from django.test import Client
    from django.test.utils import override_settings

    from collegiate.store import Store
    from collegiate.web.accounts.acts import Post, add_user
    from collegiate.web.demonstration import go_through
    from collegiate.web.demonstration.people import address_of

    truth = json.loads((children_store.files / "truth.json").read_text(encoding="utf-8"))
    trust, falls = truth["urban_trust"], truth["children"]["decline"]["urn"]
    with override_settings(COLLEGIATE_STORE=children_store.store), transaction.atomic():
        for role in ("trust_executive", "trustee"):
            add_user(email=address_of(role), name=role, post=Post(role, trust_uid=trust), password="three wet lapwings on a gate")  # fmt: skip
        yield Client(), go_through(Store(children_store.store), trust, falls), trust
        transaction.set_rollback(True)


def test_no_page_of_the_loop_is_empty_after_the_demonstrations_year(lived: Any, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    from collegiate.web.accounts.models import User
    from collegiate.web.demonstration import TODAY
    from collegiate.web.meetings.models import Paper
    from collegiate.web.support.models import Visit

    browser, case, trust = lived
    assert "COLLEGIATE_TODAY" not in os.environ  # the year is over for whoever comes after
    monkeypatch.setenv("COLLEGIATE_TODAY", TODAY.isoformat())
    browser.force_login(User.objects.get(email="trust.executive@demo.example"))
    read = {path: browser.get(path) for path in (f"/cases/{case}/", "/cases/", "/plans/", "/support/", "/effects/", "/meetings/", "/standing/")}  # fmt: skip
    assert {answer.status_code for answer in read.values()} == {200}
    page = read[f"/cases/{case}/"].content.decode()
    assert all(came in page for came in ("Plan: Every morning counts", "Support: eight days", "Compared: A colleague"))
    assert page.count("review ") >= 5
    assert b"No comparison is locked yet" not in read["/effects/"].content
    assert Visit.objects.filter(booking__trust_uid=trust).count() == 6
    assert Paper.objects.get(meeting__trust_uid=trust).frozen
