"""Comparisons that came out since last week, and those that are soon due."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db.models import Q

from collegiate.store import Store
from collegiate.web.authorization.rights import Right
from collegiate.web.authorization.roles import Span
from collegiate.web.clock import today
from collegiate.web.effects.acts import work_out
from collegiate.web.effects.models import Comparison
from collegiate.web.effects.saying import Line
from collegiate.web.home.answers import Consequence, Link
from collegiate.web.home.monday import Both, Item, Same, Source
from collegiate.web.words import day

WHY = "When a plan or support began, its comparison was locked: beside whom, by which measure, and when it is due. It stands here in the week in which it came out."
WEEK = dt.timedelta(days=7)


def _look(both: Both) -> tuple[list[Item], list[Same]]:
    on, store = today(), Store(settings.COLLEGIATE_STORE)
    theirs = Comparison.objects.filter(_about(both), withdrawal__isnull=True)
    for uid in {c.trust_uid for c in theirs if c.due <= on}:
        work_out(uid, store)
    lines = [Line.of(c) for c in theirs.prefetch_related("evaluations")]
    new = [n for n in lines if n.found is not None and _first(n) > on - WEEK]
    waiting = sum(n.found is None for n in lines)
    out = len(lines) - waiting - len(new)
    same = [
        Same(waiting, "locked comparisons are not due yet", "locked comparison is not due yet"),
        Same(out, "comparisons came out earlier", "comparison came out earlier"),
    ]
    return [_item(n, _children(both, n.comparison)) for n in new], [s for s in same if s.number]


def _about(both: Both) -> Q:
    """Of somebody's academies, and of the trust as a whole for whoever reads it whole."""
    held = {a.trust_uid for a in both.user.holding(Right.READ_STRATEGY) if a.span == Span.TRUST}
    whole = [uid for uid in both.trusts if uid in held or None in held]
    return Q(urn__in=both.now.urns) | Q(urn__isnull=True, trust_uid__in=whole)


def _children(both: Both, comparison: Comparison) -> int:
    whole = both.trusts.get(comparison.trust_uid, set())
    return both.roll(*whole) if comparison.urn is None else both.roll(comparison.urn)


def _first(line: Line) -> dt.date:
    """Return the day on which something was first found of a comparison: a later picture's figure is no news by itself."""
    return line.comparison.evaluations.all()[0].on


def _item(line: Line, children: int) -> Item:
    c, locked, found = line.comparison, line.locked, line.found
    trust = f"How far to trust it: {line.grade}." if line.grade else "It is said why on its page."
    step = Link(f"Take it to case {c.case}", f"/cases/{c.case}/") if c.case else Link("See what came out", c.path)
    return Item(
        f"{locked.school.name}: {locked.about}. {line.said}", f"{found.compared if found else ''}.", trust, f"Due on {day(locked.due)}.", step, WHY,
        Consequence.SCHOOL, children, f"{c.reference} was locked on {day(locked.locked_on)}; what is made of it is for people to say.",
    )  # fmt: skip


SOURCE = Source(_look, Right.READ_STRATEGY)
