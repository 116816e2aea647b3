"""Who acts, and for which trusts and academies: what every page on which something is done asks first; and how an act is written down."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from collegiate.store import Look, ScopedReader, Store
from collegiate.web.accounts.models import User, signed_in
from collegiate.web.authorization.rights import Right
from collegiate.web.home.asking import academies_of
from collegiate.web.reading import reader_of
from collegiate.web.scoped import children_of


def whoever(request: HttpRequest) -> User:
    """Return who is signed in. Raises PermissionDenied for nobody."""
    user = signed_in(request)
    if user is None:
        raise PermissionDenied
    return user


def trusts(request: HttpRequest, right: Right) -> list[tuple[int, str]]:
    """Return the trusts for which somebody has a right, by name: an academy's governors read what is their trust's."""
    reader = reader_of(request)
    held = whoever(request).holding(right)
    uids = {a.trust_uid for a in held if a.span == "trust"}
    if None in uids:
        urns = reader.schools_with_children()
        uids = {s["trust_uid"] for s in reader.schools(urns, columns=["urn", "trust_uid"])}
    urns = [a.urn for a in held if a.urn is not None]
    uids |= {s["trust_uid"] for s in reader.schools(urns, columns=["urn", "trust_uid"])}
    found = [(uid, reader.trust(uid)) for uid in uids if uid is not None]
    return sorted(((int(uid), str(row["trust_name"])) for uid, row in found if row), key=lambda t: t[1])


def whole_trusts(request: HttpRequest, right: Right) -> frozenset[int]:
    """Return the trusts for which somebody has a right as a whole, not for one of its academies alone."""
    held = {a.trust_uid for a in whoever(request).holding(right) if a.span == "trust"}
    return frozenset(uid for uid, _ in trusts(request, right) if uid in held or None in held)


def academies(request: HttpRequest, right: Right) -> frozenset[int]:
    """Return the academies for which somebody has a right: one by one, or with their trust."""
    return frozenset(academies_of(request, whoever(request).holding(right)))


def trust_of(request: HttpRequest, urn: int) -> int | None:
    """Return the trust of an academy, of today; None where it has left, or was in none."""
    stays = reader_of(request).memberships(urns=[urn])
    return next((int(m["trust_uid"]) for m in reversed(stays) if m["left_before"] is None), None)


def counts_of(request: HttpRequest) -> ScopedReader | None:
    """Return the reader of counts for the academies of whoever asks: no child can be read through it. None for who may see no counts."""
    if not whoever(request).may(Right.SEE_COUNTS) or not reader_of(request).has_children:
        return None
    return children_of(request, Right.SEE_COUNTS)


def write_down(request: HttpRequest, what: str, why: str) -> None:
    """Write an act to the audit journal before it is done. `what` names no child; `why` is what the person gave as the reason."""
    look = Look(whoever(request).email, what, why, (), reader_of(request).snapshot)
    Store(settings.COLLEGIATE_STORE).audit.acted(look)
