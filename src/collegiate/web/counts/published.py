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

_HELD: dict[Path, tuple[Disclosed, dict[frozenset[int], Disclosed]]] = {}
_WORKING = threading.Lock()
_MOST_CUTS = 64


def tables(request: HttpRequest) -> Disclosed:
    """Return the cells that whoever asks may see. Raises PermissionDenied for whoever may see no counts."""
    scope = children_of(request, Right.SEE_COUNTS).scope
    return disclosed(Store(settings.COLLEGIATE_STORE).layout, reader_of(request), scope)


def disclosed(layout: Layout, reader: Reader, scope: Scope) -> Disclosed:
    """Return the cells of a snapshot that a scope holds: the same for everybody who holds an academy.

    Protecting a trust takes about a second; it is done once for a snapshot and process, and so is each cut. Raises `JournalBrokenError`
    where what was released can no longer be read: then nothing may be shown.
    """
    with _WORKING:
        held = _HELD.get(layout.root)
        if held is None or held[0].snapshot != reader.snapshot:
            held = _HELD[layout.root] = (_published(layout, reader), {})
        whole, cuts = held
        urns = frozenset(u for u in whole.trusts if scope.holds_school(u))
        if urns not in cuts:
            if len(cuts) >= _MOST_CUTS:
                cuts.clear()
            cuts[urns] = whole.seen_by(scope)
        return cuts[urns]


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
