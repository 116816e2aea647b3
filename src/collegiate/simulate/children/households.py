"""Who the children are: families with a surname, a home and parents; birth dates, UPNs, needs and what lies behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from collegiate.simulate.children.arrays import rng_of
from collegiate.simulate.children.calendar import day_number
from collegiate.simulate.children.names import FORENAMES_F, FORENAMES_M, SURNAMES
from collegiate.simulate.children.population import Population
from collegiate.simulate.children.schools import MadeUpSchool
from collegiate.vocabulary.identifiers import UPN_LETTERS

ETHNICITIES = (
    "WBRI", "WOTH", "WROM", "WIRT", "MWBC", "MWAS", "MOTH", "AIND", "APKN", "ABAN", "AOTH", "BCRB", "BAFR", "CHNE", "OOTH", "REFU", "NOBT",
)  # fmt: skip
_RURAL_MIX = (0.87, 0.04, 0.004, 0.004, 0.01, 0.012, 0.01, 0.008, 0.006, 0.002, 0.006, 0.003, 0.005, 0.003, 0.004, 0.007, 0.006)  # fmt: skip
_URBAN_MIX = (0.52, 0.09, 0.012, 0.003, 0.03, 0.025, 0.03, 0.04, 0.10, 0.025, 0.02, 0.02, 0.05, 0.005, 0.01, 0.01, 0.01)
LANGUAGES = ("ENG", "POL", "RMN", "URD", "BNG", "PNJ", "ARA", "SOM", "POR", "TUR", "CHI", "ITA")
SEN_NEEDS = ("SPLD", "MLD", "SEMH", "SLCN", "ASD", "HI", "VI", "PD", "DS", "OTH", "NSA", "SLD")
_NEED_SHARES = (0.14, 0.13, 0.22, 0.24, 0.13, 0.015, 0.01, 0.025, 0.005, 0.035, 0.04, 0.01)
_RARELY_THERE = 2.8
NO_SEN, SUPPORT, PLAN = 0, 1, 2
SEN_CODES = ("N", "K", "E")


@dataclass(frozen=True, slots=True)
class Children:
    """What is true of each child through all years, as arrays that share an index; family arrays have their own.

    `hardship`, `readiness` (to learn), `care` (how hard a child works) and `absence` (log of its rate beside the usual) are
    standard normal or nearly so, and stand in no file.
    """

    birth: np.ndarray
    girl: np.ndarray
    forename: np.ndarray
    middle: np.ndarray
    family: np.ndarray
    surname: pa.Array
    upn: pa.Array
    uln: pa.Array
    ethnicity: np.ndarray
    language: np.ndarray
    sen: np.ndarray
    sen_need: np.ndarray
    sen_since: np.ndarray
    meals: np.ndarray
    meals_since: np.ndarray
    premium: np.ndarray
    service: np.ndarray
    in_care: np.ndarray
    hardship: np.ndarray
    readiness: np.ndarray
    care: np.ndarray
    absence: np.ndarray
    outward: np.ndarray
    outward_codes: tuple[str, ...]


def make_children(seed: int, people: Population, schools: Sequence[MadeUpSchool]) -> Children:
    """Give every child of a population a family and the rest of what does not change."""
    rng = rng_of(seed, 3)
    count = people.children
    birth = _births(people.cohort, rng)
    groups = np.array([s.group for s in schools])[people.home]
    family = _families(birth, people.cohort, groups, rng)
    families = int(family.max()) + 1
    eldest = np.zeros(families, dtype=int)
    eldest[family[::-1]] = np.arange(count)[::-1]
    need = np.array([s.deprivation for s in schools])[people.home]
    home_need, home_group = need[eldest], groups[eldest]
    hardship = (0.55 * home_need + rng.normal(0, 0.85, families))[family]
    ethnicity = _ethnicities(home_group, rng)[family]
    language = _languages(ethnicity, rng)
    sen = _sen(hardship, rng)
    meals = hardship + rng.normal(0, 0.45, count) > 0.80
    in_care = rng.random(count) < 0.007
    codes, outward = _outward(schools, people.home[eldest], rng)
    return Children(
        birth=birth,
        girl=rng.random(count) < 0.49,
        forename=_forenames(family, rng),
        middle=np.where(rng.random(count) < 0.5, rng.integers(0, 10_000, count), -1),
        family=family,
        surname=pa.array(SURNAMES).take(pa.array(rng.integers(0, len(SURNAMES), families)[family])),
        upn=_upns(people, rng),
        uln=_ulns(count, rng),
        ethnicity=ethnicity,
        language=language,
        sen=sen,
        sen_need=np.where(sen == NO_SEN, -1, rng.choice(len(SEN_NEEDS), count, p=_NEED_SHARES)),
        sen_since=birth + (365.25 * rng.uniform(4.2, 9.0, count)).astype(int),
        meals=meals,
        meals_since=birth + (365.25 * rng.uniform(1, 14, count) * (rng.random(count) < 0.4)).astype(int),
        premium=meals | in_care | (rng.random(count) < 0.03),
        service=rng.random(families)[family] < 0.012,
        in_care=in_care,
        hardship=hardship,
        readiness=0.9 * rng.normal(0, 1, count) - 0.25 * hardship - 0.5 * (sen > NO_SEN),
        care=0.9 * rng.normal(0, 1, count) - 0.2 * hardship,
        absence=_RARELY_THERE * (rng.random(count) < 0.007)
        + 0.45 * rng.normal(0, 1, families)[family]
        + 0.45 * rng.normal(0, 1, count)
        + 0.22 * hardship,
        outward=outward[family],
        outward_codes=codes,
    )


def forenames(children: Children, which: np.ndarray) -> pa.Array:
    """Return the forenames by the girls' or the boys' list."""
    girls = pa.array(FORENAMES_F).take(pa.array(which % len(FORENAMES_F)))
    boys = pa.array(FORENAMES_M).take(pa.array(which % len(FORENAMES_M)))
    return pa.compute.if_else(pa.array(children.girl), girls, boys)


def _forenames(family: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return places in the lists of forenames, different ones within a family: no parents name two children alike."""
    order = np.argsort(family, kind="stable")
    first = np.flatnonzero(np.append(True, np.diff(family[order]) != 0))
    place = np.empty(len(family), dtype=int)
    place[order] = np.arange(len(family)) - np.repeat(first, np.diff(np.append(first, len(family))))
    return rng.integers(0, 10_000, int(family.max()) + 1)[family] + place


