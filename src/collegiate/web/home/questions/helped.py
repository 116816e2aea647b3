"""What were we asked to help with, and did it help? A partner's own bookings and visits, what came out, and the schools' public figures."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from collegiate.vocabulary.years import AcademicYear
from collegiate.web.authorization.rights import Right
from collegiate.web.authorization.roles import Span
from collegiate.web.home.answers import Answer, Link, Sum
from collegiate.web.home.asking import Asked, Question
from collegiate.web.home.figures import headline_rows, latest_year, verdicts
from collegiate.web.words import capital, counted, listed

if TYPE_CHECKING:
    from collegiate.web.support.models import SupportRequest

WHY = (
    "Bookings are yours where they carry the address with which you sign in. Each published headline figure of the academies that you work with is counted once, "
    "beside similar schools. No child is behind it that could be told from another."
)


def _answer(asked: Asked) -> Answer | None:
    urns = asked.academies
    rows = headline_rows(asked.reader, urns)
    period = latest_year(rows)
    said, own = _asked_for(asked)
    one = (
        Link("Write down a visit", "/support/mine/")
        if own
        else Link(f"See {asked.names(urns)[urns[0]]}", f"/academies/{urns[0]}/")
    )
    counts: Sum | None = None
    if period is None:
        figures = f"No published figure of {asked.ours} is compared with similar schools in this picture."
    else:
        counts = verdicts(rows, period)
        figures = f"{counted(counts.whole.number, 'headline figure')} of {asked.ours} in {AcademicYear(period)}, beside similar schools."
    return Answer(f"{said} {capital(figures)}", WHY, counts, one)


def _asked_for(asked: Asked) -> tuple[str, bool]:
    """Say what somebody was asked to help with, and what came out of it where a comparison was locked; and whether there was anything."""
    from collegiate.web.support.acts import said
    from collegiate.web.support.models import Booking

    found = Booking.objects.filter(
        supporter__address=asked.user.email.casefold(), undone="", request__urn__in=asked.academies
    )
    own = list(found.select_related("request").prefetch_related("visits"))
    if not own:
        return (
            "No booking carries your address: you were not asked to help with anything that is written down here.",
            False,
        )
    days = sum((b.days for b in own), Decimal(0))
    visited = sum((v.days for b in own for v in b.visits.all() if not v.undone), Decimal(0))
    what = listed(sorted({b.request.needed_words.lower() for b in own}))
    done = f"Written down as visited: {said(visited)}." if visited else "No visit is written down yet."
    return f"You were asked for {said(days)}: {what}. {done} {_came_of([b.request for b in own])}", True


def _came_of(requests: Sequence[SupportRequest]) -> str:
    """Say what came out of the comparisons that were locked for requests."""
    from collegiate.web.effects.models import Comparison
    from collegiate.web.effects.saying import Line, sentence

    theirs = {(r.trust_uid, r.reference) for r in requests}
    locked = Comparison.objects.filter(request__in=[r for _, r in theirs], withdrawal__isnull=True)
    lines = [Line.of(c) for c in locked.prefetch_related("evaluations") if (c.trust_uid, c.request) in theirs]
    if not lines:
        return "No comparison was locked for it, so nobody can say what would have happened without it."
    return " ".join(sentence(line.locked, line.found) for line in lines)


QUESTION = Question(
    "What were we asked to help with?", _answer, Right.SEE_COUNTS, frozenset({Span.ACADEMY}), frozenset({"partner"}), only=True,
)  # fmt: skip
