"""Half terms of attendance beside the years on counts pages: what is hidden there cannot be put together again from its half terms."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from collegiate.disclosure.cells import Published
from collegiate.disclosure.counts import ALL
from collegiate.disclosure.means import RATE
from collegiate.disclosure.policy import Policy
from collegiate.disclosure.suppression import Sum, suppress
from collegiate.vocabulary.years import AcademicYear

Row = Mapping[str, Any]
HalfTerm = tuple[int, dt.date]
"""An academy and the first Monday of its half term."""


def kept_back(half_terms: Iterable[Row], rates: Iterable[Published], policy: Policy) -> frozenset[HalfTerm]:
    """Return the half terms not to be shown. half_terms: rows of table SchoolSeries, attendance; rates: the years' cells of `attendance`.

    An academy's year that is hidden, for its own few or beside another's, hides all its half terms: their mean is the year. Where the
    year is shown and a half term is of few, the cheapest other goes with it: otherwise the first would be what is left.
    """
    years = _years(rates)
    by_year: dict[tuple[int, int], list[Row]] = defaultdict(list)
    for row in half_terms:
        by_year[row["urn"], AcademicYear.of(row["first"]).end].append(row)
    found: set[HalfTerm] = set()
    for (urn, year), rows in by_year.items():
        first = {row["first"]: int(row["pupils"]) for row in rows}
        found |= {(urn, day) for day in _hidden(first, years.get((urn, year)), policy)}
    return frozenset(found)


def _years(rates: Iterable[Published]) -> dict[tuple[int, int], bool]:
    """Return of each academy and year with a cell whether it is shown; a year that runs is named by its end and its last day."""
    return {
        (c.urn, int(c.period.partition(" ")[0])): c.cell.value is not None
        for c in rates
        if c.urn is not None and (c.grouping, c.group, c.part) == (ALL, ALL, RATE)
    }


def _hidden(pupils: Mapping[dt.date, int], year_is_shown: bool | None, policy: Policy) -> Iterable[dt.date]:
    if year_is_shown is False:
        return pupils
    few = {day for day, children in pupils.items() if children < policy.least_rate}
    if not few or year_is_shown is None:
        return few
    counts: dict[dt.date | str, int] = dict(pupils.items())
    counts[ALL] = sum(pupils.values())
    hidden = suppress(counts, [Sum(ALL, tuple(pupils))], least=policy.least_rate, width=policy.step)
    return {day for day in pupils if day in hidden}
