"""What other parts are told of cases: cards, and what has an open case already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from collegiate.improve.cards import CaseCard
from collegiate.improve.cases import CLOSED, Kind, State
from collegiate.web.cases.models import Case, wholes
from collegiate.web.cases.steps import next_step
from collegiate.web.words import day


def case_cards(trust_uid: int, *, urns: Collection[int] | None = None, on: dt.date) -> list[CaseCard]:
    """Return a trust's cases, open ones first, those that wait longest first; with `urns` those about these academies alone."""
    found = wholes(Case.objects.filter(trust_uid=trust_uid))
    if urns is not None:
        found = found.filter(urn__in=list(urns))
    cards = [card_of(c, on) for c in found]
    closed = {c.reference for c in found if not c.open}
    return sorted(cards, key=lambda c: (c.reference in closed, not c.overdue, c.next_day or dt.date.max, c.reference))


def case_card(reference: str, on: dt.date) -> CaseCard | None:
    """Return the card of one case; None where there is none. Whether somebody may read it is for whoever asks to know."""
    case = Case.objects.filter(reference=reference).first()
    return card_of(case, on) if case else None


def open_about(trust_uid: int) -> dict[tuple[int | None, str], str]:
    """Return what has an open case: the school (None for the whole trust) and the series ('' for the school as a whole), with words about it.

    A group of children for which no series was named is not in it: its case is about neither.
    """
    cases = Case.objects.filter(trust_uid=trust_uid).exclude(state__in=[s.value for s in CLOSED])
    return {(c.urn, c.series): said_of(c) for c in cases if c.series or c.kind == Kind.SCHOOL}


def said_of(case: Case) -> str:
    """Say which case it is and where it stands, in half a sentence."""
    return f"Case {case.reference}, {_where(case)}"


def card_of(case: Case, on: dt.date) -> CaseCard:
    """Return the card of a case as it stands on a day."""
    step, decision = next_step(case, on), case.decision
    since = case.latest
    return CaseCard(
        case.reference, case.urn, case.school, case.kind, case.subject, case.state, since.on if since else case.referred_on, case.referred_for,
        f"{decision.outcome}: {decision.words}" if decision else "", decision.criterion_words if decision else "",
        step.words, step.due, step.overdue, case.path,
    )  # fmt: skip


def _where(case: Case) -> str:
    if case.stands is State.TAKEN_ON:
        return f"heard on {day(case.hearing)}"
    if case.stands is State.DECIDED:
        return f"under review, next on {day(case.review_on)}"
    return f"{case.state} since {day(case.referred_on)}" if case.stands is State.REFERRED else case.state
