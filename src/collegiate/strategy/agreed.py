"""What a trust's board made of the aims: its own ones, those it switched off, targets, owners and restatements, each by its minute.

Lines are only added: the last of a kind that was not taken back stands.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

from collegiate.strategy.aims import NO_TARGET, Aim, Target, aims


class Kind(StrEnum):
    """What a board can decide."""

    START = "start"
    TARGET = "target"
    BASELINE = "baseline"
    OWNER = "owner"
    RESTATED = "restated"
    JUDGED = "judged"
    OFF = "off"
    ADDED = "added"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Line:
    """A decision: of what kind, on which aim (empty for the whole strategy), what it says, the minute, by whom and when."""

    number: int
    kind: Kind
    aim: str
    said: Mapping[str, Any]
    minute: str
    by: str
    at: dt.datetime
    undoes: int | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """A board's own word on an aim that nothing here measures."""

    state: str
    evidence: str
    on: dt.date
    minute: str


@dataclass(frozen=True, slots=True)
class Before:
    """What an aim was before it was restated: its words and its figures to the last of their era, as they stood then."""

    aim: Aim
    figures: tuple[Mapping[str, Any], ...]
    minute: str
    on: dt.date


@dataclass(frozen=True, slots=True)
class Agreed:
    """An aim as a trust holds it. `lines` are all decisions on it, the latest first."""

    aim: Aim
    off: bool = False
    target: Target = NO_TARGET
    baseline: Decimal | None = None
    owner: str = ""
    judged: Judgement | None = None
    before: tuple[Before, ...] = ()
    lines: tuple[Line, ...] = field(default=())

    @property
    def restated(self) -> bool:
        """Whether the board restated it."""
        return bool(self.before)


@dataclass(frozen=True, slots=True)
class Strategy:
    """A trust's strategy: from which day its horizons count (None where no minute says), and its aims."""

    start: dt.date | None
    agreed: tuple[Agreed, ...]
    lines: tuple[Line, ...]

    @property
    def held(self) -> tuple[Agreed, ...]:
        """The aims that are not switched off."""
        return tuple(a for a in self.agreed if not a.off)

    def get(self, id_: str) -> Agreed | None:
        """Return an aim by its id."""
        return next((a for a in self.agreed if a.aim.id == id_), None)


def strategy_of(lines: Iterable[Line], shipped: Sequence[Aim] | None = None) -> Strategy:
    """Return what stands of all that a board decided; `lines` in the order in which they were written."""
    every = tuple(lines)
    standing = stand_of(every)
    own = [Aim.of(line.said) for line in standing if line.kind is Kind.ADDED]
    start = next((line for line in reversed(standing) if line.kind is Kind.START), None)
    agreed = tuple(_agreed(aim, every, standing) for aim in (*(aims() if shipped is None else shipped), *own))
    return Strategy(dt.date.fromisoformat(start.said["day"]) if start else None, agreed, tuple(reversed(every)))


def stand_of(lines: Sequence[Line]) -> list[Line]:
    """Return the decisions that were not taken back."""
    undone = {line.undoes for line in lines if line.kind is Kind.UNDONE}
    return [line for line in lines if line.kind is not Kind.UNDONE and line.number not in undone]


def _agreed(aim: Aim, every: Sequence[Line], standing: Sequence[Line]) -> Agreed:
    mine = [line for line in standing if line.aim == aim.id]
    last = {line.kind: line for line in mine}
    restated = [line for line in mine if line.kind is Kind.RESTATED]
    now = Agreed(aim, target=aim.target, baseline=aim.baseline, owner=aim.owner)
    for line in restated:
        now = _restated(now, line)
    owner, off = last.get(Kind.OWNER), last.get(Kind.OFF)
    since = restated[-1].number if restated else -1
    target, baseline, judged = (
        found if (found := last.get(k)) and found.number > since else None
        for k in (Kind.TARGET, Kind.BASELINE, Kind.JUDGED)
    )
    return replace(
        now,
        off=off is not None,
        target=Target.of(target.said) if target else now.target,
        baseline=Decimal(str(baseline.said["value"])) if baseline else now.baseline,
        owner=str(owner.said["owner"]) if owner else now.owner,
        judged=_judged(judged),
        lines=tuple(line for line in reversed(every) if line.aim == aim.id),
    )


def _restated(was: Agreed, line: Line) -> Agreed:
    """Return an aim in its new words; what was settled in the old words' unit, or judged of them, does not go over."""
    new = replace(
        was.aim, wording=str(line.said["wording"]), rule=str(line.said.get("rule", "")), given=dict(line.said.get("given", {})),
        target=Target.of(line.said.get("target", {})), baseline=None, needs=(),
    )  # fmt: skip
    kept = Before(was.aim, tuple(line.said.get("figures", ())), line.minute, line.at.date())
    return replace(was, aim=new, target=new.target, baseline=None, before=(*was.before, kept))


def _judged(line: Line | None) -> Judgement | None:
    if line is None:
        return None
    day = line.said.get("on")
    on = dt.date.fromisoformat(day) if day else line.at.date()
    return Judgement(str(line.said["state"]), str(line.said["evidence"]), on, line.minute)
