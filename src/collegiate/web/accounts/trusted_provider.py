"""Coming in by the trust's own provider of OpenID Connect.

allauth speaks the protocol, with state and PKCE. Added here: a nonce, the token's signature always, and that a provider's word opens
an account only where it vouches for the address (`openid`). It is imported when somebody comes this way, not before: what speaks the
protocol takes a third of a second to import, and most installations never use it.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

import jwt
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers import registry
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from requests import RequestException

from collegiate.web.accounts import audited, requirement
from collegiate.web.accounts.adapters import not_let_in
from collegiate.web.accounts.models import User, same_address
from collegiate.web.accounts.openid import PROVIDER, NotVouchedError, Vouching, same_issuer

_SIGNED_BY = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"})
_CLOCKS_DIFFER = 60
_LONGEST = 191


class Callback(OpenIDConnectOAuth2Adapter):
    """What the provider answers, believed only as far as its signature goes."""

    @property
    def openid_config(self) -> Mapping[str, Any]:
        """Return how the provider describes itself. Raises `OAuth2Error` when it describes another."""
        about: Mapping[str, Any] = super().openid_config
        if not same_issuer(str(about.get("issuer", "")), _vouching().issuer):
            raise OAuth2Error("the provider describes another issuer")
        return about

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Return where the provider sends people back to."""
        return request.build_absolute_uri(reverse("provider-back"))

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> SocialLogin:
        """Return who the provider says has come; of its claims, issuer and subject alone are kept. Raises PermissionDenied."""
        claims = self._claims(app, kwargs["response"].get("id_token"))
        try:
            subject = _vouching().subject(claims)
        except NotVouchedError as error:
            raise PermissionDenied from error
        login = SocialLogin(
            account=SocialAccount(provider=PROVIDER, uid=subject, extra_data={}), provider=self.get_provider()
        )
        login.claims = claims
        return login

    def _claims(self, app: SocialApp, signed: object) -> Mapping[str, Any]:
        """Return the claims of a token that the provider signed for us, and that holds still. Raises PermissionDenied."""
        try:
            if not isinstance(signed, str):
                raise PermissionDenied
            claims: Mapping[str, Any] = jwt.decode(
                signed,
                self._key_of(signed),
                algorithms=sorted(_SIGNED_BY),
                audience=app.client_id,
                issuer=self.openid_config["issuer"],
                leeway=_CLOCKS_DIFFER,
                options={"require": ["exp", "iss", "aud", "sub"]},
            )
        except (jwt.PyJWTError, KeyError, TypeError, ValueError) as error:
            raise PermissionDenied from error
        if not isinstance(claims["sub"], str) or not 0 < len(f"{claims['iss']}#{claims['sub']}") <= _LONGEST:
            raise PermissionDenied
        return claims

    def _key_of(self, signed: str) -> jwt.PyJWK:
        """Return the key that a token names, or the only one that the provider has. Raises KeyError, ValueError."""
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
        keys = [k for k in jwt.PyJWKSet.from_dict(answer.json()).keys if k.public_key_use in (None, "sig")]
        named = jwt.get_unverified_header(signed).get("kid")
        fitting = [k for k in keys if named in (None, k.key_id)]
        if len(fitting) != 1:
            raise KeyError("no one key of the provider fits")
        return fitting[0]


class TrustProvider(OpenIDConnectProvider):
    """The provider that the installation names."""

    id = PROVIDER
    name = "OpenID Connect"
    oauth2_adapter_class = Callback

    def get_callback_url(self) -> str:
        """Return where the provider sends people back to."""
        return reverse("provider-back")

    def get_login_url(self, request: HttpRequest, **kwargs: Any) -> str:
        """Return where one goes to be sent to the provider."""
        return reverse("provider")

    def redirect(self, request: HttpRequest, process: str, next_url: str | None = None, data: Any = None, **kwargs: Any) -> HttpResponse:  # fmt: skip
        """Send somebody to the provider, with a nonce that the token has to bring back."""
        nonce = secrets.token_urlsafe(24)
        found: HttpResponse = super().redirect(
            request,
            process,
            next_url,
            data,
            auth_params={"nonce": nonce},
            scope=["openid", "email", "profile"],
            nonce=nonce,
        )
        return found


registry.register(TrustProvider)


def leave(request: HttpRequest, onwards: str) -> HttpResponse:
    """Send somebody to the provider, who comes back to a page of ours. Says so when the provider does not answer. Raises Http404 where there is none."""
    _vouching()
    try:
        return Callback(request, PROVIDER).get_provider().redirect(request, AuthProcess.LOGIN, onwards)
    except (RequestException, OAuth2Error, KeyError, ValueError):
        return not_let_in(request)


def come_back(request: HttpRequest) -> HttpResponseBase:
    """Take in what the provider sends. Raises Http404 where there is none."""
    _vouching()
    answered: HttpResponseBase = OAuth2CallbackView.adapter_view(Callback(request, PROVIDER))(request)
    return answered


def enter(request: HttpRequest, login: SocialLogin) -> None:
    """Find the account of somebody whom the provider brings, and tie it to them for good. Raises ImmediateHttpResponse for nobody.

    Who was here before is known by issuer and subject. Who comes for the first time is known by an address that the provider vouches
    for, and only an account that is tied to nobody else yet.
    """
    wanted, claims = login.state.get("nonce", ""), login.claims
    if not wanted or not secrets.compare_digest(wanted, str(claims.get("nonce", ""))):
        raise ImmediateHttpResponse(not_let_in(request))
    if not login.is_existing:
        user = _vouched(claims)
        if user is None:
            audited.failed(None, 1)
            raise ImmediateHttpResponse(not_let_in(request))
        audited.write(user.email, "tied the account to the trust's provider", "first sign-in with it")
        login.user = user
        login.account.user = user
        login.account.save()
    requirement.remember(request, _vouching().had_second_factor(claims))


def _vouched(claims: Mapping[str, Any]) -> User | None:
    try:
        email = same_address(_vouching().address(claims))
    except NotVouchedError:
        return None
    user = User.objects.filter(email=email, is_active=True).first()
    if user is None or SocialAccount.objects.filter(user=user, provider=PROVIDER).exists():
        return None
    return user


def _vouching() -> Vouching:
    """Return the provider. Raises Http404 where there is none."""
    found: Vouching | None = settings.COLLEGIATE_OIDC
    if found is None:
        raise Http404("Nobody vouches for people here: sign in with a password or a passkey.")
    return found
