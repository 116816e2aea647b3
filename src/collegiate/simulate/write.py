"""Write a whole made-up nation into a folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from collegiate.simulate import (
    inspection_files as ofsted,
)
from collegiate.simulate import (
    performance_files as tables,
)
from collegiate.simulate import (
    reference_files as reference,
)
from collegiate.simulate import (
    register_files as register,
)
from collegiate.simulate import (
    school_files as people,
)
from collegiate.simulate.nation import make_nation
from collegiate.simulate.outcomes import make_effects, make_year
from collegiate.simulate.picture import Picture
from collegiate.simulate.trusts import make_groups
from collegiate.simulate.truth import Truth, truth_of

if TYPE_CHECKING:
    from collegiate.simulate.children import MadeUpTrust

LAST_YEAR = 2019
"""The last year of a nation that is asked for by a number of years: the last before two without tables."""

EARLIEST, LATEST = 2014, 2025

Progress = Callable[[str], None]
"""Called before each file with what is written now, and how much is left."""

Which = Literal["three-tier", "urban", "both"]

_Writer = Callable[[Path], dict[str, int]]


def years_of(years: Sequence[int] | int) -> tuple[int, ...]:
    """Return the years by the year in which they end. A number means so many years up to 2018/19."""
    wanted = tuple(range(LAST_YEAR + 1 - years, LAST_YEAR + 1)) if isinstance(years, int) else tuple(years)
    if (
        not wanted
        or wanted != tuple(range(wanted[0], wanted[-1] + 1))
        or not EARLIEST <= wanted[0] <= wanted[-1] <= LATEST
    ):
        raise ValueError(
            f"Years must follow each other and lie between {EARLIEST} and {LATEST}, the years in which they end."
        )
    return wanted


def make_picture(*, seed: int, schools: int, years: Sequence[int] | int = 4) -> Picture:
    """Make a nation without writing it."""
    nation = make_nation(seed, schools, years_of(years))
    effects = make_effects(nation)
    return Picture(nation, make_groups(nation), effects, tuple(make_year(nation, effects, end) for end in nation.years))


@dataclass(frozen=True, slots=True)
class Pupils:
    """The children to make up: about so many on roll, for so many complete academic years, in which of the two trusts.

    They are seen as of the day `until` (without it 20 November 2026); from the day `support` on the declining school is helped.
    """

    number: int
    years: int = 3
    trust: Which = "both"
    until: date | None = None
    support: date | None = None


def write_nation(
    folder: Path,
    *,
    seed: int,
    schools: int,
    years: Sequence[int] | int = 4,
    pupils: Pupils | None = None,
    progress: Progress | None = None,
) -> Truth:
    """Write a made-up nation in the publishers' file formats, and `truth.json` beside its files.

    The same seed, numbers and years give the same bytes. `years` are consecutive, by the year in which they end; a number
    means so many up to 2018/19. A number of schools below 60 or above 60,000 is an error. With `pupils` there are the files
    of the trusts' schools about their children too, in the folder `children`; days that cannot be raise `DayError` before
    anything is written.
    """
    picture = make_picture(seed=seed, schools=schools, years=years)
    trust = _children_of(picture, pupils, progress) if pupils else None
    folder.mkdir(parents=True, exist_ok=True)
    files: dict[str, int] = {}
    writers = list(_writers(picture))
    for number, (title, writer) in enumerate(writers, start=1):
        if progress:
            progress(f"Making up {title} ({number} of {len(writers)})")
        files |= writer(folder)
    truth = truth_of(picture, files)
    if trust:
        from collegiate.simulate.children_files import write_children

        truth = replace(truth, children=write_children(folder / "children", trust, progress=progress))
    truth.write(folder / "truth.json")
    return truth


def _children_of(picture: Picture, pupils: Pupils, progress: Progress | None) -> MadeUpTrust:
    from collegiate.simulate.children import make_trust

    if progress:
        progress("Making up children")
    return make_trust(
        seed=picture.nation.seed, pupils=pupils.number, years=pupils.years, trust=pupils.trust, until=pupils.until,
        support=pupils.support, nation=picture.nation,
    )  # fmt: skip


def _writers(picture: Picture) -> Iterator[tuple[str, _Writer]]:
    whole = {
        "register": register.write_establishments, "groups": register.write_groups, "group members": register.write_group_links,
        "predecessors": register.write_links, "types of establishment": register.write_types,
        "authorities": tables.write_authorities, "absence of 2012/13": people.write_older_absence,
        "trust funding": people.write_trust_funding, "deprivation": reference.write_small_areas,
        "postcode districts": reference.write_postcode_districts,
    }  # fmt: skip
    for title, writer in whole.items():
        yield title, partial(writer, picture)
    yield from _yearly(picture)
    seen = ofsted.make_inspections(picture)
    for inspected in (
        ofsted.write_history,
        ofsted.write_ratings,
        ofsted.write_management_older,
        ofsted.write_management,
    ):
        yield "inspections", partial(inspected, picture, seen)


def _yearly(picture: Picture) -> Iterator[tuple[str, _Writer]]:
    always = (people.write_census, people.write_absence, people.write_workforce, people.write_finance)
    in_tables = (tables.write_ks2, tables.write_ks4, tables.write_ks5)
    once = (tables.write_information, people.write_free_school_meals, people.write_pupil_premium)
    for year in picture.years:
        name = f"{year.end - 1}/{year.end % 100:02d}"
        published = in_tables if tables.published(year.end) else ()
        last = once if year is picture.last else ()
        for writer in (*always, *published, *last):
            yield name, partial(writer, picture, year)
        if year.end <= picture.last.end - 2 and tables.published(year.end):
            yield name, partial(tables.write_destinations, picture, year)
