"""Which plans somebody reads and writes: those of a whole trust of theirs, and of academies that they are appointed to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest

from collegiate.store import Store
from collegiate.web.authorization.rights import Right
from collegiate.web.plans.acts import By
from collegiate.web.plans.models import Plan
from collegiate.web.plans.telling import wholes
from collegiate.web.reading import reader_of
from collegiate.web.whose import trusts, whoever, whole_trusts


@dataclass(frozen=True, slots=True)
class Part:
    """Trusts that somebody has a right for as a whole, and academies one by one. An academy that left stays its own people's to read."""

    trusts: frozenset[int]
    urns: frozenset[int]

    @classmethod
    def of(cls, request: HttpRequest, right: Right) -> Part:
        """Return what somebody has a right for."""
        held = whoever(request).holding(right)
        return cls(whole_trusts(request, right), frozenset(a.urn for a in held if a.span == "academy" and a.urn))

    def holds(self, trust_uid: int, urn: int) -> bool:
        """Whether something of a trust about an academy is in it."""
        return trust_uid in self.trusts or urn in self.urns

    def of_plans(self) -> QuerySet[Plan]:
        """Return the plans in it."""
        return Plan.objects.filter(Q(trust_uid__in=self.trusts) | Q(urn__in=self.urns))


def plan_of(request: HttpRequest, reference: str, right: Right = Right.READ_STRATEGY) -> Plan:
    """Return a plan with all that stands in it. Raises Http404 for one that somebody does not read, PermissionDenied for one that they only read."""
    found = wholes(Part.of(request, Right.READ_STRATEGY).of_plans().filter(reference=reference))
    if not found:
        raise Http404("There is no plan of that name that you read.")
    if right != Right.READ_STRATEGY and not may_write(request, found[0]):
        raise PermissionDenied
    return found[0]


def may_write(request: HttpRequest, plan: Plan) -> bool:
    """Whether somebody writes in a plan."""
    return Part.of(request, Right.PLAN).holds(plan.trust_uid, plan.urn)


def by_of(request: HttpRequest) -> By:
    """Return who acts, in which picture."""
    return By(Store(settings.COLLEGIATE_STORE), reader_of(request).snapshot, whoever(request).email)


@dataclass(frozen=True, slots=True)
class Academy:
    """An academy of a trust, as of today."""

    urn: int
    name: str
    trust_uid: int
    row: Mapping[str, Any]


def academies_seen(request: HttpRequest, right: Right) -> list[Academy]:
    """Return the academies of today that somebody has a right for, by name."""
    reader, part = reader_of(request), Part.of(request, right)
    found = []
    for uid, _ in trusts(request, right):
        members = (m for m in reader.members(uid) if part.holds(uid, m["urn"]))
        found += [Academy(m["urn"], m["school_name"] or f"School {m['urn']}", uid, m) for m in members]
    return sorted(found, key=lambda a: a.name)


def gone(request: HttpRequest, trust_uid: int, urn: int) -> str:
    """Say that an academy closed or left the trust; empty where it is there."""
    reader = reader_of(request)
    school = reader.school(urn)
    if school is None:
        return "The register of this picture does not tell of this school any more. What was written stays."
    if school["status"] == "closed":
        return f"{school['school_name']} is closed. Its plan stays to be read, and can be closed with what was learnt."
    if not any(m["trust_uid"] == trust_uid and m["left_before"] is None for m in reader.memberships(urns=[urn])):
        return f"{school['school_name']} has left the trust. Its plan stays to be read, and can be closed with what was learnt."  # fmt: skip
    return ""
