"""Which sources a file may be of, the likeliest first: asked when a person is to confirm or correct what was recognised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from collegiate.intake.delimited import DELIMITERS, Delimited
from collegiate.intake.documents import Document
from collegiate.intake.files import Table, pieces
from collegiate.intake.frame import FileError
from collegiate.intake.headers import plain
from collegiate.intake.mapping import shipped_mappings
from collegiate.intake.recognise import Top, names, recognise
from collegiate.intake.sources import Source, sources

_HEAD = 1 << 20
_LARGEST = 32 << 20
_LEAST = 0.15
"""Below this share of headers in common a source is not worth naming."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A source that a file may be of; `fits` says that the file has all that the source is known by, `words` how much of it."""

    source: str
    title: str
    fits: bool
    likeness: float
    words: str


def candidates(path: Path) -> list[Candidate]:
    """Return the sources that share headers with a file's tables, those that fit first; none for a file that is no table."""
    known, found = sources(), dict[str, Candidate]()
    for top in _tops(path):
        for source in (*shipped_mappings(known), *known):
            candidate = _candidate(top, source)
            if candidate and candidate.likeness > getattr(found.get(source.id), "likeness", 0.0):
                found[source.id] = candidate
    return sorted(found.values(), key=lambda c: (not c.fits, -c.likeness, c.title))


def first_rows(path: Path) -> list[list[str]]:
    """Return the first records of a file's first table, its header among them; none for a file that is no table."""
    tops = _tops(path)
    return [list(cells) for _, _, cells in tops[0]] if tops else []


def _tops(path: Path) -> list[Top]:
    try:
        opened = [piece.load() for piece in pieces(path.name, _beginning(path))[:20]]
    except (FileError, OSError):
        return []
    return [top for item in opened if not isinstance(item, Document) for top in [_top(item)] if top]


def _beginning(path: Path) -> bytes:
    """Return the first whole lines of a text, or the whole of what is no text, unless that is too large to be looked at for this."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
        if len(head) < _HEAD:
            return head
        if head.startswith((b"PK", b"\xd0\xcf", b"<")):
            return head + file.read(_LARGEST) if path.stat().st_size <= _LARGEST else b""
    return head[: head.rfind(b"\n") + 1] or head


def _top(table: Table) -> Top:
    if not isinstance(table, Delimited):
        return table.top()
    head = "\n".join(table.head[:40])
    tried = [table.top(d) for d in DELIMITERS if d in head] or [table.top(",")]
    return max(tried, key=lambda top: max((len(cells) for _, _, cells in top[:1]), default=0))


def _candidate(top: Top, source: Source) -> Candidate | None:
    match = recognise(top, [source])
    present = max((names(tuple(cells)) - {""} for _, _, cells in top[:3]), key=len, default=frozenset())
    needed = [plain(h) for h in source.recognise.headers]
    shared = len(present & source.known_headers)
    there = sum(h in present for h in needed)
    likeness = shared / max(1, len(present)) + 0.5 * there / max(1, len(needed)) + (1.0 if match else 0.0)
    if not match and (shared / max(1, len(present)) < _LEAST or not shared):
        return None
    return Candidate(source.id, source.title, match is not None, likeness, _words(there, needed, shared, present))


def _words(there: int, needed: Sequence[str], shared: int, present: frozenset[str]) -> str:
    known = f"{shared} of its {len(present)} headers are of this source"
    return f"{there} of the {len(needed)} headers that it must have are there; {known}" if needed else known
