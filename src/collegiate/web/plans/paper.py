"""A plan as a paper: for governors, for a wall, for a case's papers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from collegiate.packs.paper import Block, Facts, Grid, Paper, Section, Words, shares
from collegiate.web.called import called
from collegiate.web.plans.models import Plan
from collegiate.web.plans.telling import Told
from collegiate.web.strategy.told import aim_choices
from collegiate.web.words import day, picture_day

_HEAD = ("What", "As it is")
_MEASURES = ("Measure", "Today", "When agreed", "Verdict")
_STEPS = ("Milestone", "By", "Who", "Done")


def paper_of(plan: Plan, found: Sequence[Told], lead: str, on: dt.date, snapshot: str) -> Paper:
    """Return a plan as it stands on a day, as a paper."""
    facts = Facts((
        ("Academy", plan.school), ("Purpose", f"to {plan.purpose}"), ("Answers for it", plan.owner),
        ("From", day(plan.first)), ("To", day(plan.last)), ("Stage", _stage(plan)),
        *((("Asked for by", f"case {plan.case}"),) if plan.case else ()),
    ), _HEAD)  # fmt: skip
    aims = dict(aim_choices(plan.trust_uid))
    sections = [Section("The plan", (facts,)), *(_priority(t, aims) for t in found)]
    reviews = [Words(f"{day(r.day)}, {called(r.by)}: {r.words}") for r in plan.reviews.all()]
    if reviews:
        sections.append(Section("Reviews", tuple(reviews)))
    if plan.learnt:
        sections.append(Section("What was learnt", (Words(plan.learnt),)))
    sections.append(Section("How this is known", (Words(f"States and figures are worked out from the {picture_day(snapshot)}, whose id is {snapshot}.", quiet=True),)))  # fmt: skip
    foot = f"{plan.reference} as of {day(on)}"
    return Paper(f"{plan.title}: {plan.school}", lead, tuple(sections), foot, contents=False)


def _stage(plan: Plan) -> str:
    if plan.agreed_on is None:
        return plan.stage
    said = f"agreed by {called(plan.agreed_by)} on {day(plan.agreed_on)}"
    return f"{said}, closed" if plan.closed else said


def _priority(told: Told, aims: Mapping[str, str]) -> Section:
    wording = told.wording
    blocks: list[Block] = [
        Words(wording.why),
        Facts((
            ("State", f"{told.stood.state.value}. {' '.join(told.stood.reasons)}"), ("Answers for it", wording.owner),
            ("Cost", told.cost), ("Stop date", day(wording.stop)), *((("Aim", aims.get(wording.aim, wording.aim)),) if wording.aim else ()),
        ), _HEAD),
        _grid(_MEASURES, [(m.words, m.today, m.began.words if m.began else "not agreed yet", m.judged.verdict.value) for m in told.measures], f"Measures of “{wording.what}”"),
    ]  # fmt: skip
    steps = [(m.words, day(m.day), m.owner or wording.owner, day(m.step.done) or "not yet") for m in told.steps]
    if steps:
        blocks.append(_grid(_STEPS, steps, f"Milestones of “{wording.what}”"))
    blocks += [
        Words(f"Until {day(w.at.date())} it was: {w.what}, stop date {day(w.stop)}; {'; '.join(said)}.", quiet=True)
        for w, said in told.earlier
    ]
    blocks += [
        Words(f"{'Stopped' if a.stop else 'Changed'} on {day(a.day)} by {called(a.by)}: {a.why}", quiet=True)
        for a in told.answers
    ]
    return Section(f"{told.priority.place}. {wording.what}", tuple(blocks))


def _grid(columns: tuple[str, ...], rows: Sequence[tuple[str, ...]], about: str) -> Grid:
    return Grid(columns, tuple(rows), about, shares(columns, rows))
