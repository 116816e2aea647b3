"""Mending cells of a delimited file where they stand: every other byte stays as it was, and no file is held in memory.

Pupil numbers are shown to nobody: what is handed out has them masked, and a mask that comes back stands for the number again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from collegiate.intake.delimited import DELIMITERS, LONGEST_RECORD, Delimited, records
from collegiate.intake.headers import plain
from collegiate.intake.refusals import MASK, masked, numbers_in
from collegiate.intake.sniff import decode, not_text

_HEAD = 1 << 20
_ZIPPED = b"PK"


class MendingError(ValueError):
    """The file, or a cell of it, cannot be mended here; the message says what to do instead."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What mending has to know of a file: what parts its cells, and the header that its columns go by."""

    delimiter: str
    header: tuple[str, ...]

    def place(self, column: str) -> int | None:
        """Return the number of a column from 0, or None where the header has not exactly one of that name."""
        found = [n for n, name in enumerate(self.header) if plain(name) == plain(column)]
        return found[0] if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it stands, from line `first` on, pupil numbers masked."""

    first: int
    cells: tuple[str, ...]
    text: str


def sheet_of(path: Path, columns: Iterable[str] = ()) -> Sheet:
    """Find out how a file is laid out; `columns` are names that its header must have. Raises `MendingError` for what is no delimited text."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith((_ZIPPED, b"\xff\xfe", b"\xfe\xff", b"<", b"\xef\xbb\xbf<")) or not_text(head):
        raise MendingError(
            "Only CSV files can be mended here. Mend it in the program that it came from, and send it again in this one's place."
        )
    if b"\r" in head.replace(b"\r\n", b""):
        raise MendingError(
            "Its lines end in a manner that only old programs write. Save it as CSV anew, and send it again."
        )
    table = Delimited(decode(head))
    text = "\n".join(table.head[:40])
    tops = [(d, table.top(d)) for d in DELIMITERS if d in text]
    if not tops:
        raise MendingError("It is no table that can be mended here. Mend it where it came from, and send it again.")
    wanted = {plain(c) for c in columns if c}
    delimiter, top = max(tops, key=lambda found: max((len(cells) for _, _, cells in found[1][:3]), default=0))
    header = max((cells for _, _, cells in top), key=lambda cells: len(wanted & set(map(plain, cells))))
    return Sheet(delimiter, tuple(header))


def lines_at(path: Path, sheet: Sheet, wanted: Iterable[int]) -> dict[int, Line]:
    """Return the rows that begin on these lines, as they may be shown."""
    numbers = set(wanted)
    with path.open("rb") as file:
        found = {n: _text(raw) for n, raw in _records(file, numbers, sheet.delimiter) if n in numbers}
    return {n: Line(n, tuple(map(masked, _cells(text, sheet))), masked(text)) for n, text in found.items()}


def mend(path: Path, sheet: Sheet, target: Path, cells: Mapping[tuple[int, int], str], rows: Mapping[int, str]) -> int:
    """Write a file with some cells, by line and column number, and some whole rows changed; return how many rows differ.

    Raises `MendingError` where a change cannot be made; `target` is then not there.
    """
    wanted = {line for line, _ in cells} | set(rows)
    changed = 0
    try:
        with path.open("rb") as file, target.open("xb") as out:
            for number, raw in _records(file, wanted, sheet.delimiter):
                if number in wanted:
                    new = _changed(number, raw, sheet, cells, rows)
                    changed += new != raw
                    out.write(new)
                else:
                    out.write(raw)
    except MendingError:
        target.unlink(missing_ok=True)
        raise
    return changed


def _changed(
    number: int, raw: bytes, sheet: Sheet, cells: Mapping[tuple[int, int], str], rows: Mapping[int, str]
) -> bytes:
    text = _text(raw)
    ending = raw[len(raw.rstrip(b"\r\n")) :]
    if number in rows:
        new = _unmasked(rows[number].replace("\r\n", "\n").strip("\n"), text, number)
        return raw if new == text else _bytes(new, raw) + (ending or b"")
    now = _cells(text, sheet)
    before = list(now)
    for (line, place), value in cells.items():
        if line == number:
            if place >= len(now):
                raise MendingError(f"Line {number} has no such cell. Mend the whole row.")
            now[place] = _unmasked(value.replace("\r\n", "\n"), now[place], number)
    return raw if now == before else _bytes(_joined(now, sheet.delimiter), raw) + ending


def _records(file: BinaryIO, wanted: set[int], delimiter: str) -> Iterator[tuple[int, bytes]]:
    """Yield each line with its number; a wanted one with the lines after it that belong to its row."""
    number = 0
    lines = iter(file)
    for raw in lines:
        number += 1
        first, whole = number, raw
        if number in wanted:
            while not _closed(whole) and number - first < LONGEST_RECORD:
                more = next(lines, b"")
                if not more:
                    break
                whole, number = whole + more, number + 1
            if not _closed(whole):
                yield first, raw
                rest = whole[len(raw) :].splitlines(keepends=True)
                yield from ((first + n, line) for n, line in enumerate(rest, 1))
                continue
        yield first, whole


def _closed(raw: bytes) -> bool:
    return raw.count(b'"') % 2 == 0


def _text(raw: bytes) -> str:
    data = raw.removeprefix(b"\xef\xbb\xbf").rstrip(b"\r\n")
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _bytes(text: str, raw: bytes) -> bytes:
    """Write a row in the encoding that it had."""
    mark = b"\xef\xbb\xbf" if raw.startswith(b"\xef\xbb\xbf") else b""
    try:
        raw.decode()
    except UnicodeDecodeError:
        try:
            return text.encode("cp1252")
        except UnicodeEncodeError as error:
            raise MendingError(
                f"The file is written in Windows-1252, which has no letter {text[error.start]!r}. Save the file as CSV UTF-8 first."
            ) from error
    return mark + text.encode()


def _cells(text: str, sheet: Sheet) -> list[str]:
    lines = text.split("\n")
    record = next(records([line.rstrip("\r") for line in lines], sheet.delimiter), None)
    return list(record.cells) if record is not None else []


def _joined(cells: list[str], delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerow(cells)
    return out.getvalue().removesuffix("\n")


def _unmasked(new: str, before: str, line: int) -> str:
    """Put the numbers back for which masks stand, in their order."""
    hidden = numbers_in(before)
    parts = new.split(MASK)
    if len(parts) - 1 > len(hidden):
        raise MendingError(
            f"Line {line}: {MASK} stands for a number that is kept as it is. There are fewer of them in this place."
        )
    return "".join(part + number for part, number in zip(parts, [*hidden[: len(parts) - 1], ""], strict=True))
