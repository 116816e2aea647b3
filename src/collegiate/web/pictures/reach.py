"""What a family of schools reaches: the year groups that it serves, and how far its schools are from each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from collegiate.register.coverage import YearGroup, coverage, unknown_ages
from collegiate.register.distances import distance_matrix
from collegiate.web.reading import Row

MOST_NAMES = 8
MOST_SQUARE = 10


@dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive year groups that the same schools serve; no schools make a hole."""

    words: str
    years: int
    schools: tuple[Row, ...]
    more: int

    @property
    def hole(self) -> bool:
        """Whether no school of the family serves them."""
        return not self.schools


def stretches(members: Sequence[Row]) -> list[Stretch]:
    """Return nursery to Year 13 as stretches that the same schools serve, youngest first."""
    by_urn = {m["urn"]: m for m in members}
    groups = groupby(coverage(members), key=lambda g: g.urns)
    return [_stretch(list(years), [by_urn[u] for u in urns]) for urns, years in groups]


def _stretch(years: Sequence[YearGroup], schools: Sequence[Row]) -> Stretch:
    first, last = years[0].name, years[-1].name
    words = first if len(years) == 1 else f"{first} to {last}"
    return Stretch(words, len(years), tuple(schools[:MOST_NAMES]), max(len(schools) - MOST_NAMES, 0))


def ages_not_known(members: Sequence[Row]) -> list[Row]:
    """Return the schools that could fill a hole, because no source gives their ages."""
    unknown = set(unknown_ages(members))
    return [m for m in members if m["urn"] in unknown]


@dataclass(frozen=True, slots=True)
class Apart:
    """How far one school is from the others of its family: in km to each, and its nearest and furthest."""

    school: Row
    cells: tuple[tuple[str, str], ...]
    nearest: str
    furthest: str


def distances(members: Sequence[Row]) -> list[Apart]:
    """Return each school's distances to the others, as the crow flies; of a large family only the nearest and the furthest."""
    if len(members) < 2:
        return []
    names = [m["school_name"] or str(m["urn"]) for m in members]
    square = len(members) <= MOST_SQUARE
    return [
        _apart(m, i, row, names, square=square)
        for i, (m, row) in enumerate(zip(members, distance_matrix(members), strict=True))
    ]


def _apart(school: Row, own: int, row: Sequence[float | None], names: Sequence[str], *, square: bool) -> Apart:
    known = sorted((km, names[i]) for i, km in enumerate(row) if km is not None and i != own)
    cells = tuple((names[i], "–" if i == own else _km(km)) for i, km in enumerate(row)) if square else ()
    ends = [f"{name}, {_km(km)}" for km, name in (known[:1] + known[-1:] if known else [])]
    return Apart(school, cells, ends[0] if ends else "not known", ends[-1] if ends else "not known")


def _km(km: float | None) -> str:
    return "not known" if km is None else f"{km:,.1f} km"
