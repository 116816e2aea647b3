"""From somebody's appointments to the children whom the store's reader gives them."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from collegiate.store import Part, Reader, Scope, Store
from collegiate.web.accounts.models import Appointment, User
from collegiate.web.authorization.rights import Right
from collegiate.web.authorization.roles import Span


def scope_of(user: User | None, reader: Reader, why: str, right: Right = Right.SEE_CHILDREN) -> Scope:
    """Return the children whom somebody's appointments open for a right, today. Raises PermissionDenied for none.

    With `Right.SEE_COUNTS` it is a scope of counts: no name can be read through it.
    """
    held = user.holding(right) if user is not None else []
    emergency = _emergencies(user) if user is not None and right is Right.SEE_CHILDREN else frozenset()
    if user is None or not held:
        raise PermissionDenied
    said = f"{why}; {_as_what(held)}" + ("; one child in an emergency" if emergency else "")
    keys = frozenset(a.pupil_key for a in held if a.span == Span.CHILD) | emergency
    return Scope(
        user.email, said, urns_of(held, reader), keys, frozenset(_parts(held)), names=right is not Right.SEE_COUNTS
    )


def urns_of(held: Iterable[Appointment], reader: Reader) -> frozenset[int] | None:
    """Return the academies that appointments hold whole; None for every academy of the store."""
    trusts = {a.trust_uid for a in held if a.span == Span.TRUST}
    if None in trusts or (trusts and _hold_everything(trusts, reader)):
        return None
    academies = {a.urn for a in held if a.span == Span.ACADEMY and a.urn is not None}
    return frozenset(academies | {urn for uid in trusts if uid is not None for urn in academies_of(uid, reader)})


def academies_of(trust_uid: int, reader: Reader) -> frozenset[int]:
    """Return the URNs of a trust's academies of today."""
    return frozenset(m["urn"] for m in of_today(reader).memberships(trust=trust_uid) if m["left_before"] is None)


def of_today(reader: Reader) -> Reader:
    """Return the present picture: an address may ask for an earlier one, but what somebody may do is never of an earlier day."""
    store = Store(settings.COLLEGIATE_STORE)
    return reader if store.current in (None, reader.snapshot) else store.reader()


def _hold_everything(trusts: set[int | None], reader: Reader) -> bool:
    """Whether the trusts are all that have children in the store, today and in this picture: then the store is theirs."""
    mine = {urn for uid in trusts if uid is not None for urn in academies_of(uid, reader)}
    return all(r.has_children and set(r.schools_with_children()) <= mine for r in {reader, of_today(reader)})


def _parts(held: Iterable[Appointment]) -> Iterable[Part]:
    for a in held:
        if a.span == Span.YEAR and a.urn is not None:
            yield Part(a.urn, year_group=a.part)
        elif a.span == Span.CLASS and a.urn is not None:
            yield Part(a.urn, class_name=a.part)


def _emergencies(user: User) -> frozenset[str]:
    now = timezone.now()
    return frozenset(e.pupil_key for e in user.emergencies.filter(start__lte=now, end__gt=now))


def _as_what(held: Iterable[Appointment]) -> str:
    return "as " + ", ".join(dict.fromkeys(a.held_role.called.casefold() for a in held))
