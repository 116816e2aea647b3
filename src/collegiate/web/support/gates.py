"""Whom and what a page of the support map may touch: what belongs to another trust, or to an academy of no span of yours, is not found."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest

from collegiate.store import Store
from collegiate.web.authorization.rights import Right
from collegiate.web.reading import reader_of, school_names
from collegiate.web.support.acts import Acting
from collegiate.web.support.models import Booking, Match, Supporter, SupportRequest, Visit
from collegiate.web.whose import academies, trusts, whoever, whole_trusts
from collegiate.web.words import day


def acting(request: HttpRequest) -> Acting:
    """Return who acts, and where."""
    return Acting(Store(settings.COLLEGIATE_STORE), reader_of(request), whoever(request).email)


def the_trust(request: HttpRequest, right: Right = Right.READ_STRATEGY) -> tuple[int, str]:
    """Return the trust that the page is about: the one that `?trust=` names, else the first. Raises Http404 where there is none."""
    mine, asked = trusts(request, right), request.GET.get("trust", "")
    found = [t for t in mine if str(t[0]) == asked] if asked else mine
    if not found:
        raise Http404("You have no trust here of which you may see this.")
    return found[0]


def seen(request: HttpRequest, trust_uid: int) -> frozenset[int] | None:
    """Return the academies to which somebody's reading is limited; None for whoever reads the whole trust."""
    if trust_uid in whole_trusts(request, Right.READ_STRATEGY):
        return None
    return academies(request, Right.READ_STRATEGY)


def may_lead(request: HttpRequest, trust_uid: int) -> bool:
    """Whether somebody leads improvement in a trust."""
    return trust_uid in whole_trusts(request, Right.LEAD_IMPROVEMENT)


def gone(request: HttpRequest, asked: SupportRequest) -> str:
    """Say that the academy that asked closed, left the trust, or is not in this picture; empty where it is in the trust."""
    school = reader_of(request).school(asked.urn)
    kept = (
        "Its request and what was booked and visited stay written. Undo what is still booked, and withdraw the request."
    )
    if school is None:
        return f"School {asked.urn} is not in this picture. {kept}"
    if school["close_date"] is not None:
        return f"{school['school_name']} closed on {day(school['close_date'])}. {kept}"
    if school["trust_uid"] != asked.trust_uid:
        return f"{school['school_name']} has left the trust. {kept}"
    return ""


def lead(request: HttpRequest, trust_uid: int) -> None:
    """Raise Http404 for who does not lead improvement in a trust."""
    if not may_lead(request, trust_uid):
        raise Http404("You lead improvement in no such trust.")


def may_lend(request: HttpRequest, supporter: Supporter) -> bool:
    """Whether somebody answers for the academy that a colleague belongs to; for a partner, whoever leads improvement."""
    if supporter.urn is None:
        return may_lead(request, supporter.trust_uid)
    return supporter.urn in academies(request, Right.SUPPORT)


def supporter_of(request: HttpRequest, pk: int) -> Supporter:
    """Return somebody for whose academy one answers. Raises Http404."""
    found = Supporter.objects.filter(pk=pk).first()
    if found is None or not may_lend(request, found):
        raise Http404("There is nobody here of that number for whom you answer.")
    return found


def request_of(request: HttpRequest, reference: str) -> SupportRequest:
    """Return a request by its reference. Raises Http404 for one of another trust, or of an academy that one may not read of."""
    mine = dict(trusts(request, Right.READ_STRATEGY))
    found = SupportRequest.objects.filter(reference=reference, trust_uid__in=mine).first()
    if found is None:
        raise Http404("There is no such request in a trust of yours.")
    limit = seen(request, found.trust_uid)
    if limit is not None and found.urn not in limit:
        raise Http404("There is no such request of an academy of yours.")
    return found


def match_of(request: HttpRequest, pk: int) -> Match:
    """Return a match that somebody may answer: whoever leads improvement, or answers for the lender. Raises Http404."""
    found = Match.objects.select_related("request", "supporter").filter(pk=pk).first()
    if found is None or not (may_lead(request, found.request.trust_uid) or may_lend(request, found.supporter)):
        raise Http404("There is no such match that you may answer.")
    return found


def waits_for(request: HttpRequest, match: Match, *, leads: bool) -> bool:
    """Whether a match waits for whoever asks: to accept it, or to answer for the academy that lends."""
    if match.state == Match.State.PROPOSED:
        return leads
    return match.accepted_by != whoever(request).email and may_lend(request, match.supporter)


def is_own(request: HttpRequest, booking: Booking) -> bool:
    """Whether a booking is of whoever asks."""
    address = booking.supporter.address
    return bool(address) and address == whoever(request).email.casefold()


def booking_of(request: HttpRequest, pk: int) -> Booking:
    """Return a booking: one's own, of an academy of one's own on either side, or in a trust whose improvement one leads. Raises Http404."""
    found = Booking.objects.select_related("request", "supporter").filter(pk=pk).first()
    if found is None or not (is_own(request, found) or _concerns(request, found)):
        raise Http404("There is no such booking that you may see.")
    return found


def _concerns(request: HttpRequest, booking: Booking) -> bool:
    mine = academies(request, Right.SUPPORT)
    return may_lead(request, booking.trust_uid) or booking.giver_urn in mine or booking.request.urn in mine


def may_log(request: HttpRequest, booking: Booking) -> bool:
    """Whether somebody may write down a visit: the colleague, or whoever leads improvement for them."""
    return is_own(request, booking) or may_lead(request, booking.trust_uid)


def visit_of(request: HttpRequest, pk: int) -> Visit:
    """Return a visit that somebody may take back. Raises Http404."""
    found = Visit.objects.select_related("booking__request", "booking__supporter").filter(pk=pk).first()
    if found is None or not may_log(request, found.booking):
        raise Http404("There is no such visit of yours.")
    return found


def names(request: HttpRequest, urns: set[int]) -> dict[int, str]:
    """Return schools' names."""
    return school_names(reader_of(request), urns)
