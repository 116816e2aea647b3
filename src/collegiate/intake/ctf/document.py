"""A transfer file as facts: the header is asked whose it is, and each child is read as it streams by."""

from __future__ import annotations

import datetime as dt
from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from collegiate.intake.ctf.header import Header, backwards, header_of, version_note, wrong_school
from collegiate.intake.ctf.marks import Marks
from collegiate.intake.ctf.pupil import NOT_KEPT, Child, add_child
from collegiate.intake.ctf.stream import MOST_ELEMENTS, Broke, declares_xml, elements, encoding_of, guard, root_of
from collegiate.intake.ctf.xml import raw, words
from collegiate.intake.dating import MANIFEST, day_in_name
from collegiate.intake.documents import Contents, Document, Refusal, Rows, Setting
from collegiate.intake.frame import FileError
from collegiate.intake.grid import Problem
from collegiate.tables import SessionMark

TITLES = {"CTfile": "Common Transfer File", "ATfile": "Admissions Transfer File"}

_WANTED = frozenset({"Header", "Pupil"})
_EPOCH = dt.date(1970, 1, 1).toordinal()
_ALONE = "Ask the sender for the file again, or leave it out."


def transfer_document(name: str, data: bytes) -> list[tuple[str, Document]] | None:
    """Return the transfer file that the bytes are; None when their root element is another, or they are no XML.

    Raises FileError for one that is too big, or that declares a document type: it is not parsed.
    """
    root = root_of(data)
    if root not in TITLES:
        if declares_xml(data):
            raise FileError(
                "The file is XML, and its root element is neither CTfile nor ATfile: no other XML is read.",
                "Save the table in it as CSV or XLSX, and read that.",
            )
        return None
    guard(data)
    return [("", TransferFile(root, data))]


@dataclass(frozen=True)
class TransferFile(Document):
    """A CTF or ATF."""

    root: str
    data: bytes

    def read(self, setting: Setting) -> Contents:
        """Read header and children. A child that cannot be placed is refused; the others are not."""
        reading = _Reading(self.root, setting)
        for found in elements(self.data, _WANTED):
            reading.take(found)
        return reading.contents(encoding_of(self.data)[0])


