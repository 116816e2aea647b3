"""The support map: the first page, with the drawing, the bill, and what is not met."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from collegiate.improve.cards import Capacity
from collegiate.improve.support.costs import mileage_rate
from collegiate.vocabulary.years import AcademicYear
from collegiate.web.authorization.rights import Right
from collegiate.web.authorization.scopes import academies_of
from collegiate.web.clock import today
from collegiate.web.components import Cell
from collegiate.web.reading import reader_of
from collegiate.web.support import gates
from collegiate.web.support.acts import said
from collegiate.web.support.drawing import days_words, draw_support, pounds
from collegiate.web.support.ledger import Bill, OpenRequest, bills, cover_rates, open_requests, rate_on, visits_of
from collegiate.web.support.models import SupportRequest
from collegiate.web.support.overview import YEAR, OverLent, over_lent, short, sum_bills, to_rematch, without_link
from collegiate.web.support.proposals import waiting
from collegiate.web.support.told import capacities, lines_of
from collegiate.web.whose import trusts, whoever
from collegiate.web.words import counted, day, listed

COLUMNS = {
    "cap_columns": ["Term", "Days needed", "Days offered", "Left"],
    "open_columns": ["Request", "Academy", "For", "Days", "By", "Waits"],
    "over_columns": ["Who", "Term", "Booked", "Released", "Over"],
}


def overview(request: HttpRequest) -> HttpResponse:
    """Show who gave, who received, what it cost, what is not met and what is left."""
    uid, trust = gates.the_trust(request)
    on, limit = today(), gates.seen(request, uid)
    ours = academies_of(uid, reader_of(request))
    found = [b for b in bills(visits_of(uid, on - YEAR, on)) if _within(b, limit)]
    still_open = [o for o in open_requests(uid, on) if limit is None or o.request.urn in limit]
    names = gates.names(request, set(ours) | _urns(found) | {o.request.urn for o in still_open})
    lines, have = lines_of(found, names), capacities(uid, on)
    alone = [names[u] for u in without_link(ours, found)] if limit is None else []
    rates = cover_rates(uid)
    return render(request, "support/map.html", {
        "section": "support", "trust": trust, "uid": uid, "others": [t for t in trusts(request, Right.READ_STRATEGY) if t[0] != uid],
        "whole": limit is None, "chart": draw_support(lines) if lines else None, "sum": sum_bills(found), "bills": _bill_rows(found, names),
        "lead": _lead(have, still_open, asked=SupportRequest.objects.filter(trust_uid=uid).exists()), "over": _over(over_lent(uid, on, names)) if limit is None else [],
        "open": _open_rows(still_open, names), "late": sum(o.late for o in still_open), "alone": alone, "alone_words": listed(alone),
        "capacity": [_capacity(c) for c in have] if limit is None else [], "rematch": to_rematch(uid, still_open) if limit is None else [],
        "waiting": _to_answer(request, uid), "may_lead": gates.may_lead(request, uid), "may_ask": whoever(request).may(Right.SUPPORT),
        "since": day(on - YEAR), "cover": rate_on(rates, on), "rate": mileage_rate(on), "own": _has_own(request), "year": AcademicYear.of(on).end, **COLUMNS,
    })  # fmt: skip


def bill(request: HttpRequest, year: int) -> HttpResponse:
    """Show the bill of an academic year by booking, to print or take away."""
    uid, trust = gates.the_trust(request)
    span, limit = AcademicYear(year), gates.seen(request, uid)
    found = [b for b in bills(visits_of(uid, span.first_day, span.last_day)) if _within(b, limit)]
    names = gates.names(request, _urns(found))
    return render(request, "support/bill.html", {
        "section": "support", "trust": trust, "uid": uid, "year": str(span), "before": year - 1, "after": year + 1, "sum": sum_bills(found),
        "columns": ["Gave", "Who", "Received", "For", "Days", "Cover or fee", "Mileage"], "rows": _bill_rows(found, names),
        "rate": mileage_rate(min(span.last_day, today())),
    })  # fmt: skip


def _within(found: Bill, limit: frozenset[int] | None) -> bool:
    return limit is None or found.booking.giver_urn in limit or found.booking.request.urn in limit


def _urns(found: Sequence[Bill]) -> set[int]:
    return {u for b in found for u in (b.booking.giver_urn, b.booking.request.urn) if u is not None}


def _lead(have: Sequence[Capacity], still_open: Sequence[OpenRequest], *, asked: bool) -> str:
    lacking = short(have)
    unmet = (
        f"{counted(len(still_open), 'request').capitalize()} {'is' if len(still_open) == 1 else 'are'} not wholly met."
    )
    if not still_open:
        unmet = "Every request is met." if asked else "Nobody has asked for support yet."
    return f"{unmet} {'There are not enough days: ' + lacking + '.' if lacking else 'In number, the days offered cover what is asked for.'}"


def _capacity(have: Capacity) -> list[Any]:
    left = have.left
    words = f"{said(-left)} short" if left < 0 else said(left) if left else "none"
    return [have.term, days_words(have.needed), days_words(have.offered), Cell(words, mind=left < 0)]


def _over(found: Sequence[OverLent]) -> list[list[Any]]:
    return [
        [Cell(o.called, path=f"/support/people/{o.pk}/" if o.pk else ""), o.term, days_words(o.booked), days_words(o.released),
         Cell(f"{days_words(o.booked - o.released)} too many", mind=True)]
        for o in found
    ]  # fmt: skip


def _open_rows(found: Sequence[OpenRequest], names: dict[int, str]) -> list[list[Any]]:
    return [
        [Cell(o.request.reference, path=f"/support/requests/{o.request.reference}/"), names[o.request.urn], o.request.needed_words,
         days_words(o.left), Cell(f"{day(o.request.by_day)}{', which has passed' if o.late else ''}", mind=o.late), _age(o.waited)]
        for o in found
    ]  # fmt: skip


def _age(days: int) -> str:
    return "since today" if days == 0 else counted(days, "day")


def _bill_rows(found: Sequence[Bill], names: dict[int, str]) -> list[list[Any]]:
    return [
        [
            names[b.booking.giver_urn] if b.booking.giver_urn is not None else b.booking.supporter.partner_words,
            b.booking.supporter.called, names[b.booking.request.urn],
            Cell(b.booking.request.reference, path=f"/support/requests/{b.booking.request.reference}/"),
            days_words(b.days), Cell(pounds(b.cover), gap=b.cover is None), Cell(pounds(b.mileage), gap=b.mileage is None),
        ]
        for b in found
    ]  # fmt: skip


def _to_answer(request: HttpRequest, uid: int) -> int:
    """Return how many matches wait for the answer of whoever asks."""
    leads = gates.may_lead(request, uid)
    return sum(gates.waits_for(request, m, leads=leads) for m in waiting(uid))


def _has_own(request: HttpRequest) -> bool:
    from collegiate.web.support.models import Supporter

    return Supporter.objects.filter(address=whoever(request).email.casefold()).exists()
