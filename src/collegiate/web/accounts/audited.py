"""What is written to the audit journal about signing in: who came, by what, who did not get in, and what changed about an account.

An entry is written before it takes effect; where it cannot be written, nobody is let in.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from collegiate.store import Store
from collegiate.store.audit import Look
from collegiate.web.accounts.models import User

NOBODY = "somebody unknown"
"""Who tried to sign in where there is no such account: what was typed may be a password in the wrong field."""

_WAYS = {"password": "a password", "socialaccount": "the trust's provider", "totp": "a code of an app", "recovery_codes": "a recovery code", "webauthn": "a passkey"}  # fmt: skip


def write(who: str, what: str, why: str) -> None:
    """Write an entry about an account. An error here means that it may not be done."""
    Store(settings.COLLEGIATE_STORE).audit.acted(Look(who, what, why, (), ""))


def failed(user: User | None, times: int) -> None:
    """Write that somebody did not get in, and how often within the time in which tries are counted."""
    write(user.email if user else NOBODY, "failed to sign in", f"failure {times} within a quarter of an hour")


def came(sender: object, request: HttpRequest, user: User, **_: Any) -> None:
    """Write that somebody signed in, and by which means."""
    from allauth.account.internal.flows.login import get_authentication_records

    ways = [_WAYS.get(r.get("type") or r["method"], r["method"]) for r in get_authentication_records(request, user)]
    write(user.email, "signed in", "with " + " and ".join(dict.fromkeys(ways)) if ways else "")


def factor_added(sender: object, user: User, authenticator: Any, **_: Any) -> None:
    """Write that somebody has another factor."""
    write(user.email, f"added {_WAYS[authenticator.type]} to sign in with", "asked for it on the account page")


def factor_removed(sender: object, user: User, authenticator: Any, **_: Any) -> None:
    """Write that somebody has a factor less."""
    write(user.email, f"removed {_WAYS[authenticator.type]} to sign in with", "asked for it on the account page")


def factor_reset(sender: object, user: User, authenticator: Any, **_: Any) -> None:
    """Write that somebody has new recovery codes."""
    write(user.email, "made new recovery codes", "asked for it on the account page")


def factor_refused(sender: object, user: User, **_: Any) -> None:
    """Write that a second factor was wrong."""
    write(user.email, "failed to sign in", "wrong code or passkey after the first factor was right")
