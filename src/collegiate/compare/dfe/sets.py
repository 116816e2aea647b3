"""Comparator sets: for each school that may have one, itself and up to 29 others of its type and phase."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from collegiate.compare.dfe.definition import Basis, Mode, method
from collegiate.compare.dfe.distances import Space
from collegiate.compare.dfe.nearest import NOBODY, nearest
from collegiate.compare.dfe.schools import Flags, Numbers, Places, Pool, Schools
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
    schools: Schools,
    features: Mapping[str, Numbers],
    pool: Pool,
    basis: Basis,
    mode: Mode,
    *,
    only: Places | None = None,
    weights: Mapping[str, float] | None = None,
) -> Sets:
    """The sets of a pool, or of its schools `only`. A school that may have no set, or has no candidate, has no row.

    `features` are the `prepared` ones. `weights` replace those of the columns they name.
    """
    groups = [g for g in phases_of(schools, pool) if only is None or np.isin(only, g).any()]
    parts = [_of_phase(schools, features, basis, mode, group, only, weights or {}) for group in groups]
    joined = _joined(parts)
    order = np.argsort(joined.own, kind="stable")
    return Sets(joined.own[order], joined.members[order], joined.distances[order])


def phases_of(schools: Schools, pool: Pool) -> list[Places]:
    """The places of each phase of a pool: only schools of the same phase are compared."""
    phases = schools.phase[pool.places]
    return [pool.places[phases == phase] for phase in np.unique(phases)]


def owners(schools: Schools, basis: Basis) -> Flags:
    """Which schools may have a set: they submitted, have finance and pupil data, and the data of the basis."""
    return schools.finance & schools.submitted & schools.present["pupil"] & schools.present[basis]


def candidates(schools: Schools, basis: Basis) -> Flags:
    """Which schools may be in another's set: they submitted a whole year and have the data of the basis."""
    return schools.submitted & ~schools.part_year & schools.present[basis]


def _of_phase(
    schools: Schools,
    features: Mapping[str, Numbers],
    basis: Basis,
    mode: Mode,
    group: Places,
    only: Places | None,
    weights: Mapping[str, float],
) -> Sets:
    distance = method().distance(basis, str(schools.phase[group[0]])).reweighted(weights)
    space = Space.of(distance, features, group)
    known = space.complete(group) if mode == "corrected" else np.ones(len(group), dtype=np.bool_)
    own = group[owners(schools, basis)[group] & known]
    others = group[candidates(schools, basis)[group] & known]
    if only is not None:
        own = np.intersect1d(own, only)
    return _joined([_some(schools, space, own[i : i + _ROWS], others, mode) for i in range(0, len(own), _ROWS)])


def _some(schools: Schools, space: Space, own: Places, others: Places, mode: Mode) -> Sets:
    settings = method()
    near, far = nearest(space, own, others, settings.nearest)
    members, distances = select(schools, own, near, far, others=settings.members - 1, mode=mode)
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
