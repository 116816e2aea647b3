"""How pages call whoever did something: by name. Records, the journal and the locks keep the address, which is never anybody else's."""

from __future__ import annotations

from threading import local
from typing import Any

from django.core.signals import request_finished, request_started

from collegiate.web.accounts.models import User

_ASKED = local()


def called(email: str) -> str:
    """Return the name of whoever has this address; beside it the address where two share the name.

    The address alone where nobody has it any more, or has no name. Within one request nobody is looked up twice.
    """
    known: dict[str, str] | None = getattr(_ASKED, "known", None)
    if known is None:
        return _found(email)
    if email not in known:
        known[email] = _found(email)
    return known[email]


def _found(email: str) -> str:
    name = User.objects.filter(email=email).values_list("name", flat=True).first() if "@" in email else ""
    if not name:
        return email
    return f"{name} ({email})" if User.objects.filter(name=name).exclude(email=email).exists() else name


def _begin(**_: Any) -> None:
    _ASKED.known = {}


def _end(**_: Any) -> None:
    _ASKED.known = None


request_started.connect(_begin)
request_finished.connect(_end)
