"""When a case may be left: its criterion was met at two reviews running, each on figures that the other did not have."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from collegiate.improve.criterion import Verdict

RUNNING = 2
"""Reviews in a row at which the criterion has to be met: once may be chance."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What a review found: the verdict, the last day of the span that it rests on (None where there was none), and which criterion was asked."""

    held: dt.date
    verdict: Verdict
    rests_on: dt.date | None
    criterion: str


def may_leave(reviews: Sequence[Reviewed]) -> bool:
    """Whether the two latest reviews met the same criterion on different figures."""
    return not why_not(reviews)


def why_not(reviews: Sequence[Reviewed]) -> str:
    """Say why a case cannot be left yet; empty where it can."""
    latest = sorted(reviews, key=lambda r: r.held)[-RUNNING:]
    if not latest or latest[-1].verdict is not Verdict.MET:
        found = f"At the latest review it was: {latest[-1].verdict}." if latest else "There was no review yet."
        return f"The criterion has to be met at two reviews running. {found}"
    if len(latest) < RUNNING or latest[0].verdict is not Verdict.MET:
        return "The criterion was met at the latest review. It has to be met at the next one too: once may be chance."
    if latest[0].criterion != latest[1].criterion:
        return "The criterion was changed between the two latest reviews: it has to be met twice as it is now."
    if latest[0].rests_on is None or latest[1].rests_on is None or latest[0].rests_on >= latest[1].rests_on:
        return "Both reviews rest on the same figures, which is meeting it once. Wait for a review with newer ones."
    return ""
