"""What was done about a figure of an academy: looks, cases, plans, support and comparisons, from what people wrote down.

It is told to whoever may read the academy's strategy alone: `web.slipping.about` asks for that, and a paper is made for those who read all of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from collegiate.watch.slipping.finding import reference_of
from collegiate.web.words import capital, counted, day

NOBODY = "Nobody yet: no look, case, plan or comparison is written down about this figure."


@dataclass(frozen=True, slots=True)
class Done:
    """Something that was done: in a sentence, and where it can be read."""

    words: str
    path: str


def done_about(trust_uid: int, urn: int, series: str, *, whole: bool = True) -> tuple[Done, ...]:
    """Return what was done about a series of an academy: looks and cases first, then plans and comparisons.

    A case counts that is about the series or about the school as a whole; `whole` False leaves out what is about the whole trust.
    """
    return (
        *_looked(trust_uid, urn, series), *_cases(trust_uid, urn, series, whole), *_plans(trust_uid, urn, series), *_compared(trust_uid, urn, series),
    )  # fmt: skip


def _looked(trust_uid: int, urn: int, series: str) -> Iterable[Done]:
    from collegiate.web.slipping.done import NOBODY as UNANSWERED
    from collegiate.web.slipping.done import looked, viewed
    from collegiate.web.slipping.models import last_looks

    reference = reference_of(trust_uid, urn, series)
    looks, path = last_looks(trust_uid).get(reference), f"/slipping/{reference}/"
    if looks is None:
        return []
    counting = [Done(_sentence(looked(looks.counting)), path)] if looks.counting else []
    return [*counting, *([Done(_sentence(viewed(looks.view, UNANSWERED)), path)] if looks.view else [])]


def _cases(trust_uid: int, urn: int, series: str, whole: bool) -> Iterable[Done]:
    from django.db.models import Q

    from collegiate.web.cases.models import Case
    from collegiate.web.cases.told import said_of

    of_all = Q(urn=None, series=series) if whole else Q(pk__in=())
    found = Case.objects.filter(
        Q(urn=urn, series=series) | Q(urn=urn, kind="school") | of_all, trust_uid=trust_uid
    ).order_by("-pk")
    return [Done(_sentence(f"{said_of(c)}{_outcome(c)}{_days(c.reference, trust_uid)}"), c.path) for c in found]


def _outcome(case: object) -> str:
    decision = getattr(case, "decision", None)
    return f": {decision.outcome}, decided on {day(decision.on)}" if decision else ""


def _days(reference: str, trust_uid: int) -> str:
    from collegiate.web.support.told import days_for

    days = days_for(reference, trust_uid)
    return f"; {days.normalize():f} {'day' if days == Decimal(1) else 'days'} of support were given" if days else ""


def _plans(trust_uid: int, urn: int, series: str) -> Iterable[Done]:
    from collegiate.web.plans.models import Plan

    plans = Plan.objects.filter(trust_uid=trust_uid, urn=urn).prefetch_related("priorities__wordings__answers")
    found = []
    for plan in plans.order_by("-pk"):
        for priority in plan.priorities.all():
            wording = next(reversed(priority.wordings.all()), None)
            if priority.taken_out or wording is None or series not in {c.series for c in wording.measured}:
                continue
            stopped = any(a.stop for a in wording.answers.all())
            way = "stopped" if stopped else f"to work by {day(wording.stop)}"
            stage = "" if plan.agreed else f", {plan.stage}"
            found.append(Done(f"Plan {plan.reference}{stage}: “{wording.what}”, {way}. {wording.owner} answers for it.", plan.path))  # fmt: skip
    return found


def _compared(trust_uid: int, urn: int, series: str) -> Iterable[Done]:
    from collegiate.improve.otherwise import Verdict
    from collegiate.web.effects.models import Comparison
    from collegiate.web.effects.told import latest

    found = Comparison.objects.filter(trust_uid=trust_uid, urn=urn, series=series, withdrawal__isnull=True)
    lines = []
    for c in found.prefetch_related("evaluations"):
        out = latest(c)
        came = Verdict.NOT_DUE.value if out is None else out.verdict.value
        lines.append(Done(f"Comparison {c.reference}, “{c.locked.about}”: {came}, due on {day(c.due)}.", c.path))
    return lines


def _sentence(words: str) -> str:
    return f"{capital(words.rstrip('. '))}."


def said(found: Iterable[Done]) -> str:
    """Say what was done in one line, for a paper; that nobody did anything is said too."""
    return " ".join(d.words for d in found) or NOBODY


def lead(found: tuple[Done, ...]) -> str:
    """Say how many things were done."""
    return f"{capital(counted(len(found), 'thing is', 'things are'))} written down about it." if found else NOBODY
