"""Delimited text to a grid: at Arrow's speed where a file is clean, with care and line numbers where it is not."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from collegiate.intake.grid import BrokenRow, Grid, Lines, Problem, text_array
from collegiate.intake.sniff import Decoded

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "upright bars"}
"""What may stand between cells, the usual one first."""

LINES = ""
"""The delimiter of a text that is no table: every line is one cell."""

LONGEST_RECORD = 60
"""A record that runs over more lines than this began with a quotation mark that never closes."""

TOP = 12
"""Records at the head of a file in which a header is looked for."""

_HEAD_BYTES = 1 << 20
_LONE_RETURN = re.compile(rb"\r(?!\n)")
_LEAST_FOR_A_HABIT = 3


@dataclass(frozen=True, slots=True)
class Record:
    """One record: the index of its first line, of the line after it, and its cells, or what is wrong with it."""

    first: int
    after: int
    cells: list[str]
    problem: Problem | None = None


@dataclass
class _Feed:
    """Hands lines to the csv module, and stops where a record has become too long to be one."""

    lines: Sequence[str]
    place: int
    start: int = 0
    stopped: bool = field(default=False)

    def __iter__(self) -> Iterator[str]:
        while self.place < len(self.lines):
            if self.place - self.start >= LONGEST_RECORD:
                self.stopped = True
                return
            self.place += 1
            yield self.lines[self.place - 1] + "\n"


_OPEN_QUOTE = Problem(
    "A quotation mark opens here and does not close, so the end of the row cannot be known.",
    "Close the quotation mark, or double it if it is part of the text, and read the file again.",
)


def records(lines: Sequence[str], delimiter: str) -> Iterator[Record]:
    """Split lines into records. A record that cannot be one costs its first line only; reading goes on after it."""
    place = 0
    while place < len(lines):
        record = _record(lines, place, delimiter)
        yield record
        place = record.after


def _record(lines: Sequence[str], place: int, delimiter: str) -> Record:
    line = lines[place]
    if not delimiter:
        return Record(place, place + 1, [line])
    if '"' not in line:
        return Record(place, place + 1, line.split(delimiter))
    feed = _Feed(lines, place, place)
    try:
        cells = next(csv.reader(feed, delimiter=delimiter), [""])
    except csv.Error as error:
        return Record(place, place + 1, [], Problem(f"The row cannot be read: {error}.", _OPEN_QUOTE.remedy))
    if feed.stopped or (feed.place >= len(lines) and not _closes(lines[place:], delimiter)):
        return Record(place, place + 1, [], _OPEN_QUOTE)
    if feed.place - place > 1 and not _closes(lines[place : feed.place], delimiter):
        return Record(place, place + 1, [], _OPEN_QUOTE)
    return Record(place, feed.place, cells)


def _closes(lines: Sequence[str], delimiter: str) -> bool:
    """Whether a record of several lines closes its quotation marks, and only where a cell ends."""
    if len(lines) == 1 and lines[0].count('"') % 2 == 0:
        return True
    try:
        next(csv.reader([line + "\n" for line in lines], delimiter=delimiter, strict=True), None)
    except csv.Error:
        return False
    return True


@dataclass(frozen=True)
class Delimited:
    """A file of delimited text, decoded, before its delimiter and its header are known."""

    decoded: Decoded

    @cached_property
    def lines(self) -> list[str]:
        """The physical lines, as an editor numbers them."""
        return _split(self.decoded.utf8.decode())

    @cached_property
    def head(self) -> list[str]:
        """The first lines, enough to find a header."""
        if len(self.decoded.utf8) <= _HEAD_BYTES:
            return self.lines
        return _split(self.decoded.utf8[:_HEAD_BYTES].decode("utf-8", "ignore"))[:-1]

    def top(self, delimiter: str) -> list[tuple[int, int, list[str]]]:
        """Return the first records that are not blank: line, line after, cells."""
        found = []
        for record in records(self.head, delimiter):
            if any(cell.strip() for cell in record.cells):
                found.append((record.first + 1, record.after + 1, record.cells))
            if len(found) == TOP or record.after > TOP * LONGEST_RECORD:
                break
        return found

    def grid(
        self, delimiter: str, header: Sequence[str], body: int, *, short_rows: bool = False, exact: str = ""
    ) -> Grid:
        """Read the rows from line `body` on, under the given header. `short_rows`: a row's missing last cells are empty.

        `exact` says why a row of any other width than the header's is refused, even if its last cells are empty.
        """
        fast = self._fast(delimiter, header, body, exact=exact, short_rows=short_rows) if delimiter else None
        return fast if fast is not None else _careful(self, delimiter, header, body, short_rows=short_rows, exact=exact)

    @cached_property
    def cut(self) -> bool:
        """Whether the file ends within a line, as a download that broke off does."""
        return not self.decoded.utf8.endswith((b"\n", b"\r"))

    def _fast(self, delimiter: str, header: Sequence[str], body: int, *, exact: str, short_rows: bool) -> Grid | None:
        """Read a file with Arrow; None when a line may not be exactly one row, or a row of another width may be a good one."""
        data = self.decoded.utf8
        if self.decoded.unreadable or b"\0" in data or (b"\r" in data and _LONE_RETURN.search(data)):
            return None
        rest = data[_offset(data, body) :].rstrip(b"\r\n")
        count = rest.count(b"\n") + 1 if rest else 0
        texts = _Texts(rest, body)
        table = _arrow(rest, delimiter, len(header)) if count else None
        if table is not None:
            columns = tuple(_whole(column) for column in table.columns)
            grid = Grid(tuple(header), columns, _numbered(body, count), texts)
            return _without_blank(grid) if table.num_rows == count else None
        if not count or short_rows or b'"' in rest:
            return None
        return _beside_ragged(rest, delimiter, header, texts, exact)


def _split(text: str) -> list[str]:
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def _offset(data: bytes, line: int) -> int:
    """Return where the given line (from 1) begins."""
    place = 0
    for _ in range(line - 1):
        place = data.find(b"\n", place) + 1
        if place == 0:
            return len(data)
    return place


def _numbered(first: int, count: int) -> Lines:
    return np.arange(first, first + count, dtype=np.int64)


_MOST_RAGGED = 50_000


def _beside_ragged(data: bytes, delimiter: str, header: Sequence[str], texts: _Texts, exact: str) -> Grid | None:
    """Read the rows of the header's width with Arrow, and refuse the others one by one.

    Only for data without quotation marks, where each line is a row. None when a row of another width may be a good one.
    """
    ragged: list[int] = []

    def skip(row: pacsv.InvalidRow) -> str:
        ragged.append(row.number)
        return "skip" if len(ragged) <= _MOST_RAGGED and row.number is not None else "error"

    table = _arrow(data, delimiter, len(header), skip)
    if table is None or not table.num_rows or table.num_rows + len(ragged) != data.count(b"\n") + 1:
        return None
    named = max((n for n, name in enumerate(header, 1) if name.strip()), default=0)
    broken, blank = [], 0
    for row in (number - 1 for number in ragged):
        cells = texts(row).split(delimiter)
        if not any(cell.strip() for cell in cells):
            blank += 1
            continue
        problem = _unlike(cells, len(header), exact) if exact else _ragged(cells, named, len(header))
        if problem is None:
            return None
        broken.append(BrokenRow(texts.body + row, problem, texts(row)))
    kept = np.delete(np.arange(len(ragged) + table.num_rows), np.array(ragged, np.int64) - 1)
    columns = tuple(_whole(column) for column in table.columns)
    grid = Grid(tuple(header), columns, kept + texts.body, lambda row: texts(int(kept[row])), tuple(broken))
    return _without_blank(grid, blank)


def _arrow(
    data: bytes, delimiter: str, width: int, skip: Callable[[pacsv.InvalidRow], str] | None = None
) -> pa.Table | None:
    """Read delimited text; `skip` is asked about rows of another width, without which one such row makes it None."""
    names = [str(n) for n in range(width)]
    try:
        return pacsv.read_csv(
            pa.BufferReader(data),
            pacsv.ReadOptions(
                column_names=names, block_size=min(max(len(data) + 1, 1 << 16), 1 << 28), use_threads=skip is None
            ),
            pacsv.ParseOptions(
                delimiter=delimiter, newlines_in_values=False, ignore_empty_lines=False, invalid_row_handler=skip
            ),
            pacsv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                strings_can_be_null=False,
                quoted_strings_can_be_null=False,
            ),
        )
    except (pa.ArrowInvalid, pa.ArrowKeyError):
        return None


def _whole(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks == 1 else pa.concat_arrays(column.chunks)


@dataclass
class _Texts:
    """Gives a row's own line back, finding where lines begin only when first asked."""

    data: bytes
    body: int

    @cached_property
    def ends(self) -> Lines:
        return np.append(np.flatnonzero(np.frombuffer(self.data, np.uint8) == 10), len(self.data))

    def __call__(self, row: int) -> str:
        start = int(self.ends[row - 1]) + 1 if row else 0
        return self.data[start : int(self.ends[row])].decode("utf-8", "replace").rstrip("\r")


