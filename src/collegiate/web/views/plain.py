"""Pages that need no evidence: help, accessibility, and what is said when something is not there."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from collegiate.store import NoSnapshotError
from collegiate.web.reading import reader_of


def help_page(request: HttpRequest) -> HttpResponse:
    """Say how to read the pages."""
    return render(request, "help.html", {"section": "help"})


def accessibility(request: HttpRequest) -> HttpResponse:
    """Say how the pages may be used, and what is known to be hard."""
    return render(request, "accessibility.html", {"section": "help"})


def robots(request: HttpRequest) -> HttpResponse:
    """Ask crawlers to stay away: a trust's picture is for people."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain; charset=utf-8")


def health(request: HttpRequest) -> HttpResponse:
    """Say which snapshot is served, for whatever watches the server; 503 while there is none."""
    try:
        return HttpResponse(f"ok {reader_of(request).snapshot}\n", content_type="text/plain; charset=utf-8")
    except NoSnapshotError:
        return HttpResponse("no snapshot\n", content_type="text/plain; charset=utf-8", status=503)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say what is not there, and where to look."""
    said = (
        str(exception)
        if isinstance(exception, Http404) and exception.args and isinstance(exception.args[0], str)
        else ""
    )
    return render(request, "not_found.html", {"said": said}, status=404)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the page is not for this person, whether or not there is such a page."""
    return render(request, "not_yours.html", {"section": "children"}, status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the address cannot be understood."""
    return render(request, "bad_request.html", status=400)


def broken(request: HttpRequest) -> HttpResponse:
    """Say that the fault is ours. No template: it may be what is broken."""
    return HttpResponse(
        "<!doctype html><html lang='en-GB'><title>Something went wrong</title><h1>Something went wrong here</h1>"
        "<p>It is not your doing, and nothing was half-done. Go back to <a href='/'>the first page</a>, "
        "and tell whoever looks after Collegiate what you were opening.</p></html>",
        status=500,
    )
