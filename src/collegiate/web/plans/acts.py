"""What is done to plans: written to the audit journal first, then kept. Nothing is deleted, and no one's text goes unseen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from collegiate.improve.criterion import Criterion
from collegiate.improve.plans import Baseline, Purpose, RuleError, Stage, Step, one_more, wanted
from collegiate.store import Look, Store
from collegiate.web.plans.models import Answered, Milestone, Plan, Priority, Review, Tick, Wording
from collegiate.web.references import numbered


@dataclass(frozen=True, slots=True)
class By:
    """Who acts, where, and in which picture; what an act writes of itself first."""

    store: Store
    snapshot: str
    email: str

    def write(self, what: str, why: str) -> None:
        """Write an act to the audit journal. Neither names a child."""
        self.store.audit.acted(Look(self.email, what, why, (), self.snapshot))


@dataclass(frozen=True, slots=True)
class Says:
    """What a priority says. `cost` in pounds; None where nobody has said it, which is not nought."""

    what: str
    why: str
    owner: str
    stop: dt.date
    criteria: tuple[Criterion, ...]
    cost: Decimal | None = None
    aim: str = ""
    steps: tuple[tuple[Step, str], ...] = ()

    def fields(self) -> dict[str, Any]:
        """The columns of a wording."""
        held = [c.as_dict() for c in self.criteria]
        return {"what": self.what, "why": self.why, "owner": self.owner, "stop": self.stop, "cost": self.cost, "aim": self.aim, "criteria": held}  # fmt: skip


def begin(
    *, trust_uid: int, urn: int, school: str, title: str, purpose: Purpose, owner: str, first: dt.date, last: dt.date, on: dt.date,
    case: str = "", copied: str = "", by: By,
) -> Plan:  # fmt: skip
    """Begin a plan as a draft. Raises `RuleError` for a span that ends before it begins."""
    if not first < last:
        raise RuleError("A plan ends after it begins.")
    by.write(f"began a plan to {purpose} for school {urn}", (case and f"asked for by case {case}") or title)
    told = {"trust_uid": trust_uid, "urn": urn, "school": school, "title": title, "purpose": purpose.value, "owner": owner,
            "first": first, "last": last, "case": case, "copied": copied, "begun_by": by.email, "by": by.email}  # fmt: skip
    return numbered(Plan, "PLAN", on.year, lambda reference: Plan(reference=reference, **told))


@transaction.atomic
def mend(*, pk: int, version: int, fields: Mapping[str, Any], by: By) -> Plan:
    """Change what stands on top of a plan. Raises `ChangedMeanwhileError`, and `RuleError` for a closed one or one whose days do not fit."""
    plan = Plan.hold(pk, version)
    _open(plan)
    for name, value in fields.items():
        setattr(plan, name, value)
    if not plan.first < plan.last:
        raise RuleError("A plan ends after it begins.")
    late = [w.what for w in _wordings(plan) if not plan.first < w.stop <= plan.last]
    if late:
        raise RuleError(f"The stop date of “{late[0]}” would lie outside the plan. Change that first.")
    by.write(f"changed plan {plan.reference}", "title, purpose, owner or days")
    plan.rewrite(by.email)
    return plan


@transaction.atomic
def add_priority(*, pk: int, says: Says, by: By) -> Priority:
    """Add a priority to a draft. Raises `RuleError` where there are as many as a plan may have."""
    plan = Plan.objects.select_for_update().get(pk=pk)
    _draft(plan)
    there = list(plan.priorities.filter(taken_out=False))
    one_more(len(there))
    _fits(plan, says)
    by.write(f"added a priority to plan {plan.reference}", says.what)
    last = plan.priorities.order_by("-place").values_list("place", flat=True).first() or 0
    priority = Priority.objects.create(plan=plan, place=last + 1)
    Wording.objects.create(priority=priority, by=by.email, **says.fields())
    _write_steps(priority, says.steps)
    plan.rewrite(by.email)
    return priority


@transaction.atomic
def mend_priority(*, pk: int, version: int, says: Says, by: By) -> Wording:
    """Write a priority of a draft anew; its milestones are those of `says`. Raises `ChangedMeanwhileError`, `RuleError`."""
    plan = Plan.objects.select_for_update().get(priorities__wordings=pk)
    wording = Wording.hold(pk, version)
    _draft(plan)
    _fits(plan, says)
    by.write(f"changed priority {wording.priority.place} of plan {plan.reference}", says.what)
    for name, value in says.fields().items():
        setattr(wording, name, value)
    wording.rewrite(by.email)
    wording.priority.milestones.update(taken_out=True)
    _write_steps(wording.priority, says.steps)
    plan.rewrite(by.email)
    return wording


@transaction.atomic
def take_out(*, pk: int, by: By, back: bool = False) -> Priority:
    """Take a priority out of a draft, or put it back. Raises `RuleError`."""
    priority = Priority.objects.get(pk=pk)
    plan = Plan.objects.select_for_update().get(pk=priority.plan_id)
    _draft(plan)
    if back:
        one_more(plan.priorities.filter(taken_out=False).count())
    by.write(f"{'put priority back into' if back else 'took a priority out of'} plan {plan.reference}", f"priority {priority.place}")  # fmt: skip
    priority.taken_out = not back
    priority.save(update_fields=["taken_out"])
    plan.rewrite(by.email)
    return priority


@transaction.atomic
def agree(*, pk: int, version: int, baselines: Mapping[int, Sequence[Baseline]], day: dt.date, by: By) -> Plan:
    """Agree a draft: what its measures are today is locked beside the picture that says so.

    baselines: for each wording by its key. Raises `ChangedMeanwhileError` where anybody changed the plan since it was opened, `RuleError`.
    """
    plan = Plan.hold(pk, version)
    _draft(plan)
    wordings = _wordings(plan)
    if not wordings:
        raise RuleError("A plan needs at least one priority before it can be agreed.")
    by.write(f"agreed plan {plan.reference}", f"{len(wordings)} priorities; baselines of picture {by.snapshot}")
    for wording in wordings:
        wording.baselines = [b.as_dict() for b in baselines[wording.pk]]
        wording.save(update_fields=["baselines"])
    plan.stage, plan.agreed_by, plan.snapshot = Stage.AGREED.value, by.email, by.snapshot
    plan.agreed_at, plan.agreed_on = timezone.now(), day
    plan.rewrite(by.email)
    return plan


@transaction.atomic
def tick(*, pk: int, done: bool, day: dt.date, by: By) -> Tick:
    """Say that a milestone of an agreed plan is done, or take that back; both stay written. Raises `RuleError`."""
    milestone = Milestone.objects.select_related("priority__plan").get(pk=pk)
    plan = milestone.priority.plan
    _agreed(plan)
    by.write(f"{'ticked' if done else 'took back the tick of'} a milestone of plan {plan.reference}", milestone.words)
    return Tick.objects.create(milestone=milestone, done=done, day=day, by=by.email)


@transaction.atomic
def stop(*, pk: int, version: int, why: str, day: dt.date, by: By) -> Answered:
    """Answer "change or stop?" with stop. Raises `ChangedMeanwhileError` where somebody answered before."""
    wording = _asked(pk, version)
    by.write(f"stopped priority {wording.priority.place} of plan {wording.priority.plan.reference}", why)
    answer = Answered.objects.create(wording=wording, stop=True, why=why, day=day, by=by.email)
    wording.rewrite(by.email)
    return answer


@transaction.atomic
def change(
    *, pk: int, version: int, says: Says, why: str, baselines: Sequence[Baseline], day: dt.date, by: By
) -> Wording:
    """Answer it with change: the priority gets a further wording, the one before is kept. Raises `ChangedMeanwhileError`, `RuleError`.

    The milestones stay; those of `says` are added. The version goes on counting, so that a form of the earlier wording is told apart.
    """
    wording = _asked(pk, version)
    plan = wording.priority.plan
    _fits(plan, says)
    if says.stop <= day:
        raise RuleError("The new stop date has to lie ahead.")
    by.write(f"changed priority {wording.priority.place} of plan {plan.reference}", why)
    Answered.objects.create(wording=wording, stop=False, why=why, day=day, by=by.email)
    wording.rewrite(by.email)
    _write_steps(wording.priority, says.steps)
    return Wording.objects.create(
        priority=wording.priority, number=wording.number + 1, version=wording.version + 1, because=why, by=by.email,
        baselines=[b.as_dict() for b in baselines], **says.fields(),
    )  # fmt: skip


@transaction.atomic
def review(*, pk: int, words: str, stood: Sequence[Mapping[str, Any]], day: dt.date, by: By) -> Review:
    """Keep what was said of an agreed plan on a day, with how it stood. Raises `RuleError`."""
    plan = Plan.objects.get(pk=pk)
    _agreed(plan)
    by.write(f"reviewed plan {plan.reference}", words[:400])
    return Review.objects.create(plan=plan, day=day, words=words, stood=list(stood), snapshot=by.snapshot, by=by.email)


@transaction.atomic
def close(*, pk: int, version: int, learnt: str, stood: Sequence[Mapping[str, Any]], day: dt.date, by: By) -> Plan:
    """Close a plan with what was learnt; how it stood is kept as a last review. Raises `ChangedMeanwhileError`, `RuleError`."""
    plan = Plan.hold(pk, version)
    _open(plan)
    by.write(f"closed plan {plan.reference}", learnt[:400])
    if plan.agreed:
        review(pk=pk, words="As it stood when it was closed.", stood=stood, day=day, by=by)
    plan.stage, plan.learnt, plan.closed_at, plan.closed_on = Stage.CLOSED.value, learnt, timezone.now(), day
    plan.rewrite(by.email)
    return plan


@transaction.atomic
def copy(*, of: Plan, first: dt.date, last: dt.date, on: dt.date, by: By) -> Plan:
    """Begin a plan from an earlier one: its priorities, measures and milestones with their days moved on, as a draft to be gone through."""
    ahead = first - of.first
    plan = begin(
        trust_uid=of.trust_uid, urn=of.urn, school=of.school, title=of.title, purpose=of.why, owner=of.owner, first=first, last=last,
        on=on, copied=of.reference, by=by,
    )  # fmt: skip
    for wording in _wordings(of):
        add_priority(pk=plan.pk, says=_moved(wording, ahead, first, last), by=by)
    return Plan.objects.get(pk=plan.pk)


def _moved(wording: Wording, ahead: dt.timedelta, first: dt.date, last: dt.date) -> Says:
    def moved(day: dt.date) -> dt.date:
        return min(max(day + ahead, first + dt.timedelta(days=1)), last)

    criteria = tuple(Criterion(c.series, c.urn, c.direction, c.value, moved(c.by)) for c in wording.measured)
    steps = tuple((Step(m.words, moved(m.day)), m.owner) for m in wording.priority.milestones.filter(taken_out=False))
    return Says(wording.what, wording.why, wording.owner, moved(wording.stop), criteria, wording.cost, wording.aim, steps)  # fmt: skip


def _wordings(plan: Plan) -> list[Wording]:
    """Return the wordings that stand, by their priority's place."""
    return [p.wordings.order_by("-number")[0] for p in plan.priorities.filter(taken_out=False)]


