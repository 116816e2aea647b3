"""Who sits on the board: whoever has the right to decide for a trust; and who of them is free of a conflict in a case."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from collegiate.web.accounts.models import Appointment
from collegiate.web.acts.acting import ActError
from collegiate.web.authorization.rights import Right
from collegiate.web.authorization.roles import Span, holding
from collegiate.web.cases.models import Case


def members(trust_uid: int) -> frozenset[str]:
    """Return the addresses of everybody who may decide for a trust today."""
    today = timezone.localdate()
    held = Appointment.objects.filter(
        Q(trust_uid=trust_uid) | Q(trust_uid__isnull=True), Q(end__isnull=True) | Q(end__gt=today),
        role__in=holding(Right.DECIDE), span=Span.TRUST.value, start__lte=today, user__is_active=True,
    )  # fmt: skip
    return frozenset(held.values_list("user__email", flat=True))


def free_members(case: Case) -> frozenset[str]:
    """Return those who may decide on a case: members without a conflict of interest in it."""
    return members(case.trust_uid) - case.conflicted


def has_declared(case: Case, member: str) -> bool:
    """Whether somebody said whether they have a conflict of interest in a case."""
    return case.declarations.filter(member=member).exists()


def no_conflict(case: Case, member: str) -> None:
    """Raises `ActError` for whoever has a conflict of interest in a case."""
    if member in case.conflicted:
        raise ActError("You declared a conflict of interest in this case: others decide on it.")


def may_decide(case: Case, member: str) -> None:
    """Raises `ActError` for whoever has a conflict of interest in a case, or has not said yet whether they have."""
    no_conflict(case, member)
    if not has_declared(case, member):
        raise ActError("Say first whether you have an interest in this case.")
