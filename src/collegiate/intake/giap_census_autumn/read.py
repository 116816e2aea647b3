"""Adds the day for which the autumn census stands: no column of the download names it."""

from __future__ import annotations

from collegiate.intake.census_day import with_census_day
from collegiate.intake.grid import Grid
from collegiate.vocabulary.years import Term


def reshape(grid: Grid) -> Grid:
    """Return the grid with a column of the census day."""
    return with_census_day(grid, Term.AUTUMN)
