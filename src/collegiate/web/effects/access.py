"""Whose comparisons somebody reads, and for whom they may lock one."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest

from collegiate.web.authorization.rights import Right
from collegiate.web.authorization.roles import Span
from collegiate.web.effects.models import Comparison
from collegiate.web.whose import trusts, whoever, whole_trusts


def readable(request: HttpRequest) -> QuerySet[Comparison]:
    """Return the comparisons that somebody may read: a trust's where the trust is theirs whole, otherwise their academies' own."""
    read = Right.READ_STRATEGY
    academies = {a.urn for a in whoever(request).holding(read) if a.span == Span.ACADEMY and a.urn is not None}
    partly = {uid for uid, _ in trusts(request, read)} if academies else set()
    wanted = Q(trust_uid__in=whole_trusts(request, read)) | Q(trust_uid__in=partly, urn__in=academies)
    return Comparison.objects.filter(wanted).select_related("withdrawal").prefetch_related("evaluations")


def comparison_of(request: HttpRequest, reference: str, right: Right = Right.READ_STRATEGY) -> Comparison:
    """Return a comparison by its reference. Raises Http404 for one of an academy or a trust for which somebody has not the right."""
    found = readable(request).filter(reference=reference).first()
    if found is None or (right is not Right.READ_STRATEGY and found.trust_uid not in whole_trusts(request, right)):
        raise Http404(f"There is no comparison {reference} that you may see.")
    return found
