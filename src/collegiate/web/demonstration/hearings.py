"""The cases of the demonstration's year: one heard, decided and reviewed, one that waits for its hearing, one that was just referred."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from collegiate.improve.cases import Kind, Outcome
from collegiate.improve.criterion import Criterion, Direction
from collegiate.improve.series import points, series_of
from collegiate.web.cases import acts, hearing, reviewing
from collegiate.web.cases.making import Seen, document, judged_now
from collegiate.web.cases.models import Case, Decision, Review
from collegiate.web.cases.referring import attached
from collegiate.web.demonstration.setting import ATTENDANCE, CHIEF, CLERK, HEAD, LEAD, TRUSTEE, Clock, Setting
from collegiate.web.slipping.told import alert_cards

HEARING = dt.date(2026, 3, 2)
NEXT_BOARD = dt.date(2026, 12, 2)
_BY = dt.date(2026, 12, 18)
_REVIEWS = (
    (dt.date(2026, 4, 20), "The calls home have begun with the summer term. What is seen is still of the spring."),
    (dt.date(2026, 6, 8), "Better than in spring, and not where we wanted to be. Year 9 is still away most."),
    (dt.date(2026, 7, 27), "The summer's second half was good. The school does the calls without help now."),
    (dt.date(2026, 9, 21), "No half term is over since July. The new form tutors have been shown how it is done."),
    (dt.date(2026, 11, 9), "The new year began as the old one ended. The board may leave it, or wait for Christmas."),
)  # fmt: skip
"""When the case was looked at, and what was said."""


def doing(at: Setting, by: str, on: dt.date) -> acts.Doing:
    """Return who does something on a day, as the cases' acts want it."""
    return acts.Doing(at.store, at.reader.snapshot, by, on)


def refer(at: Setting, clock: Clock) -> str:
    """The fall is referred, heard and decided; return the case's reference."""
    on = clock.is_(dt.date(2026, 2, 9))
    about = acts.About(at.trust_uid, Kind.SCHOOL, at.names[at.falls], at.falls, ATTENDANCE, _title(at))
    alert = next((c.reference for c in alert_cards(at.reader, at.people, at.trust_uid) if c.urn == at.falls), "")
    case = acts.refer(
        doing=doing(at, HEAD, on), about=about, alert=alert, attached=attached(about, "", at.reader, at.people),
        words="Attendance has fallen since September 2025 in every year group, and faster than at our other schools. Letters home did not turn it.",
    )  # fmt: skip
    on = clock.is_(dt.date(2026, 2, 12))
    acts.take_on(doing=doing(at, LEAD, on), case=case.pk, version=_version(case), hearing=HEARING, words="It is larger than chance, and the head asks for help.")  # fmt: skip
    on = clock.is_(dt.date(2026, 2, 23))
    _freeze(at, case, on)
    _decide(at, case, clock.is_(HEARING))
    return case.reference


def _freeze(at: Setting, case: Case, on: dt.date) -> None:
    made = document(Case.objects.get(pk=case.pk), Seen(at.reader, at.people, on))
    hearing.freeze(doing=doing(at, CLERK, on), case=case.pk, version=_version(case), document=made)


def _decide(at: Setting, case: Case, on: dt.date) -> None:
    for member in (TRUSTEE, CHIEF):
        hearing.declare(doing=doing(at, member, on), case=case.pk, conflict=False, words="")
    asked = criterion(at)
    proposal = hearing.Proposal(
        Outcome.SUPPORT, "The school is helped by a colleague who has done this before. We want to see the number move, not a plan.",
        (
            hearing.Asked("Ring home by nine on the first morning that a child is missing", "Headteacher", dt.date(2026, 4, 17)),
            hearing.Asked("Show every year leader how the lending school reads its attendance", "School-improvement lead", dt.date(2026, 5, 8)),
        ),
        asked, asked.words(series_of(ATTENDANCE, at.reader, at.people)), Decimal(8), _REVIEWS[0][0],
    )  # fmt: skip
    hearing.propose(doing=doing(at, TRUSTEE, on), case=case.pk, version=_version(case), proposal=proposal)
    decision = hearing.sign(doing=doing(at, CHIEF, on), case=case.pk, version=_version(case))
    for condition, seen_to in zip(decision.conditions.all(), (dt.date(2026, 4, 16), dt.date(2026, 5, 7)), strict=True):
        hearing.tick(doing=doing(at, LEAD, seen_to), case=case.pk, version=_version(case), condition=condition.pk, done=True)  # fmt: skip


def criterion(at: Setting) -> Criterion:
    """What the board asks for: within two percentage points of the year before the fall, written to the half point."""
    year = (dt.date(2024, 9, 1), dt.date(2025, 8, 31))
    found = [p for p in points(ATTENDANCE, [at.falls], at.reader, at.people) if year[0] <= p.last <= year[1]]
    before = [p.value for p in found if p.value is not None]
    value = Decimal(round(2 * (sum(before) / len(before) - 2))) / 2 if before else Decimal(90)
    return Criterion(ATTENDANCE, at.falls, Direction.AT_LEAST, value, _BY)


def review(at: Setting, clock: Clock, reference: str) -> None:
    """The case is looked at every six to eight weeks, each time on the figures of the day."""
    case = Case.objects.get(reference=reference)
    days = [on for on, _ in _REVIEWS[1:]] + [dt.date(2026, 12, 28)]
    for (on, words), then in zip(_REVIEWS, days, strict=True):
        decision = Decision.objects.get(case=case)
        clock.is_(on)
        judged, _ = judged_now(criterion(at), Seen(at.reader, at.people, on), after=decision.counts_from)
        said = reviewing.Said(words, Review.CONTINUE, then)
        reviewing.review(
            doing=doing(at, LEAD, on), case=case.pk, version=_version(case), judged=judged, criterion_words=decision.criterion_words, said=said
        )  # fmt: skip


def refer_more(at: Setting, clock: Clock) -> None:
    """Two more cases of this autumn: one waits for the board's next hearing, the other for somebody's answer."""
    on = clock.is_(dt.date(2026, 11, 10))
    about = acts.About(
        at.trust_uid, Kind.GROUP, at.names[at.other], at.other, group="Children with free school meals in Year 9"
    )
    case = acts.refer(doing=doing(at, LEAD, on), about=about, words="They lose ground in mathematics, and both heads of department see it.")  # fmt: skip
    on = clock.is_(dt.date(2026, 11, 16))
    acts.take_on(doing=doing(at, LEAD, on), case=case.pk, version=_version(case), hearing=NEXT_BOARD, words="For the board's meeting in December.")  # fmt: skip
    about = acts.About(at.trust_uid, Kind.SCHOOL, at.names[at.lends], at.lends)
    acts.refer(doing=doing(at, CHIEF, on), about=about, words="Three teachers of science leave at Christmas, and nobody has been found yet.")  # fmt: skip


def _title(at: Setting) -> str:
    found = series_of(ATTENDANCE, at.reader, at.people)
    return found.title if found else ""


def _version(case: Case) -> int:
    return Case.objects.values_list("version", flat=True).get(pk=case.pk)
