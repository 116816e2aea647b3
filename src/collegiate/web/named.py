"""What a reference that somebody wrote, or that came with an address, may name: a case, a plan or a request about the same academy of the same trust."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest

from collegiate.web.authorization.rights import Right
from collegiate.web.cases.access import readable
from collegiate.web.plans.seen import Part
from collegiate.web.support.models import SupportRequest


def names_theirs(request: HttpRequest, reference: str, trust_uid: int | None, urn: int | None) -> bool:
    """Whether a reference names a record of a trust about an academy, or about the trust as a whole, that whoever asks may read.

    Without an academy, a case of the whole trust, and a plan or a request of any of its academies.
    """
    theirs = {"trust_uid": trust_uid} | ({"urn": urn} if urn is not None else {})
    if reference.startswith("RAB-"):
        found = readable(request).filter(Q(urn=urn) | Q(urn__isnull=True), trust_uid=trust_uid)
        return found.filter(reference=reference).exists()
    if reference.startswith("PLAN-"):
        return Part.of(request, Right.READ_STRATEGY).of_plans().filter(reference=reference, **theirs).exists()
    return SupportRequest.objects.filter(reference=reference, **theirs).exists()