def _without_blank(grid: Grid, already: int = 0) -> Grid:
    """Leave out rows all of whose cells are empty, as spreadsheets append them, and say how many, with those `already` out."""
    found = _blank_rows(grid)
    if not found.any() and not already:
        return grid
    kept = np.flatnonzero(~found)
    texts = grid.row_text
    note = f"{grid.rows - len(kept) + already} blank line(s) left out"
    taken = tuple(c.take(pa.array(kept)) for c in grid.columns) if found.any() else grid.columns
    return Grid(
        grid.header, taken, grid.lines[kept], lambda row: texts(int(kept[row])), grid.broken, (*grid.notes, note)
    )


def _blank_rows(grid: Grid) -> Any:
    blank = pc.equal(pc.utf8_trim_whitespace(grid.columns[0]), "")
    if not pc.any(blank).as_py():
        return np.zeros(grid.rows, bool)
    for column in grid.columns[1:]:
        blank = pc.and_(blank, pc.equal(pc.utf8_trim_whitespace(column), ""))
    return np.asarray(blank)


@dataclass
class _Collected:
    rows: list[Record] = field(default_factory=list)
    broken: list[BrokenRow] = field(default_factory=list)
    blank: int = 0


def _careful(
    table: Delimited, delimiter: str, header: Sequence[str], body: int, *, short_rows: bool, exact: str
) -> Grid:
    """Read record by record: what is no row is refused with its line, the rest is kept."""
    collected = _collect(table, delimiter, body)
    notes = [f"{collected.blank} blank line(s) left out"] if collected.blank else []
    width, habit = _habit(collected.rows, header)
    notes += habit
    good = []
    for record in collected.rows:
        last = record.after == len(table.lines) and table.cut
        problem = _unlike(record.cells, len(header), exact) if exact else None
        problem = problem or _ragged(record.cells, width if last or not short_rows else 0, len(header))
        if problem is None:
            good.append(record)
        else:
            collected.broken.append(_broken(table, record, problem))
    short = sum(len(r.cells) < width for r in good) if short_rows else 0
    notes += [f"{short} row(s) end early, as this source's do: their last cells were read as empty"] if short else []
    cells = [(r.cells + [""] * (len(header) - len(r.cells)))[: len(header)] for r in good]
    columns = tuple(text_array(c) for c in zip(*cells, strict=True)) if cells else tuple(text_array([]) for _ in header)
    lines = np.array([r.first + 1 for r in good], dtype=np.int64)
    broken = tuple(sorted(collected.broken, key=lambda b: b.line))
    return Grid(tuple(header), columns, lines, lambda row: _text(table, good[row]), broken, tuple(notes))


