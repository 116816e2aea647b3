"""Progress on anything over two seconds: a moving line on a terminal, plain lines elsewhere, nothing when it is quick."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Progress = Callable[[str], None]
"""Told what is being done now, in words."""


@contextmanager
def steps() -> Iterator[Progress]:
    """Show what is being done on standard error while the block runs."""
    if not sys.stderr.isatty():
        yield _plain()
        return
    from rich.console import Console

    console = Console(stderr=True)
    with console.status("Starting") as status:
        yield status.update


def _plain(every: float = 2.0) -> Progress:
    last = time.monotonic()

    def tell(words: str) -> None:
        nonlocal last
        if time.monotonic() - last >= every:
            print(words, file=sys.stderr, flush=True)
            last = time.monotonic()

    return tell
