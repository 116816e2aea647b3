"""The schools whose children are made up: those of the made-up nation's two trusts, or any number of academies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from collegiate.simulate.kinds import KINDS, Kind
from collegiate.simulate.nation import Nation

NURSERY, RECEPTION = -1, 0
"""Year groups are numbers here: -1 the second year of nursery, 0 Reception, 1 to 13 the years."""

SYSTEMS = ("arbor", "sims", "bromcom", "oneroster")
"""The management systems that schools use, one after another."""

_YEARS_OF = {
    Kind.PRIMARY: (0, 6),
    Kind.SECONDARY: (7, 11),
    Kind.FIRST: (0, 4),
    Kind.MIDDLE: (5, 8),
    Kind.HIGH: (9, 11),
    Kind.ALL_THROUGH: (0, 11),
    Kind.SPECIAL: (0, 11),
    Kind.REFERRAL: (7, 11),
    Kind.INDEPENDENT: (7, 11),
}
_WITH_NURSERY = 25
_SMALL_CHURCH = 10
_FIRST_ACADEMY = 950_001


@dataclass(frozen=True, slots=True)
class MadeUpSchool:
    """A school: who it is, the year groups it teaches, its system, and about how many children a year group has.

    `next_urns` are the schools of the trust that its leavers go to; `group` tells which trust it is in.
    """

    urn: int
    name: str
    phase_kind: Kind
    first_year_group: int
    last_year_group: int
    system: str
    year_group: float = 30.0
    most: float = 1e9
    next_urns: tuple[int, ...] = ()
    group: int = 0
    deprivation: float = 0.0
    outward_codes: tuple[str, ...] = ("JB1", "JB2", "JB3")
    laestab: int = 4302001

    @property
    def year_groups(self) -> tuple[str, ...]:
        """The year groups as the code list writes them."""
        return tuple(year_group_word(y) for y in range(self.first_year_group, self.last_year_group + 1))

    @property
    def small(self) -> bool:
        """Whether year groups share classes."""
        return self.year_group <= 15


def year_group_word(number: int) -> str:
    """Write a year group as the code list does.

    >>> [year_group_word(n) for n in (-1, 0, 9)]
    ['N2', 'R', '9']
    """
    return {NURSERY: "N2", RECEPTION: "R"}.get(number, str(number))


def trust_schools(nation: Nation, trust: Literal["three-tier", "urban", "both"]) -> list[MadeUpSchool]:
    """Return the schools of the nation's rural three-tier trust, of its urban trust, or of both."""
    if trust not in ("three-tier", "urban", "both"):
        raise ValueError(f"There is no trust '{trust}' in the made-up nation: three-tier, urban, both.")
    rural = _of_nation(nation, nation.rural, 0) if trust != "urban" else []
    urban = _of_nation(nation, nation.urban, 1) if trust != "three-tier" else []
    found = _fed(rural) + _fed(urban)
    return [replace(school, system=SYSTEMS[n % len(SYSTEMS)]) for n, school in enumerate(found)]


def academies(count: int, pupils: int) -> list[MadeUpSchool]:
    """Return so many academies that have about so many pupils together: one secondary school to three primary schools."""
    if count < 1 or pupils < count:
        raise ValueError(
            f"{count:,} academies cannot have {pupils:,} pupils together: give one pupil a school at least."
        )
    secondary = [n % 4 == 0 and count > 1 for n in range(count)]
    shares = np.where(secondary, 3.0 * 5, 1.0 * 7)
    made = [_academy(n, is_secondary) for n, is_secondary in enumerate(secondary)]
    each = pupils * shares / shares.sum() / np.where(secondary, 5, 7)
    fed = _fed([replace(s, year_group=float(y), most=float(y) + 1) for s, y in zip(made, each, strict=True)])
    return [replace(school, most=1e9) for school in fed]


def scaled(schools: Sequence[MadeUpSchool], pupils: int) -> list[MadeUpSchool]:
    """Give schools the year groups with which they have about so many pupils together; small church schools stay small."""
    number = np.array([s.last_year_group - max(s.first_year_group, 0) + 1 for s in schools], dtype=float)
    natural = np.array([s.year_group for s in schools])
    most = np.array([s.most for s in schools])
    low, high = 0.0, 1e6
    for _ in range(60):
        middle = (low + high) / 2
        total = (np.clip(natural * middle, 2.0, most) * number).sum()
        low, high = (middle, high) if total < pupils else (low, middle)
    sizes = np.clip(natural * high, 2.0, most)
    return [replace(s, year_group=float(size)) for s, size in zip(schools, sizes, strict=True)]


def _of_nation(nation: Nation, members: np.ndarray, group: int) -> list[MadeUpSchool]:
    return [_of(nation, int(index), group) for index in members]


def _of(nation: Nation, index: int, group: int) -> MadeUpSchool:
    made, land = nation.schools, nation.geography
    kind, size = Kind(int(made.kind[index])), float(made.year_group[index])
    first, last = _YEARS_OF[kind]
    small_church = bool(made.church[index]) and size <= _SMALL_CHURCH
    districts = sorted({land.town_district[t] for t in land.towns_of(int(made.la[index]))})
    return MadeUpSchool(
        urn=int(made.urn_now[index]),
        name=made.name[index],
        phase_kind=kind,
        first_year_group=NURSERY if first == 0 and size >= _WITH_NURSERY else first,
        last_year_group=13 if last == 11 and made.sixth_form[index] else last,
        system=SYSTEMS[0],
        year_group=size,
        most=_SMALL_CHURCH if small_church else 1e9,
        group=group,
        deprivation=float(made.deprivation[index]),
        outward_codes=tuple(districts),
        laestab=int(land.la_code[made.la[index]]) * 10_000 + int(made.number[index]),
    )


def _academy(number: int, secondary: bool) -> MadeUpSchool:
    kind = Kind.SECONDARY if secondary else Kind.PRIMARY
    first, last = _YEARS_OF[kind]
    return MadeUpSchool(
        urn=_FIRST_ACADEMY + number,
        name=f"Academy {number + 1} {KINDS[kind].words}",
        phase_kind=kind,
        first_year_group=first,
        last_year_group=last,
        system=SYSTEMS[number % len(SYSTEMS)],
        group=number // 20,
        deprivation=((number * 7) % 11 - 5) / 6,
        laestab=4302000 + number,
    )


def _fed(schools: list[MadeUpSchool]) -> list[MadeUpSchool]:
    """Say for each school where its leavers go: within its trust, where the next stage begins, in turn."""
    fed = []
    for number, school in enumerate(schools):
        after = [
            s
            for s in schools
            if s.group == school.group and s.first_year_group == school.last_year_group + 1 and s is not school
        ]
        after = after[number % len(after) :] + after[: number % len(after)] if after else []
        fed.append(replace(school, next_urns=tuple(s.urn for s in after)))
    return fed
