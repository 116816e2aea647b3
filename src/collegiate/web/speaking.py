"""Whose words are being read: the request that somebody sends, for what looks at words deep below a page."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from collegiate.store import NoSnapshotError, Reader, Scope, Store
from collegiate.store.naming import WordsReader
from collegiate.web.accounts.models import User, signed_in

_REQUEST: ContextVar[HttpRequest | None] = ContextVar("collegiate_request", default=None)
_WHY = "wrote words that others read"


def speaking(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Remember who speaks while a request is answered."""

    def answered(request: HttpRequest) -> HttpResponse:
        before = _REQUEST.set(request)
        try:
            return answer(request)
        finally:
            _REQUEST.reset(before)

    return answered


def children_named_in(words: str) -> list[str]:
    """Return the words that are the full name of a child of the speaker's trusts; of any trust, where no request asks.

    Nobody is told of another trust's children, not even that there is one of a name.
    """
    store = Store(settings.COLLEGIATE_STORE)
    try:
        reader = store.reader()
    except NoSnapshotError:
        return []
    if not reader.has_children:
        return []
    return WordsReader.of(reader.scoped(_scope(reader), store.audit.looked)).names_in(words)


def _scope(reader: Reader) -> Scope:
    request = _REQUEST.get()
    user = signed_in(request) if request is not None else None
    if request is None or user is None:
        return Scope("Collegiate", _WHY, None, names=False)
    held: dict[str, Scope] = getattr(request, "_collegiate_speaks", {})
    if reader.snapshot not in held:
        held[reader.snapshot] = _of(user, reader)
        request._collegiate_speaks = held  # type: ignore[attr-defined]  # the request is the scope's lifetime
    return held[reader.snapshot]


def _of(user: User, reader: Reader) -> Scope:
    """Return the academies of every trust in which somebody is appointed to anything."""
    held = user.appointments_now()
    if any(a.span == "trust" and a.trust_uid is None for a in held):
        return Scope(user.email, _WHY, None, names=False)
    urns = {a.urn for a in held if a.urn is not None}
    uids = {s["trust_uid"] for s in reader.schools(sorted(urns), columns=["urn", "trust_uid"])} if urns else set()
    uids |= {a.trust_uid for a in held}
    urns |= {m["urn"] for uid in uids if uid is not None for m in reader.members(uid)}
    return Scope(user.email, _WHY, frozenset(urns), names=False)
