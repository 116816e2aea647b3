"""The one way from a page to children's rows: through the scope of whoever is signed in, every look written down."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from collegiate.store import Scope, ScopedReader, Store
from collegiate.web.accounts.models import Role, User, signed_in
from collegiate.web.reading import reader_of


def children_of(request: HttpRequest) -> ScopedReader:
    """Return this request's reader of children. Raises PermissionDenied for whoever is not appointed, whatever the door said."""
    held = getattr(request, "_collegiate_children", None)
    if held is None:
        audit = Store(settings.COLLEGIATE_STORE).audit.looked
        held = reader_of(request).scoped(scope_of(signed_in(request), _why(request)), audit)
        request._collegiate_children = held  # type: ignore[attr-defined]  # the request is the reader's lifetime
    return held


def scope_of(user: User | None, why: str) -> Scope:
    """Return the children whom somebody's appointments open, today. Raises PermissionDenied for none."""
    if user is None or not user.is_active:
        raise PermissionDenied
    roles = {a.role for a in user.appointments_now()}
    if Role.TRUST_WIDE in roles:
        return Scope.trust_wide(user.email, f"{why}; appointed to {Role.TRUST_WIDE.label}")
    raise PermissionDenied


def _why(request: HttpRequest) -> str:
    found = request.resolver_match
    return f"opened the page {found.url_name}" if found else "opened a page"
