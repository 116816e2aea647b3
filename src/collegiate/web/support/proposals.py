"""From the records of a trust to the question that the optimiser is asked, and its answer kept as matches."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from decimal import Decimal

from collegiate.improve.support.expertise import PARTNERS
from collegiate.improve.support.matching import Ask, Lender, Problem
from collegiate.improve.support.proposing import Answer, propose
from collegiate.improve.support.terms import TermOfYear
from collegiate.store import Reader
from collegiate.web.reading import Row, school_names
from collegiate.web.support.acts import Acting, keep_proposal
from collegiate.web.support.ledger import cover_rates, open_requests, rate_of, released, spoken
from collegiate.web.support.models import Apart, Match, Proposal, Supporter, SupportRequest

CASE, PLAN = "RAB-", "PLAN-"


def kind_of(belongs: str) -> str:
    """Return what a request weighs by what it belongs to: a case, a plan, or other."""
    return "case" if belongs.startswith(CASE) else "plan" if belongs.startswith(PLAN) else "other"


def problem_of(reader: Reader, trust_uid: int, term: TermOfYear, on: dt.date) -> Problem:
    """Return who is free and what is asked for in a term of a trust; whose day has passed is not asked for anew."""
    held = spoken(trust_uid)
    people = [s for s in Supporter.objects.filter(trust_uid=trust_uid) if s.there(max(on, term.first_day))]
    asked = [o for o in open_requests(trust_uid, on, held) if o.request.term == str(term) and not o.late]
    urns = {s.urn for s in people if s.urn is not None} | {o.request.urn for o in asked}
    names, places = school_names(reader, urns), _places(reader, urns)
    days, rates = released(trust_uid), cover_rates(trust_uid)
    apart: dict[int, set[int]] = defaultdict(set)
    for line in Apart.objects.filter(supporter__trust_uid=trust_uid):
        apart[line.supporter_id].add(line.urn)
    offered, lent = Counter[int](), Counter[int]()
    lenders = []
    for s in people:
        may, taken = days.get((s.pk, str(term)), Decimal(0)), held.of(s.pk, str(term))
        if s.urn is not None:
            offered[s.urn] += int(may * 2)
            lent[s.urn] += int(taken * 2)
        lenders.append(
            Lender(
                s.pk, s.called, s.urn, PARTNERS.get(s.partner, "outside the trust") if s.urn is None else names[s.urn],
                frozenset(s.expertise), frozenset(s.phases), max(int((may - taken) * 2), 0), rate_of(s, rates, on),
                *_place(places, s.urn), frozenset(apart[s.pk]),
            )
        )  # fmt: skip
    asks = [
        Ask(
            o.request.pk, o.request.reference, o.request.urn, names[o.request.urn], frozenset(o.request.needed), int(o.left * 2),
            kind_of(o.request.belongs), o.request.belongs, frozenset(o.request.wished), o.request.phase, o.request.phase_must,
            *_place(places, o.request.urn),
        )
        for o in asked
    ]  # fmt: skip
    return Problem(lenders, asks, offered, lent)


def answer_for(reader: Reader, trust_uid: int, term: TermOfYear, on: dt.date) -> Answer:
    """Return what the optimiser proposes for a term of a trust, without keeping it."""
    return propose(problem_of(reader, trust_uid, term, on))


def propose_and_keep(*, acting: Acting, trust_uid: int, term: TermOfYear, on: dt.date) -> Proposal:
    """Have matches proposed for a term and keep them for people to answer."""
    answer = answer_for(acting.reader, trust_uid, term, on)
    told = {k: v for k, v in answer.as_dict().items() if k != "matches"}
    asks = {r.pk: r for r in SupportRequest.objects.filter(pk__in=[m.ask.key for m in answer.matches])}
    people = {s.pk: s for s in Supporter.objects.filter(pk__in=[m.lender.key for m in answer.matches])}
    matches = [(asks[m.ask.key], people[m.lender.key], m.days, m.reasons) for m in answer.matches]
    return keep_proposal(acting=acting, trust_uid=trust_uid, term=str(term), told=told, matches=matches)


def waiting(trust_uid: int) -> list[Match]:
    """Return the matches of a trust that wait for somebody's answer, the oldest first."""
    states = [Match.State.PROPOSED, Match.State.ACCEPTED]
    found = Match.objects.filter(request__trust_uid=trust_uid, state__in=states)
    return list(found.select_related("request", "supporter"))


def _places(reader: Reader, urns: set[int]) -> dict[int, Row]:
    rows = reader.schools(sorted(urns), columns=["urn", "latitude", "longitude"])
    return {r["urn"]: r for r in rows}


def _place(places: dict[int, Row], urn: int | None) -> tuple[float | None, float | None]:
    row = places.get(urn) if urn is not None else None
    return (row["latitude"], row["longitude"]) if row else (None, None)
