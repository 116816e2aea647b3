"""The ways from a page to children: through the scope of whoever is signed in, every look written down; or as counts, which pass disclosure."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from collegiate.store import OutOfScopeError, ScopedReader, Store
from collegiate.web.accounts.models import signed_in
from collegiate.web.authorization.rights import Right
from collegiate.web.authorization.roles import Span
from collegiate.web.authorization.scopes import scope_of
from collegiate.web.doors import door_of
from collegiate.web.reading import reader_of

_DONE_TO_CHILDREN = frozenset({Right.MOVE_CHILDREN, Right.MEND_DATA})
"""What is done about children is done about those for whom one has that right, not about all whom one sees."""


def children_of(request: HttpRequest, right: Right | None = None) -> ScopedReader:
    """Return this request's reader of children for a right. Raises PermissionDenied for whoever has it not, whatever the door said.

    Without a right it is that of the page's door where something is done to children there, otherwise the right to see them.
    """
    right = right or _of_the_door(request)
    held: dict[Right, ScopedReader] = getattr(request, "_collegiate_children", {})
    if right not in held:
        reader = reader_of(request)
        scope = scope_of(signed_in(request), reader, _why(request), right)
        _must_be_present(request, reader.snapshot, right)
        held[right] = reader.scoped(scope, Store(settings.COLLEGIATE_STORE).audit.looked)
        request._collegiate_children = held  # type: ignore[attr-defined]  # the request is the reader's lifetime
    return held[right]


def _of_the_door(request: HttpRequest) -> Right:
    door = door_of(request.resolver_match.func) if request.resolver_match else None
    asked = door.opens_to if door else None
    return asked if isinstance(asked, Right) and asked in _DONE_TO_CHILDREN else Right.SEE_CHILDREN


def _must_be_present(request: HttpRequest, snapshot: str, right: Right) -> None:
    """An earlier picture of children is for those who see the whole trust: who is in whose school has changed since."""
    user = signed_in(request)
    held = user.holding(right) if user else []
    whole = right in {Right.SEE_CHILDREN, *_DONE_TO_CHILDREN} and all(a.span == Span.TRUST for a in held)
    if snapshot != Store(settings.COLLEGIATE_STORE).current and not whole:
        raise OutOfScopeError("An earlier picture of children is read by those who see the whole trust.")


def _why(request: HttpRequest) -> str:
    found = request.resolver_match
    return f"opened the page {found.url_name}" if found else "opened a page"
