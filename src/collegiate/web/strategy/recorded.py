"""Work on an aim that the loop's own records show: who agrees a plan works on the aim of plans, whether or not anybody notes it.

Which records count for an aim follows from the rule that measures it. Of each kind the latest is told, with how many there were.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from collegiate.web.words import counted

Urns = Collection[int] | None
Days = Iterable[dt.date | None]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record: what one and several are called, where they are read, and on which days there were any."""

    one: str
    several: str
    path: str
    days: Callable[[int, Urns], Days]


@dataclass(frozen=True, slots=True)
class Recorded:
    """The records of one kind up to a day: the latest day, and all of them in words."""

    on: dt.date
    words: str
    path: str


def recorded(rule: str, trust_uid: int, urns: Urns, on: dt.date, since: dt.date) -> list[Recorded]:
    """Return what the records show of work since a day on the aims of a rule; `urns` keeps to these academies' own."""
    found = []
    for kind in KINDS.get(rule, ()):
        days = [d for d in kind.days(trust_uid, urns) if d is not None and since <= d <= on]
        if days:
            found.append(Recorded(max(days), f"{counted(len(days), kind.one, kind.several)} this term", kind.path))
    return found


def _agreed(trust_uid: int, urns: Urns) -> Days:
    from collegiate.web.plans.models import Plan

    found = Plan.objects.filter(trust_uid=trust_uid)
    return (found if urns is None else found.filter(urn__in=urns)).values_list("agreed_on", flat=True)


def _reviewed(trust_uid: int, urns: Urns) -> Days:
    from collegiate.web.plans.models import Review

    found = Review.objects.filter(plan__trust_uid=trust_uid)
    return (found if urns is None else found.filter(plan__urn__in=urns)).values_list("day", flat=True)


def _steps(trust_uid: int, urns: Urns) -> Days:
    from collegiate.web.cases.models import Happened

    found = Happened.objects.filter(case__trust_uid=trust_uid)
    return (found if urns is None else found.filter(case__urn__in=urns)).values_list("on", flat=True)


def _visits(trust_uid: int, urns: Urns) -> Days:
    from collegiate.web.support.models import Visit

    found = Visit.objects.filter(booking__trust_uid=trust_uid, undone="")
    return (found if urns is None else found.filter(booking__request__urn__in=urns)).values_list("day", flat=True)


def _asked(trust_uid: int, urns: Urns) -> Days:
    from collegiate.web.support.models import SupportRequest

    found = SupportRequest.objects.filter(trust_uid=trust_uid, withdrawn="")
    return (found if urns is None else found.filter(urn__in=urns)).values_list("asked_on", flat=True)


def _judged(trust_uid: int, urns: Urns) -> Days:
    from collegiate.web.standing.models import Kind as Said
    from collegiate.web.standing.models import Line

    found = Line.objects.filter(trust_uid=trust_uid, kind__in=(Said.OWN, Said.MODERATED))
    return (found if urns is None else found.filter(urn__in=urns)).values_list("as_of", flat=True)


def _looked(trust_uid: int, urns: Urns) -> Days:
    from collegiate.web.slipping.models import PersonsLook

    found = PersonsLook.objects.filter(trust_uid=trust_uid)
    return (found if urns is None else found.filter(urn__in=urns)).values_list("on", flat=True)


def _referred(trust_uid: int, urns: Urns) -> Days:
    from collegiate.web.cases.models import Case

    found = Case.objects.filter(trust_uid=trust_uid)
    return (found if urns is None else found.filter(urn__in=urns)).values_list("referred_on", flat=True)


def _locked(trust_uid: int, urns: Urns) -> Days:
    from collegiate.web.effects.models import Comparison

    found = Comparison.objects.filter(trust_uid=trust_uid, withdrawal__isnull=True)
    chosen = found if urns is None else found.filter(urn__in=urns)
    return [at.date() for at in chosen.values_list("at", flat=True)]


_PLANS = (Kind("plan was agreed", "plans were agreed", "/plans/", _agreed), Kind("review of a plan", "reviews of plans", "/plans/", _reviewed))  # fmt: skip
_CASES = (Kind("step in a case", "steps in cases", "/cases/", _steps),)
_HELP = (Kind("visit of support", "visits of support", "/support/", _visits),)
_OFFERS = (*_HELP, Kind("request for support", "requests for support", "/support/requests/", _asked))
_WATCH = (Kind("answer to an alert", "answers to alerts", "/slipping/", _looked), Kind("referral to the board", "referrals to the board", "/cases/", _referred))  # fmt: skip

KINDS: Mapping[str, tuple[Kind, ...]] = {
    "planned": _PLANS, "cases_overdue": _CASES, "linked": _HELP, "capacity_left": _OFFERS, "alerts_unanswered": _WATCH,
    "at_standard": (Kind("judgement of an area", "judgements of areas", "/standing/", _judged),),
    "effects_known": (Kind("comparison was locked", "comparisons were locked", "/effects/", _locked),),
}  # fmt: skip
"""Which records are work on an aim, by the rule that measures it."""
