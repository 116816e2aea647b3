"""What is looked at beside the effect: the course of the years, a second opinion, and what the method finds where nothing was done."""

from __future__ import annotations

from collections.abc import Sequence

from collegiate.improve.otherwise.found import Checked, CoursePoint, Second
from collegiate.improve.otherwise.held import Held
from collegiate.improve.otherwise.locked import Locked, Other
from collegiate.improve.otherwise.rounding import Rounding
from collegiate.improve.otherwise.spans import Span
from collegiate.improve.otherwise.tables import panel_of
from collegiate.statistics.effects import Effect, Panel, drift, placebo_schools, placebo_starts, synthetic

_BACK = 12
"""Spans that the course goes back before the start."""

_LEAST_FOR_A_MIXTURE = 2


def second_opinion(
    panel: Panel, before: Sequence[int], after: Sequence[int], effect: Effect, others: Sequence[Other], rounding: Rounding
) -> Second | None:  # fmt: skip
    """Return the effect beside a mixture of the others; None for too few spans before."""
    if len(before) < _LEAST_FOR_A_MIXTURE:
        return None
    found = synthetic(panel, before, after)
    named = sorted(((o.urn, round(w, 2)) for o, w in zip(others, found.weights, strict=True)), key=lambda p: -p[1])
    return Second(
        rounding.near(found.effect), rounding.near(found.miss), found.rank, found.of, effect.low <= found.effect <= effect.high,
        tuple((urn, share) for urn, share in named if share > 0),
    )  # fmt: skip


def checks(
    panel: Panel, before: Sequence[int], after: Sequence[int], effect: Effect, spans: Sequence[Span], rounding: Rounding
) -> Checked:
    """Return the drift before the start, and what is found of schools and at starts where nothing was done."""
    own_way = drift(panel, before)
    schools = placebo_schools(panel, before, after)
    as_large = sum(abs(e.effect) >= abs(effect.effect) for e in schools)
    starts = [
        (spans[place].first.isoformat(), rounding.near(e.effect), rounding.near(e.low), rounding.near(e.high))
        for place, e in placebo_starts(panel, before)
    ]
    return Checked(
        rounding.near(own_way.effect) if own_way else None, own_way.chance if own_way else None,
        (as_large, len(schools)) if schools else None, tuple(starts),
    )  # fmt: skip


def course(
    every: Held, locked: Locked, others: Sequence[Other], before: Sequence[Span], after: Sequence[Span], rounding: Rounding
) -> tuple[CoursePoint, ...]:  # fmt: skip
    """Return span by span what the school was and what it would have been, as the others went since the spans before."""
    urns = [locked.urn, *(o.urn for o in others)]
    own = every.of(locked.urn)
    era = own[before[-1]].era
    known = [s for s in every.spans if all(s in every.of(u) for u in urns) and own[s].era == era]
    known = [s for s in known if s.last <= after[-1].last]
    shown = [s for s in known if s.last < before[0].first][-max(_BACK - len(before), 0) :] + [
        s for s in known if s.first >= before[0].first
    ]
    panel = panel_of(every, urns, shown)
    base = [shown.index(s) for s in before]
    return tuple(_point(panel, base, place, span, before, after, rounding) for place, span in enumerate(shown))


def _point(
    panel: Panel, base: Sequence[int], place: int, span: Span, before: Sequence[Span], after: Sequence[Span], rounding: Rounding
) -> CoursePoint:  # fmt: skip
    part = "before" if span in before else "after" if span in after else ""
    found = panel.effect(base, [place])
    value = float(panel.values[0, place])
    low, high = (value - found.high, value - found.low) if part == "after" else (None, None)
    return CoursePoint(
        span, rounding.near(value), rounding.near(value - found.effect),
        None if low is None else rounding.near(low), None if high is None else rounding.near(high), part,
    )  # fmt: skip
