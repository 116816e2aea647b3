"""What pages on which somebody decides share: who acts, where, and what was decided so far."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from collegiate.store import ScopedReader, Store
from collegiate.store.journal import Entry
from collegiate.web.accounts.models import signed_in
from collegiate.web.acts import Acting
from collegiate.web.reading import reader_of


def acting_of(request: HttpRequest, people: ScopedReader) -> Acting:
    """Return where this request's acts are done."""
    return Acting(Store(settings.COLLEGIATE_STORE), people, reader_of(request).snapshot)


def who_acts(request: HttpRequest) -> str:
    """Return the address of whoever is signed in. Raises PermissionDenied for nobody."""
    user = signed_in(request)
    if user is None:
        raise PermissionDenied
    return user.email


def decisions() -> list[Entry]:
    """Return what people decided about this store's children, the oldest first."""
    return list(Store(settings.COLLEGIATE_STORE).decisions)
