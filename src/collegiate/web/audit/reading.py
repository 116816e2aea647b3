"""Which part of the journal somebody may read: what is about children of their part of the trust, or by its people."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest

from collegiate.store import Reader, Store
from collegiate.store.audit import Asked, AuditLog, Found
from collegiate.store.held import PersonsReader
from collegiate.store.journal import Entry
from collegiate.store.kinds import KINDS
from collegiate.web.accounts.models import Appointment, User, same_address, signed_in
from collegiate.web.audit.emergencies import trusts_of
from collegiate.web.audit.told import MOST_NAMED, Told, people_named, tell
from collegiate.web.authorization.rights import Right
from collegiate.web.authorization.roles import Span
from collegiate.web.authorization.scopes import academies_of
from collegiate.web.reading import reader_of
from collegiate.web.scoped import children_of
from collegiate.web.views.children.common import asked_day, asked_text


def audit_of() -> AuditLog:
    """Return this store's audit log."""
    return Store(settings.COLLEGIATE_STORE).audit


def persons_of(request: HttpRequest, right: Right) -> PersonsReader:
    """Return this request's reader of children for a right. Raises PermissionDenied for whoever has it not."""
    return PersonsReader.of(children_of(request, right))


def asked_of(request: HttpRequest, people: PersonsReader) -> Asked:
    """Return what the address asks for, within the reader's part of the trust."""
    kind, child = asked_text(request, "kind"), asked_text(request, "child")
    everything = people.scope.urns is None
    return Asked(
        who=same_address(asked_text(request, "who")),
        kind=kind if kind in KINDS else "",
        keys=_keys_of(people, child),
        first=asked_day(request, "from"),
        last=asked_day(request, "to"),
        about=None if everything else people.keys_held(),
        by=None if everything else frozenset(_own_people(request, people)),
    )


def found_in(asked: Asked) -> Found:
    """Return the entries that are asked for; days are UTC's."""
    return audit_of().found(asked)


def told_to(people: PersonsReader, entries: Iterable[Entry]) -> list[Told]:
    """Say entries in words; the children whom they name are looked at by that, and it is written down."""
    entries = list(entries)
    few = [e for e in entries if 0 < len(e.get("keys", ())) <= MOST_NAMED]
    children = people.named({k for e in few for k in e["keys"]}, what="audit journal")
    names = people_named({str(e.get("who", "")) for e in entries})
    return [tell(e, names, children) for e in entries]


def _keys_of(people: PersonsReader, key: str) -> frozenset[str]:
    """Return every key that a child ever had, of a child in scope; a key that leads nowhere finds nothing."""
    if not key:
        return frozenset()
    child = next(iter(people.named([key], what="audit journal").values()), None)
    return frozenset(people.keys_of(child["pupil"])) if child else frozenset([key])


def _own_people(request: HttpRequest, people: PersonsReader) -> Iterable[str]:
    """Return the addresses of whoever is or was appointed within the reader's part of the trust, and the reader's own.

    Who is or was appointed in another trust too acts there too: of them only what is about the reader's own children is told.
    """
    user = signed_in(request)
    held = user.holding(Right.READ_AUDIT) if user else []
    trusts = [a.trust_uid for a in held if a.span == Span.TRUST]
    within = Q(urn__in=sorted(people.scope.urns or ())) | Q(trust_uid__in=trusts)
    users = User.objects.filter(pk__in=Appointment.objects.filter(within).values("user"))
    if user:
        users = users.exclude(pk__in=_in_other_trusts(user, reader_of(request)))
    return {*users.values_list("email", flat=True), *([user.email] if user else [])}


def _in_other_trusts(user: User, reader: Reader) -> set[int]:
    """Return who is or was appointed in a trust in which somebody is not."""
    own = trusts_of(user, reader)
    if own is None:
        return set()
    uids = {u for u in Appointment.objects.values_list("trust_uid", flat=True).distinct() if u is not None}
    others = [u for u in uids if not academies_of(u, reader) & own]
    elsewhere = (Q(urn__isnull=False) & ~Q(urn__in=sorted(own))) | Q(trust_uid__in=others)
    return set(Appointment.objects.filter(elsewhere).values_list("user", flat=True))
