"""What holds for every page: the headers, and what is said while there is no picture or when a scope holds no such child."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from collegiate.store import NoSnapshotError, OutOfScopeError, ScopeNeededError, Store
from collegiate.web.reading import NoLongerKeptError
from collegiate.web.taking.links import without

Answer = Callable[[HttpRequest], HttpResponse]

_LOG = logging.getLogger("collegiate.refused")

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Frame-Options": "DENY",
    "Permissions-Policy": (
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=(), "
        "publickey-credentials-create=(self), publickey-credentials-get=(self)"
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
}


def headers(answer: Answer) -> Answer:
    """Add the security headers to every answer, also to errors and to the style sheet."""

    def answered(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", "no-cache")
        return response

    return answered


class picture_there:  # noqa: N801 - Django names middleware by its callable
    """Say what to do while the store has no snapshot, and no more than that where a scope does not reach, in place of an error."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self._answer(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer 503 with the remedy when there is nothing to read yet, 403 for what is out of scope, 400 for what no database keeps.

        PostgreSQL keeps no NUL character and no number beyond its column, SQLite no number beyond 64 bits; nothing is half written then.
        """
        if isinstance(error, DataError | OverflowError):
            _LOG.warning("%s of page %s holds what the database cannot keep", request.method, request.resolver_match and request.resolver_match.url_name)  # fmt: skip
            return render(request, "bad_request.html", status=400)
        if isinstance(error, OutOfScopeError | ScopeNeededError):
            return render(request, "not_yours.html", status=403)
        if isinstance(error, NoLongerKeptError):
            said = {"said": str(error), "present": without(request, "snapshot")}
            request._collegiate_reader = Store(settings.COLLEGIATE_STORE).reader()  # type: ignore[attr-defined]  # for the frame
            return render(request, "no_longer_kept.html", said, status=410)
        if not isinstance(error, NoSnapshotError):
            return None
        return render(request, "no_picture.html", status=503)
