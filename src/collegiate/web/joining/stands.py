"""How joinings stand, worked out from what was written about them: never typed in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from collegiate.growth import (
    Colour,
    Decided,
    Gate,
    Joining,
    Judgement,
    Lock,
    Policy,
    Promise,
    Ready,
    Stage,
    Stood,
    Task,
    gate,
    lock,
    ready,
    stood,
    tasks,
)
from collegiate.improve.series import points, series_of
from collegiate.store import Reader, ScopedReader
from collegiate.web.joining.models import GateDecision, Joiner, PolicyLine, Shown, TaskDone


@dataclass(frozen=True, slots=True)
class Evidence:
    """From what figures are read: the picture, a reader of counts where there is one, and the day."""

    reader: Reader
    people: ScopedReader | None
    on: dt.date


def promises_of(joiner: Joiner) -> list[Promise]:
    """Return what was promised at its joining."""
    return [Promise.of(p) for p in joiner.promises]


def stood_of(joiner: Joiner, by: Evidence) -> list[Stood]:
    """Say of each promise how it stands on the day."""
    shown = {place: s.evidence for place, s in shown_of(joiner).items()}
    return [_stood(joiner, place, promise, shown, by) for place, promise in enumerate(promises_of(joiner))]


def shown_of(joiner: Joiner) -> dict[int, Shown]:
    """Return the evidence that stands for each promise in words, by the promise's place: what was taken back is left out."""
    last = {s.promise: s for s in joiner.shown.all()}
    return {place: s for place, s in last.items() if s.evidence}


def _stood(joiner: Joiner, place: int, promise: Promise, shown: dict[int, str], by: Evidence) -> Stood:
    since = joiner.joined or joiner.joins
    if promise.criterion is None:
        return stood(promise, (), by.on, known=True, since=since, evidence=shown.get(place, ""))
    series = promise.criterion.series
    known = series_of(series, by.reader, by.people) is not None
    found = points(series, [joiner.urn], by.reader, by.people) if known else []
    return stood(promise, found, by.on, known=known, since=since)


def ready_of(joiner: Joiner, on: dt.date) -> Ready:
    """Say how ready it is, by its weakest domain."""
    lines = joiner.judged.all()
    return ready((Judgement(x.domain, Colour(x.colour), x.evidence, x.day, x.by) for x in lines), on)


def tasks_of(joiner: Joiner) -> list[tuple[Task, dt.date, TaskDone | None]]:
    """Return every task with the day by which it is due, and its last line where it is done."""
    last = {x.task: x for x in joiner.done.all()}
    return [(t, t.due(joiner.joins), x if (x := last.get(t.id)) and x.done else None) for t in tasks()]


def lock_of(trust_uid: int, by: Evidence, *, leaving_out: str = "") -> Lock:
    """Return a trust's lock; `leaving_out` is the reference of the joining that asks."""
    joiners = [j for j in Joiner.objects.filter(trust_uid=trust_uid) if j.reference != leaving_out]
    return lock([_as_seen(j, by) for j in joiners])


def _as_seen(joiner: Joiner, by: Evidence) -> Joining:
    unmet = tuple(s.promise.words for s in stood_of(joiner, by) if not s.met) if joiner.at_stage is Stage.JOINED else ()
    return Joining(joiner.reference, joiner.school, joiner.at_stage, unmet)


def gate_of(trust_uid: int) -> Gate:
    """Return how a trust's growth gate stands."""
    lines = GateDecision.objects.filter(trust_uid=trust_uid)
    return gate(Decided(x.condition, x.green, x.minute, x.day, x.by) for x in lines)


def policy_of(trust_uid: int) -> Policy:
    """Return what the board settled of who may join: without any decision there is nothing that a candidate could break."""
    line = PolicyLine.objects.filter(trust_uid=trust_uid).last()
    if line is None:
        return Policy(None, None, None)
    return Policy(None if line.partnership is None else frozenset(line.partnership), line.most_km, line.most_academies)
