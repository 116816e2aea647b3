"""Where allauth asks what to do, and what this installation answers."""

from __future__ import annotations

import base64
import hashlib
import io
import ipaddress
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from collegiate.web.accounts import attempts


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by people of the trust: nobody signs up, and pages of this site alone are gone to."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account for themselves."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the network address that tries are counted by; 0.0.0.0 where there is none, as behind a socket."""
        try:
            return str(ipaddress.ip_address(attempts.address_of(request)))
        except ValueError:
            return "0.0.0.0"  # noqa: S104 - says that there is no address; nothing is bound

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return the first page of whoever signs in: it answers what they come to ask."""
        return "/home/"

    def is_safe_url(self, url: str) -> bool:
        """Whether an address is a path of this site; a whole address never is."""
        return bool(url) and url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        """Whether a password is that of who is signed in."""
        found = authenticate(self.request, username=user.get_username(), password=password)
        return found is not None and found.pk == user.pk

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser | None) -> HttpResponse:
        """Send somebody who was removed back to the door, as anybody else who does not get in."""
        return redirect("sign-in")

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Send no letter of allauth's own."""


class FactorAdapter(DefaultMFAAdapter):
    """Second factors: their secrets lie encrypted in the database, and passkeys are named as people name them."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "This code does not fit, or was used already. Wait for the next one and type that.",
        "cannot_generate_recovery_codes": "Recovery codes stand in for another factor. Set up a passkey or an app first.",
    }

    def encrypt(self, text: str) -> str:
        """Encrypt a secret with the installation's key: a copy of the database alone makes no codes."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return a secret as it was."""
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def build_totp_svg(self, url: str) -> str:
        """Draw the secret of an app as a QR code, on white: on a dark page a camera could not read it."""
        import qrcode  # type: ignore[import-untyped]  # has no types
        from qrcode.image.svg import SvgPathFillImage  # type: ignore[import-untyped]

        drawn = io.BytesIO()
        qrcode.make(url, image_factory=SvgPathFillImage).save(drawn)
        return drawn.getvalue().decode()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        """Return a name for a passkey that was given none."""
        return f"Passkey {Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1}"


class ProviderAdapter(DefaultSocialAccountAdapter):
    """Who comes from the trust's provider: only somebody who has an account already."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Nobody makes an account for themselves."""
        return False

    def can_authenticate_by_email(self, login: SocialLogin, email: str) -> bool:
        """Leave addresses to `trusted_provider.enter`, which asks who vouches for them."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find the account, or answer that there is none. Raises ImmediateHttpResponse."""
        from collegiate.web.accounts.trusted_provider import enter

        enter(request, sociallogin)

    def on_authentication_error(self, request: HttpRequest, provider: object, *args: Any, **kwargs: Any) -> None:
        """Answer in our own words whatever went wrong. Raises ImmediateHttpResponse."""
        raise ImmediateHttpResponse(not_let_in(request))


def not_let_in(request: HttpRequest) -> HttpResponse:
    """Say that the trust's provider did not bring somebody in: the same for every reason, so that it tells of no account."""
    return render(
        request, "account/not_let_in.html", {"section": "account", "oidc": settings.COLLEGIATE_OIDC}, status=403
    )


def _cipher() -> MultiFernet:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet(
        [Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"second factors\n{k}".encode()).digest())) for k in keys]
    )
