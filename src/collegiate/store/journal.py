"""A journal: lines that are only ever added, each sealed with the one before, so that a line changed or taken out is found."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock

Entry = dict[str, Any]

_FIRST = "0" * 64
_TAIL = 1 << 12


class JournalBrokenError(Exception):
    """A journal is not what was written to it; the message says which line and what that means."""


@dataclass(frozen=True, slots=True)
class Journal:
    """A file of JSON lines. Any number of processes may add to it; none can change it unseen."""

    path: Path

    def add(self, what: Mapping[str, Any]) -> Entry:
        """Add a line and return it as written: `what`, with its number, the time in UTC, and the seal.

        It is on disk when this returns, whatever happens next to the machine.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{self.path}.lock"):
            last = self._last()
            entry: Entry = {
                "number": last["number"] + 1 if last else 1,
                "at": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%fZ}",
                **what,
            }
            entry["seal"] = _seal(last["seal"] if last else _FIRST, entry)
            with os.fdopen(os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "wb") as file:
                file.write((json.dumps(entry, ensure_ascii=False) + "\n").encode())
                file.flush()
                os.fsync(file.fileno())
        return entry

    def __iter__(self) -> Iterator[Entry]:
        """Yield the entries, oldest first. Raises `JournalBrokenError` at a line that is no entry."""
        if not self.path.exists():
            return
        with self.path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                yield self._read(line, number)

    def verify(self) -> int:
        """Read the whole journal, check every seal, and return how many entries there are. Raises `JournalBrokenError`."""
        seal, count = _FIRST, 0
        for count, entry in enumerate(self, start=1):
            if entry["number"] != count or entry["seal"] != _seal(seal, entry):
                raise JournalBrokenError(
                    f"Line {count} of {self.path} is not what was written there, or a line before it is gone. "
                    "Compare the file with a backup; entries before this line are sound."
                )
            seal = entry["seal"]
        return count

    def _last(self) -> Entry | None:
        if not self.path.exists() or not (size := self.path.stat().st_size):
            return None
        with self.path.open("rb") as file:
            back = min(size, _TAIL)
            while True:
                file.seek(size - back)
                lines = file.read(back).splitlines()
                if len(lines) > 1 or back == size:
                    return self._read(lines[-1].decode(), 0)
                back = min(size, back * 4)

    def _read(self, line: str, number: int) -> Entry:
        try:
            entry = json.loads(line)
            return {"number": entry.pop("number"), "seal": entry.pop("seal"), **entry}
        except (ValueError, KeyError, AttributeError) as error:
            where = f"Line {number}" if number else "The last line"
            raise JournalBrokenError(
                f"{where} of {self.path} is cut short or is no entry. Compare the file with a backup; nothing was changed."
            ) from error


def _seal(before: str, entry: Entry) -> str:
    said = json.dumps({k: v for k, v in entry.items() if k != "seal"}, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(f"{before}{said}".encode()).hexdigest()
