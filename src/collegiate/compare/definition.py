"""What makes schools similar: one reviewed file, read into `SimilarSchools`."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

FILE = Path(__file__).parent / "definitions" / "similar_schools.toml"
FEATURES = (
    "prior_attainment",
    "free_school_meals",
    "english_additional_language",
    "special_needs",
    "deprivation",
    "roll",
)
"""The columns of the Intake table that a distance can be made of."""


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature of an intake: where it is read from, its weight in the distance, and its scale (plain or log).

    `alike` says that its sources count the same thing, so that a school may take one year from one and the next from another.
    """

    id: str
    sources: tuple[tuple[str, ...], ...] = ()
    weight: float = 1.0
    scale: str = "plain"
    alike: bool = False


@dataclass(frozen=True, slots=True)
class SimilarSchools:
    """The rule by which similar schools are found, as its reviewed file states it."""

    id: str
    version: str
    title: str
    about: str
    source: str
    author: str
    checker: str
    next_review: date
    schools: int
    enough: int
    least_shared: int
    least_present: float
    small_areas: int
    phase_groups: tuple[str, ...]
    features: tuple[Feature, ...]


@functools.cache
def similar_schools(path: Path = FILE) -> SimilarSchools:
    """Read the definition; a ValueError names what is wrong in it."""
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    features = tuple(
        Feature(**{**f, "sources": tuple(tuple(s) for s in f.get("sources", ()))}) for f in content.pop("features")
    )
    unknown = [f.id for f in features if f.id not in FEATURES]
    if unknown:
        raise ValueError(f"{path.name}: there is no feature {', '.join(unknown)}. Use {', '.join(FEATURES)}.")
    return SimilarSchools(**{**content, "phase_groups": tuple(content["phase_groups"]), "features": features})
