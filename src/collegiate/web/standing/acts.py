"""What is said of how academies stand: written to the audit journal first, then added. No line is changed or removed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from collegiate.improve.standing import Area, Framework
from collegiate.web.plans.acts import By
from collegiate.web.standing.models import Kind, Line, Standard
from collegiate.web.standing.reading import NOTHING, Stood, stood_of


class StandingError(Exception):
    """Something that cannot be said as asked; the message says why and what to do instead. Nothing was changed."""


class SaidMeanwhileError(StandingError):
    """Somebody else judged since the page was opened; the message says who and when."""


@dataclass(frozen=True, slots=True)
class Where:
    """The academy, framework and area that something is said of."""

    trust_uid: int
    urn: int
    school: str
    framework: Framework
    area: Area

    @property
    def words(self) -> str:
        """Say it for the journal."""
        return f"{self.area.words} of school {self.urn} ({self.framework.title})"

    def stood(self) -> Stood:
        """What stands of it now."""
        found = stood_of(self.trust_uid, [self.urn])
        return found.get((self.urn, self.framework.id, self.area.id), NOTHING)


@transaction.atomic
def bring(*, where: Where, words: str, source: str, link: str, as_of: dt.date, snapshot: str = "", by: By) -> Line:
    """Add evidence. `snapshot` names the picture where it is a figure of Collegiate."""
    by.write(f"added evidence on {where.words}", source or words[:200])
    return _add(where, Kind.EVIDENCE, by, words=words, source=source, link=link, as_of=as_of, snapshot=snapshot)


@transaction.atomic
def judge(*, where: Where, grade: str, words: str, moderates: bool, seen: int, day: dt.date, by: By) -> Line:
    """Judge an area, as the academy itself or as its moderator; `seen` is the key of the line that the page showed, 0 for none.

    Raises `StandingError` for a grade that the scale has not and for who would moderate an own judgement, `SaidMeanwhileError`.
    """
    stood = where.stood()
    stands = stood.moderated_line if moderates else stood.own_line
    if (stands.pk if stands else 0) != seen:
        raise SaidMeanwhileError(_meanwhile(stands))
    if grade not in where.area.scale:
        raise StandingError("Choose one of the words of the scale.")
    if moderates and stood.own_line and stood.own_line.by == by.email:
        raise StandingError("The academy's own judgement is by you: somebody else has to moderate it.")
    if not moderates and stood.moderated_line and stood.moderated_line.by == by.email:
        raise StandingError("You moderated this area: the academy's own judgement is for somebody else.")
    by.write(f"{'moderated' if moderates else 'judged'} {where.words}: {grade}", words[:400])
    return _add(where, Kind.MODERATED if moderates else Kind.OWN, by, grade=grade, words=words, as_of=day)


@transaction.atomic
def inspected(*, where: Where, grade: str, words: str, source: str, day: dt.date, by: By) -> Line:
    """Write down an inspection that no file tells of, in its own words."""
    by.write(f"wrote down an inspection of {where.words}", source)
    return _add(where, Kind.INSPECTED, by, grade=grade, words=words, source=source, as_of=day)


def take_back(*, where: Where, pk: int, why: str, by: By) -> Line:
    """Take a line back with a reason; it stays to be read. Raises `StandingError` for one that is taken back, or another person's judgement."""
    line = Line.objects.filter(
        pk=pk, trust_uid=where.trust_uid, urn=where.urn, framework=where.framework.id, area=where.area.id
    ).first()
    if line is None or line.kind == Kind.TAKEN_BACK:
        raise StandingError("There is no such line.")
    if Line.objects.filter(takes_back=line).exists():
        raise StandingError("It is taken back already.")
    if line.kind in (Kind.OWN, Kind.MODERATED) and line.by != by.email:
        raise StandingError(f"This judgement is by {line.by}: only they take it back. Judge anew instead.")
    try:
        with transaction.atomic():
            by.write(f"took back {Kind(line.kind).label} on {where.words}", why)
            return _add(where, Kind.TAKEN_BACK, by, words=why, as_of=timezone.localdate(line.at), takes_back=line)
    except IntegrityError:
        raise StandingError("It is taken back already.") from None


@transaction.atomic
def settle(*, trust_uid: int, framework: Framework, grade: str, minute: str, by: By) -> Standard:
    """Settle the trust's standard by minute, or take it back with an empty grade."""
    by.write(f"settled the standard of trust {trust_uid} ({framework.title}): {grade or 'none'}", minute)
    return Standard.objects.create(trust_uid=trust_uid, framework=framework.id, grade=grade, minute=minute, by=by.email)


def _add(where: Where, kind: Kind, by: By, **fields: object) -> Line:
    return Line.objects.create(
        trust_uid=where.trust_uid, urn=where.urn, school=where.school, framework=where.framework.id, area=where.area.id,
        kind=kind.value, by=by.email, **fields,
    )  # fmt: skip


def _meanwhile(line: Line | None) -> str:
    if line is None:
        return "It was taken back since you opened this. What you wrote stands below: look, and send it again if it holds."  # fmt: skip
    return (
        f"{line.by} judged this on {timezone.localtime(line.at):%-d %B %Y at %H:%M}, after you opened it. "
        "Both texts stand below: read theirs, then send yours again if it holds."
    )
