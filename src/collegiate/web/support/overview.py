"""What the first page of the support map says: who gave whom, the bill, who is lent too much, what is not met, who is not reached, what is left."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from collegiate.improve.cards import Capacity
from collegiate.improve.support.costs import Known, sum_of
from collegiate.improve.support.terms import TermOfYear, coming
from collegiate.web.support.acts import said
from collegiate.web.support.drawing import days_words
from collegiate.web.support.ledger import NONE, Bill, OpenRequest, Spoken, released, spoken
from collegiate.web.support.models import Booking, Supporter

YEAR = dt.timedelta(days=365)
"""How far back a link between academies counts."""


@dataclass(frozen=True, slots=True)
class OverLent:
    """A person or an academy that is booked on more days of a term than are released."""

    called: str
    term: str
    booked: Decimal
    released: Decimal
    pk: int | None = None


@dataclass(frozen=True, slots=True)
class Sum:
    """The bill in all: days, and cover and mileage with how many bookings have a cost that is not known."""

    days: Decimal
    cover: Known
    mileage: Known

    @property
    def words(self) -> str:
        """The bill in a sentence; what is missing from it is said."""
        missing = max(self.cover.missing, self.mileage.missing)
        whole = self.cover.pounds + self.mileage.pounds
        said = f"{days_words(self.days)} days of support cost £{whole:,.0f}: £{self.cover.pounds:,.0f} for cover and fees, £{self.mileage.pounds:,.0f} for mileage"
        if not missing:
            return said + "."
        return f"{said}. That is not all: of {missing} {'booking' if missing == 1 else 'bookings'} a rate or the way is not known."


def sum_bills(found: Collection[Bill]) -> Sum:
    """Add up bills."""
    days = sum((b.days for b in found), NONE)
    return Sum(days, sum_of(b.cover for b in found), sum_of(b.mileage for b in found))


def over_lent(trust_uid: int, on: dt.date, names: Mapping[int, str], held: Spoken | None = None) -> list[OverLent]:
    """Return who is booked on more days than are released, in this term and those that follow: people first, then academies."""
    terms = [str(t) for t in coming(on, 3)]
    people = {s.pk: s for s in Supporter.objects.filter(trust_uid=trust_uid)}
    may, held = released(trust_uid), held or spoken(trust_uid)
    found: list[OverLent] = []
    given: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    offered: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    for (pk, term), days in held.by_supporter.items():
        who, free = people[pk], may.get((pk, term), NONE)
        if who.urn is not None:
            given[who.urn, term] += days
        if term in terms and days > free:
            found.append(OverLent(who.called, TermOfYear.parse(term).words, days, free, pk))
    for (pk, term), days in may.items():
        urn = people[pk].urn
        if urn is not None and people[pk].there(on):
            offered[urn, term] += days
    found += [
        OverLent(names.get(urn, f"School {urn}"), TermOfYear.parse(term).words, days, offered[urn, term])
        for (urn, term), days in sorted(given.items())
        if term in terms and days > offered[urn, term]
    ]
    return found


def without_link(urns: Collection[int], found: Collection[Bill]) -> list[int]:
    """Return the academies that neither gave nor received a day; `found` are the bills of the last twelve months."""
    linked = {b.booking.giver_urn for b in found} | {b.booking.request.urn for b in found}
    return sorted(set(urns) - linked)


def short(capacities: Collection[Capacity]) -> str:
    """Say in a sentence of which terms more is needed than is offered."""
    lacking = [f"{said(-c.left)} short in {c.term}" for c in capacities if c.left < 0]
    return "; ".join(lacking)


def to_rematch(trust_uid: int, still_open: Collection[OpenRequest]) -> list[Booking]:
    """Return bookings of people who left, as long as their requests still ask for days."""
    waiting = {o.request.pk for o in still_open}
    found = Booking.objects.filter(trust_uid=trust_uid, rematch=True, request__in=waiting)
    return list(found.select_related("supporter", "request"))
