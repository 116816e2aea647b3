"""What is done to a strategy: decisions by minute, taking one back, and noting work. Each is written to the audit journal first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from collegiate.store import Look, Store
from collegiate.strategy import Aim, Kind, Line, Strategy
from collegiate.web.said import plain
from collegiate.web.strategy.models import Decision, Worked, decided

_CALLED = {
    Kind.START: "the day from which the strategy counts", Kind.TARGET: "the target", Kind.BASELINE: "the baseline", Kind.OWNER: "the owner",
    Kind.RESTATED: "new words", Kind.JUDGED: "the board's own word", Kind.OFF: "that it is not an aim of this trust", Kind.ADDED: "an aim of its own",
}  # fmt: skip


class StrategyError(Exception):
    """An act that cannot be done as asked; the message says what to do instead. Nothing was changed."""


@transaction.atomic
def decide(
    *,
    store: Store,
    snapshot: str,
    trust_uid: int,
    aim: str,
    kind: Kind,
    said: Mapping[str, Any],
    minute: str,
    by: str,
    seen: int | None = None,
) -> Decision:
    """Write down a decision; `minute` names the meeting and the minute's number. Raises `StrategyError`.

    seen: the last decision on the aim that whoever decides has read (0 for none); where there is a later one, nothing is written.
    """
    before = Decision.objects.filter(trust_uid=trust_uid, aim=aim)
    list(before.select_for_update())  # who comes second waits here, and then reads what the first wrote
    last = before.last()
    if last is not None and seen is not None and last.pk != seen:
        raise StrategyError(
            f"{last.by} decided on this on {timezone.localtime(last.at):%-d %B %Y at %H:%M}, after you opened it. Nothing was changed: read the aim's page, then decide."
        )
    minute = plain(minute, "the minute")
    store.audit.acted(
        Look(by, f"decided {_CALLED[kind]} of {aim or 'the strategy'} for trust {trust_uid}", minute, (), snapshot)
    )
    return Decision.objects.create(trust_uid=trust_uid, aim=aim, kind=kind.value, said=dict(said), minute=minute, by=by)


@transaction.atomic
def add_aim(*, store: Store, snapshot: str, trust_uid: int, aim: Aim, minute: str, by: str) -> str:
    """Add an aim of the board's own. Returns its id, which is the next of the trust's own."""
    own = Decision.objects.select_for_update().filter(trust_uid=trust_uid, kind=Kind.ADDED.value).count()
    id_ = f"own-{own + 1}"
    decide(store=store, snapshot=snapshot, trust_uid=trust_uid, aim=id_, kind=Kind.ADDED, said={**aim.as_dict(), "id": id_}, minute=minute, by=by)  # fmt: skip
    return id_


@transaction.atomic
def take_back(*, store: Store, snapshot: str, trust_uid: int, number: int, minute: str, by: str) -> Decision:
    """Take a decision back by a new line; the old one stays. Raises `StrategyError` for one that is not there or no longer stands."""
    line = _standing(decided(trust_uid), number)
    if line is None:
        raise StrategyError("That decision is not there, or was taken back already. Nothing was changed.")
    minute = plain(minute, "the minute")
    store.audit.acted(Look(by, f"took back {_CALLED[line.kind]} of {line.aim or 'the strategy'} for trust {trust_uid}", minute, (), snapshot))  # fmt: skip
    try:
        with transaction.atomic():
            return Decision.objects.create(
                trust_uid=trust_uid, aim=line.aim, kind=Kind.UNDONE.value, undoes=number, minute=minute, by=by
            )
    except IntegrityError:
        raise StrategyError("Somebody took that decision back at the same moment. Nothing more was changed.") from None


@transaction.atomic
def note_work(
    *, store: Store, snapshot: str, trust_uid: int, aim: str, on: dt.date, words: str, evidence: str, by: str
) -> Worked:
    """Note that an aim was worked on. Raises `SaidError` for words that must not be kept."""
    words, evidence = plain(words, "what was done"), plain(evidence, "the evidence")
    store.audit.acted(Look(by, f"noted work on {aim} of trust {trust_uid}", words, (), snapshot))
    return Worked.objects.create(trust_uid=trust_uid, aim=aim, on=on, words=words, evidence=evidence, by=by)


@transaction.atomic
def take_work_back(*, store: Store, snapshot: str, note: Worked, by: str) -> None:
    """Take a note of work back by a new line. Raises `StrategyError` where that was done already."""
    store.audit.acted(
        Look(by, f"took back a note of work on {note.aim} of trust {note.trust_uid}", note.words, (), snapshot)
    )
    try:
        with transaction.atomic():
            Worked.objects.create(trust_uid=note.trust_uid, aim=note.aim, on=note.on, words=note.words, evidence=note.evidence, undoes=note.pk, by=by)  # fmt: skip
    except IntegrityError:
        raise StrategyError("That note was taken back already.") from None


def _standing(strategy: Strategy, number: int) -> Line | None:
    undone = {line.undoes for line in strategy.lines}
    return next(
        (x for x in strategy.lines if x.number == number and x.kind is not Kind.UNDONE and number not in undone), None
    )
