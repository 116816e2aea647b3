"""Serving the pages from one command: no web server beside it, and quiet."""

from __future__ import annotations

import os
import socket
from pathlib import Path

from collegiate.web.ready import ready

LOCAL = ("localhost", "127.0.0.1", "[::1]")


class PortTakenError(OSError):
    """The address cannot be served from; the message says what to do."""


def serve(store: Path, host: str = "127.0.0.1", port: int = 8000, *, workers: int = 2) -> None:
    """Serve `store` until stopped, its application database brought up to date first; prints nothing. Raises `PortTakenError` before anything starts.

    COLLEGIATE_HOSTS, where it is set, says which host names are answered to; otherwise this machine's own and `host`.
    """
    free_or_told(host, port)
    os.environ["COLLEGIATE_STORE"] = str(Path(store).resolve())
    os.environ.setdefault("COLLEGIATE_HOSTS", ",".join((*LOCAL, *_also(host))))
    os.environ["DJANGO_SETTINGS_MODULE"] = "collegiate.web.settings"
    ready(store)
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        "collegiate.web.wsgi:application",
        address=host, port=port, interface=Interfaces.WSGI, workers=workers, blocking_threads=4,
        log_enabled=False, websockets=False,
    ).serve()  # fmt: skip


def free_or_told(host: str, port: int) -> None:
    """Raise `PortTakenError` unless the address can be served from."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        raise PortTakenError(
            f"Cannot serve on {host} port {port}: {error.strerror or error}. Another program may be using it. "
            f"Choose another port, such as --port {port + 1}."
        ) from error


def _also(host: str) -> tuple[str, ...]:
    """Serving every interface means that other names will be asked for; which, only the network knows."""
    return ("*",) if host in ("0.0.0.0", "::") else (host,)  # noqa: S104 - recognised, not chosen
