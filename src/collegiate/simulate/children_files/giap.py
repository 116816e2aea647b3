"""Pupil downloads of Get Information About Pupils: cells joined without quoting, so that a comma in a name shifts a row."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from collegiate.simulate.children_files.rows import body
from collegiate.vocabulary import AcademicYear

TAB, COMMA = "\t", ","
_SECOND_NAME = 97
"""Every so many children, a second forename stands behind a comma, as some schools write it."""


@dataclass(frozen=True, slots=True)
class Download:
    """One of the downloads: its headers in order, what stands under some of them, and which results it holds."""

    name: str
    headers: tuple[str, ...]
    record: Mapping[str, str]
    stage: str
    results: Mapping[str, tuple[str, str, str]]

    def rows_of(self, columns: Sequence[Mapping[str, str]], separator: str) -> bytes:
        """Return the whole file: headers and a row for each mapping of headers to cells."""
        said = set().union(*columns)
        filled = [header for header in self.headers if header in said]
        cells = {header: pa.array([row.get(header, "") for row in columns], pa.string()) for header in filled}
        head = (separator.join(self.headers) + "\r\n").encode()
        return head + bytes(body(self.headers, cells, len(columns), separator))


@cache
def download(name: str) -> Download:
    """Return a download by name."""
    said = _said()[name]
    folder = resources.files(__package__).joinpath("layouts", "giap")
    headers = tuple(folder.joinpath(f"{name}.txt").read_text(encoding="utf-8").splitlines())
    results = {header: tuple(where) for header, where in said.get("results", {}).items()}
    return Download(name, headers, said["record"], said.get("stage", ""), results)


@cache
def _said() -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("layouts", "giap.toml").read_text(encoding="utf-8"))


def result_downloads() -> list[Download]:
    """Return the downloads that hold results."""
    return [download(name) for name in _said() if _said()[name].get("stage")]


@dataclass(frozen=True, slots=True)
class Pupils:
    """What the DfE knows of children: their record by person, and the LA and establishment number of each school."""

    records: Mapping[str, Mapping[str, Any]]
    laestabs: Mapping[int, int]

    def cells(self, of: Download, person: str, more: Mapping[str, Any]) -> dict[str, str]:
        """Write the cells about one child; `more` are the year and what else the record does not say."""
        row = {**self.records[person], **more}
        number = f"{self.laestabs[row['urn']]:07d}"
        row |= {"laestab": number, "la": number[:3], "estab": number[3:], "forenames": row["forename"]}
        if _two_names(row["upn"]):
            row["forenames"] = f"{row['forename']}, {row['middle_names'] or 'Ann'}"
            row["middle_names"] = f"{row['middle_names'] or 'Ann'}, Lee"
        return {header: _cell(row[column]) for header, column in of.record.items() if row[column] is not None}


def _two_names(upn: str) -> bool:
    return upn[1:13].isdigit() and int(upn[1:13]) % _SECOND_NAME == 0


def _cell(value: Any) -> str:
    if isinstance(value, dt.date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value)


def academic_year(period: int) -> str:
    """Write an academic year as the downloads do.

    >>> academic_year(2026)
    '2025/2026'
    """
    return f"{period - 1}/{period}"


def census_day(period: int) -> dt.date:
    """The first Thursday of October."""
    first = dt.date(period - 1, 10, 1)
    return first + dt.timedelta(days=(3 - first.weekday()) % 7)


def in_downloads(results: pa.Table, without: Iterable[str]) -> pa.ChunkedArray:
    """Say for each result whether a download holds it; the results of some people are in none."""
    held = [
        f"{of.stage}|{subject}|{component}|R"
        for of in result_downloads()
        for subject, component, _ in of.results.values()
    ]
    keys = pc.binary_join_element_wise(*(results[name] for name in ("stage", "subject", "component", "status")), "|")
    unknown = pc.is_in(results["person"].cast(pa.string()), pa.array(list(without), pa.string()))
    return pc.and_(pc.is_in(keys, pa.array(held, pa.string())), pc.invert(unknown))


def result_files(results: pa.Table, pupils: Pupils) -> Iterator[tuple[Download, int, list[dict[str, str]]]]:
    """Yield each download with results, by year: a row for each child and school."""
    for of in result_downloads():
        places = {(subject, component, where): header for header, (subject, component, where) in of.results.items()}
        theirs = results.filter(pc.equal(results["stage"], of.stage)).select(
            ["period", "person", "urn", "subject", "component", "value", "code"]
        )
        rows: dict[int, dict[tuple[str, int], dict[str, str]]] = {}
        for period, person, urn, subject, component, value, code in zip(*theirs.to_pydict().values(), strict=True):
            row = rows.setdefault(period, {}).setdefault((person, urn), {})
            _put(row, places.get((subject, component, "value")), None if value is None else f"{value:g}")
            _put(row, places.get((subject, component, "code")), code)
        for period, found in sorted(rows.items()):
            year = {"academic_year": academic_year(period)}
            yield (
                of,
                period,
                [pupils.cells(of, person, {**year, "urn": urn}) | row for (person, urn), row in sorted(found.items())],
            )


def _put(row: dict[str, str], header: str | None, words: str | None) -> None:
    if header and words:
        row[header] = words


def census_rows(pupils: Pupils, persons: Iterable[str], period: int) -> list[dict[str, str]]:
    """Return the rows of the autumn census of these children."""
    more = {"academic_year": academic_year(period), "census_term": "Autumn"}
    return [pupils.cells(download("CensusAutumn"), person, more) for person in persons]


def premium_rows(pupils: Pupils, persons: Iterable[str], year: int) -> list[dict[str, str]]:
    """Return the rows of the pupil premium download of a financial year."""
    span = {"year_start": dt.date(year, 4, 1), "year_end": dt.date(year + 1, 3, 31)}
    return [pupils.cells(download("PupilPremium"), person, span) for person in persons]


def shifted_lines(rows: Sequence[Mapping[str, str]]) -> list[int]:
    """Return the lines, counted from 1, that a comma in a cell makes one cell too long in the comma file."""
    return [line for line, row in enumerate(rows, start=2) if COMMA in "".join(row.values())]


def released(period: int) -> dt.datetime:
    """When the results of a year can be had: in the October after it."""
    return dt.datetime.combine(AcademicYear(period).last_day + dt.timedelta(days=45), dt.time(9, 0))
