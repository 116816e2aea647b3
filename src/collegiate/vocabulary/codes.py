"""Dated code lists: what a code meant on a day, and the group in which the DfE's statistics count it.

One CSV a list in `lists/`, with the columns code, meaning, group, valid_from, valid_to; an empty date is open. A list
is added by adding a file. Sources: the DfE's data dictionary for attendance (codes from 19 August 2024), the common basic
data set for the rest; codes are compared as written, in capitals.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType

_FOLDER = files("collegiate.vocabulary") / "lists"
_HEADER = ["code", "meaning", "group", "valid_from", "valid_to"]


@dataclass(frozen=True, slots=True)
class CodeMeaning:
    """What a code means, its group, and the days, both included, between which it may be used."""

    code: str
    meaning: str
    group: str
    valid_from: date | None = None
    valid_to: date | None = None

    def holds(self, day: date) -> bool:
        """Whether the code may be used on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class CodeList:
    """A named list of codes."""

    name: str
    codes: Mapping[str, CodeMeaning]

    def __iter__(self) -> Iterator[CodeMeaning]:
        return iter(self.codes.values())

    def meaning(self, code: str, day: date | None = None) -> CodeMeaning | None:
        """Return what a code means, on `day` when one is given; None for a code that the list has not, or not then.

        >>> code_list("attendance").meaning("Q").meaning
        'Unable to attend: lack of access arrangements'
        >>> code_list("attendance").meaning("H", date(2025, 1, 6)) is None
        True
        """
        found = self.codes.get(code.strip().upper())
        return found if found and (day is None or found.holds(day)) else None


def code_list(name: str) -> CodeList:
    """Return the code list of a name; an unknown name is an error that lists those there are."""
    try:
        return _lists()[name]
    except KeyError:
        raise ValueError(f"There is no code list '{name}'. There are {', '.join(_lists())}.") from None


def code_lists() -> tuple[str, ...]:
    """Return the names of the lists."""
    return tuple(_lists())


@cache
def _lists() -> Mapping[str, CodeList]:
    found = {}
    for file in sorted(_FOLDER.iterdir(), key=lambda file: file.name):
        lines = file.read_text(encoding="utf-8").splitlines() if file.name.endswith(".csv") else [""]
        if lines[0].split(",") == _HEADER:
            name = file.name.removesuffix(".csv")
            found[name] = CodeList(
                name, MappingProxyType({row["code"]: _meaning(row) for row in csv.DictReader(lines)})
            )
    return MappingProxyType(found)


def _meaning(row: Mapping[str, str]) -> CodeMeaning:
    first, last = (date.fromisoformat(row[name]) if row[name] else None for name in ("valid_from", "valid_to"))
    return CodeMeaning(row["code"], row["meaning"], row["group"], first, last)


PRESENT_GROUPS = frozenset({"present", "approved_educational_activity"})
ABSENT_GROUPS = frozenset({"authorised_absence", "unauthorised_absence"})


def is_possible_session(code: str) -> bool:
    """Whether an attendance code counts among possible sessions: attended, authorised or unauthorised.

    D, X, Z, Q, Y1 to Y7 and # do not; counting them as absence would raise it. An unknown code is an error.
    """
    return _attendance_group(code) in PRESENT_GROUPS | ABSENT_GROUPS


def is_absence(code: str) -> bool:
    """Whether an attendance code counts as absence, authorised or not. An unknown code is an error."""
    return _attendance_group(code) in ABSENT_GROUPS


def _attendance_group(code: str) -> str:
    found = code_list("attendance").meaning(code)
    if found is None:
        raise ValueError(f"'{code}' is not an attendance code. A session without a mark is missing, not present.")
    return found.group
