"""What was lent and what is still asked for, worked out from the records: every page, paper and proposal reads it here."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from collegiate.improve.support.costs import cover_cost, mileage_cost
from collegiate.web.support.models import Booking, CoverRate, Match, Release, Supporter, SupportRequest, Visit

NONE = Decimal(0)


def standing(trust_uid: int) -> list[Booking]:
    """Return the bookings of a trust that hold, the oldest first."""
    found = Booking.objects.filter(trust_uid=trust_uid, undone="", rematch=False)
    return list(found.select_related("supporter", "request"))


def accepted(trust_uid: int) -> list[Match]:
    """Return the matches that wait for the lender's head: their days are spoken for."""
    found = Match.objects.filter(request__trust_uid=trust_uid, state=Match.State.ACCEPTED)
    return list(found.select_related("supporter", "request"))


def released(trust_uid: int) -> dict[tuple[int, str], Decimal]:
    """Return the days on which each may be lent, by supporter and term: the last that was set."""
    lines = Release.objects.filter(supporter__trust_uid=trust_uid)
    return {(line.supporter_id, line.term): line.days for line in lines}


@dataclass(frozen=True, slots=True)
class Spoken:
    """Days that are booked or accepted, and the requests that they are for."""

    by_supporter: Mapping[tuple[int, str], Decimal]
    by_request: Mapping[int, Decimal]

    def of(self, supporter: int, term: str) -> Decimal:
        """Days of a term for which somebody is spoken for."""
        return self.by_supporter.get((supporter, term), NONE)

    def left(self, request: SupportRequest) -> Decimal:
        """Days that a request still asks for; none of one that was withdrawn."""
        return NONE if request.withdrawn else max(request.days - self.by_request.get(request.pk, NONE), NONE)


def spoken(trust_uid: int, bookings: Iterable[Booking] | None = None) -> Spoken:
    """Count the days for which people are spoken for: bookings that hold, and matches that wait for the lender's head."""
    people: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    requests: dict[int, Decimal] = defaultdict(Decimal)
    held: list[Booking | Match] = [*(standing(trust_uid) if bookings is None else bookings), *accepted(trust_uid)]
    for line in held:
        people[line.supporter_id, line.request.term] += line.days
        requests[line.request_id] += line.days
    return Spoken(dict(people), dict(requests))


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """A request that is not wholly met: the days that it still asks for, how long it has waited, whether it is late."""

    request: SupportRequest
    left: Decimal
    waited: int
    late: bool


def open_requests(trust_uid: int, on: dt.date, held: Spoken | None = None) -> list[OpenRequest]:
    """Return the requests that are not wholly met, the oldest first."""
    held = held or spoken(trust_uid)
    asked = SupportRequest.objects.filter(trust_uid=trust_uid, withdrawn="")
    found = ((r, held.left(r)) for r in asked)
    return [OpenRequest(r, left, max((on - r.asked_on).days, 0), r.by_day < on) for r, left in found if left > 0]


def cover_rates(trust_uid: int) -> list[CoverRate]:
    """Return what a trust said that cover costs, the earliest first."""
    return list(CoverRate.objects.filter(trust_uid=trust_uid))


def rate_on(rates: Iterable[CoverRate], day: dt.date) -> Decimal | None:
    """Return the rate of a day; None where none was settled."""
    return next((r.pounds for r in reversed(list(rates)) if r.first_day <= day), None)


def rate_of(supporter: Supporter, rates: Iterable[CoverRate], day: dt.date) -> Decimal | None:
    """Return what a day of somebody costs: their own rate, else the trust's; a partner's is never the trust's."""
    if supporter.day_rate is not None or supporter.partner:
        return supporter.day_rate
    return rate_on(rates, day)


@dataclass(frozen=True, slots=True)
class Bill:
    """One booking with what was done of it: days visited, and what they cost in pounds (None: not known)."""

    booking: Booking
    days: Decimal
    cover: Decimal | None
    mileage: Decimal | None


def visits_of(trust_uid: int, first: dt.date, last: dt.date) -> list[Visit]:
    """Return the visits of a trust between two days, both included, that were not taken back."""
    found = Visit.objects.filter(booking__trust_uid=trust_uid, undone="", day__gte=first, day__lte=last)
    return list(found.select_related("booking__supporter", "booking__request"))


def bills(visits: Iterable[Visit]) -> list[Bill]:
    """Return a bill for each booking that has visits: cover by its own rate, mileage there and back for each day of visit."""
    by_booking: dict[int, list[Visit]] = defaultdict(list)
    for visit in visits:
        by_booking[visit.booking_id].append(visit)
    return [_bill(found) for found in by_booking.values()]


def _bill(visits: list[Visit]) -> Bill:
    booking = visits[0].booking
    days = sum((v.days for v in visits), NONE)
    ways = [mileage_cost(booking.km, 1, day) for day in sorted({v.day for v in visits})]
    known = [w for w in ways if w is not None]
    mileage = sum(known, NONE) if len(known) == len(ways) else None
    return Bill(booking, days, cover_cost(days, booking.day_rate), mileage)
