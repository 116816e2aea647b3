"""Whose cases somebody reads, and what they may do about one: a trust's cases with the trust, an academy's with the academy."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest

from collegiate.store import Store
from collegiate.web.acts.acting import ActError
from collegiate.web.authorization.rights import Right
from collegiate.web.authorization.roles import Span
from collegiate.web.cases.acts import Doing
from collegiate.web.cases.models import Case, wholes
from collegiate.web.clock import today
from collegiate.web.reading import reader_of
from collegiate.web.whose import trust_of, trusts, whoever, whole_trusts
from collegiate.web.words import day


def readable(request: HttpRequest) -> QuerySet[Case]:
    """Return the cases that somebody may read: every case of a trust that is theirs whole, of an academy's trust those of the academy alone."""
    read = Right.READ_STRATEGY
    academies = {a.urn for a in whoever(request).holding(read) if a.span == Span.ACADEMY and a.urn is not None}
    partly = {uid for uid, _ in trusts(request, read)} if academies else set()
    theirs = Q(trust_uid__in=whole_trusts(request, read)) | Q(trust_uid__in=partly, urn__in=academies)
    return wholes(Case.objects.filter(theirs))


def case_of(request: HttpRequest, reference: str, *rights: Right) -> Case:
    """Return a case by its reference. Raises Http404 for one that somebody may not read, PermissionDenied without one of `rights` for it."""
    case = readable(request).filter(reference=reference).first()
    if case is None:
        raise Http404(f"There is no case {reference} that you may read.")
    if rights and not may(request, case, *rights):
        raise PermissionDenied
    return case


def may(request: HttpRequest, case: Case, *rights: Right) -> bool:
    """Whether somebody has one of these rights for what a case is about."""
    held = [a for r in rights for a in whoever(request).holding(r)]
    return any(
        a.trust_uid in (None, case.trust_uid) if a.span == Span.TRUST else a.span == Span.ACADEMY and a.urn == case.urn
        for a in held
    )


def doing(request: HttpRequest) -> Doing:
    """Return who acts, on what day, seeing which picture. Raises `ActError` for whoever looks at an earlier one."""
    store, seen = Store(settings.COLLEGIATE_STORE), reader_of(request).snapshot
    if store.current not in (None, seen):
        raise ActError(
            "You are looking at an earlier picture, or a newer one was published just now. Open this page again: what is decided rests on the present one."
        )
    return Doing(store, seen, whoever(request).email, today())


def gone(request: HttpRequest, case: Case) -> str:
    """Say that a case's school closed or left the trust; empty where it did not."""
    if case.urn is None:
        return ""
    reader = reader_of(request)
    row = reader.school(case.urn)
    if row is None:
        return f"No register in this picture describes {case.school} any more."
    if row["status"] == "closed":
        on = f" on {day(row['close_date'])}" if row["close_date"] else ""
        return f"{case.school} closed{on}."
    now = trust_of(request, case.urn)
    if now == case.trust_uid:
        return ""
    trust = reader.trust(now) if now is not None else None
    where = f"in {trust['trust_name']}" if trust else "in no trust"
    return f"{case.school} has left the trust; it is {where} now."
