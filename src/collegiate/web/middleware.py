"""What holds for every page: the headers, that pages are only read, and what is said while there is no picture."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render

from collegiate.store import NoSnapshotError

Answer = Callable[[HttpRequest], HttpResponse]

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
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


def only_reading(answer: Answer) -> Answer:
    """Refuse whatever is not a reading request: these pages change nothing."""

    def answered(request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"], "These pages are only read.", content_type="text/plain")
        return answer(request)

    return answered


class picture_there:  # noqa: N801 - Django names middleware by its callable
    """Say what to do while the store has no snapshot, in place of an error."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self._answer(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer 503 with the remedy when there is nothing to read yet."""
        if not isinstance(error, NoSnapshotError):
            return None
        return render(request, "no_picture.html", status=503)