def _births(cohort: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Birth dates from 1 September to 31 August of the year that is in Reception in the cohort's period."""
    years = np.unique(cohort)
    starts = np.array([day_number(date(int(y) - 6, 9, 1)) for y in years])
    return starts[np.searchsorted(years, cohort)] + rng.integers(0, 365, len(cohort))


def _families(birth: np.ndarray, cohort: np.ndarray, groups: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Put children of one trust's area together: two in five have a brother or sister; a birth needs ten months, or twins."""
    order = np.lexsort((rng.random(len(birth)), groups))
    joins = rng.random(len(birth)) < 0.36
    twin = rng.random(len(birth)) < 0.25
    family = np.zeros(len(birth), dtype=int)
    of: list[int] = []
    number, area, year = -1, -1, -1
    for child in order.tolist():
        gaps = [abs(int(birth[child]) - b) for b in of]
        room = joins[child] and groups[child] == area and 0 < len(of) < 4
        if room and twin[child] and cohort[child] == year:
            birth[child] = of[-1]
        elif not (room and all(300 < gap < 3300 for gap in gaps)):
            number, of, area = number + 1, [], int(groups[child])
        year = int(cohort[child])
        of.append(int(birth[child]))
        family[child] = number
    return family


def _ethnicities(group: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    mixes = np.array([_RURAL_MIX, _URBAN_MIX])
    mixes = mixes / mixes.sum(axis=1, keepdims=True)
    cumulated = np.cumsum(mixes, axis=1)[np.minimum(group, 1)]
    return np.minimum((rng.random(len(group))[:, None] > cumulated).sum(axis=1), len(ETHNICITIES) - 1)


def _languages(ethnicity: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    other = rng.random(len(ethnicity)) < np.where(ethnicity == 0, 0.004, 0.45)
    return np.where(other, rng.integers(1, len(LANGUAGES), len(ethnicity)), 0)


def _sen(hardship: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    drawn = rng.random(len(hardship)) / np.exp(0.3 * hardship)
    return np.where(drawn < 0.04, PLAN, np.where(drawn < 0.17, SUPPORT, NO_SEN))


def _outward(
    schools: Sequence[MadeUpSchool], home: np.ndarray, rng: np.random.Generator
) -> tuple[tuple[str, ...], np.ndarray]:
    codes = tuple(sorted({code for s in schools for code in s.outward_codes}))
    place = {code: n for n, code in enumerate(codes)}
    own = [np.array([place[c] for c in s.outward_codes]) for s in schools]
    drawn = rng.random(len(home))
    found = np.zeros(len(home), dtype=int)
    for n, places in enumerate(own):
        here = home == n
        found[here] = places[(drawn[here] ** 2 * len(places)).astype(int)]
    return codes, found


def _upns(people: Population, rng: np.random.Generator) -> pa.Array:
    """Number children in the year they came to Reception, by home school: right check letters, authorities 2 and 3."""
    year = people.cohort - 1
    slot = people.home * 100 + year % 100
    order = rng.permutation(people.children)
    order = order[np.argsort(slot[order], kind="stable")]
    counts = np.bincount(slot)
    serial = np.empty(people.children, dtype=np.int64)
    serial[order] = np.arange(len(order)) - np.repeat(np.cumsum(counts) - counts, counts)
    number = (2 + people.home % 2) * 10**9 + (2000 + 10 * people.home + serial // 1000) * 10**5
    number += (year % 100) * 1000 + serial % 1000
    digits = number[:, None] // 10 ** np.arange(11, -1, -1) % 10
    letter = digits @ np.arange(2, 14) % 23
    return pa.array([f"{UPN_LETTERS[a]}{n:012d}" for a, n in zip(letter.tolist(), number.tolist(), strict=True)])


def _ulns(count: int, rng: np.random.Generator) -> pa.Array:
    nine = np.sort(rng.choice(89_999_999, count, replace=False)) * 10 + 100_000_001
    nine = rng.permutation(nine)
    weights = np.arange(10, 1, -1)
    rest = (nine[:, None] // 10 ** np.arange(8, -1, -1) % 10) @ weights % 11
    nine = np.where(rest == 0, nine + 1, nine)
    rest = (nine[:, None] // 10 ** np.arange(8, -1, -1) % 10) @ weights % 11
    return pa.array([f"{n}{10 - r}" for n, r in zip(nine.tolist(), rest.tolist(), strict=True)])
