"""Every academy and its plan, counted: each has one, or is said to have none."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from collegiate.improve.plans import Purpose, Stage
from collegiate.web.authorization.rights import Right
from collegiate.web.clock import today
from collegiate.web.components import Cell, Count, Counts
from collegiate.web.plans.models import Plan
from collegiate.web.plans.seen import Academy, Part, academies_seen
from collegiate.web.plans.telling import Book, Told, next_day, overdue, told, wholes
from collegiate.web.reading import reader_of
from collegiate.web.whose import counts_of
from collegiate.web.words import capital, counted, day

STANDS = ("without a plan", "draft", "to improve", "to sustain", "closed")
_COLUMNS = ["Academy", "Plan", "Met", "Behind", "Comes before the board", "Next"]


@dataclass(frozen=True, slots=True)
class Line:
    """An academy with its plan of today, None where it has none."""

    academy: Academy
    plan: Plan | None
    told: list[Told]
    overdue: tuple[str, ...]

    @property
    def stands(self) -> str:
        """Where the academy is counted."""
        if self.plan is None:
            return "without a plan"
        if self.plan.drafted or self.plan.closed:
            return self.plan.stage
        return f"to {self.plan.purpose}"


def listing(request: HttpRequest) -> HttpResponse:
    """Show every academy that one reads about, with its plan of today or that it has none; what needs the board first."""
    on = today()
    plans = wholes(Part.of(request, Right.READ_STRATEGY).of_plans())
    lines = lines_of(request, on, plans)
    writes = Part.of(request, Right.PLAN)
    without = [line.academy for line in lines if line.plan is None and writes.holds(line.academy.trust_uid, line.academy.urn)]  # fmt: skip
    shown = {line.plan.pk for line in lines if line.plan}
    return render(request, "plans/list.html", {
        "section": "plans", "lead": _lead(lines), "counts": _counts(lines), "columns": _COLUMNS, "rows": [_row(line, line.plan, on) for line in lines if line.plan], "bare": [(line.academy, line.academy in without) for line in lines if not line.plan],
        "begin": f"/plans/new/?urn={without[0].urn}" if without else "", "others": [p for p in plans if p.pk not in shown], "without": without, "may": bool(writes.trusts or writes.urns),
        "asked": [(line, words) for line in lines for words in line.overdue],
    })  # fmt: skip


def lines_of(request: HttpRequest, on: dt.date, plans: Sequence[Plan] | None = None) -> list[Line]:
    """Return every academy that somebody reads about with its plan of today, what comes before the board first.

    plans: those that they read, where they are read already.
    """
    if plans is None:
        plans = wholes(Part.of(request, Right.READ_STRATEGY).of_plans().exclude(stage=Stage.CLOSED.value, last__lt=on))
    book = Book(reader_of(request), counts_of(request), [p.urn for p in plans])
    lines = [_line(a, _of_today(a, plans, on), book, on) for a in academies_seen(request, Right.READ_STRATEGY)]
    return sorted(lines, key=lambda line: (not line.overdue, line.plan is not None, line.academy.name))


def _of_today(academy: Academy, plans: Sequence[Plan], on: dt.date) -> Plan | None:
    """Return the plan that counts for an academy: one that is running before a draft, one of today before one of other days."""
    mine = [p for p in plans if p.urn == academy.urn and p.trust_uid == academy.trust_uid and (not p.closed or p.last >= on)]  # fmt: skip
    return max(mine, key=lambda p: (p.agreed, p.drafted, p.first <= on <= p.last, p.pk), default=None)


def _line(academy: Academy, plan: Plan | None, book: Book, on: dt.date) -> Line:
    found = told(plan, book, on) if plan else []
    return Line(academy, plan, found, overdue(plan, found, on) if plan else ())


def _counts(lines: Sequence[Line]) -> Counts:
    found = Counter(line.stands for line in lines)
    mind = {"without a plan"}
    parts = [Count(found[s], s, mind=s in mind and bool(found[s])) for s in STANDS]
    return Counts(Count(len(lines), "academies"), parts)


def _lead(lines: Sequence[Line]) -> str:
    if not lines:
        return "No academy that you read about is in this picture."
    bare, late = sum(line.plan is None for line in lines), sum(bool(line.overdue) for line in lines)
    said = f"{counted(bare, 'academy has', 'academies have')} no plan" if bare else "every academy has a plan"
    asked = f"{counted(late, 'plan comes', 'plans come')} before the board" if late else "none is overdue"
    return capital(f"{said}; {asked}. Strong schools plan too: to sustain.")


def _row(line: Line, plan: Plan, on: dt.date) -> list[Cell]:
    words = {Purpose.IMPROVE: "to improve", Purpose.SUSTAIN: "to sustain"}[plan.why]
    states = Counter(t.stood.state.value for t in line.told if not plan.drafted)
    behind = states["behind"] + states["overdue"]
    kind = words if plan.agreed else f"{plan.stage}, {words}"
    return [
        Cell(line.academy.name), Cell(f"{plan.title} ({kind})", plan.path), Cell("not agreed yet", gap=True) if plan.drafted else Cell(f"{states['met']} of {len(line.told)}"),
        Cell(str(behind), mind=bool(behind)), Cell(str(len(line.overdue)) if line.overdue else "nothing", mind=bool(line.overdue)),
        Cell(day(next_day(plan, line.told, on))),
    ]  # fmt: skip
