"""Files that are no single table: a transfer file, a bundle of tables that need each other, a page of a reply.

Each kind has a reader of its own, which sees what the other readers see (the file's number, what the manifest says, the
other files of the build) and gives facts and refusals that add up row by row, like everything else that is read.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from collegiate.intake.ctf.stream import MOST_BYTES, is_xml, too_big
from collegiate.intake.dating import MANIFEST
from collegiate.intake.frame import FileError
from collegiate.intake.grid import Problem
from collegiate.intake.sources import SourceError, read_toml
from collegiate.tables import PEOPLE

_URN = re.compile(r"(?<!\d)([1-9]\d{5})(?!\d)")
_SCHEMAS = {table.name: table.schema() for table in PEOPLE}


@dataclass(frozen=True, slots=True)
class School:
    """Whose folder it is, as the manifest's [school] says: URN, and the name of the system that the school uses."""

    urn: int
    system: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known of a document before it is read. `memory` lives as long as one reading of all the files."""

    number: int
    path: Path
    root: Path
    answer: str = ""
    sent: str = ""
    given: Sequence[Path] = ()
    memory: dict[Any, Any] = field(default_factory=dict)

    @property
    def school(self) -> School | None:
        """The school that an answer names, or that of the folder the file lies in, or of the nearest above it that says so."""
        answered = _URN.search(self.answer)
        return School(int(answered[1])) if answered else school_of(self.path.parent, self.root)

    @property
    def listed(self) -> Mapping[str, int]:
        """The URNs of the schools that the manifest of the given folder lists in [schools], by DfE number as 801/2001."""
        found: Mapping[str, int] = self.once(("schools", self.root), lambda: _listed(self.root / MANIFEST))
        return found

    def once(self, key: object, make: Callable[[], Any]) -> Any:
        """Return what `make` gave the first time that it was asked for under this key."""
        if key not in self.memory:
            self.memory[key] = make()
        return self.memory[key]


Refusal = tuple[int, Problem, bool, str]
"""Line, what is wrong, whether the whole row is left out, and the row as it stood."""


@dataclass(frozen=True)
class Contents:
    """What a document holds. Rows kept are `rows_in` less the rows refused whole. `question` makes it wait."""

    source: str
    title: str
    how: str
    rows_in: int
    facts: Mapping[str, pa.Table] = field(default_factory=dict)
    refusals: Sequence[Refusal] = ()
    encoding: str = "utf-8"
    sent_at: str = ""
    as_of: dt.date | None = None
    period: int | None = None
    period_how: str = ""
    unused: tuple[str, ...] = ()
    question: str = ""


class Document(ABC):
    """A file, or a member of a ZIP, that has a reader of its own."""

    @abstractmethod
    def read(self, setting: Setting) -> Contents:
        """Read it. Raises FileError for what makes the whole of it useless."""


class Rows:
    """Facts in the making: rows of canonical tables, each with the file's number and its line."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._rows: dict[str, list[dict[str, Any]]] = {}
        self._whole: dict[str, list[pa.Table]] = {}

    def add(self, table: str, line: int, **values: Any) -> None:
        """Add one row; a column that is not named is empty."""
        self._rows.setdefault(table, []).append({"file_id": self._number, "line": line, **values})

    def add_table(self, table: str, rows: pa.Table) -> None:
        """Add many rows at once; they carry file and line already."""
        self._whole.setdefault(table, []).append(rows)

    def tables(self) -> dict[str, pa.Table]:
        """Return the canonical tables that have rows."""
        found = {}
        for name in (name for name in _SCHEMAS if name in self._rows or name in self._whole):
            parts = [conformed(name, self._rows[name])] if name in self._rows else []
            found[name] = pa.concat_tables(
                [*parts, *self._whole.get(name, [])], promote_options="none"
            ).unify_dictionaries()
        return found


def conformed(table: str, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Lay out rows as a canonical table of people."""
    schema = _SCHEMAS[table]
    columns = [pa.array([clean(row.get(f.name)) for row in rows], _flat(f.type)).cast(f.type) for f in schema]
    return pa.table(columns, schema=schema)


def _flat(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def clean(value: Any) -> Any:
    """Half a surrogate pair, which no file should hold, becomes a question mark."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) and not value.isascii() else value


def unread(path: Path) -> FileError | None:
    """Return why a file is not even read: XML beyond all bounds; None when it may be. Raises OSError."""
    if path.stat().st_size <= MOST_BYTES:
        return None
    with path.open("rb") as file:
        return too_big(path.stat().st_size) if is_xml(file.read(256)) else None


def _listed(path: Path) -> Mapping[str, int]:
    try:
        said = read_toml(path).get("schools", {}) if path.is_file() else {}
    except SourceError:
        return {}
    urns = {number: what.get("urn") for number, what in said.items() if isinstance(what, dict)}
    return {
        f"{n[:3]}/{n[3:]}": urn
        for number, urn in urns.items()
        if isinstance(urn, int)
        for n in [re.sub(r"\D", "", number)]
    }


def school_of(folder: Path, root: Path) -> School | None:
    """Return the school that the nearest manifest names, from the folder up to the one that was given."""
    top = Path(os.path.abspath(root))  # noqa: PTH100
    here = Path(os.path.abspath(folder))  # noqa: PTH100
    while True:
        found = _school_in(here / MANIFEST)
        if found is not None or here in (top, here.parent) or not here.is_relative_to(top):
            return found
        here = here.parent


def _school_in(path: Path) -> School | None:
    try:
        said = read_toml(path).get("school", {}) if path.is_file() else {}
    except SourceError:
        return None
    urn = said.get("urn") if isinstance(said, dict) else None
    if isinstance(urn, bool) or not isinstance(urn, int):
        return None
    return School(urn, str(said.get("system", "")))


def open_document(name: str, data: bytes) -> list[tuple[str, Document]] | None:
    """Return the documents that the bytes are, with the member's name for each; None when they are an ordinary table.

    Raises FileError for bytes that are plainly such a document and cannot be one.
    """
    from collegiate.intake.connectors.page import page_document
    from collegiate.intake.ctf.document import transfer_document

    for opener in (transfer_document, page_document):
        found = opener(name, data)
        if found:
            return found
    return None
