"""Cases of the Raising Achievement Board whose next step is overdue: for whoever may take it; the others are counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collegiate.improve.cases import CLOSED
from collegiate.watch.slipping.finding import reference_of
from collegiate.web.authorization.rights import Right
from collegiate.web.clock import today
from collegiate.web.home.answers import Consequence, Link
from collegiate.web.home.monday import Both, Item, Same, Source
from collegiate.web.words import counted, day

if TYPE_CHECKING:
    from collegiate.web.cases.models import Case
    from collegiate.web.cases.steps import NextStep

WHY = "Each case of the Raising Achievement Board waits for one thing, by a day. It stands here when that day has passed and you may do it."


def _look(both: Both) -> tuple[list[Item], list[Same]]:
    from collegiate.web.cases.models import Case, wholes
    from collegiate.web.cases.steps import next_step

    on = today()
    open_cases = Case.objects.filter(trust_uid__in=both.trusts).exclude(state__in=[s.value for s in CLOSED])
    steps = [(c, next_step(c, on)) for c in wholes(open_cases) if _theirs(c, both)]
    open_ = [(c, s) for c, s in steps if s.words]

    def mine(step: NextStep) -> bool:
        return any(both.user.may(r) for r in step.rights)

    late = [(c, s) for c, s in open_ if s.overdue and mine(s)]
    others = sum(s.overdue and not mine(s) for _, s in open_)
    calm = len(open_) - len(late) - others
    same = [Same(calm, "cases of the achievement board are in time", "case of the achievement board is in time")]
    same += [Same(others, "overdue cases wait for somebody else", "overdue case waits for somebody else")]
    return [_item(c, s, (on - s.due).days, both) for c, s in late if s.due], [s for s in same if s.number]


def _theirs(case: Case, both: Both) -> bool:
    """Whether a case is about one of somebody's academies in their trust of today; of a whole trust, whether all of it is theirs."""
    if case.urn is not None:
        return case.urn in both.trusts.get(case.trust_uid, ())
    members = {m["urn"] for m in both.now.reader.members(case.trust_uid)}
    return bool(members) and members <= set(both.now.urns)


def _item(case: Case, step: NextStep, days: int, both: Both) -> Item:
    touched = both.roll(case.urn) if case.urn is not None else both.roll(*both.trusts.get(case.trust_uid, ()))
    last = case.latest
    done = f"{last.what.rstrip('.')}, on {day(last.on)}." if last else "Nothing since it was referred."
    return Item(
        f"{case.about}: case {case.reference} is overdue. {step.words}.",
        f"The day by which it was due, {counted(days, 'day')} ago.",
        "It is what people wrote down, not an estimate.",
        f"Overdue since {day(step.due)}.",
        Link(step.words, step.path), WHY, Consequence.SCHOOL, touched, done,
        reference_of(case.trust_uid, case.urn, case.series) if case.series else "",
    )  # fmt: skip


SOURCE = Source(_look, Right.READ_STRATEGY, prior=3)
