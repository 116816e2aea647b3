"""One academy: its areas with what each lacks before inspectors come, its last inspections in their own words, and the window of the next."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from collegiate.improve.standing import NO_EVIDENCE, NOT_JUDGED, NOT_MODERATED, Agreement, Area, Framework, Window
from collegiate.web.authorization.rights import Right
from collegiate.web.clock import today
from collegiate.web.components import Count, Counts
from collegiate.web.standing.pages.listing import counts_of
from collegiate.web.standing.reading import Stood
from collegiate.web.standing.seen import Standing, may, standing_at
from collegiate.web.words import capital, listed

_MISSING = {NO_EVIDENCE: "evidence", NOT_JUDGED: "its own judgement", NOT_MODERATED: "the moderator's"}


@dataclass(frozen=True, slots=True)
class Line:
    """An area in a line: what stands, and what it lacks."""

    area: Area
    stood: Stood
    gaps: tuple[str, ...]
    path: str

    @property
    def lacks(self) -> str:
        """What it lacks, in few words: what its columns show as missing is named, the rest said."""
        missing = [words for gap, words in _MISSING.items() if gap in self.gaps]
        rest = [g for g in self.gaps if g not in _MISSING]
        return " ".join([*([f"{capital(listed(missing))}."] if missing else []), *rest])

    @property
    def differs(self) -> bool:
        """Whether the two judgements differ."""
        return self.stood.agreement is Agreement.DISAGREE


@dataclass(frozen=True, slots=True)
class Part:
    """A framework with the academy's areas, those that differ first, then those that lack most."""

    framework: Framework
    lines: tuple[Line, ...]
    counts: Counts
    window: Window

    @property
    def ready(self) -> int:
        """How many areas lack nothing."""
        return sum(not line.gaps for line in self.lines)


def academy(request: HttpRequest, urn: int) -> HttpResponse:
    """Show how one academy stands."""
    on = today()
    standing = standing_at(request, urn, on)
    parts = [part_of(standing, f, on) for f in standing.frameworks]
    every = sum(len(p.lines) for p in parts)
    ready = sum(p.ready for p in parts)
    return render(request, "standing/academy.html", {
        "section": "standing", "academy": standing.academy, "parts": parts, "visits": standing.visits, "may": may(request, standing.academy, Right.PLAN),
        "counts": Counts(Count(every, "areas"), [Count(ready, "lack nothing"), Count(every - ready, "lack evidence or a judgement, or it is old", mind=every > ready)]),
        "agreement": counts_of([line.stood for p in parts for line in p.lines]), "do": _do(parts), "every": every, "ready": ready,
    })  # fmt: skip


def part_of(standing: Standing, framework: Framework, on: dt.date) -> Part:
    """Return a framework's part of an academy's page."""
    there = f"/standing/schools/{standing.academy.urn}/{framework.id}/"
    lines = [Line(a, s, s.gaps(a, on), f"{there}{a.id}/") for a, s in standing.areas(framework)]
    lines.sort(key=lambda line: (not line.differs, -len(line.gaps)))
    return Part(framework, tuple(lines), counts_of([line.stood for line in lines]), standing.window(framework, on))


def _do(parts: list[Part]) -> Line | None:
    """Return the area to look at first."""
    lines = [line for p in parts for line in p.lines if line.gaps]
    return max(lines, key=lambda line: (line.differs, len(line.gaps)), default=None)
