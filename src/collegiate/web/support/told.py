"""What the support map tells the other parts: who gave whom how many days at what cost, and whether there is enough."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from django.conf import settings
from django.db.models import Sum

from collegiate.improve.cards import Capacity, SupportLine
from collegiate.improve.support.costs import sum_of
from collegiate.improve.support.terms import TermOfYear, coming
from collegiate.store import NoSnapshotError, Store
from collegiate.web.reading import school_names
from collegiate.web.support.ledger import NONE, Bill, bills, released, visits_of
from collegiate.web.support.models import Supporter, SupportRequest, Visit

COMING = 3
"""Terms that are looked ahead, the present one included."""


def support_lines(trust_uid: int, first: dt.date, last: dt.date) -> list[SupportLine]:
    """Return who gave whom how many days of visits between two days, both included; the most days first."""
    found = bills(visits_of(trust_uid, first, last))
    names = _names({u for b in found for u in (b.booking.giver_urn, b.booking.request.urn) if u is not None})
    return lines_of(found, names)


def lines_of(found: Iterable[Bill], names: dict[int, str]) -> list[SupportLine]:
    """Return bills as lines from giver to receiver. A line that has one cost not known has its sum not known."""
    pairs: dict[tuple[str, int | None, int], list[Bill]] = defaultdict(list)
    for bill in found:
        booking = bill.booking
        urn = booking.giver_urn
        giver = booking.supporter.called if urn is None else names.get(urn, f"School {urn}")
        pairs[giver, urn, booking.request.urn].append(bill)
    lines = [
        SupportLine(
            giver, urn, names.get(to, f"School {to}"), to, sum((b.days for b in part), NONE),
            sum_of(b.cover for b in part).whole, sum_of(b.mileage for b in part).whole,
        )
        for (giver, urn, to), part in pairs.items()
    ]  # fmt: skip
    return sorted(lines, key=lambda line: (-line.days, line.giver, line.receiver))


def capacities(trust_uid: int, on: dt.date) -> list[Capacity]:
    """Return days asked for and days offered, of this term and the two that follow; those who have left offer nothing."""
    terms = coming(on, COMING)
    there = {s.pk for s in Supporter.objects.filter(trust_uid=trust_uid) if s.there(on)}
    offers = [(term, days) for (pk, term), days in released(trust_uid).items() if pk in there]
    asked = [(r.term, r.days) for r in SupportRequest.objects.filter(trust_uid=trust_uid, withdrawn="")]
    return [Capacity(t.words, _sum(asked, t), _sum(offers, t)) for t in terms]


def days_for(case_reference: str, trust_uid: int | None = None) -> Decimal:
    """Return the days of visits that were made for a case or a plan. `trust_uid` keeps to the visits of one trust."""
    visits = Visit.objects.filter(undone="", booking__request__belongs=case_reference)
    if trust_uid is not None:
        visits = visits.filter(booking__trust_uid=trust_uid)
    return visits.aggregate(days=Sum("days"))["days"] or NONE


def _sum(lines: Iterable[tuple[str, Decimal]], term: TermOfYear) -> Decimal:
    return sum((days for t, days in lines if t == str(term)), NONE)


def _names(urns: set[int]) -> dict[int, str]:
    try:
        return school_names(Store(settings.COLLEGIATE_STORE).reader(), urns)
    except NoSnapshotError:
        return {}
