"""The made-up country: authorities on a grid, their towns, and small areas ranked by deprivation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from collegiate.simulate.names import places

_AREAS = [a + b for b in "JVQZ" for a in "ABCDEFGHKLMNPRSTUWY"]
"""Postcode areas that the Post Office does not use."""


@dataclass(frozen=True, slots=True)
class Geography:
    """Authorities, towns and small areas, each as arrays that share an index."""

    la_code: np.ndarray
    la_name: list[str]
    la_gss: list[str]
    la_rural: np.ndarray
    la_region: np.ndarray
    la_deprivation: np.ndarray
    town_name: list[str]
    town_la: np.ndarray
    town_easting: np.ndarray
    town_northing: np.ndarray
    town_district: list[str]
    area_la: np.ndarray
    area_code: list[str]
    area_name: list[str]
    area_deprivation: np.ndarray
    imd_rank: np.ndarray
    idaci_rank: np.ndarray

    @property
    def authorities(self) -> int:
        """How many authorities there are."""
        return len(self.la_code)

    def towns_of(self, authority: int) -> np.ndarray:
        """Return the indices of an authority's towns."""
        return np.flatnonzero(self.town_la == authority)


_MOST_PLACES = 3_400
"""Fewer than there are invented names."""

_MOST_AREAS = 32_844
"""England's own number of small areas: a rank beyond it would be no rank."""

RURAL, URBAN = 0, 1
"""The authority of the rural trust, and that of the urban one."""


def make_geography(schools: int, rng: np.random.Generator) -> Geography:
    """Lay out a country for so many schools: about 150 schools to an authority and eight to a town, as in England."""
    count = int(np.clip(schools // 150, 3, len(_AREAS)))
    towns_each = min(_MOST_PLACES // count - 1, max(3, round(schools / count / 9)))
    named = places(count * (towns_each + 1), rng)
    easting, northing = _centres(count)
    rural = rng.random(count) < 0.35
    rural[RURAL], rural[URBAN] = True, False
    deprivation = rng.normal(0, 0.45, count) + np.where(rural, -0.15, 0.1)
    deprivation[RURAL], deprivation[URBAN] = -0.1, 0.8
    town_la = np.repeat(np.arange(count), towns_each)
    area_la = np.repeat(np.arange(count), min(_MOST_AREAS // count, max(30, round(1.3 * schools / count))))
    area_z = deprivation[area_la] + rng.normal(0, 0.9, len(area_la))
    return Geography(
        la_code=430 + np.arange(count),
        la_name=["Wyndleshire", "Port Averl", *(f"{name}shire" for name in named[2:count])],
        la_gss=[f"E09900{number:03d}" for number in range(1, count + 1)],
        la_rural=rural,
        la_region=np.argsort(np.argsort(northing, kind="stable"), kind="stable") * 9 // count,
        la_deprivation=deprivation,
        town_name=named[count:],
        town_la=town_la,
        town_easting=easting[town_la] + rng.normal(0, 6500, len(town_la)).round(),
        town_northing=northing[town_la] + rng.normal(0, 6500, len(town_la)).round(),
        town_district=[f"{_AREAS[la]}{1 + place % towns_each}" for place, la in enumerate(town_la)],
        area_la=area_la,
        area_code=[f"E01{900001 + number}" for number in range(len(area_la))],
        area_name=[f"{number % 1000:03d}" for number in range(len(area_la))],
        area_deprivation=area_z,
        imd_rank=_ranks(area_z + rng.normal(0, 0.2, len(area_la))),
        idaci_rank=_ranks(area_z),
    )


def _centres(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Place authorities 20 km apart in the middle of England, where every easting and northing is land."""
    place = np.arange(count)
    return 400_000.0 + 20_000 * (place % 6), 180_000.0 + 20_000 * (place // 6)


def _ranks(deprivation: np.ndarray) -> np.ndarray:
    """Rank areas as the indices do: 1 is the most deprived."""
    return np.argsort(np.argsort(-deprivation, kind="stable"), kind="stable") + 1
