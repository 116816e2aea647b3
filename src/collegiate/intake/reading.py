"""The whole way of one file: opened, recognised, dated, read into canonical tables, with a receipt that adds up."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import logging
import re
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from collegiate.intake.asides import asides, check_aside, told_of, users_mappings
from collegiate.intake.cells import distinct
from collegiate.intake.dating import Dated, Told, date_file
from collegiate.intake.delimited import DELIMITERS, LINES, Delimited
from collegiate.intake.documents import Contents, Document, Setting, school_of, unread
from collegiate.intake.files import Given, Piece, Table, pieces, walk
from collegiate.intake.frame import FileError
from collegiate.intake.grid import Grid
from collegiate.intake.headers import plain
from collegiate.intake.mapping import publishers_headers, shipped_mappings
from collegiate.intake.placing import place_file, sent_at
from collegiate.intake.recognise import Guess, Match, guess, names, recognise, recognise_lines, recognise_sheets
from collegiate.intake.refusals import masked, refusals_table
from collegiate.intake.sources import Source, sources
from collegiate.intake.tables_from import Outcome, facts_of
from collegiate.intake.workbook import Sheet
from collegiate.tables import Receipt, RefusedRow

log = logging.getLogger(__name__)

Progress = Callable[[str, int, int], None]
"""Called before each file with its name, its number and how many there are."""

_DECIMAL_COMMA = r"^-?\d+,(\d{1,2}|\d{4,})$"


@dataclass(frozen=True)
class Reading:
    """What became of one file, ZIP member or sheet. `facts` holds canonical tables by name; every row is accounted for."""

    receipt: dict[str, Any]
    facts: dict[str, pa.Table]
    refused: pa.Table
    original: Path
    member: str = ""

    @property
    def readable(self) -> bool:
        """Whether the file's bytes could be read, so that the original can be kept under its hash."""
        return bool(self.receipt["sha256"])


