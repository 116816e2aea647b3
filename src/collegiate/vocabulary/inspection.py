"""Inspection regimes: what inspectors judged on a day, and the words in which they said it, held as data in `inspection.toml`.

Outcomes stay in the inspectorate's own words. They have an order within their regime; asking for an order across regimes is
an error, because no such order exists.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

NOT_INSPECTED_BEFORE = date(1992, 9, 1)
"""Ofsted was founded in September 1992: an inspection dated earlier is a mistake."""


@dataclass(frozen=True, slots=True)
class Regime:
    """The rules of inspection between two days, both included; an open end is None. Outcomes are listed best first."""

    id: str
    title: str
    areas: tuple[str, ...]
    outcomes: tuple[str, ...]
    changed: str
    source: str
    checked_on: date
    first_day: date
    last_day: date | None = None
    former: Mapping[str, str] = field(default_factory=dict)

    def holds(self, day: date) -> bool:
        """Whether an inspection that began on `day` was under these rules."""
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)

    def scale(self, area: str) -> tuple[str, ...]:
        """Return the words used for an area, best first; safeguarding and category of concern have their own."""
        return _apart().get((self.id, area), self.outcomes)

    def place(self, outcome: str, area: str = "") -> int | None:
        """Return where an outcome stands in its scale, 0 the best; None for words that are not on it.

        >>> regime("graded").place("Satisfactory") == regime("graded").place("Requires improvement")
        True
        """
        scale = [word.casefold() for word in self.scale(area)]
        word = self.former.get(outcome.strip(), outcome.strip()).casefold()
        return scale.index(word) if word in scale else None


def regimes() -> tuple[Regime, ...]:
    """Return every regime in order of time, ungraded inspections last."""
    return tuple(_regimes().values())


def regime(regime_id: str) -> Regime:
    """Return a regime by its id; an unknown id is an error that lists those there are."""
    try:
        return _regimes()[regime_id]
    except KeyError:
        raise ValueError(f"There is no inspection regime '{regime_id}'. There are {', '.join(_regimes())}.") from None


def regime_on(day: date) -> Regime | None:
    """Return the regime of full inspections that began on a day; None before there were any.

    >>> regime_on(date(2025, 11, 10)).title
    'Report card'
    """
    return next((r for r in regimes() if r.id != "ungraded" and r.holds(day)), None)


def better(first: tuple[str, str], second: tuple[str, str]) -> bool:
    """Say whether the first (regime, outcome) is better than the second. Across regimes it is an error: they do not compare.

    >>> better(("graded", "Good"), ("graded", "Inadequate"))
    True
    """
    if first[0] != second[0]:
        raise ValueError(
            f"An outcome of '{first[0]}' and one of '{second[0]}' are on different scales and do not compare."
        )
    places = [regime(regime_id).place(outcome) for regime_id, outcome in (first, second)]
    if places[0] is None or places[1] is None:
        raise ValueError(
            f"'{first[1]}' and '{second[1]}' are not both on the scale of {regime(first[0]).title.lower()}."
        )
    return places[0] < places[1]


def area_words(area: str) -> str:
    """Return an area as it is written on a page.

    >>> area_words("post_16_provision")
    'Post-16 provision'
    """
    return _WORDS.get(area) or area.replace("_", " ").capitalize()


_WORDS = {
    "post_16_provision": "Post-16 provision",
    "quality_of_teaching_learning_and_assessment": "Quality of teaching, learning and assessment",
    "personal_development_behaviour_and_welfare": "Personal development, behaviour and welfare",
}


@cache
def _book() -> Mapping[str, list[dict[str, Any]]]:
    return tomllib.loads((files("collegiate.vocabulary") / "inspection.toml").read_text(encoding="utf-8"))


@cache
def _regimes() -> Mapping[str, Regime]:
    rows = ({**row, "areas": tuple(row["areas"]), "outcomes": tuple(row["outcomes"])} for row in _book()["regime"])
    return {row["id"]: Regime(**row) for row in rows}


@cache
def _apart() -> Mapping[tuple[str, str], tuple[str, ...]]:
    return {(r, row["area"]): tuple(row["outcomes"]) for row in _book()["apart"] for r in row["regimes"]}
