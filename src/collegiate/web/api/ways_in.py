"""The doors of the API: a token or a session lets in, and whoever is not let in is told so as a problem."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from collegiate.web.accounts import sessions
from collegiate.web.accounts.models import User, signed_in
from collegiate.web.api.acts import count_call, token_of
from collegiate.web.api.models import Holder
from collegiate.web.api.problems import problem
from collegiate.web.authorization.rights import Right
from collegiate.web.doors import Audience, Door

_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="Collegiate"'}


@dataclass(frozen=True, slots=True)
class Gate(Door):
    """A door of the API. It is only read; a header with a token comes before a session."""

    def admit(self, request: HttpRequest) -> HttpResponseBase | None:
        """Return the problem in the operation's place where the door stays shut; None where it opens."""
        allowed = {"Allow": "GET, HEAD, OPTIONS"}
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers=allowed)
        if request.method not in self.methods:
            return problem("only-read", headers=allowed)
        if self.opens_to is Audience.ANYBODY:
            return None
        return self._admit_somebody(request)

    def _admit_somebody(self, request: HttpRequest) -> HttpResponseBase | None:
        user = _by_token(request) if "Authorization" in request.headers else _by_session(request)
        if user is None:
            return problem("not-signed-in", headers=_CHALLENGE)
        if isinstance(user, Holder):
            wait = count_call(user.token)
            if wait:
                return problem("too-many", headers={"Retry-After": str(wait)})
        return None if self.lets_in(user) else problem("not-yours")


PUBLIC = Gate(Audience.ANYBODY)
KNOWN = Gate(Audience.SIGNED_IN)
OF_COUNTS = Gate(Right.SEE_COUNTS)
OF_CHILDREN = Gate(Right.SEE_CHILDREN)


def caller(request: HttpRequest) -> User:
    """Return who calls, on an operation whose gate let them in."""
    user = signed_in(request)
    if user is None:
        raise RuntimeError("An operation for somebody stands behind a gate for anybody.")
    return user


def token_said(request: HttpRequest) -> str:
    """Return how somebody came in, for the audit log."""
    user = request.user
    return f"with the token '{user.token.name}' ({user.token.mark})" if isinstance(user, Holder) else "signed in"


def _by_token(request: HttpRequest) -> User | None:
    """Let a token's holder take the place of whoever may be signed in beside."""
    scheme, _, shown = request.headers["Authorization"].partition(" ")
    token = token_of(shown.strip()) if scheme.casefold() == "bearer" else None
    if token is None:
        return None
    request.user = holder = Holder.of(token)
    return holder


def _by_session(request: HttpRequest) -> User | None:
    if sessions.over(request):
        return None
    user = signed_in(request)
    if user is not None:
        sessions.seen(request)
    return user
