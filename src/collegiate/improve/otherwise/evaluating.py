"""Working out a locked comparison on a day, in a picture: what was locked is followed to the letter, and what is no longer there is said."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from collegiate.improve.otherwise.checking import checks, course, second_opinion
from collegiate.improve.otherwise.designs import OWN_PROGRAMMES
from collegiate.improve.otherwise.found import Found
from collegiate.improve.otherwise.grading import Weighed, grade
from collegiate.improve.otherwise.held import Held, held
from collegiate.improve.otherwise.locked import LeftOut, Locked, Other
from collegiate.improve.otherwise.programmes import of_programme
from collegiate.improve.otherwise.rounding import Rounding
from collegiate.improve.otherwise.spans import Span, run_words
from collegiate.improve.otherwise.tables import panel_of
from collegiate.improve.otherwise.verdicts import Verdict, verdict_of
from collegiate.improve.otherwise.worth import worth
from collegiate.improve.series import series_of
from collegiate.statistics.effects import CHOSEN
from collegiate.statistics.effects.two_step import FEWEST
from collegiate.store import Reader, ScopedReader

_WAIT, _WAIT_IN_SUMMER = 24, 55
"""Days by which the data may end before the due day: a holiday, and the summer's."""


def evaluate(locked: Locked, reader: Reader, people: ScopedReader | None, on: dt.date) -> Found:
    """Return what is found of a comparison on a day. Before its due day nothing is worked out, so that nobody stops when it looks well.

    people: a reader of the whole trust's counts. Never raises for what is missing: the verdict and the reasons say it.
    """
    if on < locked.due:
        return _nothing(locked, reader, on, Verdict.NOT_DUE, f"It is due on {locked.due:%-d %B %Y}; until then nothing is worked out.")  # fmt: skip
    if locked.design is OWN_PROGRAMMES:
        return of_programme(locked, reader, people, on)
    return _of_school(locked, reader, people, on)


def _of_school(locked: Locked, reader: Reader, people: ScopedReader | None, on: dt.date) -> Found:
    gone = _gone(locked, reader, people, on)
    if gone:
        return _nothing(locked, reader, on, Verdict.CANNOT, gone)
    every = held(locked.series.id, [locked.urn, *(o.urn for o in locked.others)], reader, people)
    waits = _waits(locked, every, on)
    if waits:
        return _nothing(locked, reader, on, Verdict.NOT_DUE, waits, every.last)
    sides = _sides(locked, every, on)
    missing = _missing(locked, every, sides)
    if missing:
        return _nothing(locked, reader, on, Verdict.CANNOT, missing, every.last)
    others, lost = _others(locked, every, sides, reader)
    if len(others) < FEWEST:
        words = f"Of the {len(locked.others)} schools that were locked only {len(others)} still have figures for every span; at least {FEWEST} are needed."
        return _nothing(locked, reader, on, Verdict.CANNOT, words, every.last, lost)
    return _found(_Case(locked, every, sides, others, lost, on, reader.snapshot))


@dataclass(frozen=True, slots=True)
class _Sides:
    """The spans before that were locked, and those after."""

    before: tuple[Span, ...]
    after: tuple[Span, ...]

    @property
    def all(self) -> tuple[Span, ...]:
        return self.before + self.after


@dataclass(frozen=True, slots=True)
class _Case:
    locked: Locked
    every: Held
    sides: _Sides
    others: tuple[Other, ...]
    lost: tuple[LeftOut, ...]
    on: dt.date
    snapshot: str


def _nothing(
    locked: Locked, reader: Reader, on: dt.date, verdict: Verdict, why: str, seen: dt.date | None = None, lost: tuple[LeftOut, ...] = (),
) -> Found:  # fmt: skip
    return Found(
        verdict, None, None, None, None, "", (why,), "", _compared(locked, len(locked.others)), locked.before, (), locked.others,
        (*locked.left_out, *lost), (), None, None, on, seen, reader.snapshot,
    )  # fmt: skip


def _gone(locked: Locked, reader: Reader, people: ScopedReader | None, on: dt.date) -> str:
    """Say what is no longer there: the school, or its series; empty where all is."""
    name, urn = locked.school.name, locked.urn
    school = reader.school(urn)
    if school is None:
        return f"{name} is no longer in the picture."
    if school["close_date"] and school["close_date"] <= on:
        return f"{name} closed on {school['close_date']:%-d %B %Y}. What was locked stays as it is."
    stays = [m for m in reader.memberships(urns=[urn]) if m["trust_uid"] == locked.trust_uid]
    left = max((m["left_before"] for m in stays if m["left_before"]), default=None)
    if not any(m["left_before"] is None for m in stays):
        return f"{name} left the trust{f' before {left:%-d %B %Y}' if left else ''}. What was locked stays as it is."
    if series_of(locked.series.id, reader, people) is None:
        return f"The series “{locked.series.title}” is no longer in the data, so what became of it cannot be said. It never counts as having worked."
    return ""


