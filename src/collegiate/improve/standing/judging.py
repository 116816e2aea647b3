"""Judgements laid beside each other, and what an area lacks before inspectors come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from collegiate.improve.standing.frameworks import Area, book

NO_EVIDENCE, NOT_JUDGED, NOT_MODERATED = (
    "There is no evidence.",
    "The academy has not judged itself.",
    "Nobody has moderated it.",
)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What somebody judged on a day, in a word of the area's scale and in their own words."""

    grade: str
    words: str
    by: str
    day: dt.date


@dataclass(frozen=True, slots=True)
class Kept:
    """A piece of evidence, by the day that it is of."""

    as_of: dt.date


class Agreement(StrEnum):
    """How the academy's own judgement and the moderator's lie beside each other."""

    DISAGREE = "they disagree"
    AGREE = "they agree"
    OWN_ONLY = "not moderated"
    MODERATED_ONLY = "no own judgement"
    NOBODY = "nobody has judged"


def stands(own: Judgement | None, moderated: Judgement | None) -> Agreement:
    """Say how two judgements of one area lie beside each other."""
    if own and moderated:
        return Agreement.AGREE if own.grade == moderated.grade else Agreement.DISAGREE
    if own:
        return Agreement.OWN_ONLY
    return Agreement.MODERATED_ONLY if moderated else Agreement.NOBODY


def old_after_days() -> int:
    """Return after how many days evidence and judgements are said to be old."""
    return int(book()["old_after_days"])


def gaps(area: Area, own: Judgement | None, moderated: Judgement | None, evidence: Sequence[Kept], on: dt.date) -> tuple[str, ...]:  # fmt: skip
    """Say what an area lacks on a day, the weightiest first; empty where nothing is missing or old.

    An area that is asked of some schools alone lacks nothing until somebody begins with it.
    """
    if area.optional and not (own or moderated or evidence):
        return ()
    return (*_evidence(evidence, on), *_judged(own, moderated, evidence, on))


def _evidence(evidence: Sequence[Kept], on: dt.date) -> tuple[str, ...]:
    latest = max((e.as_of for e in evidence), default=None)
    if latest is None:
        return (NO_EVIDENCE,)
    if _old(latest, on):
        return (f"The latest evidence is of {latest:%-d %B %Y}: it is old.",)
    return ()


def _judged(own: Judgement | None, moderated: Judgement | None, evidence: Sequence[Kept], on: dt.date) -> tuple[str, ...]:  # fmt: skip
    found = []
    if own is None:
        found.append(NOT_JUDGED)
    elif _old(own.day, on):
        found.append(f"Its own judgement is of {own.day:%-d %B %Y}: it is old.")
    elif any(e.as_of > own.day for e in evidence):
        found.append("There is newer evidence than its own judgement.")
    if stands(own, moderated) is Agreement.DISAGREE:
        found.append("Its own judgement and the moderator's differ.")
    elif moderated is None:
        found.append(NOT_MODERATED)
    elif _old(moderated.day, on):
        found.append(f"It was last moderated on {moderated.day:%-d %B %Y}: that is old.")
    return tuple(found)


def _old(day: dt.date, on: dt.date) -> bool:
    return (on - day).days > old_after_days()
