"""What is done about a joining. Each act is whole or not at all, and written to the journal first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from collegiate.growth import Broken, Colour, Policy, Promise, Stage, conditions, domains, tasks
from collegiate.store import Look, Store
from collegiate.web.clock import today
from collegiate.web.joining import stands
from collegiate.web.joining.models import GateDecision, Joiner, Judged, Override, PolicyLine, Shown, TaskDone
from collegiate.web.references import numbered
from collegiate.web.said import plain


class JoiningError(ValueError):
    """An act about a joining that cannot be done as asked; the message says what to do instead. Nothing was changed."""


@transaction.atomic
def propose(*, trust_uid: int, urn: int, school: str, cohort: str, joins: dt.date, breaks: Sequence[Broken], by: str) -> Joiner:  # fmt: skip
    """Propose that a school joins; the rules that it breaks are written beside it, and stay there."""
    cohort = plain(cohort, "the cohort", longest=60)
    held = [[b.rule.title, b.how] for b in breaks]

    def made(reference: str) -> Joiner:
        if Joiner.objects.filter(trust_uid=trust_uid, urn=urn).exclude(stage=Stage.WITHDRAWN.value).exists():
            raise JoiningError(f"{school} is proposed already. Look at its page.")
        _write(by, f"proposed that {school} (URN {urn}) joins trust {trust_uid}", "; ".join(b.how for b in breaks))
        return Joiner(trust_uid=trust_uid, reference=reference, urn=urn, school=school, cohort=cohort, joins=joins, breaks=held, by=by)  # fmt: skip

    return numbered(Joiner, "JOIN", today().year, made)


@transaction.atomic
def promise(*, joiner: Joiner, version: int, promise: Promise, by: str) -> Joiner:
    """Add what has to be so before the next may join. Raises `ChangedMeanwhileError`."""
    held = _proposed(joiner, version)
    if promise.by <= held.joins:
        raise JoiningError("The day to be so has to come after the day of joining.")
    _write(by, f"set a criterion of {held.reference}", promise.words)
    held.promises = [*held.promises, promise.as_dict()]
    held.rewrite(by)
    return held


@transaction.atomic
def drop_promise(*, joiner: Joiner, version: int, place: int, by: str) -> Joiner:
    """Take a criterion out before the joining is opened. Raises `ChangedMeanwhileError`."""
    held = _proposed(joiner, version)
    if not 0 <= place < len(held.promises):
        raise JoiningError("There is no such criterion any more.")
    _write(by, f"took out a criterion of {held.reference}", str(held.promises[place]["words"]))
    held.promises = [p for n, p in enumerate(held.promises) if n != place]
    held.rewrite(by)
    return held


@transaction.atomic
def open_joining(*, joiner: Joiner, version: int, evidence: stands.Evidence, by: str) -> Joiner:
    """Open a joining: its criteria are locked. Refused while the lock, the gate or a rule forbids it and no override is seconded."""
    list(
        Joiner.objects.select_for_update().filter(trust_uid=joiner.trust_uid).order_by("pk")
    )  # one is opened at a time
    held = _proposed(joiner, version)
    school = evidence.reader.school(held.urn)
    if school is not None and school["status"] == "closed":
        raise JoiningError(f"{held.school} has closed, as the register has it: its joining cannot be opened. Withdraw it with the reason, and propose the school that followed it.")  # fmt: skip
    if not held.promises:
        raise JoiningError("Set first what has to be so before the next academy may join.")
    against = forbidden_by(held, evidence)
    override = held.overrides.exclude(seconded_by="").last()
    covered = set(override.against) if override else set()
    left = [a for a in against if a not in covered]
    if left:
        raise JoiningError(f"It cannot be opened. {' '.join(left)}")
    _write(by, f"opened {held.reference}: {held.school}", f"against: {'; '.join(against)}" if against else "nothing forbade it")  # fmt: skip
    held.stage, held.opened = Stage.OPEN.value, evidence.on
    held.rewrite(by)
    return held


def forbidden_by(joiner: Joiner, evidence: stands.Evidence) -> list[str]:
    """Return what forbids opening a joining, each in a sentence."""
    lock = stands.lock_of(joiner.trust_uid, evidence, leaving_out=joiner.reference)
    shut = stands.gate_of(joiner.trust_uid).shut_by
    found = [] if lock.open else [lock.words]
    if shut:
        found.append(f"The growth gate is shut by: {', '.join(c.title.lower() for c in shut)}.")
    return [*found, *(how for _, how in joiner.breaks)]


@transaction.atomic
def ask_override(*, joiner: Joiner, evidence: stands.Evidence, reason: str, minute: str, by: str) -> Override:
    """Ask that a joining be opened in spite of what forbids it; it holds when another person puts a name to it."""
    against = forbidden_by(joiner, evidence)
    if not against:
        raise JoiningError("Nothing forbids it: no override is needed.")
    reason, minute = plain(reason, "the reason", longest=1000), plain(minute, "the minute")
    _write(by, f"asked to override the lock for {joiner.reference}", f"{reason}; {minute}")
    return Override.objects.create(joiner=joiner, against=against, reason=reason, minute=minute, by=by, day=today())


@transaction.atomic
def second_override(*, override: Override, by: str) -> Override:
    """Put a second name to an override."""
    held = Override.objects.select_for_update().get(pk=override.pk)
    if held.seconded_by:
        raise JoiningError("It has its second name already.")
    if held.by == by:
        raise JoiningError("The second name has to be another person's than the one who asked.")
    _write(by, f"seconded the override of the lock for {held.joiner.reference}", held.reason)
    held.seconded_by, held.seconded_at = by, timezone.now()
    held.save(update_fields=["seconded_by", "seconded_at"])
    return held


@transaction.atomic
def mark_joined(*, joiner: Joiner, version: int, day: dt.date, by: str) -> Joiner:
    """Say that it has joined, on a day that has come."""
    held = Joiner.hold(joiner.pk, version)
    if held.at_stage is not Stage.OPEN:
        raise JoiningError(f"It is {held.stage}: only an academy that is joining can have joined.")
    if day > today():
        raise JoiningError("That day has not come yet.")
    _write(by, f"{held.reference}: {held.school} joined on {day.isoformat()}")
    held.stage, held.joined = Stage.JOINED.value, day
    held.rewrite(by)
    return held


@transaction.atomic
def declare_secure(*, joiner: Joiner, version: int, evidence: stands.Evidence, by: str) -> Joiner:
    """Say that it has what it was promised: refused while a criterion is not met, and to whoever gave evidence for one in words.

    What a figure shows anybody may read off; what one person says is so takes a second person who says that it is enough.
    """
    held = Joiner.hold(joiner.pk, version)
    if held.at_stage is not Stage.JOINED:
        raise JoiningError(f"It is {held.stage}: only an academy that has joined can be declared secure.")
    unmet = [s for s in stands.stood_of(held, evidence) if not s.met]
    if unmet:
        raise JoiningError(f"Not met yet: {'; '.join(f'{s.promise.words} ({s.verdict})' for s in unmet)}.")
    givers = givers_of(held)
    if by in givers:
        raise JoiningError(
            "You gave evidence for one of its criteria: another person has to read it and declare the academy secure."
        )
    _write(by, f"declared {held.reference} secure: {held.school}", f"on evidence given by {', '.join(givers)}" if givers else "by its figures alone")  # fmt: skip
    held.stage, held.secure = Stage.SECURE.value, evidence.on
    held.rewrite(by)
    return held


def givers_of(joiner: Joiner) -> list[str]:
    """Return who gave the evidence that stands for its promises in words: none of them may declare it secure."""
    promises, shown = stands.promises_of(joiner), stands.shown_of(joiner)
    return sorted({shown[n].by for n, p in enumerate(promises) if p.criterion is None and n in shown})


@transaction.atomic
def withdraw(*, joiner: Joiner, version: int, why: str, gone: bool, by: str) -> Joiner:
    """Withdraw a joining with a reason: it stays listed, and locks nothing. One that has joined is withdrawn only where it is `gone`."""
    held = Joiner.hold(joiner.pk, version)
    if held.at_stage in (Stage.SECURE, Stage.WITHDRAWN):
        raise JoiningError(f"It is {held.stage}: there is nothing to withdraw.")
    if held.at_stage is Stage.JOINED and not gone:
        raise JoiningError(
            "It has joined, and the lock holds until it has what it was promised. To go on before that takes an override with two names."
        )
    said = plain(why, "the reason")
    _write(by, f"withdrew {held.reference}: {held.school}", said)
    held.stage, held.withdrawn = Stage.WITHDRAWN.value, said
    held.rewrite(by)
    return held


@transaction.atomic
def tick(*, joiner: Joiner, task: str, done: bool, evidence: str, by: str) -> TaskDone:
    """Mark a task as done, with evidence, or as not done after all."""
    title = next((t.title for t in tasks() if t.id == task), None)
    if title is None:
        raise JoiningError("There is no such task.")
    said = plain(evidence, "what shows that it is done" if done else "why it is not done after all")
    _write(by, f"{joiner.reference}: {title}: {'done' if done else 'not done'}", said)
    return TaskDone.objects.create(joiner=joiner, task=task, done=done, evidence=said, by=by, day=today())


@transaction.atomic
def judge_domain(*, joiner: Joiner, domain: str, colour: str, evidence: str, by: str) -> Judged:
    """Judge a domain of readiness by evidence."""
    if domain not in {d.id for d in domains()} or colour not in {c.value for c in Colour if c is not Colour.UNKNOWN}:
        raise JoiningError("Choose a domain, and red, amber or green.")
    said = plain(evidence, "the evidence")
    _write(by, f"{joiner.reference}: judged {domain} {colour}", said)
    return Judged.objects.create(joiner=joiner, domain=domain, colour=colour, evidence=said, by=by, day=today())


@transaction.atomic
def show(*, joiner: Joiner, place: int, evidence: str, by: str) -> Shown:
    """Give evidence that a promise in words is kept; empty words take it back."""
    held = stands.promises_of(joiner)
    if not 0 <= place < len(held) or held[place].criterion is not None:
        raise JoiningError("There is no such criterion in words. A measured one is judged by its figures alone.")
    said = plain(evidence, "the evidence", needed=False)
    _write(by, f"{joiner.reference}: evidence for “{held[place].words}”", said or "taken back")
    return Shown.objects.create(joiner=joiner, promise=place, evidence=said, by=by, day=today())


@transaction.atomic
def decide_condition(*, trust_uid: int, condition: str, green: bool, minute: str, by: str) -> GateDecision:
    """Write down what the board decided of a condition of the growth gate."""
    title = next((c.title for c in conditions() if c.id == condition), None)
    if title is None:
        raise JoiningError("There is no such condition.")
    said = plain(minute, "the decision's minute")
    _write(by, f"growth gate of trust {trust_uid}: {title}: {'green' if green else 'not green'}", said)
    return GateDecision.objects.create(trust_uid=trust_uid, condition=condition, green=green, minute=said, by=by, day=today())  # fmt: skip


@transaction.atomic
def settle_policy(*, trust_uid: int, policy: Policy, minute: str, by: str) -> PolicyLine:
    """Settle who may join."""
    said = plain(minute, "the decision's minute")
    _write(by, f"settled who may join trust {trust_uid}", said)
    partnership = None if policy.partnership is None else sorted(policy.partnership)
    return PolicyLine.objects.create(
        trust_uid=trust_uid, partnership=partnership, most_km=policy.most_km, most_academies=policy.most_academies, minute=said, by=by, day=today()
    )  # fmt: skip


def _proposed(joiner: Joiner, version: int) -> Joiner:
    held = Joiner.hold(joiner.pk, version)
    if held.at_stage is not Stage.PROPOSED:
        raise JoiningError(f"It is {held.stage}: what was promised is locked since it was opened.")
    return held


def _write(by: str, what: str, why: str = "") -> None:
    store = Store(settings.COLLEGIATE_STORE)
    store.audit.acted(Look(by, what, why or "the record of a joining", (), store.current or ""))
