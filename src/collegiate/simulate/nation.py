"""The made-up nation: its schools, who they were before, and which trust they are in, as arrays that share an index."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from collegiate.simulate import kinds
from collegiate.simulate.geography import RURAL, URBAN, Geography, make_geography
from collegiate.simulate.kinds import KINDS, Kind
from collegiate.simulate.names import school_names, streets

NEVER = np.datetime64("NaT", "D")
FEWEST, MOST = 60, 60_000
_FIRST_URN = 900_001
_PYRAMID = (Kind.HIGH, Kind.MIDDLE, Kind.MIDDLE, *([Kind.FIRST] * 6))
_URBAN = (*([Kind.SECONDARY] * 4), *([Kind.PRIMARY] * 3))
_REST = (
    (Kind.PRIMARY, 0.775),
    (Kind.SECONDARY, 0.14),
    (Kind.SPECIAL, 0.04),
    (Kind.INDEPENDENT, 0.028),
    (Kind.REFERRAL, 0.01),
)


@dataclass(slots=True)
class Schools:
    """Institutions: one entry for a school through all its URNs. Merged and split schools that closed stand at the end."""

    kind: np.ndarray
    la: np.ndarray
    town: np.ndarray
    name: list[str]
    street: list[str]
    church: np.ndarray
    rural: np.ndarray
    easting: np.ndarray
    northing: np.ndarray
    area: np.ndarray
    deprivation: np.ndarray
    year_group: np.ndarray
    sixth_form: np.ndarray
    opened: np.ndarray
    closed: np.ndarray
    converted: np.ndarray
    type_before: np.ndarray
    type_now: np.ndarray
    urn_before: np.ndarray
    urn_now: np.ndarray
    number: np.ndarray
    postcode: list[str]

    def __len__(self) -> int:
        return len(self.kind)

    @property
    def academy(self) -> np.ndarray:
        """Which are academies at the end."""
        return np.isin(self.type_now, kinds.ACADEMIES)

    def of(self, *wanted: Kind) -> np.ndarray:
        """Which are of one of these kinds."""
        return np.isin(self.kind, wanted)

    def open_on(self, day: np.datetime64) -> np.ndarray:
        """Which are open on a day."""
        return ~(self.opened > day) & ~(self.closed <= day)

    def urn_on(self, day: np.datetime64) -> np.ndarray:
        """The URN under which each is known on a day."""
        return np.where((self.urn_before > 0) & (self.converted > day), self.urn_before, self.urn_now)

    def type_on(self, day: np.datetime64) -> np.ndarray:
        """The type of establishment of each on a day."""
        return np.where((self.urn_before > 0) & (self.converted > day), self.type_before, self.type_now)


@dataclass(frozen=True, slots=True)
class Changes:
    """Schools that became others: `mergers` are rows of (closed, closed, new), `splits` of (closed, new, new)."""

    mergers: np.ndarray
    splits: np.ndarray
    on: np.datetime64


@dataclass(frozen=True, slots=True)
class Nation:
    """Everything that the files are written from."""

    seed: int
    years: tuple[int, ...]
    geography: Geography
    schools: Schools
    changes: Changes
    rural: np.ndarray
    urban: np.ndarray

    @property
    def extract(self) -> np.datetime64:
        """The day of the newest register extract: July of the last year."""
        return np.datetime64(f"{self.years[-1]}-07-15")

    @property
    def extract_of_links(self) -> np.datetime64:
        """The day that the newest group links stand for: their name gives the month only."""
        return np.datetime64(f"{self.years[-1]}-07-31")

    @property
    def older_extract_of_links(self) -> np.datetime64:
        """The day of the older group links."""
        return np.datetime64(f"{self.years[-1] - 1}-06-01")

    def rng(self, purpose: int) -> np.random.Generator:
        """Return the random numbers of one purpose, so that a change of one file leaves the others as they are."""
        return np.random.default_rng([self.seed, purpose])


def census_day(year: int) -> np.datetime64:
    """The day on which a year's schools and URNs are taken: the census in January of the year's end."""
    return np.datetime64(f"{year}-01-17")


def make_nation(seed: int, schools: int, years: tuple[int, ...]) -> Nation:
    """Make a nation of so many schools. Fewer than 60 or more than 60,000 (URNs would run out) is an error."""
    if not FEWEST <= schools <= MOST:
        raise ValueError(f"A nation has {FEWEST} to {MOST:,} schools; {schools:,} were asked for.")
    rng = np.random.default_rng([seed, 0])
    geography = make_geography(schools, rng)
    pyramids = max(1, schools // 500)
    kind, la = _kinds_and_authorities(schools, pyramids, geography, rng)
    changes, kind, la = _with_closed(schools, pyramids, kind, la, years[-1])
    made = _schools(kind, la, geography, rng)
    _convert(made, changes, years, rng)
    rural = np.arange(len(_PYRAMID) - 1)
    urban = len(_PYRAMID) * pyramids + np.arange(len(_URBAN))
    _plant_trusts(made, rural, urban, geography, years)
    _number(made, rng)
    _name(made, geography, rng)
    return Nation(seed, years, geography, made, changes, rural, urban)


def _kinds_and_authorities(
    schools: int, pyramids: int, land: Geography, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Three-tier pyramids first, then the urban trust's schools, then everyone else."""
    rest = schools - len(_PYRAMID) * pyramids - len(_URBAN)
    which = np.array([k for k, _ in _REST] + [Kind.ALL_THROUGH])
    shares = np.array([s for _, s in _REST])
    kind = rng.choice(which, rest, p=np.append(shares, 1 - shares.sum()))
    kind = np.concatenate([np.tile(_PYRAMID, pyramids), _URBAN, kind]).astype(int)
    tier_la = np.where(np.arange(pyramids) < 6, RURAL, (2 + np.arange(pyramids) // 6) % land.authorities)
    la = np.concatenate(
        [np.repeat(tier_la, len(_PYRAMID)), np.full(len(_URBAN), URBAN), rng.integers(0, land.authorities, rest)]
    )
    return kind, la


def _with_closed(
    schools: int, pyramids: int, kind: np.ndarray, la: np.ndarray, last: int
) -> tuple[Changes, np.ndarray, np.ndarray]:
    """Plant mergers of two primary schools and splits of a secondary school, and add the schools that closed."""
    each = 1 + schools // 5000
    start = len(_PYRAMID) * pyramids + len(_URBAN)
    merged, split = start + np.arange(each), start + each + np.arange(2 * each).reshape(each, 2)
    kind[merged], kind[split.ravel()] = Kind.PRIMARY, Kind.SECONDARY
    la[split[:, 1]] = la[split[:, 0]]
    before = schools + np.arange(2 * each).reshape(each, 2)
    whole = schools + 2 * each + np.arange(each)
    changes = Changes(
        np.column_stack([before, merged]), np.column_stack([whole, split]), np.datetime64(f"{last - 1}-09-01")
    )
    sources = np.concatenate([np.repeat(merged, 2), split[:, 0]])
    return changes, np.append(kind, kind[sources]), np.append(la, la[sources])


def _schools(kind: np.ndarray, la: np.ndarray, land: Geography, rng: np.random.Generator) -> Schools:
    count = len(kind)
    towns_each = len(land.town_la) // land.authorities
    areas_each = len(land.area_la) // land.authorities
    town = la * towns_each + rng.integers(0, towns_each, count)
    area = la * areas_each + rng.integers(0, areas_each, count)
    low = np.array([KINDS[k].year_group for k in Kind])[kind]
    spread = np.array([KINDS[k].spread for k in Kind])[kind]
    primary = kind == Kind.PRIMARY
    church = np.where(rng.random(count) < np.where(primary, 0.26, 0.06), 1, np.where(rng.random(count) < 0.1, 2, 0))
    church[np.isin(kind, (Kind.SPECIAL, Kind.REFERRAL, Kind.ALL_THROUGH, Kind.MIDDLE, Kind.HIGH))] = 0
    rural = np.where(land.la_rural[la], rng.random(count) < 0.65, rng.random(count) < 0.08)
    size = low * np.exp(spread * rng.normal(0, 1, count) - spread**2 / 2) * np.where(rural & primary, 0.55, 1.0)
    return Schools(
        kind=kind,
        la=la,
        town=town,
        name=[],
        street=streets(count, rng),
        church=church,
        rural=rural,
        easting=(land.town_easting[town] + rng.normal(0, 1300, count)).round(),
        northing=(land.town_northing[town] + rng.normal(0, 1300, count)).round(),
        area=area,
        deprivation=0.75 * land.area_deprivation[area] + rng.normal(0, 0.6, count),
        year_group=np.maximum(4.0, size.round()),
        sixth_form=np.isin(kind, (Kind.HIGH, Kind.ALL_THROUGH, Kind.INDEPENDENT))
        | ((kind == Kind.SECONDARY) & (rng.random(count) < 0.55)),
        opened=np.full(count, NEVER),
        closed=np.full(count, NEVER),
        converted=np.full(count, NEVER),
        type_before=_maintained(kind, church),
        type_now=_maintained(kind, church),
        urn_before=np.zeros(count, dtype=int),
        urn_now=np.zeros(count, dtype=int),
        number=np.zeros(count, dtype=int),
        postcode=[],
    )


def _maintained(kind: np.ndarray, church: np.ndarray) -> np.ndarray:
    kept = np.where(church == 1, kinds.CONTROLLED, np.where(church == 2, kinds.AIDED, kinds.COMMUNITY))
    for of, code in (
        (Kind.SPECIAL, kinds.SPECIAL),
        (Kind.REFERRAL, kinds.REFERRAL),
        (Kind.INDEPENDENT, kinds.INDEPENDENT),
    ):
        kept = np.where(kind == of, code, kept)
    return kept


def _convert(made: Schools, changes: Changes, years: tuple[int, ...], rng: np.random.Generator) -> None:
    """Make academies of about as many as in England: some long before the first year, some in the middle of the history."""
    count = len(made)
    chance = np.array([0.38, 0.74, 0.38, 0.6, 0.7, 0.8, 0.4, 0.0, 0.0])[made.kind]
    academy = rng.random(count) < chance
    academy[changes.mergers.ravel()] = academy[changes.splits.ravel()] = False
    free = academy & (rng.random(count) < 0.06) & ~made.of(Kind.SPECIAL)
    sponsored = (
        academy & ~free & (rng.random(count) < np.where(made.deprivation > 0.3, 0.5, 0.12)) & ~made.of(Kind.SPECIAL)
    )
    turned = np.where(
        made.of(Kind.SPECIAL), kinds.SPECIAL_ACADEMY, np.where(sponsored, kinds.SPONSORED, kinds.CONVERTER)
    )
    made.type_now = np.where(free, kinds.FREE, np.where(academy, turned, made.type_now))
    day = _days(rng, count, years)
    made.converted = np.where(academy & ~free, day, NEVER)
    made.opened = np.where(free, day, made.opened)
    made.opened[changes.mergers[:, 2]] = changes.on
    made.opened[changes.splits[:, 1:].ravel()] = changes.on
    made.closed[changes.mergers[:, :2].ravel()] = changes.on
    made.closed[changes.splits[:, 0]] = changes.on


def _days(rng: np.random.Generator, count: int, years: tuple[int, ...]) -> np.ndarray:
    """First days of a month: two thirds of them before the history, most of them in September."""
    year = np.where(
        rng.random(count) < 0.67, rng.integers(2011, 2015, count), rng.integers(years[0] - 1, years[-1], count)
    )
    month = np.where(rng.random(count) < 0.6, 9, rng.integers(1, 7, count))
    return ((year - 1970) * 12 + month - 1).astype("datetime64[M]").astype("datetime64[D]")


def _plant_trusts(made: Schools, rural: np.ndarray, urban: np.ndarray, land: Geography, years: tuple[int, ...]) -> None:
    """Shape the two trusts that the product is shown with: a small rural locality with a church, and a city."""
    every = np.concatenate([rural, urban])
    middle = np.datetime64(f"{years[len(years) // 2] - 1}-09-01")
    made.type_now[every], made.opened[every] = kinds.CONVERTER, NEVER
    made.converted[every] = np.datetime64("2012-09-01")
    made.converted[[rural[1], rural[4]]] = middle
    made.church[rural[3:]] = [1, 1, 0, 0, 1]
    made.church[urban] = 0
    made.type_before[every] = _maintained(made.kind[every], made.church[every])
    made.year_group[rural] = [150, 98, 84, 9, 10, 27, 30, 14]
    made.year_group[urban] = [205, 176, 152, 188, 58, 44, 31]
    made.deprivation[rural] = [-0.15, -0.1, 0.1, -0.5, -0.3, 0.05, 0.1, -0.4]
    made.deprivation[urban] = [1.25, 0.9, 0.3, 0.7, 1.4, 1.0, 0.6]
    made.rural[rural], made.rural[urban] = True, False
    made.sixth_form[urban[:4]] = [False, False, True, False]
    made.type_now[urban[0]] = kinds.SPONSORED
    made.converted[urban[[0, 5]]] = middle
    town = land.towns_of(RURAL)[0]
    made.town[rural] = town
    around = 2 * np.pi * np.arange(len(rural)) / len(rural)
    made.easting[rural] = (land.town_easting[town] + 3200 * np.cos(around)).round()
    made.northing[rural] = (land.town_northing[town] + 3200 * np.sin(around)).round()


def _number(made: Schools, rng: np.random.Generator) -> None:
    """Give every school its URN (and the one before), its number within the authority and a postcode's inward part."""
    had = ~np.isnat(made.converted)
    count = len(made)
    first = _FIRST_URN + rng.permutation(count)
    later = (
        _FIRST_URN
        + count
        + np.argsort(np.argsort(np.where(had, made.converted, np.datetime64("2100-01-01")), kind="stable"))
    )
    made.urn_before = np.where(had, first, 0)
    made.urn_now = np.where(had, later, first)
    starts = np.array([KINDS[k].first_number for k in Kind])[made.kind]
    group = made.la * 10_000 + starts
    order = np.argsort(group, kind="stable")
    place = np.arange(count) - np.searchsorted(group[order], group[order])
    made.number[order] = starts[order] + place


def _name(made: Schools, land: Geography, rng: np.random.Generator) -> None:
    towns = [land.town_name[t] for t in made.town]
    made.name = school_names(towns, made.church, [KINDS[Kind(k)].words for k in made.kind.tolist()], rng)
    digits, one, two = rng.integers(1, 10, len(made)), rng.integers(0, 20, len(made)), rng.integers(0, 20, len(made))
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    made.postcode = [
        f"{land.town_district[t]} {d}{letters[a]}{letters[b]}"
        for t, d, a, b in zip(made.town, digits, one, two, strict=True)
    ]
