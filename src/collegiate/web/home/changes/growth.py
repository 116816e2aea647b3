"""Schools on their way into a trust whose tasks are late, or that joined and have not met in time what was promised: for whoever may see to it."""

from __future__ import annotations

from datetime import date

from collegiate.growth import Stage
from collegiate.improve.criterion import Verdict
from collegiate.web.authorization.rights import Right
from collegiate.web.clock import today
from collegiate.web.home.answers import Consequence, Link
from collegiate.web.home.monday import Both, Item, Same, Source
from collegiate.web.joining.models import Joiner
from collegiate.web.joining.stands import Evidence, stood_of, tasks_of
from collegiate.web.words import counted, day

WHY = "A school that joins has a list of tasks by day, and promises that it has to meet before the next may be opened. It stands here when a day has passed."
SURE = "It is what people wrote down, with the figures that the promises name."


def _look(both: Both) -> tuple[list[Item], list[Same]]:
    evidence = Evidence(both.now.reader, both.now.people, today())
    joiners = list(Joiner.objects.filter(trust_uid__in=both.trusts, withdrawn="").prefetch_related("done", "shown"))
    coming = [j for j in joiners if j.at_stage is Stage.OPEN]
    late = [i for j in coming if (i := _late(j, evidence.on))]
    missed = [i for j in joiners if j.at_stage is Stage.JOINED and (i := _missed(j, evidence))]
    calm = sum(j.at_stage in (Stage.OPEN, Stage.JOINED) for j in joiners) - len(late) - len(missed)
    same = Same(calm, "schools that join are within their days", "school that joins is within its days")
    return [*late, *missed], [same] if calm else []


def _late(joiner: Joiner, on: date) -> Item | None:
    steps = tasks_of(joiner)
    late = [(due, task) for task, due, done in steps if done is None and due < on]
    if not late:
        return None
    due, task = min(late, key=lambda found: found[0])
    more = f", and {counted(len(late) - 1, 'other task')}" if len(late) > 1 else ""
    done = sum(x is not None for *_, x in steps)
    return Item(
        f"{joiner.school} joins on {day(joiner.joins)}, and “{task.title}” is late{more}.", "The day that the task has before the day of joining.", SURE,
        f"It was due on {day(due)}.", Link("See its tasks", joiner.path), WHY, Consequence.SCHOOL, len(late), f"{counted(done, 'task')} of {len(steps)} is done." if done == 1 else f"{counted(done, 'task').capitalize()} of {len(steps)} are done.",
    )  # fmt: skip


def _missed(joiner: Joiner, evidence: Evidence) -> Item | None:
    missed = [
        s for s in stood_of(joiner, evidence) if not s.met and (s.promise.by < evidence.on or s.verdict == Verdict.GONE)
    ]
    if not missed:
        return None
    return Item(
        f"{joiner.school} joined and did not meet what was promised: {missed[0].promise.words.rstrip('.')} ({missed[0].verdict}).", f"What was promised when it joined, by {day(missed[0].promise.by)}.", SURE,
        f"It joined on {day(joiner.joined or joiner.joins)}.", Link("See what was promised", joiner.path), WHY, Consequence.SCHOOL, len(missed),
        "Until it is met the next school may not be opened, unless two people override it by name.",
    )  # fmt: skip


SOURCE = Source(_look, Right.GROW)
