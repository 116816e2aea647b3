"""Serving from one command: the pages, a worker for longer work beside them, no other server, and quiet."""

from __future__ import annotations

import multiprocessing
import os
import socket
import sys
from pathlib import Path

from collegiate.web.beside import worker_beside
from collegiate.web.environment import setting, switched_on
from collegiate.web.ready import ready

LOCAL = ("localhost", "127.0.0.1", "[::1]")
_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - recognised, not chosen
_LAST_SECONDS = 30
"""How long a request may still run after the server is told to stop."""


class PortTakenError(OSError):
    """The address cannot be served from; the message says what to do."""


def serve(store: Path, host: str = "127.0.0.1", port: int = 8000, *, workers: int = 2, worker: bool = True) -> None:
    """Serve `store` until stopped, its application database brought up to date first; prints nothing. Raises `PortTakenError` before anything starts.

    `workers` are the processes that answer; with `worker` one more does the work that outlives a request. Told to stop, each
    ends what it is doing. Each begins afresh: a copy of this process would hold databases whose threads stayed behind, and wait
    for them for ever when a new picture takes the place of such a database. COLLEGIATE_HOSTS, where it is set, says which host names are answered to; otherwise this machine's own.
    """
    free_or_told(host, port)
    os.environ["COLLEGIATE_STORE"] = str(Path(store).resolve())
    if not setting("COLLEGIATE_HOSTS"):
        os.environ["COLLEGIATE_HOSTS"] = ",".join(dict.fromkeys((*LOCAL, *_names(host))))
    os.environ["DJANGO_SETTINGS_MODULE"] = "collegiate.web.settings"
    ready(store)
    from granian import Granian
    from granian.constants import Interfaces

    multiprocessing.set_start_method("spawn", force=True)
    server = Granian(
        "collegiate.web.wsgi:application",
        address=host, port=port, interface=Interfaces.WSGI, workers=workers, blocking_threads=4, respawn_failed_workers=True,
        workers_kill_timeout=_LAST_SECONDS, log_enabled=False, log_access=False, websockets=False,
    )  # fmt: skip
    with worker_beside(Path(store).resolve(), wanted=worker):
        server.serve()


def open_to_others(host: str) -> str:
    """Return what to tell whoever serves beyond this machine without https, or nothing when all is well."""
    if host in (*LOCAL, "::1") or switched_on("COLLEGIATE_HTTPS"):
        return ""
    return (
        f"Warning: {host} can be reached from other machines, and what passes is not encrypted: passwords and children's records "
        "can be read on the way. Put a proxy that speaks https before it and set COLLEGIATE_HTTPS=yes; docs/how-to/deploy.md shows how."
    )


def free_or_told(host: str, port: int) -> None:
    """Raise `PortTakenError` unless the address can be served from."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            if sys.platform != "win32":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        raise PortTakenError(
            f"Cannot serve on {host} port {port}: {error.strerror or error}. Another program may be using it. "
            f"Choose another port, such as --port {port + 1}."
        ) from error


def _names(host: str) -> tuple[str, ...]:
    """By which names this machine is asked when it serves every interface; a name that only the network knows has to be set."""
    if host not in _EVERYWHERE:
        return (f"[{host}]" if ":" in host else host,)
    own = socket.gethostname()
    try:
        _, others, addresses = socket.gethostbyname_ex(own)
    except OSError:
        return (own,)
    return (own, socket.getfqdn(), *others, *addresses)
