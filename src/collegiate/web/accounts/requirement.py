"""Of whom a second factor is asked, and what happens to somebody who has none: they are sent to set one up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from collegiate.web.accounts.models import User, signed_in
from collegiate.web.authorization.rights import Right

Answer = Callable[[HttpRequest], HttpResponse]

SETTING_UP = frozenset({
    "account", "sign-out", "change-password", "second-factor-needed", "account_reauthenticate", "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn", "mfa_activate_totp", "mfa_add_webauthn", "mfa_view_recovery_codes", "end-session", "end-other-sessions",
})  # fmt: skip
"""The addresses that stay open to somebody who has yet to set a second factor up."""

_SAID = "provider asked for a second factor"


def asked_of(user: User) -> bool:
    """Whether the installation asks somebody for a second factor."""
    of_whom = settings.COLLEGIATE_SECOND_FACTOR
    return of_whom == "all" or (
        of_whom == "children" and (user.may(Right.SEE_CHILDREN) or user.may(Right.SEE_OWN_CHILD))
    )


def has_one(user: User) -> bool:
    """Whether somebody has a passkey or an app; recovery codes alone are none."""
    return Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


def remember(request: HttpRequest, asked: bool) -> None:
    """Note for this session whether the trust's provider asked for a second factor already."""
    request.session[_SAID] = asked


class second_factor:  # noqa: N801 - Django names middleware by its callable
    """Send whoever lacks the second factor that is asked of them to set it up, from any page that takes signing in."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self._answer(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Answer in the view's place where a factor is missing. It stands inside the doors, which let nobody unknown this far."""
        from collegiate.web.doors import Audience, door_of

        door = door_of(view)
        found = request.resolver_match
        if settings.COLLEGIATE_SECOND_FACTOR == "off" or door is None or door.opens_to is Audience.ANYBODY:
            return None
        user = signed_in(request)
        if user is None or (found and found.url_name in SETTING_UP) or request.session.get(_SAID):
            return None
        return redirect("second-factor-needed") if asked_of(user) and not has_one(user) else None
