"""Whose file it is: the school and the system that a file of people comes from; asked for, and never guessed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from collegiate.intake.dating import MANIFEST, Told, day_in_name, folders_up, manifest
from collegiate.intake.days import parse_date
from collegiate.intake.headers import plain
from collegiate.intake.sources import Source, SourceError

_LAESTAB = re.compile(r"(?<!\d)(\d{3})[-_/]?(\d{4})(?!\d)")
_URN = re.compile(r"[1-9]\d{5}")
_SENT = re.compile(r"(?<!\d)((?:19|20)\d\d)-?(\d\d)-?(\d\d)[T_ -]?(\d\d)[:.-]?(\d\d)(?:[:.-]?(\d\d))?(?!\d)")


@dataclass(frozen=True, slots=True)
class Placed:
    """The school of all rows that name none of their own, and the system whose numbers name the people."""

    urn: int | None = None
    system: str = ""
    question: str = ""


def place_file(source: Source, name: str, known: Told, folder: Path, root: Path, present: frozenset[str]) -> Placed:
    """Find the school and the system of a file, or the question to be asked. `present`: plain headers."""
    if not source.people:
        return Placed()
    said = _said(folder, root)
    urn = _urn(known.said("urn")) or (_urn(known.answer) if not source.needs_period else None) or _urn(said.get("urn"))
    listed = _listed(name, root) if urn is None else {}
    urn = urn or _urn(listed.get("urn"))
    system = source.person.system or known.said("system") or str(said.get("system", "") or listed.get("system", ""))
    in_rows = any(plain(header) in present for header in source.key.get("urn", ()))
    numbered = any(plain(header) in present for header in source.person.headers) or _names_staff(source)
    missing = [*([] if urn or in_rows else ["urn = 100000"]), *([] if system or not numbered else ['system = "sims"'])]
    return Placed(urn, system, _question(name, missing) if missing else "")


def _names_staff(source: Source) -> bool:
    return any(column.type == "person" for spec in source.tables for column in spec.columns)


def _said(folder: Path, root: Path) -> Mapping[str, Any]:
    """Return what the nearest manifest says of [school], from the file's folder up to the one that was given."""
    for here in folders_up(folder, root):
        school = _manifest(here / MANIFEST).get("school")
        if isinstance(school, dict):
            return school
    return {}


def _listed(name: str, root: Path) -> Mapping[str, Any]:
    """Return the school that the root's manifest lists in [schools] under the DfE number that the file's name holds."""
    schools = _manifest(root / MANIFEST).get("schools")
    if not isinstance(schools, dict):
        return {}
    numbers = {re.sub(r"\D", "", str(number)): said for number, said in schools.items() if isinstance(said, dict)}
    found = {number: numbers[number] for number in map("".join, _LAESTAB.findall(name)) if number in numbers}
    return next(iter(found.values())) if len(found) == 1 else {}


def _manifest(path: Path) -> Mapping[str, Any]:
    """Read a manifest; a broken one, which is named on its own, says nothing."""
    try:
        return manifest(path)
    except SourceError:
        return {}


def _urn(said: object) -> int | None:
    return int(str(said)) if not isinstance(said, bool) and _URN.fullmatch(str(said)) else None


def _question(name: str, missing: list[str]) -> str:
    short = name.rsplit("/", 1)[-1]
    lines = " and ".join(missing)
    answer = "; ".join(line.replace(" = ", " ").replace('"', "") for line in missing)
    return (
        f"Whose file it is stands nowhere in the file. Write into {MANIFEST} beside the file, or in a folder above it: [school] "
        f"and under it {lines} (with the true ones), or answer on the command line with '{short}={answer}'."
    )


def sent_at(source: Source, name: str, known: Told, cells: list[str]) -> str:
    """Return when the sender made the file, ISO 8601: as told, as its rows say (the latest of `cells`), or as its name does."""
    told = known.said("sent") or known.said("sent_at")
    for words in (told, *sorted(cells, key=_moment, reverse=True), *([name] if source.people else [])):
        if moment := _moment(words):
            return moment
    return ""


def _moment(words: str) -> str:
    """Return the moment that words state, to the minute or the second; a day alone is a day; empty when there is none."""
    found = _SENT.search(words)
    try:
        if found:
            year, month, day_, hour, minute, second = (int(part or 0) for part in found.groups())
            return dt.datetime(year, month, day_, hour, minute, second).isoformat()  # noqa: DTZ001
    except ValueError:
        pass
    day = parse_date(words) or day_in_name(words)
    return day.isoformat() if day else ""
