"""How a piece of work is begun, followed and ended: its state and words for the page of jobs, and no more tries than three."""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db.models import F
from django.utils import timezone

from collegiate.intake.refusals import masked
from collegiate.web.uploads.models import Job, State
from collegiate.web.worker import Stopped, go_on

log = logging.getLogger(__name__)

MOST_TRIES = 3
_BETWEEN = 0.4
"""Seconds between two words of progress that are written down."""


class GivenUpError(Exception):
    """Work that cannot be done; the message says why and what to do, and nothing was changed."""


@contextmanager
def doing(key: str) -> Iterator[Job | None]:
    """Begin a job and end it: `done` when the block ends, `failed` with words when it raises; None when it is over already.

    A worker that is killed leaves the job running: it is begun anew, and given up after the third time.
    """
    job = Job.objects.filter(key=key).first()
    if job is None or not job.goes_on:
        yield None
        return
    if job.tries >= MOST_TRIES:
        end(job, State.FAILED, f"It was begun {MOST_TRIES} times, and each time the worker ended before it was done.")
        yield None
        return
    job.state, job.tries, job.started = State.RUNNING, job.tries + 1, timezone.now()
    job.words = "It has begun." if job.tries == 1 else "The worker ended while doing this; it was begun anew."
    job.save(update_fields=["state", "tries", "started", "words"])
    try:
        yield job
    except Stopped:
        Job.objects.filter(key=key).update(
            state=State.WAITING,
            tries=F("tries") - 1,
            words="The worker was stopped; it is begun anew when one works again.",
        )
        raise
    except GivenUpError as error:
        end(job, State.FAILED, str(error))
    except Exception as error:
        log.error("a job met trouble at %s: %s: %s", _place(error), type(error).__name__, masked(str(error)))
        end(
            job,
            State.FAILED,
            f"It met a fault of Collegiate itself ({type(error).__name__}). Nothing was changed; please report it.",
        )
    else:
        end(job, State.DONE, job.words)


def end(job: Job, state: State, words: str) -> None:
    """Write down how a job ended."""
    job.state, job.words, job.ended = state, masked(words)[:600], timezone.now()
    job.save(update_fields=["state", "words", "ended"])


def telling(job: Job) -> Callable[[str], None]:
    """Return what writes a job's progress, now and then; it ends the work where the worker was asked to stop."""
    last = 0.0

    def tell(words: str) -> None:
        nonlocal last
        go_on()
        if words and time.monotonic() - last > _BETWEEN:
            last = time.monotonic()
            job.words = masked(words)[:600]
            job.save(update_fields=["words"])

    return tell


def _place(error: Exception) -> str:
    """Return the line of ours at which something went wrong: it holds nobody's data."""
    own = [f for f in traceback.extract_tb(error.__traceback__) if "collegiate" in f.filename]
    return f"{Path(own[-1].filename).name}:{own[-1].lineno}" if own else "a line of a library"
