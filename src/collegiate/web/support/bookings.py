"""The pages about bookings: one's own, one with its days, a visit written down on a phone, and what is undone."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from collegiate.improve.support.terms import TermOfYear
from collegiate.web.acts.acting import ActError
from collegiate.web.authorization.rights import Right
from collegiate.web.clock import today
from collegiate.web.components import Fact, Link
from collegiate.web.records import ChangedMeanwhileError
from collegiate.web.support import acts, gates
from collegiate.web.support.drawing import days_words, pounds
from collegiate.web.support.forms import LayForm, VisitForm, WhyForm
from collegiate.web.support.ledger import bills
from collegiate.web.support.models import Booking, Part, Visit
from collegiate.web.whose import academies, whoever
from collegiate.web.words import day


def mine(request: HttpRequest) -> HttpResponse:
    """Show somebody's own bookings, each with a way to write down a visit."""
    own = Booking.objects.filter(supporter__address=whoever(request).email.casefold(), undone="", rematch=False)
    found = list(own.select_related("request", "supporter").prefetch_related("visits", "dated").order_by("-pk"))
    names = gates.names(request, {b.request.urn for b in found})
    return render(request, "support/mine.html", {
        "section": "support", "found": [_own(b, names) for b in found], "today": day(today()),
    })  # fmt: skip


def page(request: HttpRequest, pk: int, form: LayForm | None = None) -> HttpResponse:
    """Show a booking: its days in the calendar, its visits, its cost."""
    booking = gates.booking_of(request, pk)
    names = gates.names(request, {booking.request.urn, booking.giver_urn or booking.request.urn})
    visits = list(booking.visits.all())
    done = next(iter(bills([v for v in visits if not v.undone])), None)
    rate = (
        pounds(booking.day_rate)
        if booking.day_rate is not None
        else "not known: settle the trust's rate, or the colleague's"
    )
    facts = [
        Fact("Who", booking.supporter.called), Fact("From", booking.supporter.partner_words if booking.giver_urn is None else names[booking.giver_urn]),
        Fact("For", names[booking.request.urn]), Fact("Booked", f"{days_words(booking.days)} days of {TermOfYear.parse(booking.term).words}"),
        Fact("Visited", f"{days_words(done.days if done else acts.NONE)} days"), Fact("A day costs", rate),
        Fact("Cost so far", f"{pounds(done.cover)} for cover or fee, {pounds(done.mileage)} for mileage" if done else "nothing: no visit is written down"),
        Fact("The way", "not known" if booking.km is None else f"{booking.km:.0f} km one way as the crow flies"),
    ]  # fmt: skip
    return render(request, "support/booking.html", {
        "section": "support", "booking": booking, "facts": facts, "visits": [(v, days_words(v.days)) for v in visits], "dated": [(d, day(d.day), Part(d.part).label) for d in booking.dated.all()],
        "form": form or LayForm(initial={"version": booking.version}), "visit_path": f"/support/bookings/{pk}/visit/", "holds": not booking.undone and not booking.rematch,
        "school": names[booking.request.urn], "may_plan": _may_plan(request, booking), "may_log": gates.may_log(request, booking),
        "may_undo": gates.may_lead(request, booking.trust_uid) or gates.may_lend(request, booking.supporter), "reads": whoever(request).may(Right.READ_STRATEGY),
    }, status=400 if form and form.errors else 200)  # fmt: skip