@dataclass(frozen=True)
class _Job:
    """A piece of a file, and what its receipt says before it is read."""

    given: Given
    piece: Piece | None
    receipt: dict[str, Any]
    known: tuple[Source, ...]
    told: Told
    beside: tuple[Path, ...] = ()
    memory: dict[Any, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name in which a year, a day or a release may stand: the member's, with the file's for a sheet."""
        member = self.piece.member if self.piece else ""
        return f"{self.given.path.name}/{member}" if member else self.given.path.name


def read(
    paths: Sequence[Path],
    *,
    answers: Mapping[str, str] | None = None,
    progress: Progress | None = None,
    extra: Path | None = None,
) -> Iterator[Reading]:
    """Read files and folders, one table at a time.

    `answers` gives the year of files that do not say it, by name: {"england_swf_partial.csv": "2018/19"}. `extra` is a
    folder of further sources. Whatever a file holds, it yields a reading, and no exception but one of the disk's own.
    """
    known = _known(extra)
    given = list(walk(paths))
    files, memory = tuple(item.path for item in given), dict[Any, Any]()
    numbers = itertools.count(1)
    broken = [(g, p) for g in asides(given) for p in [check_aside(g.path, known)] if p]
    for place, item in enumerate(given):
        if progress is not None:
            progress(item.relative, place, len(given))
        for job in _jobs(item, known, answers or {}):
            number = next(numbers)
            reading = _guarded(replace(job, beside=files, memory=memory), number)
            if reading is not None:
                yield reading
    for item, problem in broken:
        yield _failed(_job(item, None, _bytes(item), known, Told()), next(numbers), problem)


def _known(extra: Path | None) -> tuple[Source, ...]:
    plain_sources = sources(extra)
    return (*shipped_mappings(plain_sources), *plain_sources)


def _jobs(given: Given, known: tuple[Source, ...], answers: Mapping[str, str]) -> Iterator[_Job]:
    """Open a file into its pieces; one that cannot be opened is one job that fails with its reason."""
    data = _opened(given)
    if isinstance(data, FileError):
        yield _broken(given, known, data)
        return
    try:
        parts = pieces(given.path.name, data)
    except FileError as problem:
        yield _broken(given, known, problem, data)
    except BaseException as error:
        yield _broken(given, known, _unexpected(given.relative, error), data)
    else:
        everything = (*users_mappings(given, known), *known)
        for piece in parts:
            yield _job(given, piece, data, everything, told_of(given, piece, answers))


def _bytes(given: Given) -> bytes | None:
    found = _opened(given)
    return None if isinstance(found, FileError) else found


def _opened(given: Given) -> bytes | FileError:
    if given.problem:
        return FileError(given.problem, "Give a file that can be opened, or leave it out.")
    try:
        return unread(given.path) or given.path.read_bytes()
    except OSError as error:
        return FileError(f"The file cannot be opened: {error.strerror}.", "Let the build read it, and read it again.")


def _broken(given: Given, known: tuple[Source, ...], problem: FileError, data: bytes | None = None) -> _Job:
    def fail() -> Table:
        raise problem

    return _job(given, Piece("", fail), data, known, Told())


def _job(given: Given, piece: Piece | None, data: bytes | None, known: tuple[Source, ...], said: Told) -> _Job:
    member = piece.member if piece else ""
    receipt = {
        "file": f"{given.relative}/{member}" if member else given.relative,
        "sha256": "" if data is None else hashlib.sha256(data).hexdigest(),
        "size": len(data or b""),
        "source": "",
        "title": "",
        "how": "",
        "status": "refused",
        "question": "",
        "encoding": "",
        "period": None,
        "period_how": "",
        "as_of": None,
        "release": "",
        "rows_in": 0,
        "rows_kept": 0,
        "rows_refused": 0,
        "cells_refused": 0,
        "people": False,
        "columns_unused": "",
        "sent_at": "",
        "read_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
    }
    return _Job(given, piece, receipt, known, said)


def _guarded(job: _Job, number: int) -> Reading | None:
    """Read one piece; nothing that goes wrong in it may reach the next. None: an empty sheet beside others."""
    try:
        return _read(job, number)
    except FileError as problem:
        return _failed(job, number, problem)
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:
        return _failed(job, number, _unexpected(job.receipt["file"], error))


def _unexpected(file: str, error: BaseException) -> FileError:
    """Turn what no one foresaw, a panic of the workbook reader too, into words; the log has the traceback, without UPNs."""
    if isinstance(error, KeyboardInterrupt | SystemExit | GeneratorExit):
        raise error
    log.error("unexpected trouble while reading %s\n%s", file, masked("".join(traceback.format_exception(error))))
    return FileError(
        f"The file met a fault of Collegiate itself ({type(error).__name__}), and nothing of it was kept.",
        "Please report it with the file, or with its first lines if it is not public; the rest was read.",
    )


def _failed(job: _Job, number: int, problem: FileError) -> Reading:
    """A file of which no row could be counted: one refusal stands for the whole of it."""
    receipt = job.receipt | {"file_id": number, "how": problem.reason, "status": "refused"}
    row = {"file_id": number, "line": 1, "column_name": "", "value": "", "whole_row": False, "row_text": ""}
    refused = pa.Table.from_pylist([row | {"reason": problem.reason, "remedy": problem.remedy}], RefusedRow.schema())
    return Reading(_ordered(receipt), {}, refused, job.given.path, job.piece.member if job.piece else "")


def _ordered(receipt: dict[str, Any]) -> dict[str, Any]:
    return {name: receipt[name] for name in Receipt.columns()}


def _read(job: _Job, number: int) -> Reading | None:
    assert job.piece is not None  # noqa: S101
    table = job.piece.load()
    if isinstance(table, Document):
        return _document(job, number, table)
    if isinstance(table, Sheet) and len(job.piece.siblings) > 1 and not table.top():
        return None
    found, shape = _recognised(job, table)
    job = replace(job, receipt=job.receipt | {"encoding": _encoding(table)})
    if found is None:
        return _unrecognised(job, number, table, shape)
    grid = _grid(table, found, shape)
    named = job.receipt | {"source": found.source.id, "title": found.source.title, "how": _how(job, found, shape, grid)}
    named["people"] = found.source.people
    job = replace(job, receipt=named)
    try:
        return _kept(job, number, table, found, _reshaped(grid, found.source))
    except FileError as problem:
        return _all_refused(job, number, grid, problem, "refused")


def _document(job: _Job, number: int, document: Document) -> Reading:
    """Read a file that is no single table; one that has to wait says what for, and keeps no row until then."""
    given, told = job.given, job.told
    answer = told.answer or told.parts.get("urn", "")
    setting = Setting(number, given.path, given.root, answer, told.said("sent"), job.beside, job.memory)
    return _of_contents(replace(job, receipt=job.receipt | {"people": True}), number, document.read(setting))


def _of_contents(job: _Job, number: int, found: Contents) -> Reading:
    refused_rows = sum(whole for _, _, whole, _ in found.refusals)
    kept = found.rows_in - refused_rows
    status = "waiting" if found.question else "refused" if not kept else "partly" if found.refusals else "kept"
    receipt = job.receipt | {
        "file_id": number,
        "source": found.source,
        "title": found.title,
        "how": found.how,
        "status": status,
        "question": found.question,
        "encoding": found.encoding,
        "period": found.period,
        "period_how": found.period_how,
        "as_of": found.as_of,
        "rows_in": found.rows_in,
        "rows_kept": kept,
        "rows_refused": refused_rows,
        "cells_refused": len(found.refusals) - refused_rows,
        "columns_unused": " | ".join(found.unused),
        "sent_at": found.sent_at,
    }
    refused = refusals_table(number, list(found.refusals))
    return Reading(_ordered(receipt), dict(found.facts), refused, job.given.path, job.piece.member if job.piece else "")


def _recognised(job: _Job, table: Table) -> tuple[Match | None, str]:
    """Return the best match over the delimiters that the text may have, with the delimiter."""
    wanted = job.told.said("source")
    known = [s for s in job.known if not wanted or s.id == wanted]
    if not isinstance(table, Delimited):
        assert job.piece is not None  # noqa: S101
        by_header = recognise(table.top(), known, job.piece.sheet)
        width = max(map(len, table.rows), default=0)
        return by_header or recognise_sheets(job.piece.siblings, known, width), ""
    found = [(recognise(table.top(d), known), d) for d in _delimiters(table)]
    best = max(found, key=lambda pair: pair[0].weight if pair[0] else (-1, -1), default=(None, ","))
    if best[0] is None and (text := recognise_lines(table.head, known)):
        return text, LINES
    return best if best[0] else (None, _widest(table))


def _delimiters(table: Delimited) -> list[str]:
    head = "\n".join(table.head[:40])
    return [d for d in DELIMITERS if d in head] or [","]


def _widest(table: Delimited) -> str:
    return max(_delimiters(table), key=lambda d: max((len(cells) for _, _, cells in table.top(d)[:1]), default=0))


def _grid(table: Table, found: Match, delimiter: str) -> Grid:
    if isinstance(table, Delimited):
        rule = found.source.recognise
        grid = table.grid(delimiter, found.header, found.body, short_rows=rule.short_rows, exact=rule.exact_width)
        _refuse_decimal_commas(grid, delimiter)
        return grid
    width = max((len(row) for row in table.rows), default=0)
    return table.grid((*found.header, *[""] * (width - len(found.header))), found.body)


def _refuse_decimal_commas(grid: Grid, delimiter: str) -> None:
    """Where semicolons part the cells, 1,234 may be a little over one: such a file is not read as ours."""
    if delimiter != ";":
        return
    for name, column in zip(grid.header, grid.columns, strict=True):
        if pc.any(pc.match_substring_regex(column, _DECIMAL_COMMA)).as_py():
            raise FileError(
                f"The cells are separated by semicolons and {name} is written with a decimal comma, as other countries do: "
                "what 1,234 means here cannot be known.",
                "Save the file with commas between cells and points in numbers, and read it again.",
            )


def _reshaped(grid: Grid, source: Source) -> Grid:
    return source.reshape(grid) if source.reshape else grid


def _encoding(table: Table) -> str:
    return table.decoded.encoding if isinstance(table, Delimited) else "workbook"


def _how(job: _Job, found: Match, delimiter: str, grid: Grid) -> str:
    notes = [found.how]
    notes += [f"separated by {DELIMITERS[delimiter]}"] if delimiter in DELIMITERS and delimiter != "," else []
    notes += job.piece.notes if job.piece else ()
    return "; ".join([*notes, *grid.notes])


def _kept(job: _Job, number: int, table: Table, found: Match, grid: Grid) -> Reading:
    present = names((*found.header, *grid.header, *_mapped_names(found.source, found.header)))
    dated = date_file(found.source, job.name, job.told, present)
    sent = sent_at(found.source, job.name, job.told, _cells_of_sending(found.source, grid))
    dates = {"period_how": dated.period_how, "release": dated.release, "sent_at": sent}
    job = replace(job, receipt=job.receipt | dates)
    if dated.question:
        problem = FileError("The file waits for an answer: its year or day is not known.", dated.question)
        return _all_refused(job, number, grid, problem, "waiting")
    placed = place_file(found.source, job.name, job.told, job.given.path.parent, job.given.root, present)
    if placed.question:
        problem = FileError("The file waits for an answer: whose it is is not known.", placed.question)
        return _all_refused(job, number, grid, problem, "waiting")
    if not grid.rows_in:
        raise FileError("The file has a header and no rows.", "Take the file from its publisher again.")
    sheet = job.piece.sheet if job.piece else ""
    job = replace(job, receipt=job.receipt | {"how": "; ".join([job.receipt["how"], *_text_notes(table)])})
    return _reading(job, number, grid, dated, facts_of(grid, found.source, dated, number, sheet, placed))


def _cells_of_sending(source: Source, grid: Grid) -> list[str]:
    """Return the different cells of the column in which the rows say when they were sent, where the source knows of one."""
    header = publishers_headers(source, grid.header)
    wanted = {plain(place[7:]) for place in (source.sent_at.places if source.sent_at else ()) if place[:7] == "column:"}
    found = [column for name, column in zip(header, grid.columns, strict=True) if plain(name) in wanted]
    return [cell for column in found for cell in distinct(column)[0] if cell]


def _mapped_names(source: Source, header: Sequence[str]) -> list[str]:
    return [*publishers_headers(source, header), *(source.mapped.constants if source.mapped else ())]


def _text_notes(table: Table) -> tuple[str, ...]:
    return table.decoded.notes if isinstance(table, Delimited) else ()


def _reading(job: _Job, number: int, grid: Grid, dated: Dated, outcome: Outcome) -> Reading:
    rejected = outcome.rejected
    cells = rejected.cells
    refusals = [(b.line, b.problem, True, b.text) for b in grid.broken]
    refusals += [(int(grid.lines[row]), p, True, grid.row_text(row)) for row, p in rejected.rows.items()]
    refusals += [(int(grid.lines[row]), p, False, grid.row_text(row)) for row, p in cells]
    refused_rows = len(grid.broken) + len(rejected.rows)
    kept = grid.rows - len(rejected.rows)
    status = "refused" if not kept else "partly" if refused_rows or cells else "kept"
    receipt = job.receipt | {
        "file_id": number,
        "status": status,
        "period": dated.period if dated.period is not None else _one(outcome, "period"),
        "as_of": _one(outcome, "as_of") if "as_of" in _columns_of(outcome) else None,
        "release": dated.release or _one(outcome, "release") or "",
        "rows_in": grid.rows_in,
        "rows_kept": kept,
        "rows_refused": refused_rows,
        "cells_refused": len(cells),
        "columns_unused": " | ".join(outcome.unused),
    }
    member = job.piece.member if job.piece else ""
    return Reading(_ordered(receipt), outcome.facts, refusals_table(number, refusals), job.given.path, member)


def _columns_of(outcome: Outcome) -> set[str]:
    return {column for table in outcome.facts.values() for column in table.column_names}


def _one(outcome: Outcome, name: str) -> Any:
    """Return the one value that the kept rows share, or None where they differ."""
    column = outcome.subjects.columns.get(name)
    if column is None:
        return None
    values = column.filter(pa.array(outcome.rejected.alive)).unique()
    return values[0].as_py() if len(values) == 1 else None


def _all_refused(job: _Job, number: int, grid: Grid, problem: FileError, status: str) -> Reading:
    """Refuse every row for one reason; the file itself is kept, so the rows' text is not repeated."""
    if not grid.rows_in:
        return _with_status(_failed(job, number, problem), status, problem)
    broken = [(b.line, b.problem, True, b.text) for b in grid.broken]
    count = grid.rows
    rows = {
        "file_id": pa.repeat(pa.scalar(number, pa.int64()), count),
        "line": pa.array(grid.lines),
        "whole_row": pa.repeat(pa.scalar(value=True), count),
        "reason": pa.repeat(problem.reason, count),
        "remedy": pa.repeat(problem.remedy if count < 1000 else _SEE_RECEIPT, count),
    }
    rows |= {name: pa.repeat("", count) for name in ("column_name", "value", "row_text")}
    refused = pa.concat_tables([RefusedRow.conform(pa.table(rows)), refusals_table(number, broken)]).sort_by("line")
    how = job.receipt["how"] if status == "waiting" else f"{job.receipt['how']}: {problem.reason}".strip(": ")
    receipt = job.receipt | {
        "file_id": number,
        "status": status,
        "how": how,
        "question": problem.remedy if status == "waiting" else "",
        "rows_in": grid.rows_in,
        "rows_refused": grid.rows_in,
    }
    return Reading(_ordered(receipt), {}, refused, job.given.path, job.piece.member if job.piece else "")


_SEE_RECEIPT = "See the receipt of this file: what it needs is asked or explained there."


def _with_status(reading: Reading, status: str, problem: FileError) -> Reading:
    question = problem.remedy if status == "waiting" else ""
    return replace(reading, receipt=reading.receipt | {"status": status, "question": question})


def _unrecognised(job: _Job, number: int, table: Table, delimiter: str) -> Reading:
    """Name the nearest source for a table that fits none; what is no table at all says so."""
    top = table.top(delimiter) if isinstance(table, Delimited) else table.top()
    wanted = job.told.said("source")
    near = guess(top, [s for s in job.known if not wanted or s.id == wanted], job.name)
    words = _not_recognised(near, table, top, delimiter)
    people = bool(near.source and near.source.people) or school_of(job.given.path.parent, job.given.root) is not None
    job = replace(job, receipt=job.receipt | {"how": words, "people": people})
    problem = FileError("The file was not recognised, so none of its rows could be placed.", _REMEDY)
    if not top or max(len(cells) for _, _, cells in top) < 2:
        return _with_status(_failed(job, number, FileError(words, _REMEDY)), "unrecognised", problem)
    header = top[0][2]
    body = top[0][1]
    grid = table.grid(delimiter, header, body) if isinstance(table, Delimited) else table.grid(header, body)
    reading = _all_refused(job, number, grid, problem, "unrecognised")
    return replace(reading, receipt=reading.receipt | {"how": words})


_REMEDY = "Write a mapping file for its headers beside it (name.mapping.toml), or leave the file out."


def _not_recognised(near: Guess, table: Table, top: Any, delimiter: str) -> str:
    words = f"not recognised: {near.words}"
    if isinstance(table, Delimited) and delimiter == ";":
        head = "\n".join(table.head[1:40])
        comma = " and writes numbers with a decimal comma" if re.search(r"(^|;)-?\d+,\d+(;|$)", head, re.M) else ""
        return f"{words}. It separates cells by semicolons{comma}, as other countries do: it may not be an English file"
    if not top:
        return "not recognised: it holds nothing but blank lines"
    return (
        words
        if max(len(cells) for _, _, cells in top) > 1
        else f"not recognised: it is text, not a table ({near.words})"
    )
