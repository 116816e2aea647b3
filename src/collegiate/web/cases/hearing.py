"""What is done before, at and after a hearing: papers frozen, interests declared, a decision proposed and signed by two, or corrected."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from collegiate.improve.cases import (
    Outcome,
    State,
    canonical,
    check_review_planned,
    fingerprint,
    papers_by,
    papers_late,
)
from collegiate.improve.criterion import Criterion
from collegiate.web.acts.acting import ActError
from collegiate.web.cases.acts import Doing, allowed, note, put
from collegiate.web.cases.members import free_members, may_decide, no_conflict
from collegiate.web.cases.models import Case, Condition, Decision, Declaration, Papers
from collegiate.web.words import day


@dataclass(frozen=True, slots=True)
class Asked:
    """A condition: what, who sees to it, by when."""

    words: str
    owner: str
    due: dt.date


@dataclass(frozen=True, slots=True)
class Proposal:
    """A decision as it is proposed. Stepping down has neither criterion nor review; `corrects` and `why` are a correction's."""

    outcome: Outcome
    words: str
    conditions: Sequence[Asked] = ()
    criterion: Criterion | None = None
    criterion_words: str = ""
    support_days: Decimal | None = None
    review_on: dt.date | None = None
    corrects: int | None = None
    why: str = ""


@transaction.atomic
def accept_late(*, doing: Doing, case: int, version: int, words: str) -> Case:
    """Accept that papers are frozen later than five days before the hearing, with the reason."""
    held = _waiting(case, version)
    no_conflict(held, doing.by)
    if held.hearing is None or not papers_late(held.hearing, doing.on):
        raise ActError("Papers would still be in time: nothing has to be accepted.")
    held.late_because, held.late_accepted_by = words, doing.by
    note(held, doing, "late papers accepted", words)
    held.rewrite(doing.by)
    return held


@transaction.atomic
def freeze(*, doing: Doing, case: int, version: int, document: Mapping[str, Any], why: str = "") -> Papers:
    """Freeze papers as they are; what changes later is said beside them and never written into them.

    Frozen again for the same hearing they are a correction, which has its reason. Raises `ActError` for papers that are late
    unless that was accepted.
    """
    held = _waiting(case, version)
    before, hearing = held.frozen, held.hearing
    if hearing is None or doing.on > hearing:
        raise ActError("The day of the hearing is past. Set another day, then freeze the papers.")
    if papers_late(hearing, doing.on) and not held.late_because:
        raise ActError(
            f"Papers for {day(hearing)} had to be frozen by {day(papers_by(hearing))}, so that everybody can read them. "
            "Whoever decides may accept late papers with a reason; or move the hearing."
        )
    if before is not None and not why:
        raise ActError("These papers were frozen already. Say why they are corrected: both are kept.")
    number = held.papers.count() + 1
    digest = fingerprint(document)
    note(held, doing, f"papers {number} frozen, fingerprint {digest[:12]}", why)
    papers = Papers.objects.create(
        case=held, number=number, hearing=hearing, text=canonical(document).decode(), sha256=digest, snapshot=doing.snapshot, by=doing.by, on=doing.on,
        late_because=held.late_because, late_accepted_by=held.late_accepted_by, corrects=before.number if before else None, why=why,
    )  # fmt: skip
    held.rewrite(doing.by)
    return papers


@transaction.atomic
def declare(*, doing: Doing, case: int, conflict: bool, words: str) -> Declaration:
    """Say whether one has an interest in a case. A conflict holds for the whole case: it is not taken back."""
    held = Case.objects.select_for_update().get(pk=case)
    if not conflict and doing.by in held.conflicted:
        raise ActError("You declared a conflict of interest in this case. It holds for the whole case.")
    note(held, doing, "declared a conflict of interest" if conflict else "declared no conflict of interest", words)
    return Declaration.objects.create(
        case=held, member=doing.by, conflict=conflict, words=words, by=doing.by, on=doing.on
    )


@transaction.atomic
def propose(*, doing: Doing, case: int, version: int, proposal: Proposal) -> Decision:
    """Propose a decision, or the correction of one that was signed: it waits for the second signature."""
    correcting = proposal.corrects is not None
    held = Case.hold(case, version)
    may_decide(held, doing.by)
    papers = _heard(held, doing.on, correcting=correcting)
    if held.proposed is not None:
        raise ActError("A decision waits for its second signature already. Sign it or withdraw it first.")
    stands = held.decision
    if correcting and (stands is None or stands.number != proposal.corrects or not proposal.why):
        raise ActError("A correction names the decision that stands, and says why it is corrected.")
    if proposal.outcome is not Outcome.STEP_DOWN:
        _whole(proposal, held, stands, doing.on)
    number = held.decisions.count() + 1
    what = f"correction of decision {proposal.corrects}" if correcting else "decision"
    note(held, doing, f"proposed {what}: {proposal.outcome.value}", proposal.words)
    decision = Decision.objects.create(
        case=held, number=number, hearing=papers.hearing, papers=papers.number, outcome=proposal.outcome.value, words=proposal.words,
        criterion=proposal.criterion.as_dict() if proposal.criterion else None, criterion_words=proposal.criterion_words,
        support_days=proposal.support_days, review_on=proposal.review_on, corrects=proposal.corrects, why=proposal.why, by=doing.by, on=doing.on,
    )  # fmt: skip
    Condition.objects.bulk_create(
        Condition(decision=decision, words=c.words, owner=c.owner, due=c.due) for c in proposal.conditions
    )
    if not correcting:
        put(held, State.PROPOSED)
    held.rewrite(doing.by)
    return decision


