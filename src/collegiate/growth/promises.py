"""What is promised at joining and has to be so before the next academy may: measured criteria, and what takes dated evidence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from collegiate.improve.criterion import Criterion, Verdict, judge
from collegiate.improve.series import Point


@dataclass(frozen=True, slots=True)
class Promise:
    """One criterion: measured (`criterion`), or in words alone, which somebody shows to be so by evidence. `by` is the day to be so."""

    words: str
    by: dt.date
    criterion: Criterion | None = None

    def as_dict(self) -> dict[str, Any]:
        """The promise as JSON carries it."""
        held = self.criterion.as_dict() if self.criterion else None
        return {"words": self.words, "by": self.by.isoformat(), "criterion": held}

    @classmethod
    def of(cls, held: Mapping[str, Any]) -> Promise:
        """Read one back."""
        criterion = Criterion.of(held["criterion"]) if held["criterion"] else None
        return cls(held["words"], dt.date.fromisoformat(held["by"]), criterion)


@dataclass(frozen=True, slots=True)
class Stood:
    """How a promise stands: met or not, and in words why."""

    promise: Promise
    met: bool
    verdict: str


def stood(promise: Promise, points: Iterable[Point], on: dt.date, *, known: bool, since: dt.date, evidence: str = "") -> Stood:  # fmt: skip
    """Say how a promise stands on a day. points: of its series; `since`: the day of joining, before which nothing counts.

    `evidence` is what somebody gave for a promise in words; without any it is not met.
    """
    if promise.criterion is None:
        late = " and its day has passed" if on > promise.by else ""
        return Stood(promise, bool(evidence), f"shown: {evidence}" if evidence else f"nobody has shown it yet{late}")
    judged = judge(promise.criterion, points, on, known=known, since=since)
    if judged.point is None or judged.point.value is None:
        return Stood(promise, False, judged.verdict.value)
    return Stood(promise, judged.verdict is Verdict.MET, f"{judged.verdict.value}: {judged.point.value:g} in {judged.point.when}")  # fmt: skip
