"""Reviews of a case, and its exit: the criterion is judged on the figures of the day, a person says what that means."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction

from collegiate.improve.cases import Reviewed, State, check_review_held, check_review_planned, fingerprint, why_not
from collegiate.improve.criterion import Judged, Verdict
from collegiate.web.acts.acting import ActError
from collegiate.web.cases.acts import Doing, allowed, hold, note, put
from collegiate.web.cases.members import may_decide
from collegiate.web.cases.models import Case, Exit, Review
from collegiate.web.words import day


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says at a review: what the verdict means, and what comes next on which day."""

    words: str
    next: str
    next_on: dt.date | None


def last_looked(case: Case) -> dt.date | None:
    """Return the day from which the next review's six to eight weeks are counted: the first decision's after the hearing, or the review's before."""
    decision = case.decision
    if decision is None:
        return None
    since = _since_the_hearing(case)
    signed = [d for d in case.decisions.all() if d.signed_at and d.hearing == decision.hearing]
    return since[-1].on if since else max(decision.hearing, min(signed, key=lambda d: d.number).on)


def reviewed(case: Case) -> list[Reviewed]:
    """Return the reviews since the latest hearing, as the rule for leaving reads them."""
    return [
        Reviewed(r.on, Verdict(r.verdict), dt.date.fromisoformat(r.point["last"]) if r.point else None, fingerprint(r.criterion))
        for r in _since_the_hearing(case)
    ]  # fmt: skip


def _since_the_hearing(case: Case) -> list[Review]:
    decision = case.decision
    found = [r for r in case.reviews.all() if decision and r.on >= decision.hearing]
    return sorted(found, key=lambda r: r.number)


def why_it_stays(case: Case) -> str:
    """Say why a case cannot be left yet; empty where it can. The criterion met has to be the one that stands now."""
    found, decision = reviewed(case), case.decision
    if found and decision and decision.criterion and found[-1].criterion != fingerprint(decision.criterion):
        return "The criterion was changed since the latest review: it has to be met twice as it is now."
    return why_not(found)


@transaction.atomic
def review(*, doing: Doing, case: int, version: int, judged: Judged, criterion_words: str, said: Said) -> Review:
    """Write a review: the verdict on the figures of the day, the figure and the picture that it rests on, and what was said."""
    held = Case.hold(case, version)
    decision, after = held.decision, last_looked(held)
    if held.stands is not State.DECIDED or decision is None or after is None or held.review_on is None:
        raise ActError(f"{held.reference} is '{held.state}': there is nothing to review.")
    allowed(check_review_held, doing.on, after)
    if said.next_on is None:
        raise ActError("Say on which day it is looked at next.")
    if said.next == Review.CONTINUE:
        allowed(check_review_planned, said.next_on, doing.on)
    number = held.reviews.count() + 1
    note(held, doing, f"review {number}: {judged.verdict.value}", said.words)
    written = Review.objects.create(
        case=held, number=number, planned=held.review_on, decision=decision.number, criterion=judged.criterion.as_dict(),
        criterion_words=criterion_words, verdict=judged.verdict.value, point=_point(judged), snapshot=doing.snapshot, words=said.words,
        next=said.next, next_on=said.next_on, by=doing.by, on=doing.on,
    )  # fmt: skip
    if said.next == Review.HEAR:
        put(held, State.TAKEN_ON, hearing=said.next_on)
        note(held, doing, f"called back before the board on {day(said.next_on)}", said.words)
    else:
        put(held, State.DECIDED, review=said.next_on)
    held.rewrite(doing.by)
    return written


@transaction.atomic
def leave(*, doing: Doing, case: int, version: int, words: str) -> Exit:
    """Let a case be left. Raises `ActError` unless its criterion was met at two reviews running."""
    held = hold(case, version, State.EXITED)
    stays = why_it_stays(held)
    if stays:
        raise ActError(stays)
    if held.proposed is not None:
        raise ActError("A correction of the decision waits for its second signature. Sign it or withdraw it first.")
    may_decide(held, doing.by)
    rest = [{"number": r.number, "on": r.on.isoformat(), "verdict": r.verdict, "point": r.point, "snapshot": r.snapshot} for r in list(held.reviews.all())[-2:]]  # fmt: skip
    locked = {"case": held.reference, "on": doing.on.isoformat(), "by": doing.by, "words": words, "reviews": rest}
    digest = fingerprint(locked)
    note(held, doing, f"left: the criterion was met twice running, fingerprint {digest[:12]}", words)
    written = Exit.objects.create(case=held, words=words, reviews=rest, sha256=digest, by=doing.by, on=doing.on)
    put(held, State.EXITED, closed=doing.on)
    held.rewrite(doing.by)
    return written


def _point(judged: Judged) -> Mapping[str, Any] | None:
    if judged.point is None:
        return None
    return {k: v.isoformat() if isinstance(v, dt.date) else v for k, v in asdict(judged.point).items()}
