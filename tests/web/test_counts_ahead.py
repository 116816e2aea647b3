"""Counts are worked out before anybody asks for them."""

import threading
import time

import pytest

from collegiate.store import Store


@pytest.fixture
def ahead(_django, monkeypatch):
    """The module, which looks often."""
    from collegiate.web.counts import ahead

    monkeypatch.setattr(ahead, "_EVERY", 0.02)
    return ahead


@pytest.fixture
def held(_django, monkeypatch):
    """What is worked out: nothing yet."""
    from collegiate.web.counts import published

    monkeypatch.setattr(published, "_HELD", {})
    return lambda: published._HELD


@pytest.fixture
def worked(held, monkeypatch):
    """The pictures whose counts were worked out, as often as they were."""
    from collegiate.web.counts import published

    calls = []
    made = published._published

    def noted(layout, reader):
        calls.append(reader.snapshot)
        return made(layout, reader)

    monkeypatch.setattr(published, "_published", noted)
    return calls


def until(true, seconds=20.0):
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.02)
    return true()


def test_a_picture_is_worked_ahead_once_and_the_thread_ends_when_told(made_up_store, ahead, held, worked):
    stop = threading.Event()
    thread = ahead.work_ahead(made_up_store, stop)
    assert until(held)
    stop.set()
    thread.join(20)
    assert not thread.is_alive()
    assert worked == [Store(made_up_store).current]
    ahead.protected_now(Store(made_up_store))
    assert len(worked) == 1


def test_a_store_without_a_picture_is_waited_for(tmp_path, ahead):
    stop = threading.Event()
    thread = ahead.work_ahead(tmp_path, stop)
    time.sleep(0.1)
    assert thread.is_alive()
    stop.set()
    thread.join(20)


def test_what_goes_wrong_is_no_end_of_serving(made_up_store, ahead, monkeypatch, caplog):
    def broken(*_):
        raise ValueError("a child's name")

    monkeypatch.setattr(ahead, "disclosed", broken)
    ahead._try(Store(made_up_store))
    assert "ValueError" in caplog.text and "a child's name" not in caplog.text