@dataclass
class _Reading:
    root: str
    setting: Setting
    header: Header | None = None
    urn: int | None = None
    as_of: dt.date | None = None
    problem: FileError | None = None
    question: str = ""
    rows_in: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    upns: dict[str, list[tuple[int, tuple[str, str, str]]]] = field(default_factory=dict)
    notes: Counter[str] = field(default_factory=Counter)
    unused: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.rows = Rows(self.setting.number)
        self.marks = _MarkRows(self.setting.number)

    def take(self, found: tuple[str, Any, int] | Broke) -> None:
        if isinstance(found, Broke):
            self._broke(found)
            return
        name, element, line = found
        if name == "Header":
            self._header(element)
        else:
            self.rows_in += 1
            self._pupil(element, line)

    def _broke(self, found: Broke) -> None:
        self.rows_in += 1
        reason = f"The XML breaks off here ({found.words}): what follows could not be read, and may hold more children."
        self._refuse(found.line, Problem(reason, "Ask the sender for the file again: it was cut off or damaged."))

    def _header(self, element: Any) -> None:
        if element is None:
            self.problem = FileError(f"The header holds more than {MOST_ELEMENTS:,} elements: it is none.", _ALONE)
            return
        if self.header is not None:
            return
        self.header = header = header_of(element)
        school = self.setting.school
        self.urn = header.source.urn or self.setting.listed.get(header.source.dfe) or (school.urn if school else None)
        wrong = wrong_school(header, school)
        self.problem = (
            FileError(wrong, "Send it to the school it is meant for, and take it out of this folder.")
            if wrong
            else None
        )
        sent = header.sent.date() if header.sent else day_in_name(self.setting.path.name)
        self.as_of = sent or (dt.date(header.period - 1, 9, 1) if header.period else None)
        self.question = self._asked(header)

    def _asked(self, header: Header) -> str:
        if self.urn is None:
            return (
                f"The sender is named as {header.source} alone, without a URN. Write into {MANIFEST} beside the file: "
                "[school] and under it urn = 123456 (with the school's URN)."
            )
        if self.as_of is None:
            return "The file does not say when it was made. Put the day into its name, as in 2026-09-30, and read it again."
        return ""

    def _pupil(self, element: Any, line: int) -> None:
        problem = self._unfit(element)
        if problem is not None or self.header is None or self.urn is None or self.as_of is None:
            self._refuse(line, problem or _NO_HEADER, element)
            return
        system = "ctf" if self.root == "CTfile" else "atf"
        child = Child(element, line, self.header, self.urn, self.as_of, system, self.setting.listed)
        again = self._named(child)
        if again:
            self._refuse(
                line,
                Problem(
                    f"The same child stands on line {again}, with the same UPN, name and day of birth.",
                    "Nothing needs to be done: the first was kept.",
                ),
                element,
            )
            return
        add_child(child, self.rows)
        self._after(child)

    def _unfit(self, element: Any) -> Problem | None:
        """Why a Pupil element cannot be read; None when it can."""
        if self.problem is not None:
            return Problem(self.problem.reason, self.problem.remedy)
        if self.header is None:
            return _NO_HEADER
        if self.question:
            return Problem("The file waits for an answer, and no child of it was kept until then.", self.question)
        if element is None:
            return Problem(
                f"The child has more than {MOST_ELEMENTS:,} elements: no child has, and it was not read.", _ALONE
            )
        named = words(element, "Surname") or words(element, "Forename")
        if not words(element, "UPN") and not words(element, "ApplicationReference") and not named:
            return Problem(
                "The child has neither a UPN nor a name, so that nobody can say who it is.",
                "Ask the sender who is meant.",
            )
        return None

    def _named(self, child: Child) -> int:
        """Name the child. Return the line on which the very same child stood before, 0 when it did not."""
        upn = child.upn or "".join(("-", *child.identity))
        before = self.upns.setdefault(upn, [])
        again = next((line for line, identity in before if identity == child.identity), 0)
        before.append((child.line, child.identity))
        child.name(shared_upn=len(before) > 1)
        if child.upn and len(before) > 1 and not again:
            self.notes["shared"] += 1
        return again

    def _after(self, child: Child) -> None:
        self.refusals += [(child.line, problem, False, "") for problem in child.refused]
        self.unused.update(name for name in NOT_KEPT if child.element.find(f"{{*}}{name}") is not None)
        self.notes["kept"] += bool(child.unknown)
        for note in child.notes:
            self.notes[note] += 1
        for urn, marks in child.marks:
            self.marks.add(child.person, child.line, urn, marks)

    def _refuse(self, line: int, problem: Problem, element: Any = None) -> None:
        text = raw(element)[:2000] if element is not None and self.problem is None else ""
        self.refusals.append((line, problem, True, text))

    def contents(self, encoding: str) -> Contents:
        title = TITLES[self.root]
        if not self.rows_in:
            raise FileError(f"The {title} holds no child.", _ALONE)
        header = self.header
        facts = self.rows.tables() | self.marks.table()
        return Contents(
            source="ctf",
            title=title,
            how="; ".join(self._how()),
            rows_in=self.rows_in,
            facts=facts,
            refusals=self.refusals,
            encoding=encoding,
            sent_at=header.sent.isoformat() if header and header.sent else "",
            as_of=self.as_of,
            period=header.period if header else None,
            period_how="AcademicYear of the header, which is the year it starts in" if header and header.period else "",
            unused=tuple(sorted(self.unused)),
            question=self.question if header and self.problem is None else "",
        )

    def _how(self) -> Iterator[str]:
        yield f"by its root element {self.root}"
        if self.problem is not None:
            yield self.problem.reason
        if self.header is None:
            yield "it has no header before its first child"
            return
        yield f"from {self.header.source} to {self.header.destination}"
        if self.header.qualifier.casefold() == "partial":
            yield "partial: it does not hold everything that the sender knows"
        if self.header.source.urn is None and self.urn is not None:
            whose = (
                "the school listed under its DfE number"
                if self.header.source.dfe in self.setting.listed
                else "the school of this folder"
            )
            yield f"the sender gives no URN: its rows stand under {self.urn}, {whose}"
        yield from filter(None, [version_note(self.header), backwards(self.header, self.setting)])
        if shared := self.notes.pop("shared", 0):
            yield f"{shared} UPN(s) stand with two different children: both were kept, and the UPN is in doubt"
        if kept := self.notes.pop("kept", 0):
            yield f"of {kept} child(ren) elements that no table takes were kept as they stand"
        yield from (f"{note} ({count} child(ren))" for note, count in self.notes.items())


_NO_HEADER = Problem(
    "The file has no header before its first child, so that nobody can say which school sent it.",
    "Ask the sender for the file again.",
)


class _MarkRows:
    """Session marks in the making, in columns: there are hundreds for each child."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._persons: dict[str, int] = {}
        self._codes: dict[str, int] = {}
        self._columns = {name: array("q") for name in ("line", "urn", "person", "day", "session", "code")}

    def add(self, person: str, line: int, urn: int, marks: Marks) -> None:
        """Add a child's marks at one school."""
        place = self._persons.setdefault(person, len(self._persons))
        columns, count = self._columns, len(marks.sessions)
        for name, value in (("line", line), ("urn", urn), ("person", place)):
            columns[name].extend([value] * count)
        if not count:
            return
        days, sessions, codes = zip(*marks.sessions, strict=True)
        for code in dict.fromkeys(codes):
            self._codes.setdefault(code, len(self._codes))
        columns["day"].extend(map(dt.date.toordinal, days))
        columns["session"].extend(map("PM".__eq__, sessions))
        columns["code"].extend(map(self._codes.__getitem__, codes))

    def table(self) -> dict[str, pa.Table]:
        """Return the table, or nothing where there are no marks."""
        found = {
            name: np.frombuffer(column, np.int64) if column else np.zeros(0, np.int64)
            for name, column in self._columns.items()
        }
        if not len(found["line"]):
            return {}
        words_of = {"person": list(self._persons), "session": ["AM", "PM"], "code": list(self._codes)}
        columns: dict[str, pa.Array] = {name: pa.array(found[name]) for name in ("line", "urn")}
        columns["file_id"] = pa.repeat(pa.scalar(self._number, pa.int64()), len(found["line"]))
        columns["day"] = pa.array((found["day"] - _EPOCH).astype("int32")).cast(pa.date32())
        for name, values in words_of.items():
            indices = pa.array(found[name].astype("int32"))
            columns[name] = pa.DictionaryArray.from_arrays(indices, pa.array(values, pa.string()))
        return {SessionMark.name: SessionMark.conform(pa.table(columns))}
