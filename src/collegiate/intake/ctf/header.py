"""The head of a transfer file: who sent it, to whom, when, in which version; and whether it is for this folder."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from lxml import etree

from collegiate.intake.ctf.stream import Broke, elements
from collegiate.intake.ctf.xml import at, words
from collegiate.intake.documents import School, Setting
from collegiate.vocabulary.years import AcademicYear

_URN = re.compile(r"[1-9]\d{5}")
_NUMBERED = re.compile(r"(.+_(?:CTF|ATF|PHO)_.+_)(\d{3})(\.xml)", re.I)


@dataclass(frozen=True, slots=True)
class Party:
    """A school as a transfer file names it: by URN, by the number of its authority and its own, or not at all."""

    urn: int | None
    dfe: str
    name: str

    @property
    def known(self) -> bool:
        """Whether a school is meant: XXX and MMM stand for one that is unknown, or outside the maintained sector."""
        return self.urn is not None or bool(re.fullmatch(r"\d{3}/\d{4}", self.dfe))

    def __str__(self) -> str:
        return " ".join(filter(None, [self.name, f"URN {self.urn}" if self.urn else "", self.dfe])) or "no school"


def party(element: Any) -> Party:
    """Read SourceSchool, DestSchool, or a School of the history."""
    urn = words(element, "URN") if element is not None else None
    la, estab = (words(element, part) or "" if element is not None else "" for part in ("LEA", "Estab"))
    number = int(urn) if urn and _URN.fullmatch(urn) else None
    return Party(
        number,
        f"{la}/{estab.zfill(4)}" if la or estab else "",
        (words(element, "SchoolName") or "") if element is not None else "",
    )


@dataclass(frozen=True, slots=True)
class Header:
    """What the header says. `period` is the year in which the academic year ends: the file gives the one it starts in."""

    version: str
    sent: dt.datetime | None
    period: int | None
    qualifier: str
    source: Party
    destination: Party
    supplier: str


def header_of(element: Any) -> Header:
    """Read the Header element."""
    started = words(element, "SourceSchool/AcademicYear") or ""
    return Header(
        version=words(element, "CTFversion") or words(element, "ATFversion") or "",
        sent=moment(words(element, "DateTime")),
        period=int(started) + 1 if re.fullmatch(r"(19|20)\d\d", started) else None,
        qualifier=words(element, "DocumentQualifier") or "",
        source=party(at(element, "SourceSchool")),
        destination=party(at(element, "DestSchool")),
        supplier=words(element, "SupplierID") or "",
    )


def moment(text: str | None) -> dt.datetime | None:
    """Read a day and time without a zone; one with a zone is told as London's clocks were not asked: as it stands."""
    try:
        return dt.datetime.fromisoformat(text).replace(tzinfo=None) if text else None
    except ValueError:
        return None


def version_note(header: Header) -> str:
    """Say what is odd about the version: the one of the year in which the file was made, and the one before, are not."""
    if not header.version:
        return "the file does not say which version of the format it follows"
    found = re.fullmatch(r"(\d\d)(?:\.\d+)?", header.version)
    year = AcademicYear.of(header.sent.date()).end if header.sent else header.period
    if found is None:
        return f"its version, '{header.version[:20]}', is none that the format has had"
    if year is None or int(found[1]) in (year - 2001, year - 2002):
        return ""
    return (
        f"its version, {header.version}, is neither that of the year in which it was made ({year - 2001}.0) nor the one "
        "before: elements that have changed since may have been kept as unknown blocks"
    )


def wrong_school(header: Header, school: School | None) -> str:
    """Return why the file does not belong to this folder's school; empty when it may."""
    if school is None or school.urn in (header.source.urn, header.destination.urn):
        return ""
    if header.destination.urn is None:
        return ""
    return (
        f"The transfer file is for the wrong school: it was sent to {header.destination}, and this folder belongs to the "
        f"school with URN {school.urn}. Children who are not this school's would come onto its books."
    )


def backwards(header: Header, setting: Setting) -> str:
    """Say when a file of a lower number from the same sender was made later: of the two, the later one stands."""
    found = _NUMBERED.fullmatch(setting.path.name)
    if found is None or header.sent is None:
        return ""
    beside = setting.once("ctf numbered", lambda: _numbered(setting.given))
    for number, path in beside.get((setting.path.parent, found[1], found[3]), ()):
        if number >= int(found[2]):
            continue
        sent = setting.once(("ctf sent", path), partial(_sent, path))
        if sent is not None and sent > header.sent:
            return (
                f"the sender's clock goes backwards: {path.name} has the lower number and was made later "
                f"({sent.isoformat()}), so what that one says stands"
            )
    return ""


def _numbered(given: Sequence[Path]) -> dict[tuple[Path, str, str], list[tuple[int, Path]]]:
    """Put the numbered transfer files of one folder and sender together, in the order in which they were given."""
    together: dict[tuple[Path, str, str], list[tuple[int, Path]]] = {}
    for path in given:
        if found := _NUMBERED.fullmatch(path.name):
            together.setdefault((path.parent, found[1], found[3]), []).append((int(found[2]), path))
    return together


_ENOUGH = 1 << 16


def _sent(path: Path) -> dt.datetime | None:
    """Return when another transfer file was made, from its first bytes."""
    try:
        with path.open("rb") as file:
            head = file.read(_ENOUGH)
        for found in elements(head, frozenset({"Header"})):
            return None if isinstance(found, Broke) or found[1] is None else header_of(found[1]).sent
    except (OSError, etree.LxmlError):
        return None
    return None
