"""What is done on the support map: each act whole or not at all, written to the audit journal first, refused in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from collegiate.improve.support.expertise import words_of
from collegiate.improve.support.terms import TermOfYear
from collegiate.register.distances import kilometres
from collegiate.store import Look, Reader, Store
from collegiate.web.acts.acting import ActError, reason
from collegiate.web.called import called
from collegiate.web.references import numbered
from collegiate.web.support.ledger import NONE, cover_rates, rate_of, released, spoken
from collegiate.web.support.models import (
    Apart,
    BookedDay,
    Booking,
    CoverRate,
    Match,
    Part,
    Proposal,
    Release,
    Supporter,
    SupportRequest,
    Visit,
)
from collegiate.web.words import counted, day

HALF = Decimal("0.5")
BEFORE = dt.timedelta(weeks=4)
"""So long before it was asked for somebody may have been at a school already."""


@dataclass(frozen=True, slots=True)
class Acting:
    """Who acts, in which store, seeing which picture."""

    store: Store
    reader: Reader
    by: str

    def write(self, what: str, why: str = "") -> None:
        """Write an act to the audit journal. Call it before the change."""
        self.store.audit.acted(Look(self.by, what, why or "support between academies", (), self.reader.snapshot))

    def km(self, a: int | None, b: int) -> float | None:
        """Return the way between two schools in km as the crow flies; None where a place is not known."""
        if a is None:
            return None
        rows = {r["urn"]: r for r in self.reader.schools([a, b], columns=["urn", "latitude", "longitude"])}
        return kilometres(rows[a], rows[b]) if a in rows and b in rows else None


def said(days: Decimal) -> str:
    """Write days: one day, half a day, 2.5 days."""
    if days == HALF:
        return "half a day"
    return counted(int(days), "day") if days == days.to_integral_value() else f"{days.normalize():f} days"


def whole_or_half(days: Decimal) -> Decimal:
    """Return days that are whole or half. Raises `ActError`."""
    if days <= 0 or days * 2 != (days * 2).to_integral_value():
        raise ActError("Days are whole or half: write 0.5, 1, 1.5 and so on.")
    return days


@transaction.atomic
def add_supporter(*, acting: Acting, trust_uid: int, **held: Any) -> Supporter:
    """Enter somebody who can be lent, or a partner. `held` are the columns of `Supporter`. Raises `ActError`."""
    _plain(held)
    acting.write(f"entered {held['called']} as somebody who can be asked for support, for trust {trust_uid}")
    return Supporter.objects.create(trust_uid=trust_uid, by=acting.by, **held)


@transaction.atomic
def change_supporter(*, acting: Acting, pk: int, version: int, **held: Any) -> Supporter:
    """Change what is written of somebody. Raises `ChangedMeanwhileError`, `ActError`."""
    supporter = Supporter.hold(pk, version)
    _plain(held)
    acting.write(f"changed what is written of {supporter.called} for support")
    for name, value in held.items():
        setattr(supporter, name, value)
    supporter.rewrite(acting.by)
    return supporter


@transaction.atomic
def release(*, acting: Acting, supporter: Supporter, term: TermOfYear, days: Decimal) -> Release:
    """Set on how many days of a term somebody may be lent. Raises `ActError` for more days than the term has."""
    if days:
        whole_or_half(days)
    if days > term.weekdays:
        raise ActError(f"{term.words.capitalize()} has {term.weekdays} weekdays. Nobody can be released on more.")
    acting.write(f"released {supporter.called} for {said(days)} of {term.words}")
    return Release.objects.create(supporter=supporter, term=str(term), days=days, by=acting.by)


@transaction.atomic
def set_apart(*, acting: Acting, supporter: Supporter, urn: int, why: str) -> Apart:
    """Write down that somebody is not to be sent to a school, and why. Raises `ActError`."""
    why = reason(why, needed=True, told=True)
    acting.write(f"set {supporter.called} apart from school {urn}", why)
    return Apart.objects.create(supporter=supporter, urn=urn, why=why, by=acting.by)


@transaction.atomic
def settle_cover(*, acting: Acting, trust_uid: int, first_day: dt.date, pounds: Decimal, source: str) -> CoverRate:
    """Settle what a day's cover costs from a day on. Earlier bookings keep theirs. Raises `ActError`."""
    source = reason(source, needed=True, told=True)
    acting.write(f"settled cover at {pounds} pounds a day from {first_day:%Y-%m-%d} for trust {trust_uid}", source)
    return CoverRate.objects.create(
        trust_uid=trust_uid, first_day=first_day, pounds=pounds, source=source, by=acting.by
    )


