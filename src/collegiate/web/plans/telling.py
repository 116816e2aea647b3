"""A plan as it stands on a day: each priority with its measures judged by the picture, its milestones, and what it asks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import Prefetch, QuerySet

from collegiate.improve.criterion import Criterion, Judged, judge
from collegiate.improve.plans import Baseline, State, Stood, standing_of
from collegiate.improve.plans import Priority as Ruled
from collegiate.improve.plans import warnings as showing
from collegiate.improve.series import Point, Series, all_series, points
from collegiate.store import Reader, ScopedReader
from collegiate.web.plans.models import Answered, Milestone, Plan, Priority, Wording
from collegiate.web.words import day


class Book:
    """The series of a picture as one reader may see them, each read once."""

    def __init__(self, reader: Reader, people: ScopedReader | None, urns: Sequence[int]) -> None:
        self._reader, self._people, self._urns = reader, people, sorted(set(urns))
        self._points: dict[str, list[Point]] = {}

    @cached_property
    def series(self) -> dict[str, Series]:
        """Every series by its id."""
        return {s.id: s for s in all_series(self._reader, self._people)}

    @property
    def snapshot(self) -> str:
        """The picture."""
        return self._reader.snapshot

    def points(self, id_: str, urn: int) -> list[Point]:
        """Return a school's points of a series, in order of time."""
        if id_ not in self._points:
            self._points[id_] = points(id_, self._urns, self._reader, self._people) if id_ in self.series else []
        return [p for p in self._points[id_] if p.urn == urn]

    def known(self, id_: str) -> bool:
        """Whether the picture has a series; the trust's own are not gone for who may see no counts."""
        return id_ in self.series or (self._people is None and id_.startswith("own."))

    def latest(self, criterion: Criterion, on: dt.date) -> Point | None:
        """Return the latest point up to a day, whatever the plan's span."""
        found = [p for p in self.points(criterion.series, criterion.urn) if p.last <= on]
        return max(found, key=lambda p: p.last, default=None)

    def value(self, point: Point | None, id_: str) -> str:
        """Write a point: 93.2 % (2 November 2026 to 22 November 2026); what is missing with its reason."""
        series = self.series.get(id_)
        if point is None or series is None:
            return "no figure" if series else "no longer in the data"
        if point.value is None:
            return f"{'kept back so that no child can be told' if point.symbol == 'c' else 'no figure'} ({point.when})"
        unit = f" {series.unit}" if series.unit else ""
        return f"{point.value:.{series.decimals}f}{unit} ({point.when})"


@dataclass(frozen=True, slots=True)
class Measure:
    """A success criterion on a day: in words, as judged, and what may keep it from showing anything."""

    criterion: Criterion
    words: str
    judged: Judged
    today: str
    began: Baseline | None
    warnings: tuple[str, ...]

    @property
    def mind(self) -> bool:
        """Whether it needs a person: anything but met or not met yet."""
        return self.judged.verdict.name not in ("MET", "NOT_YET")


@dataclass(frozen=True, slots=True)
class Told:
    """A priority on a day; `earlier` are the wordings that stood before, each with its measures in words."""

    priority: Priority
    wording: Wording
    measures: tuple[Measure, ...]
    steps: tuple[Milestone, ...]
    stood: Stood
    earlier: tuple[tuple[Wording, tuple[str, ...]], ...]
    answers: tuple[Answered, ...]

    @property
    def mind(self) -> bool:
        """Whether its state needs a person."""
        return self.stood.state in (State.BEHIND, State.OVERDUE)

    @property
    def cost(self) -> str:
        """What it costs. Nobody having said it is not nought."""
        return pounds(self.wording.cost)

    @property
    def answer(self) -> Answered | None:
        """What was last answered to "change or stop?"."""
        return self.answers[-1] if self.answers else None


def pounds(cost: Decimal | None) -> str:
    """Write a sum in pounds; "not known" where nobody has said it."""
    return "not known" if cost is None else f"£{cost:,.2f}".removesuffix(".00")


