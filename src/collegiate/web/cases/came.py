"""What came of a case in other parts, as its page shows it: the plan, the support that was asked for, and what it is compared with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpRequest

from collegiate.web.authorization.rights import Right
from collegiate.web.cases.models import Case
from collegiate.web.effects.access import readable as comparisons
from collegiate.web.effects.saying import Line
from collegiate.web.plans.seen import Part
from collegiate.web.support.acts import said
from collegiate.web.support.gates import seen
from collegiate.web.support.models import Booking, SupportRequest


@dataclass(frozen=True, slots=True)
class Came:
    """One thing that came of a case. `part` is the part that it stands in: plans, support or effects."""

    part: str
    words: str
    detail: str
    path: str


def came_of(request: HttpRequest, case: Case) -> list[Came]:
    """Return what names a case and may be read by whoever looks at it: its plans, requests and comparisons."""
    return [*_plans(request, case), *_support(request, case), *_compared(request, case)]


def _plans(request: HttpRequest, case: Case) -> Iterable[Came]:
    found = Part.of(request, Right.READ_STRATEGY).of_plans().filter(trust_uid=case.trust_uid, case=case.reference)
    return [Came("plans", f"Plan: {p.title}", f"{p.reference}, {p.stage}", p.path) for p in found]


def _support(request: HttpRequest, case: Case) -> Iterable[Came]:
    asked = SupportRequest.objects.filter(trust_uid=case.trust_uid, belongs=case.reference, withdrawn="")
    limit = seen(request, case.trust_uid)
    return [_asked(r) for r in asked if limit is None or r.urn in limit]


def _asked(asked: SupportRequest) -> Came:
    held = Booking.objects.filter(request=asked, undone="", rematch=False).prefetch_related("visits")
    booked = sum((b.days for b in held), Decimal(0))
    visited = sum((v.days for b in held for v in b.visits.all() if not v.undone), Decimal(0))
    done = f"{said(booked)} booked, {said(visited)} visited" if booked else "nobody is booked yet"
    return Came("support", f"Support: {said(asked.days)}, {asked.needed_words}", f"{asked.reference}, {done}", f"/support/requests/{asked.reference}/")  # fmt: skip


def _compared(request: HttpRequest, case: Case) -> Iterable[Came]:
    found = comparisons(request).filter(trust_uid=case.trust_uid, case=case.reference, withdrawal__isnull=True)
    return [Came("effects", f"Compared: {c.locked.about}", f"{c.reference}. {Line.of(c).said}", c.path) for c in found]
