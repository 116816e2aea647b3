"""The cells of a snapshot that may be shown, worked out once and cut to what somebody may see."""

from __future__ import annotations

import threading
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest

from collegiate.disclosure import Disclosed, Released, publish
from collegiate.store import Look, Reader, Scope, Store
from collegiate.store.layout import Layout
from collegiate.web.authorization.rights import Right
from collegiate.web.reading import reader_of
from collegiate.web.scoped import children_of

_HELD: dict[Path, Disclosed] = {}
_WORKING = threading.Lock()


def tables(request: HttpRequest) -> Disclosed:
    """Return the cells that whoever asks may see. Raises PermissionDenied for whoever may see no counts."""
    scope = children_of(request, Right.SEE_COUNTS).scope
    return disclosed(Store(settings.COLLEGIATE_STORE).layout, reader_of(request), scope)


def disclosed(layout: Layout, reader: Reader, scope: Scope) -> Disclosed:
    """Return the cells of a snapshot that a scope holds: the same for everybody who holds an academy."""
    return _whole(layout, reader).seen_by(scope)


def _whole(layout: Layout, reader: Reader) -> Disclosed:
    """Return every cell of a snapshot; protecting a trust takes about a second, and is done once in a process."""
    with _WORKING:
        held = _HELD.get(layout.root)
        if held is None or held.snapshot != reader.snapshot:
            held = _published(layout, reader)
            _HELD[layout.root] = held
        return held


def _published(layout: Layout, reader: Reader) -> Disclosed:
    if not reader.has_children:
        return Disclosed(reader.snapshot, {}, ())
    scope = Scope("disclosure", "protect counts before anybody sees them", None, names=False)
    return publish(reader.scoped(scope, _no_look), reader.snapshot, trusts_of(reader), Released.of(layout))


def trusts_of(reader: Reader) -> dict[int, int | None]:
    """Return the trust of today of every academy that has children in the record."""
    urns = reader.schools_with_children()
    now = {m["urn"]: m["trust_uid"] for m in reader.memberships(urns=urns) if m["left_before"] is None}
    return {urn: now.get(urn) for urn in urns}


def _no_look(look: Look) -> None:
    """Refuse to look at a child: counts are not looks. Raises RuntimeError."""
    raise RuntimeError(f"Protecting counts looked at children: {look.what}.")
