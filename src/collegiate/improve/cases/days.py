"""The days that hold: how long a referral may wait, when papers are frozen, when a review is due. All are days of the calendar."""

from __future__ import annotations

import datetime as dt

TRIAGE_WITHIN = 10
"""Days within which somebody says what becomes of a referral."""
PAPERS_BEFORE = 5
"""Days before a hearing by which its papers are frozen: whoever decides has them in time to read them."""
FIRST_REVIEW, LAST_REVIEW = 42, 56
"""Days after a decision, or after the review before, between which the next review is: six to eight weeks."""
LONGEST_WATCH = 190
"""Days that something may be watched before somebody says again what becomes of it: two terms."""


class DayError(ValueError):
    """A day that the rules do not allow; the message says which would do."""


def triage_by(referred: dt.date) -> dt.date:
    """Return the last day on which a referral is answered in time."""
    return referred + dt.timedelta(days=TRIAGE_WITHIN)


def papers_by(hearing: dt.date) -> dt.date:
    """Return the last day on which papers are frozen in time."""
    return hearing - dt.timedelta(days=PAPERS_BEFORE)


def papers_late(hearing: dt.date, on: dt.date) -> bool:
    """Whether papers that are frozen on a day are late."""
    return on > papers_by(hearing)


def check_hearing(hearing: dt.date, on: dt.date) -> None:
    """Raises `DayError` for a hearing in the past, or more than a year off."""
    if hearing < on:
        raise DayError(f"{_day(hearing)} is past. Choose a day from today on.")
    if hearing > on + dt.timedelta(days=366):
        raise DayError(
            f"{_day(hearing)} is more than a year away. Children do not wait that long: choose an earlier day."
        )


def check_watch(until: dt.date, on: dt.date) -> None:
    """Raises `DayError` for a day on which nobody could look again, or only after two terms."""
    last = on + dt.timedelta(days=LONGEST_WATCH)
    if not on < until <= last:
        raise DayError(f"Choose the day on which somebody looks again: after today, and by {_day(last)}.")


def review_window(after: dt.date) -> tuple[dt.date, dt.date]:
    """Return the first and last day of the review that follows a decision or a review."""
    return after + dt.timedelta(days=FIRST_REVIEW), after + dt.timedelta(days=LAST_REVIEW)


def check_review_planned(review: dt.date, after: dt.date) -> None:
    """Raises `DayError` for a review that is not six to eight weeks after the day before it."""
    first, last = review_window(after)
    if not first <= review <= last:
        raise DayError(f"A review is six to eight weeks on: choose a day from {_day(first)} to {_day(last)}.")


def check_review_held(on: dt.date, after: dt.date) -> None:
    """Raises `DayError` for a review that is held before six weeks are over; late is late, and is written as it is."""
    first, _ = review_window(after)
    if on < first:
        raise DayError(
            f"This review can be held from {_day(first)}: six weeks have to pass before anything can be seen. "
            "For something urgent, call the case back before the board."
        )


def _day(day: dt.date) -> str:
    return f"{day:%-d %B %Y}"
