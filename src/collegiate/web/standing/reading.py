"""The lines of academies as they stand: what was taken back left out, the last judgement of each kind, its evidence, its history."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from collegiate.improve.standing import Agreement, Area, Judgement, Kept, gaps, stands
from collegiate.web.standing.models import Kind, Line

Key = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class Stood:
    """One area of one academy: what stands, and all that was ever said, the newest first."""

    own_line: Line | None
    moderated_line: Line | None
    inspected: Line | None
    evidence: tuple[Line, ...]
    history: tuple[Line, ...]

    @property
    def own(self) -> Judgement | None:
        """The academy's own judgement."""
        return _judgement(self.own_line)

    @property
    def moderated(self) -> Judgement | None:
        """The moderator's."""
        return _judgement(self.moderated_line)

    @property
    def counts(self) -> Judgement | None:
        """The judgement that counts: the moderator's where there is one."""
        return self.moderated or self.own

    @property
    def agreement(self) -> Agreement:
        """How the two lie beside each other."""
        return stands(self.own, self.moderated)

    @property
    def as_of(self) -> dt.date | None:
        """The day of the latest judgement."""
        return max((j.day for j in (self.own, self.moderated) if j), default=None)

    def gaps(self, area: Area, on: dt.date) -> tuple[str, ...]:
        """What the area lacks on a day."""
        return gaps(area, self.own, self.moderated, [Kept(e.as_of) for e in self.evidence], on)


NOTHING = Stood(None, None, None, (), ())


def stood_of(trust_uid: int, urns: Collection[int] | None = None) -> dict[Key, Stood]:
    """Return what stands of a trust's academies, by URN, framework and area; what nobody touched is not in it."""
    lines = Line.objects.filter(trust_uid=trust_uid)
    found: dict[Key, list[Line]] = defaultdict(list)
    for line in lines if urns is None else lines.filter(urn__in=set(urns)):
        found[line.urn, line.framework, line.area].append(line)
    return {key: _stood(of) for key, of in found.items()}


def _stood(lines: Iterable[Line]) -> Stood:
    every = list(lines)
    gone = {line.takes_back_id for line in every if line.takes_back_id}
    there = [line for line in every if line.pk not in gone and line.kind != Kind.TAKEN_BACK]
    last = {line.kind: line for line in there}
    evidence = sorted((line for line in there if line.kind == Kind.EVIDENCE), key=lambda e: e.as_of, reverse=True)
    return Stood(
        last.get(Kind.OWN), last.get(Kind.MODERATED), last.get(Kind.INSPECTED), tuple(evidence), tuple(reversed(every))
    )


def _judgement(line: Line | None) -> Judgement | None:
    return Judgement(line.grade, line.words, line.by, line.as_of) if line else None
