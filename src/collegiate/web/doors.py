"""Who may open an address, and what may be done there: said beside each address, held in one place.

An address that says nothing is opened by nobody. What is open to anybody looks the same to everybody: such pages never read who is
signed in, which is why their answers may be kept and shared.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import Resolver404, URLPattern, path, resolve, reverse
from django.utils.http import urlencode

from collegiate.web.accounts import sessions
from collegiate.web.accounts.models import User, signed_in
from collegiate.web.authorization.rights import Right

Answer = Callable[[HttpRequest], HttpResponse]
View = Callable[..., HttpResponseBase]

READING = frozenset({"GET", "HEAD"})

_LOG = logging.getLogger("collegiate.refused")


class Audience(StrEnum):
    """Who may open a page that asks for no right."""

    ANYBODY = "anybody"
    SIGNED_IN = "signed in"


@dataclass(frozen=True, slots=True)
class Door:
    """Who may come in: an audience, or whoever has a right; and by which methods."""

    opens_to: Audience | Right
    methods: frozenset[str] = READING

    @property
    def writing(self) -> Door:
        """The same door, at which something may also be sent in."""
        return replace(self, methods=READING | {"POST"})

    @property
    def sending(self) -> Door:
        """The same door, at which something is only sent in."""
        return replace(self, methods=frozenset({"POST"}))

    @property
    def shared(self) -> bool:
        """Whether the answer is the same for everybody, so that it may be kept."""
        return self.opens_to is Audience.ANYBODY and self.methods == READING

    def lets_in(self, user: User) -> bool:
        """Whether the door opens to somebody who is signed in."""
        return not isinstance(self.opens_to, Right) or user.may(self.opens_to)

    def admit(self, request: HttpRequest) -> HttpResponseBase | None:
        """Return what is answered in the view's place where the door stays shut; None where it opens. Raises PermissionDenied."""
        if request.method not in self.methods:
            return _not_by_this_method(self)
        if self.opens_to is Audience.ANYBODY:
            return None
        if sessions.over(request):
            logout(request)
        user = signed_in(request)
        if user is None:
            return redirect(f"{reverse('sign-in')}?{urlencode({'next': request.get_full_path()})}")
        if request.method in READING:
            prefetch_related_objects([user], "appointments")  # a page asks for them some fifteen times
        sessions.seen(request)
        if not self.lets_in(user):
            raise PermissionDenied
        return None

    def at(self, route: str, view: View, name: str) -> URLPattern:
        """Return the address of a view behind this door."""

        @functools.wraps(view)
        def behind(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return view(request, *args, **kwargs)

        behind.door = self  # type: ignore[attr-defined]  # read by `door_of`
        return path(route, behind, name=name)


ANYBODY = Door(Audience.ANYBODY)
SIGNED_IN = Door(Audience.SIGNED_IN)
CHILDREN = Door(Right.SEE_CHILDREN)
COUNTS = Door(Right.SEE_COUNTS)
MOVING = Door(Right.MOVE_CHILDREN)
DATA = Door(Right.MEND_DATA)


def door_of(view: View | None) -> Door | None:
    """Return the door of a view, or None for one that was given none."""
    return getattr(view, "door", None)


def is_shared(address: str) -> bool:
    """Whether an address is open to anybody and only read."""
    try:
        door = door_of(resolve(address).func)
    except Resolver404:
        return False
    return door is not None and door.shared


class doors:  # noqa: N801 - Django names middleware by its callable
    """Let in whom a door lets in; whatever is not shared is stored by no browser and no proxy."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, and forbid storing the answer unless it is shared."""
        response = self._answer(request)
        found = request.resolver_match
        door = door_of(found.func) if found else None
        if found and not (door and door.shared):
            response.headers["Cache-Control"] = "no-store"
        if found and response.status_code == 403:
            _refused(request, found.url_name or "")
        return response

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Answer in the view's place where the door stays shut. Raises PermissionDenied, which has its own page."""
        door = door_of(view)
        if door is None:
            raise PermissionDenied
        return door.admit(request)


def _refused(request: HttpRequest, page: str) -> None:
    """Write a refusal into the log: which page, and whose account by its number; no name, and no address that may hold a child's key."""
    user = signed_in(request)
    _LOG.warning("%s of page %s refused to %s", request.method, page, f"account {user.pk}" if user else "nobody known")


def _not_by_this_method(door: Door) -> HttpResponse:
    words = "This page is only read." if door.methods == READING else "This address is not used in this way."
    return HttpResponseNotAllowed(sorted(door.methods), words, content_type="text/plain; charset=utf-8")
