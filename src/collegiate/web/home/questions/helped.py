"""What were we asked to help with, and did it help? The school's public figures; the rest is not here yet."""

from __future__ import annotations

from collegiate.vocabulary.years import AcademicYear
from collegiate.web.authorization.rights import Right
from collegiate.web.authorization.roles import Span
from collegiate.web.home.answers import Answer, Link
from collegiate.web.home.asking import Asked, Question
from collegiate.web.home.figures import headline_rows, latest_year, verdicts
from collegiate.web.words import counted

WHY = "Each published headline figure of the academies that you work with is counted once, beside similar schools. No child is behind it that could be told from another."
NOT_HERE = "What you were asked to help with, the days and what came of it are not here yet."


def _answer(asked: Asked) -> Answer | None:
    urns = asked.academies
    rows = headline_rows(asked.reader, urns)
    period = latest_year(rows)
    one = Link(f"See {asked.names(urns)[urns[0]]}", f"/academies/{urns[0]}/")
    if period is None:
        return Answer(
            f"No published figure of {asked.ours} is compared with similar schools in this picture.",
            WHY,
            one_thing=one,
            not_here=NOT_HERE,
        )
    counts = verdicts(rows, period)
    said = f"{counted(counts.whole.number, 'headline figure')} of {asked.ours} in {AcademicYear(period)}, beside similar schools."
    return Answer(said[:1].upper() + said[1:], WHY, counts, one, not_here=NOT_HERE)


QUESTION = Question(
    "What were we asked to help with?",
    _answer,
    Right.SEE_COUNTS,
    frozenset({Span.ACADEMY}),
    frozenset({"partner"}),
    only=True,
)