def wholes(plans: QuerySet[Plan]) -> list[Plan]:
    """Read plans with all that stands in them, in a few questions to the database however many they are."""
    return list(
        plans.prefetch_related(
            Prefetch("priorities", Priority.objects.filter(taken_out=False)), "priorities__wordings", "priorities__wordings__answers",
            Prefetch("priorities__milestones", Milestone.objects.filter(taken_out=False)), "priorities__milestones__ticks",
        )
    )  # fmt: skip


def told(plan: Plan, book: Book, on: dt.date) -> list[Told]:
    """Return a plan's priorities as they stand, a closed one's as they stood. `plan` comes from `wholes`."""
    return [_told(plan, p, book, plan.judged_on(on)) for p in plan.priorities.all()]


def overdue(plan: Plan, found: Iterable[Told], on: dt.date) -> tuple[str, ...]:
    """Say what comes before the board: a stop date that nobody answered, a plan that ended and was not closed."""
    if not plan.agreed:
        return ()
    asked = [f"{t.wording.what}: its stop date was {day(t.wording.stop)}, and nobody has said change or stop." for t in found if t.stood.asks]  # fmt: skip
    if plan.last < on:
        asked.append(f"It ended on {day(plan.last)} and was not closed with what was learnt.")
    return tuple(asked)


def next_day(plan: Plan, found: Iterable[Told], on: dt.date) -> dt.date | None:
    """Return the next day on which something of an open plan is due."""
    if plan.closed:
        return None
    steps = [m.step.day for t in found for m in t.steps if m.step.done is None and m.step.day >= on]
    stops = [t.wording.stop for t in found if t.stood.state not in (State.MET, State.STOPPED) and t.wording.stop >= on]
    return min([*steps, *stops, plan.last] if plan.last >= on else [*steps, *stops], default=None)


def judged_now(plan: Plan, criterion: Criterion, book: Book, on: dt.date) -> Judged:
    """Judge a criterion by what began since the plan did: what was so before is not its doing."""
    return judge(criterion, book.points(criterion.series, criterion.urn), on, known=book.known(criterion.series), since=plan.first)  # fmt: skip


def _told(plan: Plan, priority: Priority, book: Book, on: dt.date) -> Told:
    wordings = list(priority.wordings.all())
    wording = wordings[-1]
    measures = tuple(_measure(plan, wording, n, c, book, on) for n, c in enumerate(wording.measured))
    answers = tuple(a for w in wordings for a in w.answers.all())
    steps = tuple(priority.milestones.all())
    stopped = any(a.stop for a in wording.answers.all())
    ruled = Ruled(tuple(m.judged for m in measures), tuple(m.step for m in steps), wording.stop, stopped)
    stood = standing_of(ruled, on)
    earlier = ((w, tuple(c.words(book.series.get(c.series)) for c in w.measured)) for w in reversed(wordings[:-1]))
    return Told(priority, wording, measures, steps, stood, tuple(earlier), answers)


def _measure(plan: Plan, wording: Wording, n: int, criterion: Criterion, book: Book, on: dt.date) -> Measure:
    series = book.series.get(criterion.series)
    latest = book.latest(criterion, on)
    began = wording.began
    return Measure(
        criterion, criterion.words(series), judged_now(plan, criterion, book, on), book.value(latest, criterion.series),
        began[n] if n < len(began) else None,
        tuple(showing(criterion, series, book.points(criterion.series, criterion.urn), on, plan.why)) if plan.drafted else (),
    )  # fmt: skip


def baselines(criteria: Iterable[Criterion], book: Book, on: dt.date) -> list[Baseline]:
    """Return what measures are today, to be locked."""
    found = ((c, book.latest(c, on)) for c in criteria)
    return [Baseline.of(c, p, book.value(p, c.series), book.snapshot) for c, p in found]