@transaction.atomic
def leave(*, acting: Acting, pk: int, version: int, left: dt.date) -> tuple[Supporter, list[Booking]]:
    """Say that somebody leaves, with their last day. What lies before it stays; return what has to be matched anew.

    Of a booking that goes beyond the last day, the days that were made or are dated before it stay booked.
    """
    supporter = Supporter.hold(pk, version)
    acting.write(f"wrote down that {supporter.called} leaves, last day {left:%Y-%m-%d}")
    supporter.left = left
    supporter.rewrite(acting.by)
    Match.objects.filter(supporter=supporter, state__in=[Match.State.PROPOSED, Match.State.ACCEPTED]).update(
        state=Match.State.REFUSED, refused_why=f"{supporter.called} leaves on {day(left)}"
    )
    open_ = Booking.objects.filter(supporter=supporter, undone="", rematch=False).select_related("request")
    found = [_beyond(acting, b, left) for b in open_ if b.request.by_day > left]
    return supporter, [b for b in found if b is not None]


def _beyond(acting: Acting, booking: Booking, left: dt.date) -> Booking | None:
    kept = max(_visited(booking), sum((d.days for d in booking.dated.filter(day__lte=left)), NONE))
    booking.dated.filter(day__gt=left).delete()
    return _split(acting, booking, kept, rematch=True)


@transaction.atomic
def ask(*, acting: Acting, trust_uid: int, on: dt.date, **held: Any) -> SupportRequest:
    """Ask for support. `held` are the columns of `SupportRequest`. Raises `ActError` for what cannot be meant."""
    _asked_well(held, on)
    wanted = f"{said(held['days'])} of {', '.join(words_of(held['needed']))} for school {held['urn']}"

    def made(reference: str) -> SupportRequest:
        acting.write(f"asked for {wanted} as {reference}", held["why"])
        return SupportRequest(trust_uid=trust_uid, reference=reference, asked_on=on, by=acting.by, **held)

    return numbered(SupportRequest, "SUP", on.year, made)


def _asked_well(held: dict[str, Any], on: dt.date) -> None:
    held["why"] = reason(held["why"], needed=True, told=True)
    whole_or_half(held["days"])
    if not held["needed"]:
        raise ActError("Say what is needed: choose at least one kind of expertise.")
    if held["by_day"] < on:
        raise ActError(f"{day(held['by_day'])} has passed. Say a day by which the support can still be given.")
    term = TermOfYear.of(held["by_day"])
    if held["days"] > term.weekdays:
        raise ActError(f"{term.words.capitalize()} has {term.weekdays} weekdays: ask for no more in it.")


@transaction.atomic
def withdraw(*, acting: Acting, pk: int, version: int, why: str) -> SupportRequest:
    """Withdraw a request. What is booked stays booked until it is undone. Raises `ActError`, `ChangedMeanwhileError`."""
    why = reason(why, needed=True, told=True)
    request = SupportRequest.hold(pk, version)
    if request.withdrawn:
        raise ActError(f"{request.reference} was withdrawn before: {request.withdrawn}")
    acting.write(f"withdrew {request.reference} of school {request.urn}", why)
    request.withdrawn = why
    request.rewrite(acting.by)
    waiting = [Match.State.PROPOSED, Match.State.ACCEPTED]
    Match.objects.filter(request=request, state__in=waiting).update(
        state=Match.State.REFUSED, refused_why="the request was withdrawn"
    )
    return request


@transaction.atomic
def keep_proposal(
    *, acting: Acting, trust_uid: int, term: str, told: dict[str, Any],
    matches: Iterable[tuple[SupportRequest, Supporter, Decimal, Sequence[str]]],
) -> Proposal:  # fmt: skip
    """Keep what the optimiser proposed for a term. Earlier proposals that nobody has answered are overtaken."""
    acting.write(f"had support proposed for {TermOfYear.parse(term).words}, trust {trust_uid}")
    waiting = Match.objects.filter(proposal__trust_uid=trust_uid, proposal__term=term, state=Match.State.PROPOSED)
    waiting.update(state=Match.State.OVERTAKEN)
    proposal = Proposal.objects.create(trust_uid=trust_uid, term=term, told=told, by=acting.by)
    for request, supporter, days, reasons in matches:
        Match.objects.create(
            proposal=proposal, request=request, supporter=supporter, days=days, reasons=list(reasons), by=acting.by
        )
    return proposal


