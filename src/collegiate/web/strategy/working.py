"""Who worked on an aim this term: by the notes of those who plan, by minutes, and by what other parts' records name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from collegiate.vocabulary.years import AcademicYear, Term, term_of
from collegiate.web.clock import today
from collegiate.web.strategy.models import Decision, Worked, decided, work_on
from collegiate.web.strategy.recorded import recorded
from collegiate.web.words import capital


@dataclass(frozen=True, slots=True)
class Work:
    """Something that was done for an aim: when, what, and where it can be seen. `number` is that of a note, for taking it back."""

    on: dt.date
    words: str
    evidence: str
    by: str = ""
    path: str = ""
    number: int | None = None


def term_start(on: dt.date) -> dt.date:
    """Return the first day of the term in which a day falls, by the calendar."""
    year = AcademicYear.of(on)
    starts = {Term.AUTUMN: (year.end - 1, 9), Term.SPRING: (year.end, 1), Term.SUMMER: (year.end, 4)}
    return dt.date(*starts[term_of(on)], 1)


def term_words(on: dt.date) -> str:
    """Name the term of a day: autumn 2026."""
    return f"{term_of(on).value} {on:%Y}"


def work_of(trust_uid: int, urns: Collection[int] | None = None) -> dict[str, list[Work]]:
    """Return what was done for each aim of a trust, the latest first; with `urns` of plans those of these academies alone, and no meeting's."""
    found: dict[str, list[Work]] = {}
    met = _met_about(trust_uid) if urns is None else ()
    shown = _recorded(trust_uid, urns)
    for aim, work in (*_noted(work_on(trust_uid)), *_decided(trust_uid), *_planned(trust_uid, urns), *met, *shown):
        found.setdefault(aim, []).append(work)
    return {aim: sorted(of, key=lambda w: w.on, reverse=True) for aim, of in found.items()}


def unworked(aims: Iterable[str], work: dict[str, list[Work]], on: dt.date) -> list[str]:
    """Return the aims for which nothing was done since the term began."""
    since = term_start(on)
    return [a for a in aims if not any(since <= w.on <= on for w in work.get(a, ()))]


def _noted(notes: Iterable[Worked]) -> Iterable[tuple[str, Work]]:
    return [(n.aim, Work(n.on, n.words, n.evidence, n.by, number=n.pk)) for n in notes]


def _decided(trust_uid: int) -> Iterable[tuple[str, Work]]:
    """A board that judges an aim by evidence has worked on it; one that only settles its number has not."""
    lines = Decision.objects.filter(trust_uid=trust_uid)
    gone = {d.undoes for d in lines}
    return [
        (d.aim, Work(d.at.date(), f"The board's own word: {d.said.get('state', '')}", str(d.said.get("evidence", "")), d.by))
        for d in lines if d.kind == "judged" and d.pk not in gone
    ]  # fmt: skip


def _recorded(trust_uid: int, urns: Collection[int] | None) -> Iterable[tuple[str, Work]]:
    """What the loop's own records of this term show, for the aims that are measured by them."""
    on = today()
    since, known = term_start(on), {}
    for agreed in decided(trust_uid).held:
        rule = agreed.aim.rule
        if rule not in known:
            known[rule] = recorded(rule, trust_uid, urns, on, since)
        yield from ((agreed.aim.id, Work(r.on, capital(r.words), "their records", path=r.path)) for r in known[rule])


def _planned(trust_uid: int, urns: Collection[int] | None) -> Iterable[tuple[str, Work]]:
    """Priorities of plans that name an aim."""
    from collegiate.web.plans.models import Wording

    named = Wording.objects.filter(priority__plan__trust_uid=trust_uid).exclude(aim="").select_related("priority__plan")
    named = named if urns is None else named.filter(priority__plan__urn__in=urns)
    return [(w.aim, Work(w.at.date(), f"Planned: {w.what}", w.priority.plan.reference, w.owner, w.priority.plan.path)) for w in named]  # fmt: skip


def _met_about(trust_uid: int) -> Iterable[tuple[str, Work]]:
    """Decisions and actions of meetings that name an aim."""
    from collegiate.web.meetings.models import Action
    from collegiate.web.meetings.models import Decision as Decided

    said = Decided.objects.filter(meeting__trust_uid=trust_uid).exclude(about="").select_related("meeting")
    asked = Action.objects.filter(trust_uid=trust_uid).exclude(about="")
    return [
        *((d.about, Work(d.meeting.day, f"Decided: {d.words}", d.meeting.reference, d.by, d.meeting.path)) for d in said),
        *((a.about, Work(a.at.date(), f"Asked of {a.owner_called or a.owner}: {a.words}", a.reference, a.by, a.path)) for a in asked),
    ]  # fmt: skip
