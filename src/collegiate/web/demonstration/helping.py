"""The plan, the colleague who was lent and the comparison of the demonstration's year."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from collegiate.improve.plans import Purpose, Step
from collegiate.improve.support.terms import TermOfYear
from collegiate.web.acts.acting import ActError
from collegiate.web.demonstration.hearings import criterion
from collegiate.web.demonstration.setting import ATTENDANCE, CHIEF, COLLEAGUE, HEAD, HELP, LEAD, Clock, Setting
from collegiate.web.effects.acts import lock
from collegiate.web.plans import acts as plans
from collegiate.web.plans.models import Milestone, Plan
from collegiate.web.plans.telling import Book, baselines
from collegiate.web.support import acts as support
from collegiate.web.support.models import Booking, Match, Supporter
from collegiate.web.support.proposals import propose_and_keep

_SUMMER, _AUTUMN, _NEXT = (TermOfYear.parse(t) for t in ("2026-summer", "2026-autumn", "2027-spring"))
_LENT = "Ash Farrow"
_STEPS = (
    (Step("First-day calls begin", dt.date(2026, 4, 20)), "Attendance officer", dt.date(2026, 4, 15)),
    (Step("Every family of a child below nine days in ten has been seen", dt.date(2026, 6, 19)), "Heads of year", dt.date(2026, 6, 26)),
    (Step("The governors see the list each half term", dt.date(2026, 10, 30)), "Chair of governors", None),
)  # fmt: skip
"""The milestones of the plan's first priority: what by when, whose, and when it was done."""

_VISITS = (
    (dt.date(2026, 4, 14), "Set up first-day calls with the office", "Calls were made by ten", "Make them by nine"),
    (dt.date(2026, 4, 21), "Sat in on six talks with families", "Families did not know how many days it was", "Show each family its days"),
    (dt.date(2026, 4, 30), "Went through the codes with the office", "Late arrivals were marked as absent", "Mark them on the day"),
    (dt.date(2026, 5, 12), "Watched the start of the day in every year", "Calls are made by nine", "Begin with Year 9"),
    (dt.date(2026, 6, 9), "Planned talks with the heads of year", "Two heads of year lead them now", "The rest by July"),
    (dt.date(2026, 6, 23), "Handed the list over", "The school does it without help", "One call in September"),
)  # fmt: skip


def plan(at: Setting, clock: Clock, case: str) -> None:
    """The head plans what the board asked for, on one page; another academy has a plan to stay strong as a draft."""
    on = clock.is_(dt.date(2026, 3, 9))
    by = plans.By(at.store, at.reader.snapshot, HEAD)
    made = plans.begin(
        trust_uid=at.trust_uid, urn=at.falls, school=at.names[at.falls], title="Every morning counts", purpose=Purpose.IMPROVE,
        owner="The headteacher", first=HELP, last=dt.date(2026, 12, 18), on=on, case=case, by=by,
    )  # fmt: skip
    says = plans.Says(
        "More children come every day", "We ring home before nine on the first morning, and a governor looks at the list each half term.",
        "The headteacher", dt.date(2026, 12, 18), (criterion(at),), Decimal(1200), "", tuple((step, who) for step, who, _ in _STEPS),
    )  # fmt: skip
    plans.add_priority(pk=made.pk, says=says, by=by)
    held = Plan.objects.get(pk=made.pk)
    wording = held.priorities.get().wordings.get()
    book = Book(at.reader, at.people, [at.falls])
    plans.agree(pk=held.pk, version=held.version, baselines={wording.pk: baselines(wording.measured, book, on)}, day=on, by=by)  # fmt: skip
    for milestone, (_, _, done) in zip(Milestone.objects.filter(priority__plan=held).order_by("day"), _STEPS, strict=True):  # fmt: skip
        if done:
            plans.tick(pk=milestone.pk, done=True, day=clock.is_(done), by=by)


def draft(at: Setting, clock: Clock) -> None:
    """This autumn another academy begins a plan, and has not agreed it yet."""
    on = clock.is_(dt.date(2026, 11, 12))
    plans.begin(
        trust_uid=at.trust_uid, urn=at.other, school=at.names[at.other], title="Strong, and to stay so", purpose=Purpose.SUSTAIN,
        owner="The headteacher", first=dt.date(2027, 1, 4), last=dt.date(2027, 7, 21), on=on, by=plans.By(at.store, at.reader.snapshot, LEAD),
    )  # fmt: skip