def _waits(locked: Locked, every: Held, on: dt.date) -> str:
    last = every.last
    if last is None:
        return f"The day is past ({locked.due:%-d %B %Y}), but there are no figures yet."
    summer = last.month in (7, 8)
    if locked.design.span == "half term" and (locked.due - last).days > (_WAIT_IN_SUMMER if summer else _WAIT):
        return f"The day is past ({locked.due:%-d %B %Y}), but the data end on {last:%-d %B %Y}. It is worked out when they reach that day."
    if locked.design.span != "half term" and not _after(locked, every, on):
        return f"The day is past ({locked.due:%-d %B %Y}), but the figures of the year that counts are not there yet: the latest are of {every.spans[-1].words}."
    return ""


def _after(locked: Locked, every: Held, on: dt.date) -> tuple[Span, ...]:
    first = locked.start - dt.timedelta(days=locked.design.grace)
    return tuple(s for s in every.finished(on) if s.first >= first and s.last <= locked.due)


def _sides(locked: Locked, every: Held, on: dt.date) -> _Sides:
    """Return the spans that are compared. Those before are found again by their first day: their last can have been filled up since."""
    firsts = {s.first for s in locked.before}
    before = tuple(s for s in every.spans if s.first in firsts)
    return _Sides(before, _after(locked, every, on))


def _missing(locked: Locked, every: Held, sides: _Sides) -> str:
    """Say what the school itself lacks; empty where it lacks nothing."""
    design, own, name = locked.design, every.of(locked.urn), locked.school.name
    if len(sides.after) < design.least_after:
        n = len(sides.after)
        return f"Only {n} whole {design.span}{'' if n == 1 else 's'} lie{'s' if n == 1 else ''} between the start and the due day; {design.least_after} are needed."
    lacking = [s for s in sides.all if s not in own]
    if lacking or len(sides.before) < len(locked.before):
        return f"{name} has no figure of {lacking[0].words if lacking else 'a span before the start that was locked'}."
    few = [s for s in sides.all if (own[s].n or design.fewest) < design.fewest]
    if few:
        return f"Fewer than {design.fewest} children are behind {name}'s figures ({few[-1].words}): too few to say."
    if len({own[s].era for s in sides.all}) > 1:
        return f"The measure was changed between {sides.before[-1].words} and {sides.after[-1].words}: figures of the two are not compared."
    return ""


def _others(
    locked: Locked, every: Held, sides: _Sides, reader: Reader
) -> tuple[tuple[Other, ...], tuple[LeftOut, ...]]:
    closed = {
        r["urn"]: r["close_date"]
        for r in reader.schools([o.urn for o in locked.others], columns=["urn", "close_date"])
        if r["close_date"] and r["close_date"] <= sides.after[-1].last
    }
    kept, lost = [], []
    for other in locked.others:
        values = every.of(other.urn)
        lacking = [s for s in sides.all if s not in values]
        if other.urn in closed:
            lost.append(LeftOut(other.urn, other.name, f"closed on {closed[other.urn]:%-d %B %Y}"))
        elif lacking:
            lost.append(LeftOut(other.urn, other.name, f"no figure of {lacking[-1].words}"))
        elif any((values[s].n or locked.design.fewest) < locked.design.fewest for s in sides.all):
            lost.append(LeftOut(other.urn, other.name, f"fewer than {locked.design.fewest} children"))
        else:
            kept.append(other)
    return tuple(kept), tuple(lost)


def _found(case: _Case) -> Found:
    locked, sides = case.locked, case.sides
    panel = panel_of(case.every, [locked.urn, *(o.urn for o in case.others)], sides.all)
    before = range(len(sides.before))
    after = range(len(sides.before), len(sides.all))
    effect = panel.effect(before, after).widened(CHOSEN if locked.left_before else 1.0)
    rounding = Rounding.of(locked.series)
    second = second_opinion(panel, before, after, effect, case.others, rounding)
    checked = checks(panel, before, after, effect, sides.before, rounding)
    level, reasons = grade(
        Weighed(
            bool(locked.late), len(case.others), len(case.lost), len(sides.before), checked.drift_chance, bool(locked.left_before),
            second.agrees if second else None, _children(case), locked.design.span,
        )
    )  # fmt: skip
    low, high = rounding.near(effect.low), rounding.near(effect.high)
    return Found(
        verdict_of(effect.low, effect.high, locked.series.better), rounding.near(effect.effect), low, high, effect.chance, level, reasons,
        worth(locked, low, high, rounding), _compared(locked, len(case.others)), sides.before, sides.after, case.others,
        (*locked.left_out, *case.lost), course(case.every, locked, case.others, sides.before, sides.after, rounding), second, checked, case.on, case.every.last, case.snapshot,
    )  # fmt: skip


def _children(case: _Case) -> tuple[float, float] | None:
    own = case.every.of(case.locked.urn)
    sides = [[own[s].n for s in side] for side in (case.sides.before, case.sides.after)]
    known = [[float(n) for n in side if n is not None] for side in sides]
    if not all(known):
        return None
    return sum(known[0]) / len(known[0]), sum(known[1]) / len(known[1])


def _compared(locked: Locked, others: int) -> str:
    beside = locked.design.beside if not locked.design.nearest else "similar schools whose figures were nearest before"
    return f"{locked.school.name}'s change since {run_words(list(locked.before))}, beside that of {others} of {beside}"
