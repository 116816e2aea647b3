"""All academies: where judgements differ first, then how many are at the trust's standard, then each academy in a line."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from collegiate.improve.standing import Agreement, Area, Level, Most, frameworks, level_of, most_of
from collegiate.web.authorization.rights import Right
from collegiate.web.board.models import settled
from collegiate.web.clock import today
from collegiate.web.components import Cell, Count, Counts
from collegiate.web.standing.models import standard_of
from collegiate.web.standing.reading import Stood
from collegiate.web.standing.seen import Standing, standings
from collegiate.web.whose import trusts
from collegiate.web.words import counted

_COLUMNS = [
    "Academy",
    "Areas judged",
    "They disagree",
    "Areas that lack something",
    "Last inspection",
    "Next inspection",
]
OFSTED = frameworks()[0]


@dataclass(frozen=True, slots=True)
class Differs:
    """An area whose two judgements differ."""

    school: str
    area: str
    own: str
    moderated: str
    path: str


@dataclass(frozen=True, slots=True)
class Against:
    """A trust's academies against its standard."""

    uid: int
    name: str
    standard: str
    most: Most | None
    counts: Counts | None


def listing(request: HttpRequest) -> HttpResponse:
    """Show how every academy stands that one reads of."""
    on = today()
    found = standings(request, on)
    areas = [(s, a, st) for s in found for f in s.frameworks for a, st in s.areas(f)]
    settles = {uid for uid, _ in trusts(request, Right.SETTLE)}
    return render(request, "standing/list.html", {
        "section": "standing", "differ": [d for s in found for d in differing(s)], "counts": counts_of([st for _, _, st in areas]), "columns": _COLUMNS,
        "rows": [_row(s, on) for s in found], "against": [_against(found, uid, name) for uid, name in trusts(request, Right.READ_STRATEGY)],
        "settles": settles, "framework": OFSTED, "lead": _lead(found, [st for _, _, st in areas]),
    })  # fmt: skip


def differing(standing: Standing) -> list[Differs]:
    """Return the areas of an academy whose judgements differ."""
    name = standing.academy.name
    return [
        Differs(name, a.words, s.own.grade, s.moderated.grade, f"/standing/schools/{standing.academy.urn}/{f.id}/{a.id}/")
        for f in standing.frameworks for a, s in standing.areas(f)
        if s.agreement is Agreement.DISAGREE and s.own and s.moderated
    ]  # fmt: skip


def counts_of(areas: Sequence[Stood]) -> Counts:
    """Count areas by how their judgements lie beside each other."""
    found = Counter(s.agreement for s in areas)
    mind = {Agreement.DISAGREE}
    return Counts(Count(len(areas), "areas of academies"), [Count(found[a], a.value, mind=a in mind and found[a] > 0) for a in Agreement])  # fmt: skip


def judged_areas(standing: Standing) -> list[tuple[Area, Any]]:
    """Return Ofsted's areas of an academy with the judgement that counts."""
    return [(a, s.counts) for a, s in standing.areas(OFSTED)]


def _lead(found: Sequence[Standing], areas: Sequence[Stood]) -> str:
    if not found:
        return "No academy that you read of is in this picture."
    differ = sum(s.agreement is Agreement.DISAGREE for s in areas)
    bare = sum(s.counts is None for s in areas)
    said = f"In {counted(differ, 'area')} an academy and its moderator differ" if differ else "No academy and its moderator differ"  # fmt: skip
    return f"{said}; {bare:,} of {len(areas):,} areas nobody has judged yet."


def _against(found: Sequence[Standing], uid: int, name: str) -> Against:
    mine = [s for s in found if s.academy.trust_uid == uid]
    standard = standard_of(uid, OFSTED.id)
    if not standard:
        return Against(uid, name, "", None, None)
    levels = [level_of(standard, judged_areas(s)) for s in mine]
    parts = [Count(levels.count(level), level.value, mind=level is Level.BELOW and level in levels) for level in Level]
    return Against(uid, name, standard, most_of(levels, settled(uid).get("most_schools")), Counts(Count(len(mine), "academies"), parts))  # fmt: skip


def _row(standing: Standing, on: dt.date) -> list[Cell]:
    areas = [(a, s) for f in standing.frameworks for a, s in standing.areas(f)]
    judged = sum(s.counts is not None for _, s in areas)
    differ = sum(s.agreement is Agreement.DISAGREE for _, s in areas)
    lacks = sum(bool(s.gaps(a, on)) for a, s in areas)
    last = standing.visits[0].brief if standing.visits else ""
    window = standing.window(OFSTED, on)
    return [
        Cell(standing.academy.name, f"/standing/schools/{standing.academy.urn}/"), Cell(f"{judged} of {len(areas)}"),
        Cell(str(differ) if differ else "none", mind=bool(differ)), Cell(f"{lacks} of {len(areas)}"),
        Cell(last) if last else Cell("none in the files", gap=True),
        Cell(f"by {window.latest:%B %Y}, an estimate") if window.latest else Cell("unknown", gap=True),
    ]  # fmt: skip
