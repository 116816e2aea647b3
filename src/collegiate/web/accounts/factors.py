"""Second factors and passkeys: allauth's views with our pages, and what an account has."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.account.views import ReauthenticateView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateByCodeView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.forms import LoginWebAuthnForm
from allauth.mfa.webauthn.internal import auth
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    LoginWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse, reverse_lazy

from collegiate.web.accounts import attempts, audited
from collegiate.web.accounts.forms import TOO_MANY, SignInForm
from collegiate.web.accounts.models import User

Type = Authenticator.Type


@dataclass(frozen=True, slots=True)
class Factor:
    """Something that somebody signs in with, beside the password."""

    key: int
    kind: str
    called: str
    since: datetime
    used: datetime | None


def factors_of(user: User) -> list[Factor]:
    """Return an account's passkeys, app and recovery codes, the first first."""
    names = {Type.TOTP: "Authenticator app", Type.RECOVERY_CODES: "Recovery codes"}
    return [
        Factor(a.pk, a.type, names.get(a.type) or a.wrap().name, a.created_at, a.last_used_at)
        for a in Authenticator.objects.filter(user=user).order_by("created_at", "pk")
    ]


class _Ours:
    """What every page of these has: its place in the navigation, and an honest status when something is wrong."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the page's place."""
        found: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        return {**found, "section": "account"}

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """Answer 400 or 429 where the form has a mistake."""
        errors = [e for name in ("form", "webauthn_form") if (e := getattr(context.get(name), "errors", None))]
        if errors:
            kwargs["status"] = 429 if TOO_MANY in str(errors) else 400
        answer: HttpResponse = super().render_to_response(context, **kwargs)  # type: ignore[misc]
        return answer


class Second(_Ours, AuthenticateView):
    """Ask for the second factor after the first."""

    template_name = "account/second.html"


class Confirm(_Ours, ReauthenticateView):
    """Ask for the password once more."""

    template_name = "account/confirm.html"


class ConfirmByCode(_Ours, ReauthenticateByCodeView):
    """Ask for a code once more."""

    template_name = "account/confirm_code.html"


class ConfirmByPasskey(_Ours, ReauthenticateWebAuthnView):
    """Ask for a passkey once more."""

    template_name = "account/confirm_passkey.html"


class AddApp(_Ours, ActivateTOTPView):
    """Set up an authenticator app."""

    template_name = "account/app.html"

    def get_success_url(self) -> str:
        """Show the recovery codes that came with it, once; else the account."""
        return reverse("mfa_view_recovery_codes" if self.did_generate_recovery_codes else "account")


class RemoveApp(_Ours, DeactivateTOTPView):
    """Take the authenticator app away."""

    template_name = "account/app_remove.html"
    success_url = reverse_lazy("account")


class Codes(_Ours, ViewRecoveryCodesView):
    """Show recovery codes, once."""

    template_name = "account/recovery_codes.html"


class NewCodes(_Ours, GenerateRecoveryCodesView):
    """Make new recovery codes; the old ones end."""

    template_name = "account/recovery_codes_new.html"


class AddPasskey(_Ours, AddWebAuthnView):
    """Set up a passkey."""

    template_name = "account/passkey_add.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Ask the browser for a passkey that signs in alone."""
        found = super().get_context_data(**kwargs)
        options = auth.begin_registration(self.request.user, passwordless=True)
        return {**found, "js_data": {"creation_options": options}}

    def get_success_url(self) -> str:
        """Show the recovery codes that came with it, once; else the account."""
        return reverse("mfa_view_recovery_codes" if self.did_generate_recovery_codes else "account")


class RemovePasskey(_Ours, RemoveWebAuthnView):
    """Take a passkey away."""

    template_name = "account/passkey_remove.html"
    success_url = reverse_lazy("account")


class ByPasskey(LoginWebAuthnView):
    """Sign in with a passkey alone. There is nothing to guess, so that tries are counted by network address alone."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Let in whoever has the passkey."""
        self.tried = attempts.attempt(request, f"passkey {secrets.token_hex(8)}")
        if self.tried is None:
            return self._door(TOO_MANY, 429)
        answer: HttpResponse = super().post(request, *args, **kwargs)
        return answer

    def form_valid(self, form: LoginWebAuthnForm) -> HttpResponse:
        """Go on with the sign-in."""
        if self.tried is not None:
            attempts.succeeded(self.tried)
        answer: HttpResponse = super().form_valid(form)
        return answer

    def form_invalid(self, form: LoginWebAuthnForm) -> HttpResponse:
        """Say that the passkey opens nothing here, at the door."""
        audited.failed(None, 1)
        return self._door("This passkey opens nothing here. Use another way.", 400)

    def _door(self, words: str, status: int) -> HttpResponse:
        about = {"section": "account", "form": SignInForm(), "oidc": settings.COLLEGIATE_OIDC, "refused": words}
        return render(self.request, "account/sign_in.html", about, status=status)