def _collect(table: Delimited, delimiter: str, body: int) -> _Collected:
    found = _Collected()
    lines = table.lines[body - 1 :]
    for local in records(lines, delimiter):
        record = Record(local.first + body - 1, local.after + body - 1, local.cells, local.problem)
        problem = record.problem or _unreadable(table, record)
        if problem is not None:
            found.broken.append(_broken(table, record, problem))
        elif any(cell.strip() for cell in record.cells):
            found.rows.append(record)
        else:
            found.blank += 1
    return found


def _unreadable(table: Delimited, record: Record) -> Problem | None:
    if any("\0" in cell for cell in record.cells):
        return Problem(
            "The row holds NUL bytes, which no text has: the file was damaged or is not a text file.",
            "Take the file from its publisher again, or save it anew as CSV UTF-8.",
        )
    if any(n + 1 in table.decoded.unreadable for n in range(record.first, record.after)):
        return Problem(
            "The row holds characters that are neither UTF-8 nor Windows-1252, so a name or a number may be wrong.",
            "Save the file as CSV UTF-8 from the program that made it, and read it again.",
        )
    return None


def _habit(rows: list[Record], header: Sequence[str]) -> tuple[int, list[str]]:
    """Return how many cells a row has in this file. Where no row at all has the last columns, that is the file's habit."""
    named = max((n for n, name in enumerate(header, 1) if name.strip()), default=0)
    widths = Counter(len(r.cells) for r in rows)
    if len(widths) == 1 and len(rows) >= _LEAST_FOR_A_HABIT and (width := next(iter(widths))) < named and width > 1:
        missing = ", ".join(header[width:named])
        return width, [f"no row has a cell for the last {named - width} column(s) ({missing}): read as empty"]
    return named, []


def _ragged(cells: list[str], width: int, full: int) -> Problem | None:
    """Say what is wrong with a row of another width. Empty cells too many are no loss; cells too few cannot be placed."""
    count = len(cells)
    if width <= count <= full or (count > full and not any(c.strip() for c in cells[full:])):
        return None
    why = "the row was cut off" if count < width else "a comma in a name may stand without quotation marks"
    return Problem(
        f"The row has {count} cells where the header has {full}: {why}, and which cell belongs where cannot be known.",
        "Take the row from the publisher's file again, or put the missing cells or quotation marks in.",
        value=f"{count} cells",
    )


def _unlike(cells: list[str], full: int, why: str) -> Problem | None:
    """Say what is wrong with a row whose cells may have shifted, in a file whose values are joined without quotation marks."""
    if len(cells) == full:
        return None
    return Problem(
        f"The row has {len(cells)} cells where the header has {full}, and which cell belongs where cannot be known.",
        why,
        value=f"{len(cells)} cells",
    )


def _broken(table: Delimited, record: Record, problem: Problem) -> BrokenRow:
    return BrokenRow(record.first + 1, problem, _text(table, record))


def _text(table: Delimited, record: Record) -> str:
    return "\n".join(table.lines[record.first : record.after])
