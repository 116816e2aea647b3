"""What a made-up trust's schools sent, read back with plain readers of CSV, workbooks, zips and XML."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import tomllib
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from collegiate.simulate.children import MadeUpTrust, academies, make_trust
from collegiate.simulate.children_files import write_children
from collegiate.simulate.children_files.layout import TABLES

SYSTEMS = ("sims", "arbor", "bromcom", "oneroster", "oneroster", "ctf")
DATES = {"sims": "%d/%m/%Y", "arbor": "%d %b %Y", "bromcom": "%d/%m/%Y", "oneroster": "%Y-%m-%d", "ctf": "%Y-%m-%d"}
PERSON = {
    "sims": "Adno",
    "arbor": "Arbor student ID",
    "bromcom": "StudentId",
    "oneroster": "Pupil ID",
    "ctf": "UPN",
}


def six_academies(seed: int = 11) -> MadeUpTrust:
    """Two complete years and an autumn of six academies, each with another system; two send OneRoster."""
    schools = [replace(school, system=system) for school, system in zip(academies(6, 300), SYSTEMS, strict=True)]
    return make_trust(seed=seed, pupils=300, years=2, schools=schools)


Mark = tuple[str, dt.date | None, str, str]
"""Person, day (None for one that no calendar has), session, code."""


@dataclass(frozen=True)
class Delivery:
    """A folder of files as they were sent, the trust that they were made from, and the truth."""

    folder: Path
    trust: MadeUpTrust
    truth: dict[str, Any]
    kept: dict[int, list[Mark]] = field(default_factory=dict)

    @staticmethod
    def write(folder: Path, trust: MadeUpTrust, *, faults: bool) -> Delivery:
        """Write a trust's files."""
        return Delivery(folder, trust, write_children(folder, trust, faults=faults))

    @cached_property
    def folders(self) -> dict[int, Path]:
        """The folder of each school."""
        return {int(path.name.split("-")[0]): path for path in (self.folder / "schools").iterdir()}

    def urn(self, system: str) -> int:
        """The first school that uses a system."""
        return next(school.urn for school in self.trust.schools if school.system == system)

    def system(self, urn: int) -> str:
        """The system of a school."""
        return next(school.system for school in self.trust.schools if school.urn == urn)

    def manifest(self, folder: Path) -> dict[str, Any]:
        """A folder's manifest."""
        return tomllib.loads((folder / "collegiate.toml").read_text(encoding="utf-8"))

    def files(self, urn: int, kind: str) -> list[Path]:
        """The CSV files and workbooks of a kind that a school sent."""
        stem = re.compile(
            rf"{'(?:pupils|pupil-details)' if kind == 'pupils' else kind}(-\d{{4}}-\d\d(-\d\d)?)?\.(csv|xlsx)"
        )
        return sorted(path for path in self.folders[urn].iterdir() if stem.fullmatch(path.name))

    def rows(self, urn: int, kind: str) -> Iterator[dict[str, str]]:
        """The rows of all files of a kind that a school sent, by header."""
        for path in self.files(urn, kind):
            yield from sheet_rows(path) if path.suffix == ".xlsx" else csv_rows(path.read_bytes())

    def marks(self, urn: int) -> list[Mark]:
        """All marks that a school sent."""
        if urn not in self.kept:
            rows = ([cell.strip() for cell in row.values()] for row in self.rows(urn, "marks"))
            self.kept[urn] = [
                (self.name(urn, n), self._possible_day(urn, day), am_pm, code) for n, day, am_pm, code, _ in rows
            ]
        return self.kept[urn]

    def _possible_day(self, urn: int, words: str) -> dt.date | None:
        try:
            return self.day(urn, words)
        except ValueError:
            return None

    def day(self, urn: int, words: str) -> dt.date | None:
        """Read a day as the school's system writes it."""
        return read_day(words.strip(), DATES[self.system(urn)]) if words.strip() else None

    def urn_of(self, person: str) -> int:
        """The school that knows somebody under this name; only one of the six knows children by UPN."""
        return self.urn("ctf") if person.startswith("upn ") else int(person.split("/")[0])

    def name(self, urn: int, number: str) -> str:
        """Name somebody as a reader of the school's files does."""
        system = self.system(urn)
        return f"upn {number}" if system == "ctf" else f"{urn}/{system} {number.strip()}"

    def rows_in_files(self, urn: int) -> dict[str, int]:
        """How many rows of each table the school's CSV files and workbooks hold."""
        return {table: sum(1 for _ in self.rows(urn, kind)) for kind, table in TABLES.items()}


@cache
def read_day(words: str, form: str) -> dt.date:
    """Read a day; one that no calendar has is an error."""
    return dt.datetime.strptime(words, form).date()  # noqa: DTZ007 - a day has no zone


def csv_rows(data: bytes, delimiter: str = ",") -> list[dict[str, str]]:
    """Read a CSV file by header; a row of another length than the header fails."""
    lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=delimiter))
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def sheet_rows(path: Path) -> list[dict[str, str]]:
    """Read the first sheet of a workbook as text."""
    sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    cells = [[_text(cell) for cell in row] for row in sheet]
    return [dict(zip(cells[0], row, strict=True)) for row in cells[1:]]


def _text(cell: Any) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def zip_rows(path: Path) -> dict[str, list[dict[str, str]]]:
    """Read every CSV file of a zip."""
    with zipfile.ZipFile(path) as archive:
        return {name.removesuffix(".csv"): csv_rows(archive.read(name)) for name in archive.namelist()}


def transfer_file(path: Path) -> ET.Element:
    """Read a transfer file."""
    return ET.fromstring(path.read_bytes())
