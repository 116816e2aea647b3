"""The DfE's method as reviewed data: distances, closeness, categories and colours, read from `definitions/`."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

FOLDER = Path(__file__).parent / "definitions"
COLOURS = {"R": "red", "A": "amber", "G": "green"}
KEYS = ("other", "other_10", "outstanding", "outstanding_10")

Basis = Literal["pupil", "building"]
Mode = Literal["same", "corrected"]

BASES: tuple[Basis, ...] = ("pupil", "building")


class WeightError(ValueError):
    """Weights that cannot be used; the message names the column and what may be given."""


@dataclass(frozen=True, slots=True)
class Distance:
    """How far two schools of a phase are apart: the sum of the square roots of weighted squared differences."""

    basis: str
    phase: str
    roots: tuple[Mapping[str, float], ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are measured."""
        return tuple(column for root in self.roots for column in root)

    def reweighted(self, weights: Mapping[str, float]) -> Distance:
        """The same distance with other weights; columns that are not named keep theirs."""
        roots = tuple({c: float(weights.get(c, w)) for c, w in root.items()} for root in self.roots)
        return replace(self, roots=roots)


@dataclass(frozen=True, slots=True)
class Close:
    """One line of closeness: |a - b| <= max(share x max(|a|, |b|), within)."""

    basis: str
    column: str
    share: float = 0.0
    within: float = 0.0


@dataclass(frozen=True, slots=True)
class Category:
    """A cost category: the set it is judged in, its colours by decile, its sub-categories by type of school."""

    name: str
    basis: str
    ratings: Mapping[str, str]
    sub_categories: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Method:
    """All that the DfE's method settles."""

    nearest: int
    members: int
    many_close: int
    distances: tuple[Distance, ...]
    close: tuple[Close, ...]
    categories: tuple[Category, ...]

    def distance(self, basis: str, phase: str) -> Distance:
        """The distance of a basis for a phase: its own, else the one for every phase."""
        of_basis = [d for d in self.distances if d.basis == basis]
        own = [d for d in of_basis if d.phase and d.phase.casefold() == phase.casefold()]
        return (own or [d for d in of_basis if not d.phase])[0]

    def close_on(self, basis: str) -> tuple[Close, ...]:
        """The lines that must all hold for two schools to be close."""
        return tuple(line for line in self.close if line.basis == basis)

    @property
    def features(self) -> tuple[str, ...]:
        """Every column that a distance or a closeness looks at, each once."""
        named = [c for d in self.distances for c in d.columns] + [line.column for line in self.close]
        return tuple(dict.fromkeys(named))


@functools.cache
def method() -> Method:
    """The method as the definition files say it."""
    settings, categories = _read("method.toml"), _read("categories.toml")
    return Method(
        nearest=settings["nearest"],
        members=settings["members"],
        many_close=settings["many_close"],
        distances=tuple(_distance(entry) for entry in settings["distance"]),
        close=tuple(Close(**entry) for entry in settings["close"]),
        categories=tuple(_category(entry) for entry in categories["category"]),
    )


def check_weights(distances: tuple[Distance, ...], weights: Mapping[str, float]) -> None:
    """Refuse weights of columns that no distance measures, weights below zero, and weights that measure nothing.

    Raises WeightError.
    """
    known = tuple(dict.fromkeys(c for d in distances for c in d.columns))
    for column, weight in weights.items():
        if column not in known:
            raise WeightError(
                f"'{column}' is not a column that the distance measures. Weigh any of: {', '.join(known)}."
            )
        if not 0 <= weight < float("inf"):
            raise WeightError(f"The weight of '{column}' is {weight}. A weight is a number of 0 or more.")
    for distance in distances:
        if not any(w for root in distance.reweighted(weights).roots for w in root.values()):
            raise WeightError(
                f"Every weight of the {distance.basis} distance is 0, so all schools would be equally near. Give one above 0."
            )


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


def _distance(entry: Mapping[str, Any]) -> Distance:
    return Distance(entry["basis"], entry["phase"], tuple(entry["roots"]))


def _category(entry: Mapping[str, Any]) -> Category:
    subs = {school_type: tuple(names) for school_type, names in entry["sub_categories"].items()}
    return Category(entry["name"], entry["basis"], entry["ratings"], subs)
