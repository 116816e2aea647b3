"""Session marks as one CSV a school and academic year: some millions of rows a second on one core."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from collegiate.simulate.children_files.cells import Names, cells, encoded, mapped
from collegiate.simulate.children_files.rows import NEWLINE, joined
from collegiate.vocabulary import code_list

_ORDER = ["person", "day", "session", "code", "minutes_late"]


@dataclass(slots=True)
class Sheet:
    """The marks that one file says: rows of SessionMark, words that stand where a day should be, and rows not to count."""

    table: pa.Table
    day_words: dict[int, str] = field(default_factory=dict)
    refused: set[int] = field(default_factory=set)
    off_roll: set[int] = field(default_factory=set)

    def line(self, row: int) -> int:
        """The line of the file on which a row stands, counted from 1."""
        return row + 2


def marks_bytes(sheet: Sheet, names: Names) -> bytes:
    """Return the file. Day and session of a row, and code and minutes, are each taken from the few pairs that there are."""
    headers = names.system.kinds["marks"]
    if list(headers.values()) != _ORDER:
        raise ValueError(f"The marks of {names.system.name} are laid out otherwise than {', '.join(_ORDER)}.")
    table, end = sheet.table, names.system.trailing
    person = cells("person", table["person"], names)
    when = _pairs(table["day"], table["session"], lambda day, session: f",{names.system.day(day)},{session}{end},")
    what = _pairs(table["code"], table["minutes_late"], lambda code, late: f"{code}{end},{_late(late)}{NEWLINE}")
    for row, words in sheet.day_words.items():
        session = table["session"][row].as_py()
        when = replaced(when, row, f",{words},{session}{end},")
    lines = joined([person, when, what], table.num_rows)
    return b"".join(((",".join(headers) + NEWLINE).encode(), lines))


def _late(minutes: int | None) -> str:
    return "" if minutes is None else str(minutes)


def _pairs(first: pa.ChunkedArray, second: pa.ChunkedArray, write: Any) -> pa.Array:
    one, ones = encoded(first)
    two, twos = encoded(second)
    words = [write(a, b) if a is not None else "" for a in ones for b in twos]
    return pa.array(words, pa.string()).take(pa.array(one.astype(np.int32) * len(twos) + two, pa.int32()))


def replaced(column: pa.Array, row: int, words: str) -> pa.Array:
    """Put other words into one row of a column of text."""
    return pa.concat_arrays([column[:row], pa.array([words], pa.string()), column[row + 1 :]])


ATTENDED, AUTHORISED, UNAUTHORISED, UNCOUNTED = range(4)


@cache
def groups() -> Mapping[str, int]:
    """Return for each attendance code how a session under it counts."""
    kinds = {
        "present": ATTENDED,
        "approved_educational_activity": ATTENDED,
        "authorised_absence": AUTHORISED,
        "unauthorised_absence": UNAUTHORISED,
    }
    return {code.code: kinds.get(code.group, UNCOUNTED) for code in code_list("attendance")}


def attendance(sheet: Sheet) -> dict[str, int]:
    """Count what a right engine counts of a sheet: sessions by kind, children with a possible one, persistent, severe."""
    which, codes = encoded(sheet.table["code"])
    kind = np.array([groups().get(code, UNCOUNTED) for code in codes])[which]
    kind[[*sheet.refused, *sheet.off_roll]] = UNCOUNTED
    person, persons = encoded(sheet.table["person"])
    counts = np.bincount(person * 4 + kind, minlength=4 * len(persons)).reshape(-1, 4)
    attended, authorised, unauthorised = counts[:, 0], counts[:, 1], counts[:, 2]
    missed = authorised + unauthorised
    possible = attended + missed
    some = possible > 0
    return {
        "possible": int(possible.sum()),
        "attended": int(attended.sum()),
        "authorised": int(authorised.sum()),
        "unauthorised": int(unauthorised.sum()),
        "persistent": int((some & (10 * missed >= possible)).sum()),
        "severe": int((some & (2 * missed >= possible)).sum()),
        "pupils": int(some.sum()),
    }


def renamed(table: pa.Table, names: Mapping[str, str]) -> pa.Table:
    """Give some people another name in every row."""
    words = mapped(table["person"], lambda person: names.get(person, person))
    column = pc.dictionary_encode(words).cast(table.schema.field("person").type)
    return table.set_column(table.schema.get_field_index("person"), "person", column)
