"""How a comparison is made for a kind of series: beside whom, over which spans, and how much there has to be."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from collegiate.improve.series import OWN_ATTENDANCE
from collegiate.vocabulary.years import AcademicYear

METHOD = (
    "difference in differences in two steps, beside comparators locked by name; second opinion: a synthetic control"
)
METHOD_VERSION = "1"
PROGRAMME_METHOD = "matching: each child in the programme beside the nearest by the earlier score, in the same school and academic year; second opinion: a regression"
PROGRAMME_METHOD_VERSION = "1"


@dataclass(frozen=True, slots=True)
class Design:
    """A kind of comparison.

    beside: who the others are; span: what one span is called; least_before, most_before, least_after: spans; grace: days by which a
    span may have begun before the start and still count as after it; wait: days after a span's end until its numbers are expected;
    fewest: children of a school, in each span, below whom it is left out; nearest: so many others at most, 0 for all.
    """

    name: str
    beside: str
    span: str
    least_before: int
    most_before: int
    least_after: int
    grace: int
    fewest: int
    nearest: int
    own: bool


OWN_HALF_TERMS = Design("own half terms", "the trust's other academies", "half term", 2, 6, 2, 6, 40, 0, own=True)
OWN_YEARS = Design("own academic years", "the trust's other academies", "academic year", 1, 3, 1, 45, 20, 0, own=True)
PUBLISHED_YEARS = Design("published academic years", "similar schools", "academic year", 2, 4, 1, 45, 10, 15, own=False)
OWN_PROGRAMMES = Design(
    "own programmes", "the children of the same school and year who began with the same score", "academic year", 0, 0, 1, 180, 10, 0, own=True,
)  # fmt: skip
DESIGNS = {d.name: d for d in (OWN_HALF_TERMS, OWN_YEARS, PUBLISHED_YEARS, OWN_PROGRAMMES)}

PROGRAMME = "programme."
"""How the id of a programme's series begins; then its name, a point, and the subject of the trust's test."""


def design_of(series: str) -> Design:
    """Return the design for a series by its id."""
    if series == OWN_ATTENDANCE:
        return OWN_HALF_TERMS
    if series.startswith(PROGRAMME):
        return OWN_PROGRAMMES
    return OWN_YEARS if series.startswith("own.") else PUBLISHED_YEARS


def earliest_due(design: Design, start: dt.date) -> dt.date:
    """Return the first day on which anything could be said of what began on a day: two half terms, or a whole academic year, later."""
    if design is OWN_HALF_TERMS:
        return start + dt.timedelta(weeks=12)
    return year_that_counts(design, start).last_day


def year_that_counts(design: Design, start: dt.date) -> AcademicYear:
    """Return the first academic year of which enough lies after a start."""
    year = AcademicYear.of(start)
    late = (start - year.first_day).days > design.grace
    return AcademicYear(year.end + 1) if late else year