def lend(at: Setting, clock: Clock, case: str) -> str:
    """A colleague of another academy is released, asked for, proposed, accepted and lent; return the request's reference."""
    on = clock.is_(dt.date(2026, 3, 9))
    lead, chief, head = (support.Acting(at.store, at.reader, who) for who in (LEAD, CHIEF, HEAD))
    support.settle_cover(acting=lead, trust_uid=at.trust_uid, first_day=dt.date(2025, 9, 1), pounds=Decimal(210), source="The agency's rates")  # fmt: skip
    for called, urn, knows, days in (
        (_LENT, at.lends, ["attendance", "behaviour"], 10),
        ("Robin Hale", at.other, ["mathematics", "assessment"], 6),
        ("Kit Marlow", at.falls, ["english", "early_reading"], 4),
    ):
        address = COLLEAGUE if called == _LENT else ""
        one = support.add_supporter(acting=lead, trust_uid=at.trust_uid, called=called, urn=urn, expertise=knows, phases=["secondary"], address=address)  # fmt: skip
        for term in (_SUMMER, _AUTUMN, _NEXT):
            support.release(acting=lead, supporter=one, term=term, days=Decimal(days if term == _SUMMER else days // 2))
    asked = support.ask(
        acting=head, trust_uid=at.trust_uid, on=on, urn=at.falls, needed=["attendance"], wished=[], days=Decimal(8), by_day=dt.date(2026, 7, 10),
        belongs=case, why="To set up first-day calls and talks with families.",
    )  # fmt: skip
    propose_and_keep(acting=lead, trust_uid=at.trust_uid, term=_SUMMER, on=on)
    for match in Match.objects.filter(request=asked, state=Match.State.PROPOSED):
        accepted = support.accept(acting=lead, pk=match.pk, version=match.version, on=on)
        support.agree(acting=chief, pk=accepted.pk, version=accepted.version, on=on)
    return asked.reference


def compare(at: Setting, clock: Clock, case: str, request: str) -> None:
    """On the eve the comparison is locked: beside whom, over which spans, due when. Where nothing is alike enough there is none."""
    clock.is_(dt.date(2026, 4, 10))
    try:
        lock(
            **at.as_keywords, urn=at.falls, series=ATTENDANCE, start=HELP, due=dt.date(2026, 11, 6), minimum=Decimal(2),
            about="A colleague who leads attendance, eight days", case=case, request=request, by=LEAD, reader=at.reader, people=at.people,
        )  # fmt: skip
    except ActError:
        return


def visit(at: Setting, clock: Clock) -> None:
    """The colleague writes each visit down on its day."""
    booking = Booking.objects.filter(trust_uid=at.trust_uid, supporter__called=_LENT).first()
    if booking is None:
        return
    colleague = support.Acting(at.store, at.reader, COLLEAGUE)
    for on, done, seen, next_ in _VISITS:
        today = clock.is_(on)
        support.log_visit(acting=colleague, booking=booking, on=on, today=today, days=Decimal(1), done=done, seen=seen, next_=next_)  # fmt: skip


def ask_more(at: Setting, clock: Clock) -> None:
    """For the spring two academies ask for help; one match waits for an answer, and one request for somebody who can."""
    on = clock.is_(dt.date(2026, 11, 13))
    lead = support.Acting(at.store, at.reader, LEAD)
    for urn, needed, days, why in (
        (at.lends, "mathematics", 2, "Year 11 begins its last two terms with a new head of department."),
        (at.other, "science", 4, "Three posts of science are vacant from January."),
    ):
        support.ask(
            acting=lead, trust_uid=at.trust_uid, on=on, urn=urn, needed=[needed], wished=[], days=Decimal(days), by_day=dt.date(2027, 3, 19), belongs="", why=why
        )  # fmt: skip
    if Supporter.objects.filter(trust_uid=at.trust_uid).exists():
        propose_and_keep(acting=lead, trust_uid=at.trust_uid, term=_NEXT, on=on)