@transaction.atomic
def accept(
    *,
    acting: Acting,
    pk: int,
    version: int,
    on: dt.date,
    supporter: Supporter | None = None,
    days: Decimal | None = None,
) -> Match:
    """Accept a match, as it is or changed to other days or somebody else. A partner is booked at once; others wait for the lender's head.

    Raises `ActError` where the days are not there, `ChangedMeanwhileError`.
    """
    asked = Match.objects.get(pk=pk)
    _hold(supporter or asked.supporter, asked.request)
    match = Match.hold(pk, version)
    if match.state != Match.State.PROPOSED:
        raise ActError(f"This match is {match.state_words}: it cannot be accepted now.")
    chosen, number = supporter or match.supporter, whole_or_half(days if days is not None else match.days)
    _can(chosen, match.request, number, on)
    changed = "" if chosen == match.supporter and number == match.days else ", changed from what was proposed"
    acting.write(f"accepted {chosen.called} for {said(number)} for {match.request.reference}{changed}")
    if changed:
        match.reasons = [f"Chosen by {called(acting.by)} in place of {match.supporter.called} for {said(match.days)}."]
    match.supporter, match.days, match.accepted_by = chosen, number, acting.by
    match.state = Match.State.ACCEPTED
    match.rewrite(acting.by)
    if chosen.partner:
        _book(acting, match, on)
    return match


@transaction.atomic
def choose(*, acting: Acting, request: SupportRequest, supporter: Supporter, days: Decimal, on: dt.date) -> Match:
    """Match by hand: somebody is chosen for a request without a proposal. Raises `ActError` as `accept` does."""
    match = Match.objects.create(
        request=request, supporter=supporter, days=whole_or_half(days), reasons=[f"Chosen by {called(acting.by)}, not proposed."],
        by=acting.by,
    )  # fmt: skip
    return accept(acting=acting, pk=match.pk, version=match.version, on=on)


@transaction.atomic
def agree(*, acting: Acting, pk: int, version: int, on: dt.date) -> Booking:
    """Agree, for the lender's academy, to what the improvement lead accepted: it is booked. Raises `ActError`, `ChangedMeanwhileError`."""
    match = Match.hold(pk, version)
    if match.state != Match.State.ACCEPTED:
        raise ActError(f"This match is {match.state_words}: there is nothing to agree to.")
    if match.accepted_by == acting.by:
        raise ActError("You accepted this match yourself. Somebody else answers for the academy that lends: its head.")
    _still(match.supporter, match.request, on)
    acting.write(f"agreed to lend {match.supporter.called} for {said(match.days)} for {match.request.reference}")
    return _book(acting, match, on)


@transaction.atomic
def refuse(*, acting: Acting, pk: int, version: int, why: str) -> Match:
    """Refuse a match that is not booked yet. Raises `ActError`, `ChangedMeanwhileError`."""
    why = reason(why, needed=True, told=True)
    match = Match.hold(pk, version)
    if match.state not in (Match.State.PROPOSED, Match.State.ACCEPTED):
        raise ActError(f"This match is {match.state_words}: it cannot be refused now.")
    acting.write(f"refused {match.supporter.called} for {match.request.reference}", why)
    match.state, match.refused_why = Match.State.REFUSED, why
    match.rewrite(acting.by)
    return match


@transaction.atomic
def lay(*, acting: Acting, pk: int, version: int, on: dt.date, part: str) -> BookedDay:
    """Put a day of a booking, or half of one, into the calendar. Raises `ActError` where somebody is elsewhere, or the days are used up."""
    _hold(Booking.objects.get(pk=pk).supporter)
    booking = Booking.hold(pk, version)
    dated = BookedDay(booking=booking, day=on, part=Part(part))
    _free_on(booking, dated)
    acting.write(
        f"laid {booking.supporter.called} for {booking.request.reference} on {on:%Y-%m-%d}, {Part(part).label}"
    )
    dated.save()
    booking.rewrite(acting.by)
    return dated


