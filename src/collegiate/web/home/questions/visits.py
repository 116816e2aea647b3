"""Where am I sent? A colleague's own bookings, and the visits that are still to be written down."""

from __future__ import annotations

from decimal import Decimal

from collegiate.web.home.answers import Answer, Consequence, Count, Link, Sum
from collegiate.web.home.asking import Asked, Question
from collegiate.web.support.acts import said
from collegiate.web.support.models import Booking
from collegiate.web.words import counted, listed

WHY = "Bookings are yours where they carry the address with which you sign in. Days count once a visit is written down."


def _answer(asked: Asked) -> Answer | None:
    own = Booking.objects.filter(supporter__address=asked.user.email.casefold(), undone="", rematch=False)
    found = list(own.select_related("request").prefetch_related("visits"))
    if not found:
        return None
    visited = {b.pk: sum((v.days for v in b.visits.all() if not v.undone), Decimal(0)) for b in found}
    left = [b for b in found if visited[b.pk] < b.days]
    names = asked.names({b.request.urn for b in left})
    where = listed(sorted(names.values()))
    days = sum((b.days - visited[b.pk] for b in left), Decimal(0))
    sentence = (
        f"You are booked for {said(days)} more: {where}."
        if left
        else f"All days of your {counted(len(found), 'booking')} were visited."
    )
    return Answer(
        sentence, WHY, Sum.of("bookings", (Count(len(left), "with days to come"), Count(len(found) - len(left), "done")), one="booking"),
        Link("Write down a visit", "/support/mine/"), consequence=Consequence.SCHOOL if left else Consequence.TO_KNOW, touched=len(left),
    )  # fmt: skip


QUESTION = Question("Where am I sent?", _answer, asked_by=frozenset({"colleague"}))
