"""The server starts, answers, says what is unsafe, and ends when it is told to."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from collegiate.store import Store
from collegiate.web.logs import discreet
from collegiate.web.server import open_to_others


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def bare() -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if not k.startswith(("COLLEGIATE_", "DJANGO_"))}


@pytest.fixture
def store(made_up_store, tmp_path) -> Store:
    return Store(shutil.copytree(made_up_store, tmp_path / "store"))


@pytest.fixture
def serving(store):
    port = free_port()
    command = [sys.executable, "-m", "collegiate", "serve", "--store", str(store.layout.root), "--port", str(port), "--workers", "1"]  # fmt: skip
    server = subprocess.Popen(command, env=bare(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    yield f"http://127.0.0.1:{port}", server
    server.kill()
    server.wait()


def answered(address: str, server: subprocess.Popen[str]) -> str:
    for _ in range(1200):
        try:
            return urllib.request.urlopen(address, timeout=5).read().decode()
        except OSError:
            assert server.poll() is None, server.communicate()[0]
            time.sleep(0.1)
    raise AssertionError("the server did not answer")


@pytest.mark.enable_socket
@pytest.mark.xdist_group("browser")
def test_the_server_answers_also_after_a_publish_until_it_is_told_to_stop(serving, store) -> None:
    address, server = serving
    before = store.current
    assert answered(f"{address}/health", server) == f"ok {before}\n"
    children = _children(server.pid)
    assert children
    # A copy of the server's process could never close what that had opened, and all would wait once another picture is there.
    assert all("spawn_main" in Path(f"/proc/{pid}/cmdline").read_text() or _is_tracker(pid) for pid in children)
    for new in (f"{before}x", f"{before}y"):
        os.link(store.layout.snapshot(before), store.layout.snapshot(new))
        store.go_back_to(new)
        assert "</html>" in urllib.request.urlopen(f"{address}/", timeout=20).read().decode()
    assert _children(server.pid) == children, "a process ended"
    server.send_signal(signal.SIGTERM)
    printed = server.communicate(timeout=60)[0]
    assert server.returncode == 0, printed
    assert printed.startswith("Collegiate is on http://127.0.0.1:") and printed.count("\n") == 1
    assert not [pid for pid in children if Path(f"/proc/{pid}").exists()], "a process outlived the server"


@pytest.mark.enable_socket
@pytest.mark.xdist_group("browser")
def test_nothing_answers_on_when_the_server_was_killed(serving) -> None:
    address, server = serving
    answered(f"{address}/health", server)
    children = _children(server.pid)
    server.kill()
    server.wait()
    deadline = time.monotonic() + 60
    while left := [pid for pid in children if Path(f"/proc/{pid}").exists()]:
        assert time.monotonic() < deadline, f"{left} outlived the server"
        time.sleep(0.1)


def _is_tracker(pid: int) -> bool:
    return "resource_tracker" in Path(f"/proc/{pid}/cmdline").read_text()


def _children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.mark.parametrize(
    ("host", "https", "told"), [("127.0.0.1", "", False), ("0.0.0.0", "", True), ("10.0.0.7", "", True), ("0.0.0.0", "yes", False)]
)  # fmt: skip
def test_whoever_serves_beyond_the_machine_without_https_is_told(monkeypatch, host, https, told) -> None:
    monkeypatch.setenv("COLLEGIATE_HTTPS", https)
    assert ("not encrypted" in open_to_others(host)) is told


def test_serving_every_interface_answers_to_the_machines_names_and_not_to_any() -> None:
    from collegiate.web.server import _names

    assert socket.gethostname() in _names("0.0.0.0")
    assert "*" not in _names("0.0.0.0")


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Internal Server Error: /children/child/M4YA00000X/", "Internal Server Error: /children/child/[a child's key]/"),
        ("no pupil A123456789012 here", "no pupil [a pupil number] here"),
        ("KeyError: 'h12345678901b'", "KeyError: '[a pupil number]'"),
        ("ann.archer@dove.example signed in", "[an address] signed in"),
        ("Internal Server Error: /trusts/9001/figures/", "Internal Server Error: /trusts/9001/figures/"),
    ],
)  # fmt: skip
def test_a_log_never_tells_who_a_person_is(said, kept) -> None:
    assert discreet(said) == kept


def test_what_breaks_is_logged_without_the_child(browse, monkeypatch, capfd) -> None:
    import logging.config

    from django.conf import settings

    def breaks(*_: object) -> None:
        raise RuntimeError("A123456789012 of ann@dove.example")

    from collegiate.web.views import plain

    logging.config.dictConfig(settings.LOGGING)
    monkeypatch.setattr(plain, "reader_of", breaks)
    assert browse.get("/health?who=A123456789012").status_code == 500
    said = capfd.readouterr().err
    assert "RuntimeError: [a pupil number] of [an address]" in said
    assert "A123456789012" not in said
