"""Where the files of a delivery go, and what is known of all of them."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from collegiate.simulate.children_files.cells import Names
from collegiate.simulate.children_files.ctf import Place
from collegiate.simulate.children_files.faults import Child, Plan
from collegiate.simulate.children_files.layout import System
from collegiate.simulate.children_files.manifest import Manifest
from collegiate.simulate.children_files.rows import write_bytes
from collegiate.simulate.children_files.transfers import Transfer

if TYPE_CHECKING:
    from collegiate.simulate.children import MadeUpSchool, MadeUpTrust

SENT = dt.time(16, 0)
"""When in the day schools send."""

_YEAR_SENT = (7, 24)


@dataclass(slots=True)
class SchoolFolder:
    """Where a school's files go, how its system writes, and what its manifest will say."""

    school: MadeUpSchool
    path: Path
    names: Names
    manifest: Manifest
    root: Path

    @property
    def system(self) -> System:
        """How the school's system writes."""
        return self.names.system

    def put(self, name: str, data: bytes, sent: dt.datetime, **said: Any) -> str:
        """Write a file and say when it was sent; return its name within the whole delivery."""
        encoding = self.system.encoding if name.endswith(".csv") and "/" not in name else "utf-8"
        path = self.path / name
        path.parent.mkdir(exist_ok=True)
        write_bytes(path, data, encoding)
        self.manifest.add(name, sent, **said)
        return path.relative_to(self.root).as_posix()


@dataclass(slots=True)
class Delivery:
    """All that is written in one go."""

    trust: MadeUpTrust
    plan: Plan
    root: Path
    today: dt.date
    children: list[Child]
    moves: list[Transfer]
    folders: dict[int, SchoolFolder]
    rows: dict[str, int] = field(default_factory=dict)

    def sent(self, period: int) -> dt.datetime:
        """When what a school knows of a year was sent: at its end, or today while it runs."""
        return dt.datetime.combine(min(dt.date(period, *_YEAR_SENT), self.today), SENT)


def slug(name: str) -> str:
    """Return a name as a part of a folder's name.

    >>> slug("St Zoë's CofE First School, Averlmere")
    'st-zoe-s-cofe-first-school-averlmere'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.casefold()).strip("-")


def year_words(period: int) -> str:
    """Write an academic year as a part of a file's name."""
    return f"{period - 1}-{period % 100:02d}"


def place_of(school: MadeUpSchool) -> Place:
    """Name a school as a transfer file does."""
    number = f"{school.laestab:07d}"
    return Place(number[:3], number[3:], school.urn, school.name)
