"""What an installation settles about signing in, read from the environment; `web.settings` takes it over whole.

Our own tries (`attempts`) are the one count of failures, because they hold over every process; allauth's are off. Nobody signs up.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from collegiate.web.accounts.openid import PROVIDER, chosen
from collegiate.web.environment import SettingError, setting

SECOND_FACTORS = ("off", "children", "all")
SHORTEST_TOKEN = 32
_PORTS = {"smtp": 25, "smtps": 465}


def second_factor(behind_proxy: bool) -> str:
    """Return of whom a second factor is asked. Over a network, of whoever sees children, unless something else is set.

    Raises `SettingError` for any other word.
    """
    word = setting("COLLEGIATE_SECOND_FACTOR", "children" if behind_proxy else "off").strip().lower()
    if word not in SECOND_FACTORS:
        raise SettingError(f"COLLEGIATE_SECOND_FACTOR is '{word}'. Set it to {', '.join(SECOND_FACTORS)}.")
    return word


def mail(address: str) -> Mapping[str, Any]:
    """Return Django's settings for a mail server: smtp://user:password@host:port, or smtps:// for TLS from the first byte.

    With a user, smtp:// is upgraded to TLS before the password is sent. file:/folder writes letters into a folder, to try it
    out. Raises `SettingError` for any other address; its words hold no password.
    """
    found = urlsplit(address)
    if found.scheme == "file":
        return {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": found.path}
    if not address:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    if found.scheme not in _PORTS or not found.hostname:
        raise SettingError("COLLEGIATE_MAIL is no address of a mail server. Write smtp://user:password@host:587.")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "EMAIL_HOST": found.hostname,
        "EMAIL_PORT": found.port or _PORTS[found.scheme], "EMAIL_HOST_USER": unquote(found.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(found.password or ""), "EMAIL_USE_SSL": found.scheme == "smtps",
        "EMAIL_USE_TLS": found.scheme == "smtp" and bool(found.username), "EMAIL_TIMEOUT": 20,
    }  # fmt: skip


def signing_in(*, behind_proxy: bool) -> dict[str, Any]:
    """Return every setting about signing in. Raises `SettingError` for one that cannot be used."""
    breached = setting("COLLEGIATE_BREACHED_PASSWORDS")
    groups = setting("COLLEGIATE_SCIM_GROUPS")
    provider = chosen()
    return {
        **ALLAUTH,
        **mail(setting("COLLEGIATE_MAIL")),
        "DEFAULT_FROM_EMAIL": setting("COLLEGIATE_MAIL_FROM", "collegiate@localhost"),
        "COLLEGIATE_CAN_MAIL": bool(setting("COLLEGIATE_MAIL")),
        "COLLEGIATE_SECOND_FACTOR": second_factor(behind_proxy),
        "COLLEGIATE_BREACHED_PASSWORDS": Path(breached) if breached else None,
        "COLLEGIATE_SCIM_TOKEN": _scim_token(),
        "COLLEGIATE_SCIM_GROUPS": Path(groups) if groups else None,
        "COLLEGIATE_OIDC": provider,
        "SOCIALACCOUNT_PROVIDERS": {PROVIDER: {"APPS": [provider.app()] if provider else [], "OAUTH_PKCE_ENABLED": True}},
    }  # fmt: skip


def _scim_token() -> str:
    token = setting("COLLEGIATE_SCIM_TOKEN")
    if token and len(token) < SHORTEST_TOKEN:
        raise SettingError(
            f"COLLEGIATE_SCIM_TOKEN has fewer than {SHORTEST_TOKEN} characters, so it could be guessed. Make one with: openssl rand -hex 32"
        )
    return token


ALLAUTH: Final[Mapping[str, Any]] = {
    "ACCOUNT_ADAPTER": "collegiate.web.accounts.adapters.AccountAdapter",
    "MFA_ADAPTER": "collegiate.web.accounts.adapters.FactorAdapter",
    "SOCIALACCOUNT_ADAPTER": "collegiate.web.accounts.adapters.ProviderAdapter",
    "ACCOUNT_USER_MODEL_USERNAME_FIELD": None,
    "ACCOUNT_LOGIN_METHODS": {"email"},
    "ACCOUNT_SIGNUP_FIELDS": ["email*", "password1*"],
    "ACCOUNT_EMAIL_VERIFICATION": "none",
    "ACCOUNT_EMAIL_NOTIFICATIONS": False,
    "ACCOUNT_RATE_LIMITS": False,
    "MFA_RATE_LIMITS": False,
    "MFA_SUPPORTED_TYPES": ["totp", "recovery_codes", "webauthn"],
    "MFA_PASSKEY_LOGIN_ENABLED": True,
    "MFA_ALLOW_UNVERIFIED_EMAIL": True,
    "MFA_RECOVERY_CODES_SHOW_ONCE": True,
    "MFA_TOTP_ISSUER": "Collegiate",
    "MFA_TOTP_TOLERANCE": 1,
    "MFA_FORMS": {
        "authenticate": "collegiate.web.accounts.forms.CodeForm",
        "reauthenticate": "collegiate.web.accounts.forms.ConfirmCodeForm",
        "activate_totp": "collegiate.web.accounts.forms.AppForm",
        "add_webauthn": "collegiate.web.accounts.forms.PasskeyForm",
        "login_webauthn": "collegiate.web.accounts.forms.EnterByPasskeyForm",
        "authenticate_webauthn": "collegiate.web.accounts.forms.SecondPasskeyForm",
        "reauthenticate_webauthn": "collegiate.web.accounts.forms.ConfirmPasskeyForm",
    },
    "ACCOUNT_FORMS": {"reauthenticate": "collegiate.web.accounts.forms.ConfirmForm"},
    "SOCIALACCOUNT_AUTO_SIGNUP": False,
    "SOCIALACCOUNT_STORE_TOKENS": False,
    "SOCIALACCOUNT_REQUESTS_TIMEOUT": 10,
    "USERSESSIONS_TRACK_ACTIVITY": False,
}
"""How allauth is used: our accounts, no sign-up, no message of its own, every second factor."""
