"""A bundle as it lies in its ZIP: what its manifest says, which files it holds, and when its sender made it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

from collegiate.intake.delimited import Delimited
from collegiate.intake.documents import Document
from collegiate.intake.frame import FileError
from collegiate.intake.grid import Grid
from collegiate.intake.oneroster.words import KNOWN_FILES, SECRET, clock_of
from collegiate.intake.sniff import Decoded, decode

Unpack = Callable[[], bytes]
"""Returns a member's bytes. Raises FileError when it is damaged, locked, or its name leads out of the ZIP."""

MANIFEST = "manifest"
_AT_LEAST = ("users", "orgs")
_FILES = {name.casefold(): name for name in (*KNOWN_FILES, MANIFEST)}
_AGAIN = "Ask the sender for the bundle again."


@dataclass(frozen=True)
class Lines:
    """A file of the bundle: its rows as they stood, under headers as the format writes them, without secret columns."""

    grid: Grid
    decoded: Decoded
    header: tuple[str, ...]

    def rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield line and cells, trimmed."""
        columns = [column.to_pylist() for column in self.grid.columns]
        for line, cells in zip(self.grid.lines.tolist(), zip(*columns, strict=True), strict=True):
            yield line, {name: (cell or "").strip() for name, cell in zip(self.header, cells, strict=True)}


@dataclass(frozen=True)
class Said:
    """What manifest.csv says: the version, the sender, and for each file absent, bulk or delta."""

    version: str
    files: Mapping[str, str]
    sender: str
    lines: Mapping[str, int]


class Bundle:
    """The members of a ZIP by the file of the format that they are."""

    def __init__(self, members: Mapping[str, Unpack], clock: str = "") -> None:
        self.names = {file: name for name in members if (file := file_of(name))}
        self._members = members
        self._clock = clock

    @cached_property
    def said(self) -> Said | None:
        """What the manifest says; None where there is none, or it cannot be read as one."""
        if MANIFEST not in self.names:
            return None
        table = self.lines(MANIFEST)
        if table is None or table.header[:2] != ("propertyName", "value"):
            return None
        found = {row["propertyName"]: (row["value"], line) for line, row in table.rows()}
        prefix = "file."
        files = {
            name.removeprefix(prefix): value.casefold() for name, (value, _) in found.items() if name.startswith(prefix)
        }
        named = (found.get(n, ("", 0))[0] for n in ("source.systemName", "source.systemCode"))
        sender = " ".join(name for name in named if name and name.casefold() != "absent")
        version = found.get("oneroster.version", ("", 0))[0]
        return Said(version, files, sender, {name: line for name, (_, line) in found.items()})

    def lines(self, file: str) -> Lines | None:
        """Read a file of the bundle; None where it holds nothing. Raises FileError when it is damaged."""
        data = self._members[self.names[file]]()
        table = Delimited(decode(data))
        top = table.top(",")
        if not top:
            return None
        header = tuple(_header(cell) for cell in top[0][2])
        grid = table.grid(",", header, top[0][1])
        grid.replaced(header=header, columns=grid.columns)
        return Lines(grid, table.decoded, header)

    def mode(self, file: str) -> str:
        """Return bulk or delta for a file that is there; one of which the manifest does not speak counts as bulk."""
        return "delta" if self.said and self.said.files.get(file) == "delta" else "bulk"

    @property
    def is_delta(self) -> bool:
        """Whether some of its files hold changes alone."""
        return any(self.mode(file) == "delta" for file in self.names if file != MANIFEST)

    @cached_property
    def clock(self) -> str:
        """The latest moment at which a row was changed; where no row says so, when the ZIP says its manifest was made."""
        latest = ""
        for file in self.names:
            if file == MANIFEST:
                continue
            try:
                table = self.lines(file)
            except FileError:
                continue
            if table is not None and "dateLastModified" in table.header:
                column = table.grid.columns[table.header.index("dateLastModified")]
                latest = max([latest, *(clock_of(cell or "") for cell in column.unique().to_pylist())])
        return latest or self._clock


def _header(cell: str) -> str:
    return cell.strip().removeprefix("\ufeff").strip()


def file_of(member: str) -> str:
    """Return which file of the format a member is by its name, without folders and .csv; empty for none of them."""
    path = PurePosixPath(member.replace("\\", "/"))
    return _FILES.get(path.stem.casefold(), "") if path.suffix.casefold() == ".csv" else ""


def is_bundle(members: Mapping[str, Unpack]) -> bool:
    """Whether the members are a bundle: by a manifest that speaks of OneRoster, else by people and organisations in its form."""
    files = {file_of(name): name for name in members}
    try:
        if MANIFEST in files and b"oneroster.version" in members[files[MANIFEST]]()[:100_000]:
            return True
        return all(
            name in files and re.match(rb"\W*sourcedId\W", members[files[name]]()[:64]) is not None
            for name in _AT_LEAST
        )
    except FileError:
        return False


def unsecret(header: tuple[str, ...]) -> list[int]:
    """Return the places of the columns that may be shown."""
    return [n for n, name in enumerate(header) if name.casefold() not in SECRET]


def roster_documents(members: Mapping[str, Unpack], clock: str = "") -> dict[str, Document] | None:
    """Return a document for each member that is a file of a bundle, by the member's name; None when they are no bundle."""
    from collegiate.intake.oneroster.document import RosterFile

    if not is_bundle(members):
        return None
    bundle = Bundle(members, clock)
    return {name: RosterFile(bundle, file) for file, name in bundle.names.items()}
