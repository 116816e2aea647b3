"""collegiate worker."""

from __future__ import annotations

import signal
import threading
from typing import Annotated

import typer

from collegiate.cli.options import StoreOption


def run(
    store: StoreOption,
    once: Annotated[bool, typer.Option("--once", help="Do what waits now, and end.")] = False,
) -> None:
    """Do the work that outlives a request: read what was sent, build what is published, look into watched folders.

    Stops with Ctrl+C or SIGTERM. A build that is running then is left and begun anew next time; nothing is half published.
    """
    from collegiate.web.ready import ready
    from collegiate.web.worker import run as work
    from collegiate.web.worker import work_off

    if once:
        ready(store)
        typer.echo(f"Did {work_off(store)} pieces of work.")
        return
    stop = threading.Event()
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, lambda *_: stop.set())
    typer.echo(f"Working for {store}. Stop with Ctrl+C.")
    work(store, stop=stop, wait=False)
    typer.echo("Stopped.")
