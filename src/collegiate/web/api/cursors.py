"""Where one is in a long list: opaque, sealed, and good for one list of one picture."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.core import signing
from django.http import Http404, HttpRequest
from django.utils.http import urlencode

from collegiate.web.api.asked import reader_asked
from collegiate.web.api.problems import NoLongerKeptError

_SEAL = signing.Signer(salt="collegiate.api.cursor")
_ASIDE = ("cursor", "limit", "snapshot")
"""What may differ between two pages of one list."""

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a list: after how many rows, and of which picture."""

    offset: int
    limit: int
    snapshot: str
    list_id: str

    def next(self, total: int) -> str | None:
        """Return the cursor of the next page; None after the last."""
        after = self.offset + self.limit
        return _SEAL.sign_object([self.snapshot, self.list_id, after]) if after < total else None

    def of(self, items: Sequence[Item]) -> Sequence[Item]:
        """Return this page of a whole list."""
        return items[self.offset : self.offset + self.limit]


def place_asked(request: HttpRequest, cursor: str | None, limit: int, snapshot: str | None) -> Place:
    """Return the asked place, the request's reader set to its picture. Raises `NoLongerKeptError`, Http404 for a cursor of no list."""
    list_id = _list_id(request)
    if cursor is None:
        return Place(0, limit, reader_asked(request, snapshot).snapshot, list_id)
    try:
        of, its_list, offset = _SEAL.unsign_object(cursor)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Http404(
            "This cursor leads nowhere: it was cut short or is not one of ours. Begin the list again."
        ) from error
    if its_list != list_id:
        raise Http404("This cursor is of another list. Ask the same questions as on the page that it came with.")
    try:
        reader_asked(request, of)
    except Http404 as error:
        raise NoLongerKeptError(
            f"The list was of the picture {of}, which is no longer kept: a newer one was published. Begin the list again."
        ) from error
    return Place(offset, limit, of, list_id)


def _list_id(request: HttpRequest) -> str:
    """A name for the list: the address and its questions, without those by which one moves in it."""
    asked = sorted((k, request.GET[k]) for k in request.GET if k not in _ASIDE)
    return hashlib.sha256(f"{request.path}?{urlencode(asked)}".encode()).hexdigest()[:16]
