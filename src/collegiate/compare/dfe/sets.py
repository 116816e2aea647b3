"""Comparator sets: for each school that may have one, itself and up to 29 others of its type and phase."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from collegiate.compare.dfe.definition import Basis, Distance, method
from collegiate.compare.dfe.distances import Space
from collegiate.compare.dfe.nearest import NOBODY, nearest
from collegiate.compare.dfe.schools import Flags, Numbers, Places, Pool, Prepared, Schools
from collegiate.compare.dfe.selection import select

_ROWS = 2048


@dataclass(frozen=True, slots=True)
class Sets:
    """Sets of one basis: row i belongs to school `own[i]`; members are places of schools, the school itself first.

    Short rows end in NOBODY; `distances` is NaN where there is nobody.
    """

    own: Places
    members: Places
    distances: Numbers


def sets_of(
    prepared: Prepared, pool: Pool, basis: Basis, *, only: int | None = None, weights: Mapping[str, float] | None = None
) -> Sets:
    """The sets of a pool, or of its school at the place `only`. A school that may have no set, or has no candidate, has no row.

    `weights` replace those of the columns they name.
    """
    schools = prepared.schools
    names = list(pool.phases) if only is None else [str(schools.phase[only])]
    parts = []
    for name in names:
        distance = method().distance(basis, name).reweighted(weights or {})
        parts.append(_of_phase(prepared, distance, pool.phases[name], only))
    joined = _joined(parts)
    order = np.argsort(joined.own, kind="stable")
    return Sets(joined.own[order], joined.members[order], joined.distances[order])


def owners(schools: Schools, basis: str) -> Flags:
    """Which schools may have a set: they submitted, have finance and pupil data, and the data of the basis."""
    return schools.finance & schools.submitted & schools.present["pupil"] & schools.present[basis]


def candidates(schools: Schools, basis: str) -> Flags:
    """Which schools may be in another's set: they submitted a whole year and have the data of the basis."""
    return schools.submitted & ~schools.part_year & schools.present[basis]


def _of_phase(prepared: Prepared, distance: Distance, group: Places, only: int | None) -> Sets:
    space = Space.of(distance, prepared.features, group)
    known = space.complete(group) if prepared.mode == "corrected" else np.ones(len(group), dtype=np.bool_)
    own = group[owners(prepared.schools, distance.basis)[group] & known]
    others = group[candidates(prepared.schools, distance.basis)[group] & known]
    if only is not None:
        own = own[own == only]
    return _joined([_some(prepared, space, own[i : i + _ROWS], others) for i in range(0, len(own), _ROWS)])


def _some(prepared: Prepared, space: Space, own: Places, others: Places) -> Sets:
    settings = method()
    near, far = nearest(space, own, others, settings.nearest)
    members, distances = select(prepared.schools, own, near, far, others=settings.members - 1, mode=prepared.mode)
    accompanied = members[:, 0] != NOBODY
    members = np.column_stack([own, members])[accompanied]
    return Sets(own[accompanied], members, np.column_stack([np.zeros(len(own)), distances])[accompanied])


def _joined(parts: list[Sets]) -> Sets:
    width = method().members
    none = Sets(np.zeros(0, np.intp), np.zeros((0, width), np.intp), np.zeros((0, width)))
    parts = [none, *parts]
    return Sets(
        np.concatenate([p.own for p in parts]),
        np.concatenate([p.members for p in parts]),
        np.concatenate([p.distances for p in parts]),
    )