def _asked(pk: int, version: int) -> Wording:
    wording = Wording.hold(pk, version)
    _agreed(wording.priority.plan)
    return wording


def _fits(plan: Plan, says: Says) -> None:
    wanted(len(says.criteria), says.stop, plan.first, plan.last)
    late = [c for c in says.criteria if c.by > says.stop]
    if late:
        raise RuleError(
            f"A measure is to be reached by {late[0].by:%-d %B %Y}, after the stop date. "
            "It has to be reached by the stop date, or nobody could say on that day whether it worked."
        )


def _write_steps(priority: Priority, steps: Sequence[tuple[Step, str]]) -> None:
    Milestone.objects.bulk_create(
        Milestone(priority=priority, words=s.words, day=s.day, owner=owner) for s, owner in steps
    )


def _draft(plan: Plan) -> None:
    if not plan.drafted:
        raise RuleError("This plan is agreed: its priorities change by “change or stop?” alone, so that what was agreed stays to be read.")  # fmt: skip


def _agreed(plan: Plan) -> None:
    if not plan.agreed:
        raise RuleError("This plan is closed." if plan.closed else "This plan is a draft still: agree it first.")


def _open(plan: Plan) -> None:
    if plan.closed:
        raise RuleError("This plan is closed: nothing of it changes any more. Copy it to begin from it.")
