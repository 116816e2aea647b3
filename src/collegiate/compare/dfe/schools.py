"""The schools that are compared, as columns of numbers in the method's order: by type of school, then by URN."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from collegiate.compare.dfe import arrow, layout
from collegiate.compare.dfe.definition import Category, Mode, method

Numbers = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]

NO_REGION = -1


@dataclass(frozen=True, slots=True)
class Cost:
    """A cost column: its place among the rows of `Schools.spend`, its category and sub-category."""

    place: int
    category: Category
    sub_category: str


@dataclass(frozen=True, slots=True)
class Pool:
    """The schools of one type, which are only ever compared with each other within their phase, and their costs."""

    school_type: str
    places: Places
    phases: Mapping[str, Places]
    costs: tuple[Cost, ...]


@dataclass(frozen=True, slots=True)
class Schools:
    """Schools as arrays, sorted by type of school and URN.

    `features` and `spend` (cost x school, pounds per unit) hold NaN where a number is missing; `region` is a number for
    each region, NO_REGION where none is said.
    """

    urn: npt.NDArray[np.int64]
    phase: npt.NDArray[np.str_]
    region: Places
    boards: Flags
    pfi: Flags
    outstanding: Flags
    submitted: Flags
    part_year: Flags
    finance: Flags
    present: Mapping[str, Flags]
    features: Mapping[str, Numbers]
    spend: Numbers
    pools: tuple[Pool, ...]

    def place(self, urn: int) -> int:
        """The place of a school. Raises KeyError when it is not among the schools."""
        found = np.flatnonzero(self.urn == urn)
        if not found.size:
            raise KeyError(f"There is no school with URN {urn} among the {self.urn.size} schools.")
        return int(found[0])

    def pool_of(self, place: int) -> Pool:
        """The pool that a school belongs to."""
        return next(pool for pool in self.pools if place in pool.places)

    @classmethod
    def from_table(cls, table: pa.Table) -> Schools:
        """Take the schools of a table in the tool's layout (see `layout.needed` and `read_schools`)."""
        table = table.sort_by([(layout.SCHOOL_TYPE, "ascending"), (layout.URN, "ascending")])
        costs = layout.cost_columns(table.column_names)
        spend = np.array([arrow.to_numbers(table[name]) for name in costs])
        phase = _words(table, layout.PHASE)
        pupil = arrow.to_flags(table[layout.PUPIL_DATA])
        return cls(
            urn=arrow.to_integers(table[layout.URN]),
            phase=phase,
            region=_regions(table),
            boards=_says(table, layout.BOARDERS, "boarding"),
            pfi=arrow.to_flags(table[layout.PFI]),
            outstanding=_says(table, layout.OFSTED, "outstanding"),
            submitted=~arrow.to_flags(table[layout.DID_NOT_SUBMIT]),
            part_year=arrow.to_flags(table[layout.PART_YEAR]),
            finance=arrow.to_flags(table[layout.FINANCE]),
            present={"pupil": pupil, "building": arrow.to_flags(table[layout.BUILDING_DATA])},
            features={name: arrow.to_numbers(table[name]) for name in method().features},
            spend=spend,
            pools=tuple(_pools(_words(table, layout.SCHOOL_TYPE), phase, costs, spend)),
        )


@dataclass(frozen=True, slots=True)
class Prepared:
    """Schools as one mode sees them.

    The DfE's tool writes the median of the whole type of school, all phases together, where a feature is missing, and 0
    where spend is. The corrected mode leaves both missing, so that nobody is placed by a number that is not theirs.
    """

    mode: Mode
    schools: Schools
    features: Mapping[str, Numbers]
    spend: Numbers

    @classmethod
    def of(cls, schools: Schools, mode: Mode) -> Prepared:
        """Prepare schools for a mode."""
        if mode == "corrected":
            return cls(mode, schools, schools.features, schools.spend)
        features = {name: _filled(values, schools.pools) for name, values in schools.features.items()}
        return cls(mode, schools, features, np.where(np.isnan(schools.spend), 0.0, schools.spend))


def _filled(values: Numbers, pools: tuple[Pool, ...]) -> Numbers:
    filled = values.copy()
    for pool in pools:
        own = values[pool.places]
        known = own[~np.isnan(own)]
        if known.size:
            filled[pool.places] = np.where(np.isnan(own), np.median(known), own)
    return filled


def _pools(
    types: npt.NDArray[np.str_], phase: npt.NDArray[np.str_], costs: list[str], spend: Numbers
) -> Iterator[Pool]:
    for name in np.unique(types):
        places = np.flatnonzero(types == name)
        phases = {str(p): places[phase[places] == p] for p in np.unique(phase[places])}
        exists = np.any(~np.isnan(spend[:, places]), axis=1)
        yield Pool(str(name), places, phases, _costs(str(name), costs, np.asarray(exists)))


def _costs(school_type: str, names: list[str], exists: Flags) -> tuple[Cost, ...]:
    found = []
    for place, name in enumerate(names):
        category = layout.category_of(name)
        if category and exists[place]:
            found.append(Cost(place, category, layout.sub_category_of(name, category)))
    return tuple(sorted(found, key=lambda cost: _rank(cost, school_type)))


def _rank(cost: Cost, school_type: str) -> tuple[int, int]:
    listed = cost.category.sub_categories.get(school_type, ())
    in_category = listed.index(cost.sub_category) if cost.sub_category in listed else len(listed)
    return (method().categories.index(cost.category), in_category)


def _regions(table: pa.Table) -> Places:
    names, codes = np.unique(_words(table, layout.REGION), return_inverse=True)
    return np.where(names[codes] == "", NO_REGION, codes)


def _words(table: pa.Table, name: str) -> npt.NDArray[Any]:
    return np.array([word or "" for word in table[name].to_pylist()], dtype=np.str_)


def _says(table: pa.Table, name: str, word: str) -> Flags:
    return np.array([(said or "").lower() == word for said in table[name].to_pylist()], dtype=np.bool_)
