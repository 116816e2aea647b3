"""Whether a measure can show at all what a priority is to bring about: said before anybody starts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from collegiate.improve.criterion import Criterion, Direction, judge
from collegiate.improve.plans.rules import Purpose
from collegiate.improve.series import Point, Series
from collegiate.vocabulary.years import AcademicYear

_OLD = 2
"""Years after which a published figure no longer says how things are."""


def warnings(criterion: Criterion, series: Series | None, points: Sequence[Point], on: dt.date, purpose: Purpose) -> list[str]:  # fmt: skip
    """Say why a series may be unable to show what is asked of it; empty where nothing speaks against it.

    points: those of the series for the school, in order of time.
    """
    if series is None:
        return ["This measure is not in the data: nobody could ever say that it is met."]
    mine = [p for p in points if p.series == criterion.series and p.urn == criterion.urn and p.last <= on]
    if not mine:
        return ["This school has no figure of this measure yet: whether it is met could not be said today."]
    known = [p for p in mine if p.value is not None]
    if not known:
        why = "it is kept back so that no child can be told" if mine[-1].symbol == "c" else "no figure was given"
        return [f"No figure of this school can be shown ({why}): this measure could not say whether it worked."]
    found = (*_side(criterion, series), *_stale(known[-1], on), *_ends_too_late(criterion, known, on), *_noise(criterion, known[-1]))  # fmt: skip
    if purpose is Purpose.IMPROVE and judge(criterion, mine, on).met:
        return [*found, "It is met today already: it could not show that anything improved."]
    return list(found)


def _side(criterion: Criterion, series: Series) -> tuple[str, ...]:
    better = {"higher": Direction.AT_LEAST, "lower": Direction.AT_MOST}.get(series.better)
    if better is None:
        return ("More of this is neither better nor worse: say why reaching it would be good.",)
    if criterion.direction is not better:
        return (f"Here {series.better} is better, and the criterion asks for {criterion.direction} a value. Is that meant?",)  # fmt: skip
    return ()


def _stale(latest: Point, on: dt.date) -> tuple[str, ...]:
    years = AcademicYear.of(on).end - AcademicYear.of(latest.last).end
    if years <= _OLD:
        return ()
    return (f"The latest figure is of {latest.when}: it says little about today.",)


def _ends_too_late(criterion: Criterion, known: Sequence[Point], on: dt.date) -> tuple[str, ...]:
    """Say where no whole span ends between now and the day, as with figures of a year."""
    next_end = _next_end(known[-1], on)
    if next_end <= criterion.by:
        return ()
    return (
        f"No figure newer than today's ends by {criterion.by:%-d %B %Y}: the next covers a span that ends about {next_end:%B %Y}. "
        "Choose a later day, or a measure that is counted more often.",
    )


def _next_end(latest: Point, on: dt.date) -> dt.date:
    """Return when the next span ends of which nothing is known yet: an academic year, or one as long as the latest."""
    year = AcademicYear.of(latest.last)
    if (latest.first, latest.last) == (year.first_day, year.last_day):
        return AcademicYear(max(year.end + 1, AcademicYear.of(on + dt.timedelta(days=1)).end)).last_day
    length = latest.last - latest.first
    end = latest.last + length
    while end <= on:
        end += length + dt.timedelta(days=1)
    return end


def _noise(criterion: Criterion, latest: Point) -> tuple[str, ...]:
    if latest.value is None or latest.low is None or latest.high is None:
        return ()
    if not latest.low <= float(criterion.value) <= latest.high:
        return ()
    return (
        f"Today's figure lies between {latest.low:g} and {latest.high:g} by chance alone, which holds the value asked for: "
        "reaching it could be chance. Ask for more, or add a second measure.",
    )