def _free_on(booking: Booking, dated: BookedDay) -> None:
    who, term = booking.supporter, TermOfYear.parse(booking.term)
    if booking.undone or booking.rematch:
        raise ActError("This booking no longer holds. Match the request anew.")
    if dated.day.weekday() > 4 or not term.first_day <= dated.day <= term.last_day:
        raise ActError(f"{day(dated.day)} is no weekday of {term.words}, in which the booking is. Choose another day.")
    if not who.there(dated.day):
        raise ActError(f"{who.called} has left by {day(dated.day)}. Choose an earlier day, or match the request anew.")
    if sum((d.days for d in booking.dated.all()), NONE) + dated.days > booking.days:
        raise ActError(
            f"The booking is for {said(booking.days)}, and they are all in the calendar. Take one out first."
        )
    there = BookedDay.objects.filter(booking__supporter=who, day=dated.day).select_related("booking__request")
    clash = next((d for d in there if Part.WHOLE in (d.part, dated.part) or d.part == dated.part), None)
    if clash:
        raise ActError(
            f"{who.called} is at another place then: {Part(clash.part).label} of {day(clash.day)} is for "
            f"{clash.booking.request.reference}. Nobody can be at two places at once. Choose another day or the other half."
        )


@transaction.atomic
def take_out(*, acting: Acting, pk: int, version: int, dated: int) -> None:
    """Take a day out of the calendar; the booking keeps its number of days. Raises `ActError` where there is no such day."""
    booking = Booking.hold(pk, version)
    found = booking.dated.filter(pk=dated).first()
    if found is None:
        raise ActError("That day is no longer in the calendar.")
    acting.write(
        f"took {found.day:%Y-%m-%d} out of the calendar of {booking.supporter.called} for {booking.request.reference}"
    )
    found.delete()
    booking.rewrite(acting.by)


@transaction.atomic
def undo_booking(*, acting: Acting, pk: int, version: int, why: str) -> Booking:
    """Undo a booking. Days that were visited stay, and so does their cost. Raises `ActError`, `ChangedMeanwhileError`."""
    why = reason(why, needed=True, told=True)
    booking = Booking.hold(pk, version)
    if booking.undone:
        raise ActError(f"This booking was undone before: {booking.undone}")
    kept = _visited(booking)
    if kept >= booking.days:
        raise ActError("All days of this booking were visited. Take back a visit that was not made, not the booking.")
    acting.write(f"undid the booking of {booking.supporter.called} for {booking.request.reference}", why)
    booking.dated.exclude(day__in={v.day for v in booking.visits.filter(undone="")}).delete()
    return _split(acting, booking, kept, undone=why) or booking


@transaction.atomic
def log_visit(
    *,
    acting: Acting,
    booking: Booking,
    on: dt.date,
    today: dt.date,
    days: Decimal,
    done: str,
    seen: str = "",
    next_: str = "",
) -> Visit:
    """Write down a visit. Raises `ActError` for a day that is to come or lies before the request, for more than a day, for a booking
    that was undone, or where somebody was elsewhere all day."""
    _hold(booking.supporter)
    booking = Booking.objects.select_for_update().get(pk=booking.pk)
    if booking.undone:
        raise ActError(f"This booking was undone: {booking.undone} Write the visit under the booking that stands.")
    if on < booking.request.asked_on - BEFORE:
        raise ActError(
            f"{booking.request.reference} was asked for on {day(booking.request.asked_on)}: a visit more than four weeks before cannot be for it."
        )
    if on > today:
        raise ActError(f"{day(on)} is still to come. A visit is written down when it was made.")
    if not 0 < days <= 1:
        raise ActError("One visit is at most a day. Write down each day by itself.")
    if not booking.supporter.there(on):
        raise ActError(f"{booking.supporter.called} had left by {day(on)}.")
    texts = [reason(done, needed=True, told=True), reason(seen, told=True), reason(next_, told=True)]
    others = Visit.objects.filter(booking__supporter=booking.supporter, day=on, undone="")
    if sum((v.days for v in others), NONE) + days > 1:
        raise ActError(
            f"With what is written for {day(on)} already, that would be more than a day. Look at the earlier visit."
        )
    acting.write(f"wrote down a visit of {booking.supporter.called} for {booking.request.reference} on {on:%Y-%m-%d}")
    return Visit.objects.create(
        booking=booking, day=on, days=days, done=texts[0], seen=texts[1], next=texts[2], by=acting.by
    )