def lay(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a day of a booking into the calendar."""
    booking = _planned(request, pk)
    form = LayForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            acts.lay(acting=gates.acting(request), pk=pk, version=said["version"], on=said["day"], part=said["part"])
            return redirect("support-booking", booking.pk)
        except (ActError, ChangedMeanwhileError) as error:
            form.add_error(None, str(error))
    return page(request, pk, form)


def take_out(request: HttpRequest, pk: int, dated: int) -> HttpResponse:
    """Take a day out of the calendar."""
    booking = _planned(request, pk)
    try:
        acts.take_out(acting=gates.acting(request), pk=pk, version=booking.version, dated=dated)
    except (ActError, ChangedMeanwhileError) as error:
        form = LayForm({"version": str(booking.version)})
        form.full_clean()
        form.errors.clear()
        form.add_error(None, str(error))
        return page(request, pk, form)
    return redirect("support-booking", pk)


def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a booking."""
    booking = gates.booking_of(request, pk)
    if not (gates.may_lead(request, booking.trust_uid) or gates.may_lend(request, booking.supporter)):
        raise Http404("You cannot undo that booking.")
    form = WhyForm(request.POST or None, initial={"version": booking.version})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            acts.undo_booking(acting=gates.acting(request), pk=pk, version=said["version"], why=said["why"])
            return redirect("support-booking", pk)
        except (ActError, ChangedMeanwhileError) as error:
            form.add_error(None, str(error))
    return _form(
        request,
        form,
        "Undo the booking",
        "Undo it",
        booking,
        "Days that were visited stay, with their cost. The rest is asked for anew.",
    )


def log(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down a visit."""
    booking = gates.booking_of(request, pk)
    if not gates.may_log(request, booking):
        raise Http404("You write down visits of your own, or lead improvement.")
    form = VisitForm(request.POST or None, initial={"day": today()})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            acts.log_visit(
                acting=gates.acting(request), booking=booking, on=said["day"], today=today(), days=said["days"], done=said["done"],
                seen=said["seen"], next_=said["next"],
            )  # fmt: skip
            return redirect("support-booking", pk)
        except ActError as error:
            form.add_error(None, str(error))
    school = gates.names(request, {booking.request.urn})[booking.request.urn]
    return _form(request, form, f"A visit to {school}", "Write it down", booking, "Two minutes: when, how long, what you did, what you saw change, what comes next.")  # fmt: skip


def undo_visit(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a visit back."""
    visit = gates.visit_of(request, pk)
    form = WhyForm(request.POST or None, initial={"version": visit.version})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            acts.undo_visit(acting=gates.acting(request), pk=pk, version=said["version"], why=said["why"])
            return redirect("support-booking", visit.booking_id)
        except (ActError, ChangedMeanwhileError) as error:
            form.add_error(None, str(error))
    return _form(request, form, f"Take back the visit of {day(visit.day)}", "Take it back", visit.booking, "It stays written, and no longer counts in days and costs.")  # fmt: skip


def _may_plan(request: HttpRequest, booking: Booking) -> bool:
    mine = academies(request, Right.SUPPORT)
    return gates.is_own(request, booking) or gates.may_lead(request, booking.trust_uid) or booking.request.urn in mine


def _planned(request: HttpRequest, pk: int) -> Booking:
    booking = gates.booking_of(request, pk)
    if not _may_plan(request, booking):
        raise Http404("You do not plan the days of that booking.")
    return booking


def _own(booking: Booking, names: dict[int, str]) -> dict[str, Any]:
    visits: list[Visit] = [v for v in booking.visits.all() if not v.undone]
    days = sum((v.days for v in visits), acts.NONE)
    coming = [d for d in booking.dated.all() if d.day >= today()]
    return {
        "booking": booking, "school": names[booking.request.urn], "days": days_words(booking.days), "visited": days_words(days),
        "next": f"{day(coming[0].day)}, {Part(coming[0].part).label}" if coming else "", "why": booking.request.why,
    }  # fmt: skip


def _form(request: HttpRequest, form: Any, title: str, button: str, booking: Booking, lead: str) -> HttpResponse:
    return render(request, "support/form.html", {
        "section": "support", "form": form, "title": title, "button": button, "crumb": booking.request.reference, "lead": lead,
        "own": not whoever(request).may(Right.READ_STRATEGY), "back": Link("The booking", f"/support/bookings/{booking.pk}/"),
    }, status=400 if form.errors else 200)  # fmt: skip
