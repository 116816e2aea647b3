"""Which provider of OpenID Connect vouches for people here, and what of its word is believed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from collegiate.web.environment import SettingError, setting, switched_on

PROVIDER = "trust"
"""The name of the provider in the application; there is one per installation."""

_PRESETS = Path(__file__).with_name("providers.toml")
_SECOND_FACTORS = frozenset({"mfa", "otp", "hwk", "swk", "fpt", "face", "pop", "sc"})


class NotVouchedError(Exception):
    """A provider's word is not enough to let somebody in; the message says why."""


@dataclass(frozen=True, slots=True)
class Vouching:
    """A provider of OpenID Connect: where it is, and which of its claims say that an address is the person's own."""

    name: str
    issuer: str
    client: str
    secret: str
    vouched: str
    tenant: str = ""
    tenant_claim: str = ""
    asks_second_factor: bool = False

    def app(self) -> dict[str, Any]:
        """Return allauth's description of it."""
        return {
            "provider_id": PROVIDER, "name": self.name, "client_id": self.client, "secret": self.secret,
            "settings": {"server_url": self.issuer},
        }  # fmt: skip

    def subject(self, claims: Mapping[str, Any]) -> str:
        """Return who somebody is at the provider, for good: issuer and subject. Raises `NotVouchedError` for somebody of another tenant."""
        if not same_issuer(str(claims.get("iss", "")), self.issuer):
            raise NotVouchedError("another issuer")
        if self.tenant_claim and str(claims.get(self.tenant_claim, "")).casefold() != self.tenant.casefold():
            raise NotVouchedError("another tenant")
        return f"{claims['iss']}#{claims['sub']}"

    def address(self, claims: Mapping[str, Any]) -> str:
        """Return the e-mail address that the provider vouches for. Raises `NotVouchedError` where it only repeats one.

        A name such as `preferred_username` is never taken for an address: whoever looks after the directory may change it.
        """
        if self.vouched != "always" and not _true(claims.get(self.vouched)):
            raise NotVouchedError("an address that is not verified")
        if not isinstance(claims.get("email"), str) or "@" not in claims["email"]:
            raise NotVouchedError("no address")
        return str(claims["email"])

    def had_second_factor(self, claims: Mapping[str, Any]) -> bool:
        """Whether the provider asked for a second factor: it says so of this sign-in, or is known always to ask."""
        ways = claims.get("amr")
        return self.asks_second_factor or (isinstance(ways, list) and bool(_SECOND_FACTORS & {str(w) for w in ways}))


def chosen() -> Vouching | None:
    """Return the provider that COLLEGIATE_OIDC names, a preset or an https address; None where none is. Raises `SettingError`."""
    named = setting("COLLEGIATE_OIDC").strip()
    if not named:
        return None
    preset = presets().get(named.casefold())
    if preset is None and not _may_be_asked(named):
        raise SettingError(
            f"COLLEGIATE_OIDC is '{named}'. Name one of {', '.join(presets())}, or a provider's https address."
        )
    about = preset or {"name": setting("COLLEGIATE_OIDC_NAME", "your trust's account"), "issuer": named, "vouched": "email_verified"}  # fmt: skip
    tenant = _tenant(about.get("tenant"))
    return Vouching(
        about["name"],
        about["issuer"].format(tenant=tenant),
        _needed("COLLEGIATE_OIDC_CLIENT_ID"),
        _needed("COLLEGIATE_OIDC_CLIENT_SECRET"),
        about["vouched"],
        tenant,
        about.get("tenant", {}).get("claim", ""),
        switched_on("COLLEGIATE_OIDC_SECOND_FACTOR"),
    )


@cache
def presets() -> Mapping[str, dict[str, Any]]:
    """Return the providers that are known by name."""
    return tomllib.loads(_PRESETS.read_text(encoding="utf-8"))


def same_issuer(said: str, expected: str) -> bool:
    """Whether two issuers are one; a port that the scheme implies makes no difference."""
    return _plain(said) == _plain(expected)


def _plain(issuer: str) -> tuple[str, str, str]:
    parts = urlsplit(issuer)
    port = {"https": ":443", "http": ":80"}.get(parts.scheme, "")
    return parts.scheme, parts.netloc.removesuffix(port) if port else parts.netloc, parts.path.rstrip("/")


def _may_be_asked(address: str) -> bool:
    """A provider is asked over https; over http on this machine alone, to try it out."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1"))


def _tenant(wanted: Mapping[str, str] | None) -> str:
    if wanted is None:
        return ""
    tenant = _needed("COLLEGIATE_OIDC_TENANT").strip().casefold()
    if not re.fullmatch(wanted["form"], tenant):
        raise SettingError(f"COLLEGIATE_OIDC_TENANT is '{tenant}'. Give {wanted['words']}.")
    return tenant


def _needed(name: str) -> str:
    value = setting(name)
    if not value:
        raise SettingError(f"COLLEGIATE_OIDC is set and {name} is not. Set it to what the provider gave you.")
    return value


def _true(said: object) -> bool:
    """Providers write a yes as true, "true", 1 or "1"."""
    return said is True or (isinstance(said, int | str) and str(said).casefold() in ("1", "true"))