@transaction.atomic
def undo_visit(*, acting: Acting, pk: int, version: int, why: str) -> Visit:
    """Take a visit back; it stays written, and no longer counts. Raises `ActError`, `ChangedMeanwhileError`."""
    why = reason(why, needed=True, told=True)
    visit = Visit.hold(pk, version)
    if visit.undone:
        raise ActError(f"This visit was taken back before: {visit.undone}")
    acting.write(f"took back the visit of {visit.day:%Y-%m-%d} for {visit.booking.request.reference}", why)
    visit.undone = why
    visit.rewrite(acting.by)
    return visit


def _book(acting: Acting, match: Match, on: dt.date) -> Booking:
    who, request = match.supporter, match.request
    match.state, match.agreed_by = Match.State.BOOKED, "" if who.partner else acting.by
    match.rewrite(acting.by)
    return Booking.objects.create(
        trust_uid=request.trust_uid, request=request, supporter=who, days=match.days, giver_urn=who.urn,
        day_rate=rate_of(who, cover_rates(request.trust_uid), on), km=acting.km(who.urn, request.urn), by=acting.by,
    )  # fmt: skip


def _hold(who: Supporter, request: SupportRequest | None = None) -> None:
    """Hold somebody, and what they are asked for, until the transaction ends: two bookings at once cannot take the same days."""
    if request is not None:
        SupportRequest.objects.select_for_update().get(pk=request.pk)
    Supporter.objects.select_for_update().get(pk=who.pk)


def _can(who: Supporter, request: SupportRequest, days: Decimal, on: dt.date) -> None:
    """Raise `ActError` where somebody cannot be lent for a request on so many days."""
    _still(who, request, on)
    held = spoken(request.trust_uid)
    wanted = held.left(request)
    if days > wanted:
        raise ActError(f"{request.reference} still asks for {said(wanted)}, not {said(days)}.")
    may = released(request.trust_uid).get((who.pk, request.term), NONE)
    taken = held.of(who.pk, request.term)
    if taken + days > may:
        raise ActError(
            f"{who.called} is released for {said(may)} of {TermOfYear.parse(request.term).words} and spoken for on {said(taken)}: "
            f"{said(days)} more would be beyond that. Choose fewer days or somebody else, or ask the head to release more."
        )


def _still(who: Supporter, request: SupportRequest, on: dt.date) -> None:
    if request.withdrawn:
        raise ActError(f"{request.reference} was withdrawn: {request.withdrawn}")
    if not who.there(on):
        raise ActError(f"{who.called} has left. Choose somebody else.")
    if who.urn == request.urn:
        raise ActError(f"{who.called} belongs to that school already: nobody is lent to their own.")
    apart = Apart.objects.filter(supporter=who, urn=request.urn).first()
    if apart:
        raise ActError(f"{who.called} is not to be sent to that school: {apart.why}")


def _visited(booking: Booking) -> Decimal:
    days = sum((v.days for v in booking.visits.filter(undone="")), NONE)
    halves = (days * 2).to_integral_value(rounding="ROUND_CEILING")
    return min(halves / 2, booking.days)


def _split(acting: Acting, booking: Booking, kept: Decimal, **rest: Any) -> Booking | None:
    """Leave a booking the days that are kept and give the rest to one that says what became of them. None where nothing is left."""
    if kept >= booking.days:
        return None
    if not kept:
        for name, value in rest.items():
            setattr(booking, name, value)
        booking.rewrite(acting.by)
        return booking
    other = Booking.objects.create(
        trust_uid=booking.trust_uid, request=booking.request, supporter=booking.supporter, days=booking.days - kept,
        giver_urn=booking.giver_urn, day_rate=booking.day_rate, km=booking.km, by=acting.by, **rest,
    )  # fmt: skip
    booking.days = kept
    booking.rewrite(acting.by)
    return other


def _plain(held: dict[str, Any]) -> None:
    held["called"] = reason(held.get("called", ""), needed=True)
    held["notes"] = reason(held.get("notes", ""), told=True)
