"""The days of a comparison, what it is about and how much is worth having: what is refused whatever it is compared with."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from collegiate.improve.otherwise.designs import Design, earliest_due
from collegiate.improve.otherwise.errors import CannotCompareError

LONGEST_AHEAD = 400
"""Days from the day of locking to the start, and from the start to the day it is due, times two."""


def check_dates(design: Design, start: dt.date, due: dt.date, minimum: Decimal, about: str, on: dt.date) -> None:
    """Raise `CannotCompareError` in words for days that cannot be, no words, or an effect worth nothing."""
    if not about:
        raise CannotCompareError("Say in a few words what begins: the plan, the support, or what is tried.")
    if not minimum.is_finite() or minimum <= 0:
        raise CannotCompareError(
            "The smallest effect worth having is more than 0, in the unit of the series: what would be worth the trouble?"
        )
    if (start - on).days > LONGEST_AHEAD:
        raise CannotCompareError(
            f"The start, {start:%-d %B %Y}, is more than a year away. Lock the comparison when it is nearer: the schools beside which one is seen may change."
        )
    if due <= on:
        raise CannotCompareError(
            f"The day on which it is due, {due:%-d %B %Y}, is past: what came out can be known already. Choose a later day."
        )
    earliest = earliest_due(design, start)
    if due < earliest:
        raise CannotCompareError(
            f"Due on {due:%-d %B %Y} is too early: {_needs(design)} after the start is needed, so {earliest:%-d %B %Y} is the first day on which anything can be said."
        )
    if (due - start).days > 2 * LONGEST_AHEAD:
        raise CannotCompareError(
            "Due more than two years after the start is too late: too much else will have happened. Choose an earlier day."
        )


def _needs(design: Design) -> str:
    return f"{'one whole' if design.least_after == 1 else 'two whole'} {design.span}{'' if design.least_after == 1 else 's'}"
