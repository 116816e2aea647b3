"""The worker beside the server: a process that does the work that outlives a request, started and ended with it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from multiprocessing.process import BaseProcess
from pathlib import Path

_AGAIN_AFTER = 5.0
"""Seconds before a worker that ended by itself is started again."""
_LAST_SECONDS = 30.0


@contextmanager
def worker_beside(store: Path, *, wanted: bool = True) -> Iterator[None]:
    """Run a worker for a store as long as the context lasts; one that dies is started again."""
    if not wanted or find_spec("collegiate.web.worker") is None:
        yield
        return
    over = threading.Event()
    keeper = threading.Thread(target=_keep, args=(store, over), name="worker-keeper", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join(_LAST_SECONDS + 5)


def _keep(store: Path, over: threading.Event) -> None:
    while not over.is_set():
        child = multiprocessing.get_context("spawn").Process(target=_work, args=(store,), name="collegiate-worker")
        child.start()
        while child.is_alive() and not over.wait(0.5):
            pass
        if not over.is_set():
            over.wait(_AGAIN_AFTER)
        _end(child)


def _end(child: BaseProcess) -> None:
    child.terminate()
    child.join(_LAST_SECONDS)
    if child.is_alive():
        child.kill()
        child.join()
    child.close()


def _work(store: Path) -> None:
    """What the process does: work until told to stop, or until the server is gone, however it went."""
    stop = threading.Event()
    for told in (signal.SIGTERM, signal.SIGINT):
        signal.signal(told, lambda *_: stop.set())
    when_alone(stop.set)
    os.environ["DJANGO_SETTINGS_MODULE"] = "collegiate.web.settings"
    from collegiate.web.worker import run

    run(store, stop=stop)


def when_alone(then: Callable[[], object]) -> None:
    """Do something once the process that began this one is gone, however it went: nobody else could end what it left behind."""
    server = multiprocessing.parent_process()
    if server is None:
        return

    def wait() -> None:
        server.join()
        then()

    threading.Thread(target=wait, name="when-alone", daemon=True).start()
