"""A journal: lines that are only ever added, each sealed with the one before, so that a line changed or taken out is found."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock

Entry = dict[str, Any]

_FIRST = "0" * 64
_TAIL = 1 << 12
_POLL = 0.002
"""Seconds between tries to lock a journal that another process is writing to: a line takes about as long."""

_WRITING = threading.Lock()
"""Threads of one process wait for each other here: waiting for the file's lock they would poll, and some for long."""


class JournalBrokenError(Exception):
    """A journal is not what was written to it; the message says which line and what that means."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check of a whole journal found: how many entries, the seal of the last, and how many bytes they take.

    Keep the seal somewhere else: a later check that is given it (`since_seal`) finds whether anything up to it was cut off
    or written anew, which the journal alone cannot show.
    """

    count: int
    seal: str
    size: int


@dataclass(frozen=True, slots=True)
class Journal:
    """A file of JSON lines. Any number of processes may add to it; none can change it unseen."""

    path: Path

    def add(self, what: Mapping[str, Any]) -> Entry:
        """Add a line and return it as written: `what`, with its number, the time in UTC, and the seal.

        It is on disk when this returns, whatever happens next to the machine.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with _WRITING, FileLock(f"{self.path}.lock", poll_interval=_POLL):
            self._mend()
            last = self._last()
            entry: Entry = {
                "number": last["number"] + 1 if last else 1,
                "at": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%fZ}",
                **what,
            }
            entry["seal"] = _seal(last["seal"] if last else _FIRST, entry)
            _append(self.path, (json.dumps(entry, ensure_ascii=False) + "\n").encode())
        return entry

    def _mend(self) -> None:
        """Put aside what a process that was killed left of a line, into a file beside the journal: nobody was told that it was written.

        A last line that is whole but for its end stays.
        """
        torn = self._torn()
        if not torn:
            return
        whole = self.path.stat().st_size - len(torn)
        before = self.last_before(whole)
        with contextlib.suppress(JournalBrokenError):
            entry = self._read(torn, 0)
            if entry["seal"] == _seal(before["seal"] if before else _FIRST, entry):
                _append(self.path, b"\n")
                return
        _append(self.path.with_suffix(".torn"), torn + b"\n")
        os.truncate(self.path, whole)

    def _torn(self) -> bytes:
        """Return what stands after the last line end: nothing, but where a process was killed."""
        size = self.path.stat().st_size if self.path.exists() else 0
        if not size:
            return b""
        with self.path.open("rb") as file:
            back = 1
            while True:
                file.seek(size - back)
                _, end, torn = file.read(back).rpartition(b"\n")
                if end or back == size:
                    return torn
                back = min(size, max(back * 4, _TAIL))

    def __iter__(self) -> Iterator[Entry]:
        """Yield the entries, oldest first. Raises `JournalBrokenError` at a line that is no entry."""
        for number, (_, line) in enumerate(self.lines(), start=1):
            yield self._read(line, number)

    @property
    def size(self) -> int:
        """How many bytes are written: after whole lines, since whoever writes holds the lock."""
        if not self.path.exists():
            return 0
        with _WRITING, FileLock(f"{self.path}.lock", poll_interval=_POLL):
            return self.path.stat().st_size

    def lines(self, start: int = 0, stop: int | None = None) -> Iterator[tuple[int, bytes]]:
        """Yield where each line begins, and the line, between two places in bytes at which lines begin."""
        if not self.path.exists():
            return
        end, at = self.size if stop is None else stop, start
        with self.path.open("rb") as file:
            file.seek(start)
            while at < end and (line := file.readline()):
                yield at, line
                at += len(line)

    def at(self, places: Iterable[int]) -> Iterator[Entry]:
        """Yield the entries whose lines begin at these places, in bytes. Raises `JournalBrokenError` where none begins."""
        with self.path.open("rb") as file:
            for place in places:
                file.seek(place)
                yield self._read(file.readline(), 0)

    def verify(self, *, since_seal: str = "") -> int:
        """Read the whole journal, check every seal, and return how many entries there are. Raises `JournalBrokenError`."""
        return self.checked(since_seal=since_seal).count

    def checked(self, *, since_seal: str = "") -> Checked:
        """Read the whole journal and check every seal; `since_seal` has to be among them. Raises `JournalBrokenError`.

        A seal holds all that was written before it, so that finding a seal that was kept elsewhere proves everything up to it.
        """
        seal, count, size, met = _FIRST, 0, 0, not since_seal
        for count, (at, line) in enumerate(self.lines(), start=1):
            entry = self._read(line, count)
            if entry["number"] != count or entry["seal"] != _seal(seal, entry):
                raise JournalBrokenError(
                    f"Line {count} of {self.path} is not what was written there, or a line before it is gone. "
                    "Compare the file with a backup; entries before this line are sound."
                )
            seal, size = entry["seal"], at + len(line)
            met = met or seal == since_seal
        if not met:
            raise JournalBrokenError(
                f"No line of {self.path} has the seal {since_seal}: lines were cut off, or the journal was written anew since that "
                "seal was kept. Compare the file with a backup from that day."
            )
        return Checked(count, seal if count else "", size)

    def last_before(self, end: int) -> Entry | None:
        """Return the entry whose line ends at a place in bytes; None where the journal is shorter, or nothing stands before it."""
        if not end or not self.path.exists() or self.path.stat().st_size < end:
            return None
        with self.path.open("rb") as file:
            back = min(end, _TAIL)
            while True:
                file.seek(end - back)
                lines = file.read(back).splitlines()
                if len(lines) > 1 or back == end:
                    return self._read(lines[-1], 0)
                back = min(end, back * 4)

    def _last(self) -> Entry | None:
        return self.last_before(self.path.stat().st_size) if self.path.exists() else None

    def _read(self, line: bytes, number: int) -> Entry:
        try:
            entry = json.loads(line)
            return {"number": entry.pop("number"), "seal": entry.pop("seal"), **entry}
        except (ValueError, KeyError, AttributeError) as error:
            where = f"Line {number}" if number else "A line, most likely the last,"
            raise JournalBrokenError(
                f"{where} of {self.path} is cut short or is no entry. Compare the file with a backup; nothing was changed."
            ) from error


def _append(path: Path, line: bytes) -> None:
    """Write a line to the end of a file and on to the disk: all of it, or, where the disk is full, nothing."""
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        before, left = os.fstat(handle).st_size, memoryview(line)
        try:
            while left:
                left = left[os.write(handle, left) :]
            os.fsync(handle)
        except BaseException:
            os.ftruncate(handle, before)
            raise
    finally:
        os.close(handle)


def _seal(before: str, entry: Entry) -> str:
    said = json.dumps({k: v for k, v in entry.items() if k != "seal"}, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(f"{before}{said}".encode()).hexdigest()