@transaction.atomic
def sign(*, doing: Doing, case: int, version: int) -> Decision:
    """Sign a proposed decision as the second person, which locks it; alone only where nobody else may decide, and then it says so."""
    held = Case.hold(case, version)
    decision = _proposed(held)
    may_decide(held, doing.by)
    if held.stands is not (State.PROPOSED if decision.corrects is None else _corrected(held, decision)):
        raise ActError(
            f"{held.reference} is '{held.state}': it was called back before the board since this was proposed. Withdraw it; the hearing decides."
        )
    if decision.by in held.conflicted:
        raise ActError(f"{decision.by}, who proposed this, has declared a conflict of interest since. Withdraw it.")
    if decision.by == doing.by:
        others = free_members(held) - {doing.by}
        if others:
            raise ActError(
                f"You proposed this decision: somebody else signs it. That may be {' or '.join(sorted(others))}."
            )
        decision.alone = "Signed by one person: nobody else holds the right to decide on this case."
    decision.seconded_by, decision.signed_on, decision.signed_at = doing.by, doing.on, timezone.now()
    decision.sha256 = hashlib.sha256(_bytes(decision.as_dict())).hexdigest()
    what = f"decision {decision.number} signed: {decision.outcome}, fingerprint {decision.sha256[:12]}"
    note(held, doing, what, decision.alone)
    decision.save()
    if Outcome(decision.outcome) is Outcome.STEP_DOWN:
        put(held, State.STEPPED_DOWN, closed=doing.on)
    else:
        put(held, State.DECIDED, review=_next_review(held, decision))
    held.rewrite(doing.by)
    return decision


@transaction.atomic
def withdraw(*, doing: Doing, case: int, version: int, words: str) -> Decision:
    """Withdraw a proposed decision that nobody signed yet; it stays in the record. With an interest one withdraws only one's own."""
    held = Case.hold(case, version)
    decision = _proposed(held)
    if decision.by != doing.by:
        may_decide(held, doing.by)
    decision.withdrawn_by, decision.withdrawn_at, decision.withdrawn_why = doing.by, timezone.now(), words
    note(held, doing, f"decision {decision.number} withdrawn before it was signed", words)
    decision.save()
    if held.stands is State.PROPOSED:
        put(held, State.TAKEN_ON, hearing=held.hearing)
    held.rewrite(doing.by)
    return decision


@transaction.atomic
def tick(*, doing: Doing, case: int, version: int, condition: int, done: bool) -> Condition:
    """Say that a condition was seen to, or that it was not after all."""
    held = Case.hold(case, version)
    stands = held.decision
    found = stands.conditions.filter(pk=condition).first() if stands else None
    if found is None:
        raise ActError("This is no condition of the decision that stands.")
    found.done_on, found.done_by = (doing.on, doing.by) if done else (None, "")
    note(held, doing, "condition seen to" if done else "condition not seen to after all", found.words)
    found.save()
    held.rewrite(doing.by)
    return found


def _waiting(case: int, version: int) -> Case:
    held = Case.hold(case, version)
    if held.stands is not State.TAKEN_ON:
        raise ActError(f"{held.reference} is '{held.state}': it does not wait for a hearing.")
    return held


def _heard(case: Case, on: dt.date, *, correcting: bool) -> Papers:
    """Return the papers that were before the board. Raises `ActError` where there was no hearing on frozen papers."""
    if correcting:
        stands = case.decision
        if case.stands not in (State.DECIDED, State.STEPPED_DOWN) or stands is None:
            raise ActError(f"{case.reference} is '{case.state}': there is no signed decision that could be corrected.")
        return case.papers.get(number=stands.papers)
    if case.stands is not State.TAKEN_ON:
        raise ActError(f"{case.reference} is '{case.state}': it does not wait for a decision.")
    papers = case.frozen
    if case.hearing is None or papers is None:
        raise ActError(
            "There are no frozen papers for this hearing. They are frozen first, so that it is known what was before the board."
        )
    if on < case.hearing:
        raise ActError(f"The hearing is on {day(case.hearing)}. A decision is proposed on that day or after it.")
    return papers


def _whole(proposal: Proposal, case: Case, stands: Decision | None, on: dt.date) -> None:
    """Raises `ActError` for a decision that asks for something without saying when it is met, or when it is looked at again."""
    if proposal.criterion is None or proposal.review_on is None:
        raise ActError(
            "Support and challenge need a criterion by which the case may be left, and the day of the first review."
        )
    if proposal.outcome is Outcome.SUPPORT and not proposal.support_days:
        raise ActError("Say how many days of support were decided.")
    correcting = proposal.corrects is not None and stands is not None
    heard = stands.hearing if correcting and stands else max(case.hearing or on, on)
    if proposal.criterion.by <= heard:
        raise ActError(f"The criterion has to be reached by a day after the hearing, and after {day(heard)}.")
    if not (correcting and stands and stands.review_on == proposal.review_on):
        allowed(check_review_planned, proposal.review_on, heard)


def _corrected(case: Case, decision: Decision) -> State | None:
    """Return the state in which a correction of the decision that stands may be signed; None where another stands since."""
    stands = case.decision
    there = stands is not None and stands.number == decision.corrects
    return case.stands if there and case.stands in (State.DECIDED, State.STEPPED_DOWN) else None


def _next_review(case: Case, decision: Decision) -> dt.date | None:
    """A correction that leaves the first review where it was leaves the next one where it is now, too."""
    before = case.decisions.filter(number=decision.corrects).first() if decision.corrects else None
    unmoved = before is not None and before.review_on == decision.review_on and case.review_on is not None
    return case.review_on if unmoved else decision.review_on


def _proposed(case: Case) -> Decision:
    decision = case.proposed
    if decision is None:
        raise ActError(f"{case.reference} has no decision that waits for a signature.")
    return decision


def _bytes(said: Mapping[str, Any]) -> bytes:
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
