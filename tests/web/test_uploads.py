"""Getting data in through the browser: sent, read, mended, published, taken back; each written down, each by whom it may be done."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_up_store import MIDDLE, TOWN_PRIMARY
from uploads_desk import MANAGER, OF_MIDDLE, OF_TOWN, PUPILS, Desk, sitting, words

from collegiate.store import Store


@pytest.fixture
def store(_django: None, tmp_path: Path):
    """A store in which there is nothing yet."""
    from collegiate.web.accounts.models import User
    from collegiate.web.uploads.models import Job, Mapping, Publishing, Upload, Watch

    folder = tmp_path / "store"
    folder.mkdir()
    yield folder
    for model in (Job, Publishing, Upload, Mapping, Watch, User):
        model.objects.all().delete()


@pytest.fixture
def manager(store: Path):
    with sitting(store, MANAGER) as desk:
        yield desk


@pytest.fixture
def middle(store: Path):
    with sitting(store, OF_MIDDLE, span="academy", urn=MIDDLE) as desk:
        yield desk


@pytest.fixture
def town(store: Path):
    with sitting(store, OF_TOWN, span="academy", urn=TOWN_PRIMARY) as desk:
        yield desk


def acts(store: Path) -> list[str]:
    return [e["what"] for e in Store(store).audit.journal if e["kind"] == "act"]


def test_a_file_is_sent_read_published_and_taken_back(manager: Desk, store: Path) -> None:
    key = manager.send("pupils-2026-11-20.csv", PUPILS, urn=MIDDLE, system="sims")
    assert "It is being read" in words(manager.get(f"/data/uploads/{key}/"))
    manager.work()
    page = words(manager.get(f"/data/uploads/{key}/"))
    assert "SIMS: pupils on roll" in page
    print(page)
    print(page)
    print(words(manager.get("/data/")))
    publishing = manager.publish(key)
    print(words(manager.get(f"/data/publishings/{publishing}/")))
    print(words(manager.get("/data/jobs/")))
    first = Store(store).current
    assert first
    assert len(Store(store).reader().receipts()) == 1
    print(acts(store))
