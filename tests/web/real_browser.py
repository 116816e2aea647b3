"""What tests in a real browser share: a port, a served store, Chromium."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip

MARKS = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.enable_socket]


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def settings(**more: str) -> dict[str, str]:
    """Return this process's environment without settings of Collegiate but those that are given."""
    return {k: v for k, v in os.environ.items() if not k.startswith(("COLLEGIATE_", "DJANGO_"))} | more


@contextmanager
def served(store: Path, beside: Path, environment: Mapping[str, str], *, first: str = "") -> Iterator[str]:
    """Serve a store as the real server does, and yield its address; `first` is Python that is run in its process before.

    The program is written to the folder `beside`. A server that printed anything fails the test.
    """
    port = free_port()
    program = beside / f"serve_{port}.py"
    program.write_text(
        "from pathlib import Path\nfrom collegiate.web.server import serve\n"
        f"if __name__ == '__main__':\n    STORE = Path({str(store)!r})\n{first}    serve(STORE, '127.0.0.1', {port}, workers=1)\n",
        encoding="utf-8",
    )
    server = subprocess.Popen([sys.executable, str(program)], env=dict(environment), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)  # fmt: skip
    try:
        wait_for(f"http://127.0.0.1:{port}/health", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        printed = server.communicate(timeout=60)[0]
        assert printed == b"", printed.decode()


def wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    """Wait until a server answers; a busy machine takes its time to start one."""
    for _ in range(3000):
        try:
            with urllib.request.urlopen(url, timeout=5) as response:
                assert response.status == 200
                return
        except OSError:
            assert server.poll() is None, server.communicate()[0]
            time.sleep(0.1)
    raise AssertionError("the server did not answer within five minutes")


@contextmanager
def chromium() -> Iterator[Any]:
    """Start Chromium, or skip and say what is missing."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: uv sync brings it")
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("Chromium is not on this machine: apt-get install chromium brings it")
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield started
        started.close()
