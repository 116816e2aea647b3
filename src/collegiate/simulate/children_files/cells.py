"""Canonical columns as a system's cells of text. Each distinct value is written once, however many rows hold it."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from collegiate.simulate.children_files.layout import BY_UPN, System

NAMED = ("person", "staff")
"""Fields that name somebody."""

FLAGS = ("free_school_meals", "pupil_premium", "service_child", "looked_after", "enrichment", "responsibility")
DAYS = ("birth_date", "entry_date", "leaving_date", "start_date", "end_date", "day")
NUMBERS = ("minutes_late", "value", "grade", "number", "points", "sessions", "order")


@dataclass(frozen=True, slots=True)
class Names:
    """How a school's system names people: `upns` has the UPN of each person where the UPN is all that it knows them by."""

    system: System
    upns: Mapping[str, str]

    def number(self, person: str) -> str:
        """Return the sender's number for somebody, or the UPN of a child."""
        if self.system.name == BY_UPN and person in self.upns:
            return self.upns[person]
        return person.partition(" ")[2]

    def read_as(self, person: str) -> str:
        """Return the name under which a reader of the files will know somebody."""
        if self.system.name == BY_UPN and person in self.upns:
            return f"upn {self.upns[person]}"
        return person


def cells(field: str, column: pa.ChunkedArray | pa.Array, names: Names) -> pa.Array:
    """Write a column of a canonical table as the system does; what is missing is an empty cell."""
    system = names.system
    if field in NAMED:
        return mapped(column, names.number)
    if field in DAYS:
        return mapped(column, system.day)
    if field in NUMBERS:
        return mapped(column, lambda value: f"{value:g}" if isinstance(value, float) else str(value))
    if field == "period":
        return mapped(column, lambda end: f"{end - 1}/{end % 100:02d}{system.trailing}")
    return mapped(column, _words(field, system))


def _words(field: str, system: System) -> Callable[[Any], str]:
    end = system.trailing
    if field in FLAGS:
        return lambda value: system.flags[0 if value else 1] + end
    if field == "year_group":
        return lambda value: system.year_group(value) + end
    if field == "sex":
        return lambda value: system.sexes.get(value, value) + end
    if field == "outward_code" and system.full_postcodes:
        return lambda value: postcode(value) + end
    return lambda value: value + end if value else ""


def mapped(column: pa.ChunkedArray | pa.Array, write: Callable[[Any], str]) -> pa.Array:
    """Write each distinct value once; null is an empty cell."""
    which, values = encoded(column)
    words = pa.array([write(value) if value is not None else "" for value in values], pa.string())
    return words.take(pa.array(which))


def encoded(column: pa.ChunkedArray | pa.Array) -> tuple[np.ndarray, list[Any]]:
    """Return for each row which value it holds, and the values that there are; the last is None, for rows without one."""
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if not pa.types.is_dictionary(whole.type):
        whole = pc.dictionary_encode(whole)
    count = len(whole.dictionary)
    which = pc.fill_null(whole.indices, count).to_numpy(zero_copy_only=False)
    used = np.flatnonzero(np.bincount(which, minlength=count + 1)[:count])
    if len(used) == count:
        return which, [*whole.dictionary.to_pylist(), None]
    place = np.full(count + 1, len(used), dtype=np.int32)
    place[used] = np.arange(len(used))
    return place[which], [*whole.dictionary.take(pa.array(used)).to_pylist(), None]


def postcode(outward: str) -> str:
    """Make a full postcode of its outward part: systems send all of it, whatever a reader may keep."""
    turn = zlib.crc32(outward.encode())
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    return f"{outward} {turn % 9 + 1}{letters[turn // 9 % 20]}{letters[turn // 180 % 20]}"
