"""Working out what takes seconds once for a picture, before anybody asks: so that the first to open a page of counts does not wait."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from collegiate.store import NoSnapshotError, Scope, Store
from collegiate.web.counts.published import disclosed

_EVERY = 2.0
"""Seconds between looks at which picture is served."""

_LOG = logging.getLogger(__name__)


def work_ahead(store: Path, stop: threading.Event | None = None) -> threading.Thread:
    """Begin to work ahead, in a thread of its own, at every picture that comes to be served; `stop` ends it."""
    told = stop or threading.Event()
    thread = threading.Thread(target=_follow, args=(Store(store), told), name="counts-ahead", daemon=True)
    thread.start()
    return thread


def protected_now(store: Store) -> None:
    """Protect the counts of the picture that is served now. Raises `NoSnapshotError` where there is none."""
    scope = Scope("the server", "protect counts before they are asked for", None, names=False)
    disclosed(store.layout, store.reader(), scope)


def _follow(store: Store, stop: threading.Event) -> None:
    seen: str | None = None
    while not stop.is_set():
        current = store.current
        if current != seen:
            seen = current
            _try(store)
        stop.wait(_EVERY)


def _try(store: Store) -> None:
    """Work ahead once; what goes wrong is told in full to whoever asks for the counts."""
    try:
        protected_now(store)
    except NoSnapshotError:
        return
    except Exception as error:  # whatever it is, pages that need no counts are served
        _LOG.warning("The counts of the picture could not be worked out ahead: %s", type(error).__name__)
