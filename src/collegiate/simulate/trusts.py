"""Trusts and sponsors of the made-up nation, and which school is in which of them at each of the two extracts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from collegiate.simulate import kinds
from collegiate.simulate.kinds import Kind
from collegiate.simulate.names import trust_name
from collegiate.simulate.nation import NEVER, Nation

MULTI, SINGLE, SPONSOR, FEDERATION = 6, 10, 5, 1
GROUP_WORDS = {
    MULTI: "Multi-academy trust",
    SINGLE: "Single-academy trust",
    SPONSOR: "School sponsor",
    FEDERATION: "Federation",
}
RURAL_TRUST, URBAN_TRUST = 0, 1
RURAL_NAME = "WYNDLEMOOR CHURCH AND COMMUNITY LEARNING TRUST"
URBAN_NAME = "AVERLHAVEN CITY ACADEMIES TRUST"
_FIRST_UID = 90_001
_NONE = -1


@dataclass(frozen=True, slots=True)
class Groups:
    """All groups: trusts first, then sponsors and federations; `member_*` are rows of the newest group links."""

    kind: np.ndarray
    name: list[str]
    opened: np.ndarray
    closed: np.ndarray
    trusts: int
    trust_now: np.ndarray
    trust_before: np.ndarray
    joined_now: np.ndarray
    joined_before: np.ndarray
    sponsor: np.ndarray
    federation: np.ndarray
    moves: np.ndarray

    @property
    def uid(self) -> np.ndarray:
        """Group UIDs."""
        return _FIRST_UID + np.arange(len(self.kind))

    def uid_of(self, group: int) -> int:
        """The UID of the group at an index."""
        return _FIRST_UID + int(group)


def make_groups(nation: Nation) -> Groups:
    """Put every academy into a trust, some schools into a second one later, and add sponsors that are not trusts."""
    rng, schools = nation.rng(1), nation.schools
    trust, multis = _trusts_of_academies(nation, rng)
    before, moves = _moves(nation, trust, multis, rng)
    singles = int(trust.max()) + 1 - multis
    closed = max(1, multis // 30)
    trusts = multis + singles + closed
    sponsor_of, sponsors = _sponsors(nation, trust, multis, trusts, rng)
    federation, federations = _federations(nation, trusts + len(sponsors), rng)
    kind = np.repeat([MULTI, SINGLE, MULTI, SPONSOR, FEDERATION], [multis, singles, closed, len(sponsors), federations])
    names = (
        _trust_names(nation, multis, trust, singles)
        + [f"FORMER TRUST {n + 1}" for n in range(closed)]
        + _labels(nation, sponsors)
    )
    names += [
        f"Federation {n + 1} of {nation.geography.town_name[n % len(nation.geography.town_name)]}"
        for n in range(federations)
    ]
    start = np.where(np.isnat(schools.converted), schools.opened, schools.converted)
    moved = np.isin(np.arange(len(schools)), moves)
    joined = np.where(moved, np.datetime64(f"{nation.years[-1] - 1}-09-01"), start)
    opened = _opening_days(start, before, len(kind))
    ended = np.full(len(kind), NEVER)
    ended[multis + singles : trusts] = np.datetime64(f"{nation.years[-1] - 1}-02-28")
    return Groups(kind, names, opened, ended, trusts, trust, before, joined, start, sponsor_of, federation, moves)


def _trusts_of_academies(nation: Nation, rng: np.random.Generator) -> tuple[np.ndarray, int]:
    """Number the trust of each school, multi-academy trusts first: neighbours stand together, one academy in eight alone."""
    schools = nation.schools
    trust = np.full(len(schools), _NONE)
    trust[nation.rural], trust[nation.urban] = RURAL_TRUST, URBAN_TRUST
    others = schools.academy & (trust == _NONE)
    alone = others & (rng.random(len(schools)) < 0.125)
    joint = np.flatnonzero(others & ~alone)
    joint = joint[np.lexsort((rng.random(len(joint)), schools.la[joint]))]
    sizes = np.clip(rng.geometric(0.2, len(joint)) + 1, 2, 40)
    last = np.searchsorted(np.cumsum(sizes), len(joint)) + 1
    trust[joint] = 2 + np.repeat(np.arange(last), sizes[:last])[: len(joint)]
    multis = int(trust.max()) + 1
    trust[alone] = multis + np.arange(alone.sum())
    return trust, multis


def _moves(nation: Nation, trust: np.ndarray, multis: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Let a few schools come from another trust; the first of them is a primary school of the urban trust."""
    schools = nation.schools
    settled = (
        (trust > URBAN_TRUST) & (trust < multis) & (schools.converted < np.datetime64(f"{nation.years[0] - 1}-01-01"))
    )
    pool = np.flatnonzero(settled)
    wanted = min(len(pool), 2 + len(schools) // 1000)
    moved = np.append(nation.urban[6], rng.choice(pool, wanted, replace=False))
    before = trust.copy()
    before[moved] = 2 + (trust[moved] - 1 + rng.integers(1, max(2, multis - 3), len(moved))) % (multis - 2)
    moved = moved[before[moved] != trust[moved]]
    return before, moved


def _sponsors(
    nation: Nation, trust: np.ndarray, multis: int, first: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Give three trusts in five a sponsor row beside the trust's own, and name who else sponsors a school.

    Returns the sponsor's group index of each school, and for each sponsor the trust whose name it bears, or none.
    """
    schools = nation.schools
    bears = np.flatnonzero(np.append([True, True], rng.random(multis - 2) < 0.6))
    outside = max(1, multis // 20)
    index = np.full(int(trust.max()) + 2, _NONE)
    index[bears] = first + np.arange(len(bears))
    sponsored = schools.academy & (rng.random(len(schools)) < np.where(schools.type_now == kinds.SPONSORED, 1.0, 0.75))
    sponsor = np.where(sponsored, index[trust], _NONE)
    lonely = (schools.type_now == kinds.SPONSORED) & (sponsor == _NONE)
    sponsor[lonely] = first + len(bears) + rng.integers(0, outside, lonely.sum())
    return sponsor, np.append(bears, np.full(outside, _NONE))


def _federations(nation: Nation, first: int, rng: np.random.Generator) -> tuple[np.ndarray, int]:
    """Put a few pairs of maintained primary schools under one governing body."""
    schools = nation.schools
    pool = np.flatnonzero(
        schools.of(Kind.PRIMARY) & ~schools.academy & np.isnat(schools.closed) & np.isnat(schools.opened)
    )
    pairs = max(1, len(pool) // 60)
    chosen = rng.choice(pool, 2 * pairs, replace=False)
    federation = np.full(len(schools), _NONE)
    federation[chosen] = first + np.repeat(np.arange(pairs), 2)
    return federation, pairs


def _trust_names(nation: Nation, multis: int, trust: np.ndarray, singles: int) -> list[str]:
    towns = nation.geography.town_name
    names = [RURAL_NAME, URBAN_NAME]
    names += [trust_name(towns[n % len(towns)], n // len(towns) + n) for n in range(2, multis)]
    members = np.argsort(trust, kind="stable")
    first = members[np.searchsorted(trust[members], multis + np.arange(singles))]
    return names + [nation.schools.name[m].upper().replace(",", "") for m in first]


def _labels(nation: Nation, sponsors: np.ndarray) -> list[str]:
    """Name sponsors: as the trust, in small letters as the register does, or as a university or diocese."""
    trusts = _trust_names(nation, int(sponsors.max()) + 1, nation.schools.urn_now * 0 - 1, 0)
    outside = (
        f"University of {name}" if n % 2 else f"Diocese of {name}"
        for n, name in enumerate(reversed(nation.geography.town_name))
    )
    return [trusts[t].title() if t >= 0 else next(outside) for t in sponsors]


def _opening_days(start: np.ndarray, before: np.ndarray, groups: int) -> np.ndarray:
    """A group opens by the time that its first school joins; one without schools in 2011."""
    day = np.full(groups, np.datetime64("2011-04-01"))
    inside = (before >= 0) & ~np.isnat(start)
    np.minimum.at(day, before[inside], start[inside])
    return day
