"""The frameworks by which academies judge themselves, as data: areas, scales, from when they hold, and who says so."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from collegiate.vocabulary.inspection import area_words, regime

_CHURCH = ("church of england", "methodist", "anglican")
_EARLY, _SIXTH = 4, 17


@dataclass(frozen=True, slots=True)
class Area:
    """One area. `scale` holds its words, best first; `series` the beginnings of the ids of measures that say something about it."""

    id: str
    words: str
    asks: str
    scale: tuple[str, ...]
    series: tuple[str, ...]
    only: str = ""
    optional: bool = False

    def place(self, grade: str) -> int | None:
        """Return where a grade stands on the scale, 0 the best; None for another word."""
        return self.scale.index(grade) if grade in self.scale else None

    def bears(self, series: str) -> bool:
        """Whether a measure says something about it."""
        return series.startswith(self.series) if self.series else False


@dataclass(frozen=True, slots=True)
class Framework:
    """A framework from its first day on. `own_words`: whether the scale of its areas is the house's, since the inspectorate gives none."""

    id: str
    title: str
    inspects: str
    first_day: dt.date
    source: str
    checked_on: dt.date
    areas: tuple[Area, ...]
    only: str = ""
    own_words: bool = False

    def area(self, id_: str) -> Area | None:
        """Return an area by its id."""
        return next((a for a in self.areas if a.id == id_), None)

    def areas_of(self, school: Mapping[str, Any]) -> tuple[Area, ...]:
        """Return the areas that a school has: no sixth form, no area of that name."""
        return tuple(a for a in self.areas if _has(school, a.only))


@cache
def frameworks() -> tuple[Framework, ...]:
    """Return every framework, in the order in which a school goes through them."""
    return tuple(_framework(f) for f in book()["framework"])


def framework(id_: str) -> Framework | None:
    """Return a framework by its id."""
    return next((f for f in frameworks() if f.id == id_), None)


def frameworks_for(school: Mapping[str, Any], on: dt.date) -> tuple[Framework, ...]:
    """Return the frameworks that a school judges itself by on a day. `school` is a row of the register."""
    return tuple(f for f in frameworks() if f.first_day <= on and _has(school, f.only))


@cache
def book() -> dict[str, Any]:
    """Return the file as it is written."""
    return tomllib.loads(files("collegiate.improve.standing").joinpath("frameworks.toml").read_text(encoding="utf-8"))


def _framework(row: Mapping[str, Any]) -> Framework:
    return Framework(
        row["id"], row["title"], row["inspects"], row["first_day"], row["source"], row["checked_on"],
        tuple(_area(row, a) for a in row["area"]), row.get("only", ""), bool(row["house_scale"]),
    )  # fmt: skip


def _area(of: Mapping[str, Any], row: Mapping[str, Any]) -> Area:
    words = row.get("words") or area_words(row["id"])
    scale = row.get("scale") or of["house_scale"] or regime(of["regime"]).scale(row["id"])
    return Area(row["id"], words, row["asks"], tuple(scale), tuple(row["series"]), row.get("only", ""), row.get("optional", False))  # fmt: skip


def _has(school: Mapping[str, Any], only: str) -> bool:
    low, high = school.get("low_age"), school.get("high_age")
    if only == "early_years":
        return low is not None and low <= _EARLY
    if only == "post_16":
        return high is not None and high > _SIXTH
    if only == "church_of_england":
        return any(c in (school.get("religious_character") or "").casefold() for c in _CHURCH)
    return True
