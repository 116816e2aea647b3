"""Which mark stands: of several rows for one child, day and session of a school the one of the latest file, last line.

A row that takes its key back stands too, until the end, so that what stands does not depend on the order of reading.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from collegiate.pupils.attendance.calendar import Days
from collegiate.pupils.attendance.order import places_of

Ints = NDArray[np.int64]
NONE = -1
"""In `code` and `minutes`: no value."""

SESSIONS = ("AM", "PM")
READ = ("file_id", "line", "urn", "person", "deleted", "day", "session", "code", "minutes_late")
_DAY_BITS, _SESSION_BITS = 9, 1


@dataclass(frozen=True, slots=True)
class Rows:
    """Marks of one school and year, column by column. `key` is child, day of the year and session in one number."""

    key: Ints
    place: Ints
    file_id: Ints
    line: Ints
    code: Ints
    minutes: Ints
    deleted: NDArray[np.bool_]

    def take(self, which: NDArray[Any]) -> Rows:
        """Return some of the rows, in the order asked for."""
        return Rows(*(getattr(self, f.name)[which] for f in fields(self)))

    @property
    def pupil(self) -> Ints:
        """The child of each row."""
        return self.key >> (_DAY_BITS + _SESSION_BITS)

    @property
    def day_of_year(self) -> Ints:
        """Days since 1 September."""
        return (self.key >> _SESSION_BITS) & ((1 << _DAY_BITS) - 1)

    @property
    def session(self) -> Ints:
        """0 for the morning, 1 for the afternoon."""
        return self.key & 1

    def __len__(self) -> int:
        return len(self.key)


@dataclass(slots=True)
class Words:
    """Words that were seen so far, each with its number."""

    numbers: dict[str, int]

    def number(self, words: Sequence[str | None]) -> Ints:
        """Return the number of each word, a new one for a new word."""
        return np.array(
            [NONE if w is None else self.numbers.setdefault(w, len(self.numbers)) for w in words], dtype=np.int64
        )

    def column(self, numbers: Ints) -> pa.DictionaryArray:
        """Return numbers as the words that they stand for."""
        return pa.DictionaryArray.from_arrays(
            pa.array(numbers.astype(np.int32), mask=numbers == NONE), pa.array(list(self.numbers), pa.string())
        )


def rows_of(
    table: pa.Table, pupil: Ints, first_day: int, places: dict[int, int], codes: Words
) -> tuple[Rows, NDArray[np.bool_]]:
    """Return a piece's rows that have found their child, and which rows of the piece they are. `pupil` is NONE elsewhere."""
    day = days_of(table).astype(np.int64) - first_day
    session = _by_word(table["session"], lambda words: np.array([SESSIONS.index(w) for w in words], dtype=np.int64))
    file_id = table["file_id"].to_numpy()
    rows = Rows(
        (pupil << (_DAY_BITS + _SESSION_BITS)) | (day << _SESSION_BITS) | session,
        places_of(file_id, places),
        file_id,
        table["line"].to_numpy(),
        _by_word(table["code"], codes.number),
        pc.fill_null(table["minutes_late"], NONE).to_numpy(),
        pc.fill_null(table["deleted"], False).to_numpy(),
    )
    found = pupil != NONE
    return (rows, found) if found.all() else (rows.take(found), found)


def days_of(table: pa.Table) -> Days:
    """Return the days of a piece as numbers."""
    return table["day"].cast(pa.int32()).to_numpy()


def person_numbers(table: pa.Table, link: dict[str, int]) -> Ints:
    """Return the child of each row of a piece, NONE where no child is known by the sender's name."""
    return _by_word(table["person"], lambda words: np.array([link.get(w, NONE) for w in words], dtype=np.int64))


def _by_word(column: pa.ChunkedArray, number: Any) -> Ints:
    """Work on each different word once."""
    coded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    parts = []
    for chunk in coded.chunks:
        numbers = np.append(number(chunk.dictionary.to_pylist()), NONE)
        parts.append(numbers[pc.fill_null(chunk.indices, len(numbers) - 1).to_numpy()])
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)


def joined(batches: Sequence[Rows]) -> Rows:
    """Return several batches as one."""
    if len(batches) == 1:
        return batches[0]
    return Rows(*(np.concatenate([getattr(b, f.name) for b in batches]) for f in fields(Rows)))


def standing(rows: Rows) -> Rows:
    """Return the row that stands for each key, in the order of the keys; rows that take back are among them.

    Rows that are in order already, without a repeat, are returned as they are: that is how most files come.
    """
    if (rows.key[1:] > rows.key[:-1]).all():
        return rows
    place, line = rows.place, rows.line
    in_order = ((place[1:] > place[:-1]) | ((place[1:] == place[:-1]) & (line[1:] >= line[:-1]))).all()
    order = np.argsort(rows.key, kind="stable") if in_order else np.lexsort((line, place, rows.key))
    key = rows.key[order]
    last = np.append(key[1:] != key[:-1], True)
    return rows.take(order if last.all() else order[last])
