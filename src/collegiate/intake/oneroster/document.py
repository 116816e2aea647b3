"""One file of a bundle as facts, with a receipt of its own; and the manifest, held against what is really there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from collegiate.intake.dating import MANIFEST as BESIDE
from collegiate.intake.documents import Contents, Document, Refusal, Rows, Setting
from collegiate.intake.frame import FileError
from collegiate.intake.grid import Problem
from collegiate.intake.oneroster.bundle import MANIFEST, Bundle, Lines, unsecret
from collegiate.intake.oneroster.facts import PLACE, USED, Row
from collegiate.intake.oneroster.roster import Cells, Roster
from collegiate.intake.oneroster.senders import Sent, chain, clock_note, sent_at, stem_version
from collegiate.intake.oneroster.words import CONTEXT, KNOWN_FILES, READ_FILES

_AGAIN = "Ask the sender for the bundle again."
_STATES = frozenset({"", "active"})
_DELETED = "tobedeleted"


@dataclass(frozen=True)
class Ready:
    """What is known once for all files of a bundle: its context, its moment, and what keeps it from being read."""

    roster: Roster
    sent_at: str
    as_of: dt.date | None
    notes: tuple[str, ...] = ()
    problem: FileError | None = None
    question: str = ""
    earlier: Sequence[Sent] = ()


@dataclass(frozen=True)
class RosterFile(Document):
    """A file of a bundle."""

    bundle: Bundle
    file: str

    def read(self, setting: Setting) -> Contents:
        """Read its rows. Raises FileError when the file is damaged or empty."""
        table = self.bundle.lines(self.file)
        if table is None:
            raise FileError("The file is empty.", _AGAIN)
        ready: Ready = setting.once(("oneroster", setting.path), lambda: _ready(self.bundle, setting))
        if self.file == MANIFEST:
            return _manifest(self.bundle, table, ready)
        blocked = _blocked(self.file, table, ready)
        if blocked is not None:
            return _all_refused(self._contents(table, ready, setting.number), table, blocked, ready.question)
        return self._read(table, ready, setting.number)

    def _contents(self, table: Lines, ready: Ready, number: int) -> Contents:
        mode = self.bundle.mode(self.file)
        version = self.bundle.said.version if self.bundle.said else ""
        how = [
            f"as {self.file} of a OneRoster bundle {version}".rstrip(),
            "changes (delta)" if mode == "delta" else "whole (bulk)",
        ]
        how += ["read for what other files say of it"] if self.file in CONTEXT else []
        how += [*_untrue(self.bundle, self.file), *ready.notes, *table.grid.notes, *table.decoded.notes]
        unused = tuple(name for name in table.header if name and name not in USED.get(self.file, frozenset()))
        return Contents(
            source="oneroster", title="OneRoster bundle", how="; ".join(how), rows_in=table.grid.rows_in,
            encoding=table.decoded.encoding, sent_at=ready.sent_at, as_of=ready.as_of, unused=unused,
        )  # fmt: skip

    def _read(self, table: Lines, ready: Ready, number: int) -> Contents:
        reading = _Reading(self, table, ready, number)
        reading.run()
        return replace(self._contents(table, ready, number), facts=reading.rows.tables(), refusals=reading.refusals)


@dataclass
class _Reading:
    """The rows of one file on their way into tables."""

    document: RosterFile
    table: Lines
    ready: Ready
    number: int
    refusals: list[Refusal] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rows = Rows(self.number)
        self._earlier: dict[str, Cells] | None = None

    def run(self) -> None:
        self.refusals += [(b.line, b.problem, True, "") for b in self.table.grid.broken]
        for line, cells in self.table.rows():
            row, problem = self._row(line, cells)
            problem = problem or PLACE[self.document.file](row)
            if problem is not None:
                self.refusals.append((line, problem, True, self._text(cells)))
            else:
                self.refusals += [(line, cell, False, "") for cell in row.refused]

    def _row(self, line: int, cells: Cells) -> tuple[Row, Problem | None]:
        status, key = cells.get("status", "").casefold(), cells.get("sourcedId", "")
        if status == _DELETED and self.document.bundle.mode(self.document.file) == "delta":
            cells = self._filled(key, cells)
        assert self.ready.as_of is not None  # noqa: S101
        row = Row(cells, line, status == _DELETED, self.ready.roster, self.rows, self.ready.as_of)
        if not key:
            return row, Problem("The row has no sourcedId, by which everything else refers to it.", _AGAIN)
        before = self.seen.setdefault(key, line)
        if before != line:
            return row, Problem(f"Its sourcedId stands on line {before} already; that row was kept.", _AGAIN)
        if status not in _STATES and status != _DELETED:
            row.refuse("status", "It is neither active nor tobedeleted; the row was read as active.")
        return row, None

    def _filled(self, key: str, cells: Cells) -> Cells:
        """Fill the empty cells of a row that is taken back from the row that it takes back."""
        if self._earlier is None:
            self._earlier = {}
            for sent in self.ready.earlier:
                if self.document.file in sent.bundle.names:
                    table = sent.bundle.lines(self.document.file)
                    self._earlier |= {row.get("sourcedId", ""): row for _, row in (table.rows() if table else ())}
        before = self._earlier.get(key, {})
        return before | {name: cell for name, cell in cells.items() if cell}

    def _text(self, cells: Cells) -> str:
        """The row as it stood, without what is secret."""
        return ",".join(cells.get(self.table.header[n], "") for n in unsecret(self.table.header))


def _ready(bundle: Bundle, setting: Setting) -> Ready:
    """Find the context of a bundle, once for all its files."""
    school = setting.school
    roster = Roster(school.urn if school else None)
    moment = sent_at(bundle, setting.path, setting.sent)
    before: Sequence[Sent] | None = ()
    if bundle.is_delta:
        own = Roster()
        own.take(bundle)
        before = chain(setting, bundle, own.urns, moment)
        for sent in before or ():
            roster.take(sent.bundle)
    roster.take(bundle)
    day = moment[:10]
    ready = Ready(
        roster,
        moment,
        dt.date.fromisoformat(day) if day else None,
        tuple(_notes(bundle, roster, moment, before)),
        earlier=before or (),
    )
    return replace(ready, problem=_wrong(roster, setting), question=_question(bundle, roster, before, ready.as_of))


def _notes(bundle: Bundle, roster: Roster, moment: str, before: Sequence[Sent] | None) -> Iterator[str]:
    if bundle.said is None:
        yield "it has no manifest.csv that can be read, so that every file was taken to be whole"
    elif not stem_version(bundle.said.version):
        yield f"its version, '{bundle.said.version[:20]}', is neither 1.1 nor 1.2: it was read as 1.2"
    if not roster.urns and roster.fallback is not None:
        yield f"no organisation of it carries a URN: its rows stand under {roster.fallback}, the school of this folder"
    if note := clock_note(moment, before or ()):
        yield note


def _wrong(roster: Roster, setting: Setting) -> FileError | None:
    school = setting.school
    if school is None or not roster.urns or school.urn in roster.urns:
        return None
    named = ", ".join(map(str, sorted(roster.urns)[:5]))
    return FileError(
        f"The bundle is for the wrong school: it is of URN {named}, and this folder belongs to the school with URN {school.urn}.",
        "Put it into the folder of the school that it is of.",
    )


def _question(bundle: Bundle, roster: Roster, before: Sequence[Sent] | None, as_of: dt.date | None) -> str:
    """Return what has to be asked or waited for before the bundle can be read; empty for nothing."""
    if before is None:
        return (
            "It holds changes (delta) to a bulk that is not in this build. Put the last bulk bundle of the same sender beside "
            "it, and build again."
        )
    if not roster.urns and roster.fallback is None:
        return (
            f"No organisation of it carries a URN in orgs.identifier. Write into {BESIDE} beside the bundle: [school] and "
            "under it urn = 123456 (with the school's URN)."
        )
    return (
        ""
        if as_of
        else f'It does not say when it was made. Write into {BESIDE} beside it: [files."…"] and under it sent = "2026-09-30".'
    )


def _blocked(file: str, table: Lines, ready: Ready) -> FileError | None:
    """Why no row of the file can be read; None when they can."""
    if ready.problem is not None:
        return ready.problem
    if ready.question:
        return FileError("The bundle waits, and nothing of it was kept until then.", ready.question)
    if file not in READ_FILES:
        return FileError(f"{file} holds nothing that a record of children keeps.", "Nothing needs to be done.")
    if "sourcedId" not in table.header:
        return FileError("The file has no column sourcedId, by which everything else refers to its rows.", _AGAIN)
    return None


def _all_refused(contents: Contents, table: Lines, problem: FileError, question: str) -> Contents:
    said = Problem(problem.reason, problem.remedy)
    broken = [(b.line, b.problem, True, "") for b in table.grid.broken]
    refusals = [*broken, *((int(line), said, True, "") for line in table.grid.lines)]
    return replace(contents, refusals=refusals, question=question, how=f"{contents.how}: {problem.reason}")


def _untrue(bundle: Bundle, file: str) -> Iterator[str]:
    """Say where the manifest and the bundle do not agree about a file that is there."""
    said = bundle.said.files.get(file, "") if bundle.said else "bulk"
    if said not in ("bulk", "delta"):
        yield f"the manifest says {said or 'nothing'} of this file, and here it is: it was read as whole"


def _manifest(bundle: Bundle, table: Lines, ready: Ready) -> Contents:
    """Read the manifest: its lines are kept, but for those that say of a file what is not so."""
    refusals: list[Refusal] = [(b.line, b.problem, True, "") for b in table.grid.broken]
    said = bundle.said
    if said is None:
        problem = Problem("It is not a manifest: its header must be propertyName,value.", _AGAIN)
        refusals += [(int(line), problem, True, "") for line in table.grid.lines]
    for file, mode in said.files.items() if said else ():
        line = said.lines[f"file.{file}"] if said else 1
        lie = _lie(bundle, file, mode)
        refusals += [(line, lie, True, f"file.{file},{mode}")] if lie is not None else []
    sender = f"from {said.sender}" if said and said.sender else ""
    how = "; ".join(filter(None, ["as the manifest of a OneRoster bundle", sender, *ready.notes]))
    return Contents(
        source="oneroster", title="OneRoster bundle", how=how, rows_in=table.grid.rows_in, refusals=refusals,
        encoding=table.decoded.encoding, sent_at=ready.sent_at, as_of=ready.as_of,
    )  # fmt: skip


def _lie(bundle: Bundle, file: str, mode: str) -> Problem | None:
    there = file in bundle.names
    if mode in ("bulk", "delta") and not there and file in KNOWN_FILES:
        return Problem(
            f"The manifest promises {file}.csv ({mode}), and the bundle does not hold it.", _AGAIN, "value", mode
        )
    if mode == "absent" and there:
        return Problem(
            f"The manifest says that {file}.csv is absent, and the bundle holds it; it was read as whole.",
            _AGAIN,
            "value",
            mode,
        )
    if mode not in ("bulk", "delta", "absent"):
        return Problem("It is none of absent, bulk, delta.", _AGAIN, "value", mode)
    return None
