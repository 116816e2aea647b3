"""The day for which a school census stands, from the academic year and the term that its rows name."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa

from collegiate.intake.cells import distinct
from collegiate.intake.dating import year_of_cell
from collegiate.intake.grid import Grid
from collegiate.intake.headers import plain
from collegiate.vocabulary.years import Term

CENSUS_DAY = "Census day"
"""The header of the column that is added."""

_THURSDAY = 3
_WHEN = {Term.AUTUMN: (10, 1), Term.SPRING: (1, 3), Term.SUMMER: (5, 3)}
"""Month, and which Thursday of it."""


def census_day(period: int, term: Term) -> dt.date:
    """Return the census day of the academic year that ends in `period`: a Thursday in October, January or May.

    >>> census_day(2026, Term.AUTUMN)
    datetime.date(2025, 10, 2)
    """
    month, which = _WHEN[term]
    first = dt.date(period - (term is Term.AUTUMN), month, 1)
    return first + dt.timedelta(days=(_THURSDAY - first.weekday()) % 7 + 7 * (which - 1))


def with_census_day(grid: Grid, term: Term) -> Grid:
    """Add the column of the census day; it is empty where the row's academic year cannot be read."""
    place = next((n for n, name in enumerate(grid.header) if plain(name) == "academicyear"), None)
    if place is None:
        return grid
    words, places = distinct(grid.columns[place])
    years = [year_of_cell(word, "start_year") for word in words]
    days = pa.array([census_day(year, term).isoformat() if year else "" for year in years], pa.string())
    return grid.replaced(
        header=(*grid.header, CENSUS_DAY), columns=(*grid.columns, days.take(pa.array(places))), lines=grid.lines
    )
