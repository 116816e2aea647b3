"""Asking over HTTPS with patience and within bounds: time limits, a few further tries, a most to a reply; secrets unsaid."""

from __future__ import annotations

import email.utils
import json
import os
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

MOST_REPLY = 64 << 20
"""A reply of more bytes than this is not taken."""

MOST_PAGES = 20_000
"""More pages of one resource than this are a server that has lost count."""

_TRIES = 5
_LONGEST_WAIT = 60.0
_AGAIN = frozenset({408, 429, 500, 502, 503, 504})
_LOCAL = frozenset({"127.0.0.1", "::1", "localhost"})
_TIMES = {"connect": 10.0, "read": 60.0, "write": 30.0, "pool": 10.0}


class ConnectorError(Exception):
    """Why a service could not be asked, and what to do. It never holds a secret, nor what a service said of a child."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(f"{reason} {remedy}")
        self.reason = reason
        self.remedy = remedy


def secret(name: str, environment: Mapping[str, str] = os.environ) -> str:
    """Return a secret from the environment variable, or from the file that `<name>_FILE` names.

    Raises ConnectorError when neither is there.
    """
    if environment.get(name):
        return environment[name].strip()
    path = environment.get(f"{name}_FILE")
    remedy = f"Set {name}, or set {name}_FILE to a file that holds it and that nobody else may read."
    if not path:
        raise ConnectorError(f"The secret {name} is not set.", remedy)
    try:
        found = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConnectorError(f"The file that {name}_FILE names cannot be read.", remedy) from error
    if not found:
        raise ConnectorError(f"The file that {name}_FILE names is empty.", remedy)
    return found


@dataclass
class Client:
    """One conversation with one service. `sleep` waits between tries; tests put a clock of their own in its place."""

    base: str
    headers: dict[str, str] = field(default_factory=dict, repr=False)
    auth: tuple[str, str] | None = field(default=None, repr=False)
    sleep: Callable[[float], None] = time.sleep
    moment: str = ""

    def __post_init__(self) -> None:
        import httpx  # here, since a build, which reads pages that were kept, asks nobody

        parts = urlsplit(self.base)
        if parts.scheme != "https" and parts.hostname not in _LOCAL:
            raise ConnectorError(
                f"The address {parts.scheme}://{parts.hostname} is not https, and secrets are sent to no other.",
                "Write the service's address with https.",
            )
        self._http = httpx.Client(
            timeout=httpx.Timeout(**_TIMES), follow_redirects=False, headers={"Accept": "application/json"}
        )

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def get(self, path: str, params: Mapping[str, Any] | None = None) -> Any:
        """Ask for a path of the service, or for a whole address at the same host, and return the reply's JSON."""
        return self._asked("GET", self._address(path), params=dict(params) if params else None)

    def post_form(self, address: str, form: Mapping[str, str], auth: tuple[str, str]) -> Any:
        """Send a form, as for a token, to any https address."""
        if urlsplit(address).scheme != "https" and urlsplit(address).hostname not in _LOCAL:
            raise ConnectorError("The address for the token is not https.", "Write it with https.")
        return self._asked("POST", address, data=dict(form), auth=auth)

    def _address(self, path: str) -> str:
        address = urljoin(self.base.rstrip("/") + "/", path.lstrip("/") if not path.startswith("http") else path)
        if urlsplit(address)[:2] != urlsplit(self.base)[:2]:
            raise ConnectorError(
                "The service's reply leads to another host, and the secrets are not sent there.",
                "Ask the service's support whether the address that was set is the right one.",
            )
        return address

    def _asked(self, method: str, address: str, **more: Any) -> Any:
        import httpx

        where = urlsplit(address).path
        for attempt in range(1, _TRIES + 1):
            wait = min(_LONGEST_WAIT, 2.0**attempt * (0.5 + random.random() / 2))  # noqa: S311
            try:
                status, retry_after, body = self._once(method, address, more)
            except httpx.TransportError as error:
                problem = f"The service did not answer at {where} ({type(error).__name__})."
            else:
                if status < httpx.codes.MULTIPLE_CHOICES:
                    return _json(body, where)
                if status not in _AGAIN:
                    raise _refused(status, where)
                problem, wait = f"The service answered {status} at {where}.", _seconds(retry_after, wait)
            if attempt < _TRIES:
                self.sleep(wait)
        raise ConnectorError(
            f"{problem} It was asked {_TRIES} times.", "Try again later; what was fetched before is kept."
        )

    def _once(self, method: str, address: str, more: Mapping[str, Any]) -> tuple[int, str, bytes]:
        """Ask once, and read no more of the reply than is allowed."""
        auth = more.get("auth") or self.auth
        headers = {} if "auth" in more else self.headers
        asked = {name: value for name, value in more.items() if name != "auth"}
        with self._http.stream(method, address, auth=auth, headers=headers, **asked) as reply:
            self.moment = _date(reply.headers.get("date", "")) or self.moment
            body = bytearray()
            for part in reply.iter_bytes():
                body += part
                if len(body) > MOST_REPLY:
                    raise ConnectorError(
                        f"The service's reply at {urlsplit(address).path} is larger than {MOST_REPLY:,} bytes.",
                        "Ask for fewer at a time: set a smaller page size.",
                    )
            return reply.status_code, reply.headers.get("retry-after", ""), bytes(body)


def lost_count(resource: str) -> ConnectorError:
    """Say that a service sends one page again and again: without a stop it would be asked for ever."""
    return ConnectorError(
        f"The service sends the same page of {resource} again and again.",
        "Tell the service's support; what was fetched before is kept.",
    )


def _json(body: bytes, where: str) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ConnectorError(
            f"The service's reply at {where} is not JSON.", "Check the address that was set; try again later."
        ) from error


def _refused(status: int, where: str) -> ConnectorError:
    known = {
        401: (
            "does not accept the name and secret",
            "Check that they are those of this school's service and have not run out.",
        ),
        403: ("does not let this account see what is asked for", "Ask the service's administrator to allow it."),
        404: ("has nothing", "Check the school's id and the address that was set."),
    }
    what, remedy = known.get(
        status, (f"answered {status}", "Check the settings against the service's own description.")
    )
    return ConnectorError(f"The service {what} at {where}.", remedy)


def _seconds(retry_after: str, otherwise: float) -> float:
    try:
        return min(_LONGEST_WAIT, max(0.0, float(retry_after)))
    except ValueError:
        return otherwise


def _date(header: str) -> str:
    """Return the sender's clock as ISO text in UTC."""
    try:
        return email.utils.parsedate_to_datetime(header).astimezone(UTC).replace(tzinfo=None).isoformat()
    except (ValueError, TypeError, IndexError):
        return ""
