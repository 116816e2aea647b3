"""The worker: does what takes longer than a page may, one build at a time, and finds again what a killed worker left.

One worker works for a store, held by a lock on the store's folder: another waits until the first is gone, however it went.
Whatever then is still marked as running belongs to nobody, and is begun anew.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from collegiate.intake.refusals import masked
from collegiate.web.ready import ready

log = logging.getLogger(__name__)

LANES = ("reading", "publishing", "papers")
"""Queues that are worked on beside each other: a file is read and a pack is made while a picture is being built."""

PAUSE = 1.0
"""Seconds between two looks into an empty queue."""

_stopping = threading.Event()


class WorkerRunningError(RuntimeError):
    """Another worker works for this store; the message says what to do."""


class Stopped(BaseException):
    """The worker was asked to stop: what is being done is left, and done from its beginning by the next worker."""


def go_on() -> None:
    """Raise `Stopped` when the worker was asked to stop: long work asks at each of its steps."""
    if _stopping.is_set():
        raise Stopped


def run(store: Path, *, stop: threading.Event, wait: bool = True) -> None:
    """Work for a store until `stop` is set; what is being done then is left whole and begun anew next time.

    Returns within about a second, or after the step that a build is at. While another worker holds the store it waits for its
    end; without `wait` it raises `WorkerRunningError`.
    """
    ready(store)
    with _alone(Path(store).resolve(), stop, wait=wait) as mine:
        if mine:
            _stopping.clear()
            _begin_anew()
            _work(stop)


def work_off(store: Path) -> int:
    """Do what waits now, and return how many pieces of work it was. Raises `WorkerRunningError` while a worker works."""
    with _alone(Path(store).resolve(), threading.Event(), wait=False):
        _stopping.clear()
        _begin_anew()
        done = 0
        while worked := sum(_do_next(lane) for lane in LANES):
            done += worked
    return done


@contextmanager
def _alone(root: Path, stop: threading.Event, *, wait: bool) -> Any:
    lock = FileLock(root / "worker.lock")
    while not stop.is_set():
        try:
            lock.acquire(timeout=0)
        except Timeout as held:
            if not wait:
                raise WorkerRunningError(
                    f"Another worker works for {root}: 'collegiate serve' runs one of its own. Stop that one, or leave the work to it."
                ) from held
            stop.wait(PAUSE)
            continue
        try:
            yield True
        finally:
            lock.release()
        return
    yield False


def _work(stop: threading.Event) -> None:
    from collegiate.web.uploads.watch_file import follow
    from collegiate.web.uploads.watching import look_where_due

    follow()
    doing: list[tuple[str, Callable[[], bool]]] = [
        *((lane, lambda lane=lane: _do_next(lane)) for lane in LANES),
        ("watching", look_where_due),
    ]
    threads = [threading.Thread(target=_lane, args=(act, stop), name=name, daemon=True) for name, act in doing]
    for thread in threads:
        thread.start()
    stop.wait()
    _stopping.set()
    for thread in threads:
        thread.join()


def _lane(act: Callable[[], bool], stop: threading.Event) -> None:
    """Act until told to stop; nothing that goes wrong ends the lane."""
    from django.db import close_old_connections, connections

    while not stop.is_set():
        close_old_connections()
        try:
            busy = act()
        except Stopped:
            break
        except Exception as error:
            log.error("the worker met trouble and goes on: %s: %s", type(error).__name__, masked(str(error)))
            busy = False
        if not busy:
            stop.wait(PAUSE)
    connections.close_all()


def _begin_anew() -> None:
    """Put back into its queue what a worker that is gone was doing."""
    from django_tasks_db.models import DBTaskResult

    DBTaskResult.objects.filter(status="RUNNING").update(status="READY", started_at=None)


def _do_next(lane: str) -> bool:
    """Do the next piece of work of a lane; return whether there was one."""
    found = _claimed(lane)
    if found is None:
        return False
    try:
        result = found.task_result
        result.task.call(*result.args, **result.kwargs)
    except Stopped:
        found.status, found.started_at = "READY", None
        found.save(update_fields=["status", "started_at"])
        raise
    except Exception as error:
        log.error("a task failed: %s: %s", type(error).__name__, masked(str(error)))
        found.set_failed(RuntimeError(f"{type(error).__name__}: {masked(str(error))}"))
    else:
        found.set_successful(None)
    return True


def _claimed(lane: str) -> Any:
    """Take the next task of a lane, or None; an empty queue is only read."""
    from django.db import transaction
    from django_tasks_db.models import DBTaskResult

    tasks: Any = DBTaskResult.objects
    waiting = tasks.ready().filter(queue_name=lane)
    if not waiting.exists():
        return None
    with transaction.atomic():
        found = waiting.get_locked()
        if found is not None:
            found.claim(f"{os.getpid()}-{lane}")
    return found
