"""Where in a journal the lines are that tell of a child, a person, a day or a kind: an index beside it, never the truth.

It is made of the journal alone and can be thrown away at any time: the next question makes it anew. It holds hashes of what
is looked for and places in the journal, so that whoever finds the folder reads no name in it.
"""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import TypeAlias

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from collegiate.store.journal import Entry, Journal, JournalBrokenError
from collegiate.store.kinds import kind_of

Places: TypeAlias = "NDArray[np.uint64]"

EVERY_LINE = "every line"
WORTH_A_PART = 256 * 1024
"""Bytes of the journal that no part of the index covers yet, beyond which one is written; fewer are read at each question."""

_MOST_AT_ONCE = 64 * 1024 * 1024
_SEAL_LETTERS = 16
_TRIES = 3


def terms_of(entry: Entry) -> Iterator[str]:
    """Yield everything by which an entry is found."""
    yield EVERY_LINE
    yield by_day(str(entry.get("at", ""))[:10])
    yield by_kind(kind_of(entry))
    yield by_person(str(entry.get("who", "")))
    yield from (by_child(str(key)) for key in entry.get("keys", ()))


def by_child(key: str) -> str:
    """The term of a child's key."""
    return f"key {key}"


def by_person(who: str) -> str:
    """The term of whoever looked or acted."""
    return f"who {who}"


def by_day(day: str) -> str:
    """The term of a day in UTC, as 2026-11-20."""
    return f"day {day}"


def by_kind(kind: str) -> str:
    """The term of a kind of entry: a key of `kinds.KINDS`."""
    return f"kind {kind}"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the index, in one file: terms' hashes in order, and under each the place of a line that holds the term."""

    path: Path
    start: int
    end: int
    seal: str

    @classmethod
    def of(cls, path: Path) -> Part:
        """Read what the file's name says. Raises `ValueError`."""
        start, end, seal = path.stem.split("-")
        return cls(path, int(start), int(end), seal)

    def places(self, hashes: Places) -> Places:
        """Return where lines with any of these terms begin, each once, in the order of the journal."""
        held = np.load(self.path, mmap_mode="r")
        first, last = (np.searchsorted(held[0], hashes, side=side) for side in ("left", "right"))
        found = [np.asarray(held[1][a:b]) for a, b in zip(first, last, strict=True) if b > a]
        if len(found) < 2:  # the places of one term are in order already
            return found[0] if found else _none()
        return np.unique(np.concatenate(found))


@dataclass(frozen=True, slots=True)
class Lookup:
    """The index of one journal, in a folder of its own."""

    journal: Journal
    folder: Path

    def places(self, groups: Sequence[Collection[str]]) -> Places:
        """Return where the lines begin that hold, of every group of terms, at least one; the oldest first."""
        for _ in range(_TRIES):
            with contextlib.suppress(FileNotFoundError):  # another process put parts together meanwhile
                return self._places(groups)
        return self._unread(0, self.journal.size, groups)

    def _places(self, groups: Sequence[Collection[str]]) -> Places:
        size = self.journal.size
        parts = self._parts(size)
        covered = parts[-1].end if parts else 0
        found = [_both([part.places(_hashes(g)) for g in groups]) for part in parts]
        return np.concatenate([_none(), *found, self._unread(covered, size, groups)])

    def forget(self) -> None:
        """Throw the index away; the next question makes it anew from the journal."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _unread(self, start: int, stop: int, groups: Sequence[Collection[str]]) -> Places:
        """Read the last lines themselves."""
        sets = [frozenset(g) for g in groups]
        lines = self.journal.lines(start, stop)
        fits = [at for at, line in lines if all(s.intersection(terms_of(_entry(line))) for s in sets)]
        return np.array(fits, dtype=np.uint64)

    def _parts(self, size: int) -> list[Part]:
        """Return the parts of the index that are of this journal, after making those that lack."""
        parts = self._sound()
        if size - (parts[-1].end if parts else 0) <= WORTH_A_PART:
            return parts
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with FileLock(f"{self.folder}.lock"):
            parts = self._sound()
            while size - (parts[-1].end if parts else 0) > WORTH_A_PART:
                parts = self._merged([*parts, self._made(parts[-1].end if parts else 0, size)])
        return parts

    def _sound(self) -> list[Part]:
        """Return the parts that follow on one another from the beginning and end at a seal that the journal still has there."""
        chain: list[Part] = []
        for part in sorted(self._there(), key=lambda p: (p.start, -p.end)):
            if part.start == (chain[-1].end if chain else 0):
                chain.append(part)
        if not chain:
            return []
        with contextlib.suppress(JournalBrokenError):
            last = self.journal.last_before(chain[-1].end)
            if last is not None and last["seal"].startswith(chain[-1].seal):
                return chain
        self.forget()
        return []

    def _there(self) -> Iterator[Part]:
        for path in self.folder.glob("*.npy"):
            with contextlib.suppress(ValueError):
                yield Part.of(path)

    def _made(self, start: int, stop: int) -> Part:
        """Index the lines from a place on, as many as are held at once."""
        hashes: list[int] = []
        places: list[int] = []
        end, seal = start, ""
        for at, line in self.journal.lines(start, stop):
            entry = _entry(line)
            end, seal = at + len(line), str(entry.get("seal", ""))
            found = {_hash(term) for term in terms_of(entry)}  # a key that stands twice in a line is one place
            hashes += found
            places += [at] * len(found)
            if end - start > _MOST_AT_ONCE:
                break
        return self._written(np.array([hashes, places], dtype=np.uint64), start, end, seal[:_SEAL_LETTERS])

    def _merged(self, parts: list[Part]) -> list[Part]:
        """Put the last parts together while the one before is not much larger, so that there are always few."""
        while len(parts) > 1 and parts[-2].end - parts[-2].start <= 2 * (parts[-1].end - parts[-1].start):
            one, two = parts[-2:]
            both = np.concatenate([np.load(one.path), np.load(two.path)], axis=1)
            parts = [*parts[:-2], self._written(both, one.start, two.end, two.seal)]
            for old in (one, two):
                old.path.unlink(missing_ok=True)
        return parts

    def _written(self, pairs: NDArray[np.uint64], start: int, end: int, seal: str) -> Part:
        path = self.folder / f"{start}-{end}-{seal}.npy"
        aside = path.with_suffix(".new")
        with aside.open("wb") as file:
            np.save(file, pairs[:, np.argsort(pairs[0], kind="stable")])
        aside.replace(path)
        return Part(path, start, end, seal)


def _both(found: Sequence[Places]) -> Places:
    """Return the places that are in every one of these."""
    smallest_first = sorted(found, key=len)
    both = smallest_first[0]
    for other in smallest_first[1:]:
        both = np.intersect1d(both, other, assume_unique=True)
    return both


def _entry(line: bytes) -> Entry:
    try:
        entry = json.loads(line)
    except ValueError:
        return {}
    return entry if isinstance(entry, dict) else {}


def _none() -> Places:
    return np.empty(0, dtype=np.uint64)


def _hashes(terms: Iterable[str]) -> Places:
    return np.array(sorted(map(_hash, terms)), dtype=np.uint64)


@lru_cache(maxsize=1 << 17)
def _hash(term: str) -> int:
    return int.from_bytes(blake2b(term.encode(), digest_size=8).digest(), "big")
