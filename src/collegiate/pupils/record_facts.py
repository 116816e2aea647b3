"""Which rows stand: of several for one key that of the latest file; a row that is taken back does not stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from collegiate.pupils.attendance.order import places_of
from collegiate.tables import PEOPLE, Table

Ints = NDArray[np.int64]

_OF_DAY = ("day", "as_of")


def of(facts: Mapping[str, pa.Table], table: type[Table]) -> pa.Table:
    """Return a table of the facts with all its columns; one that was not given has no rows."""
    return table.conform(facts[table.name]) if table.name in facts else table.empty()


def latest_day(facts: Mapping[str, pa.Table]) -> date:
    """Return the latest day that any fact about people is about: what a snapshot takes for today. A day long gone if none."""
    days = [pc.max(facts[t.name][c]).as_py() for t in PEOPLE if t.name in facts for c in _OF_DAY if c in t.columns()]
    return max((d for d in days if d), default=date.min)


def integers(column: Any, empty: int = 0) -> Ints:
    """Return a column of whole numbers or days as NumPy, `empty` for what is not there."""
    if pa.types.is_date32(column.type):
        column = column.cast(pa.int32())
    return pc.fill_null(column.cast(pa.int64()), empty).to_numpy(zero_copy_only=False)


def row_places(table: pa.Table, places: dict[int, int]) -> Ints:
    """Return each row's place among all files: the later place stands."""
    return places_of(integers(table["file_id"]), places)


def codes_of(table: pa.Table, columns: Sequence[str]) -> Ints:
    """Number the rows so that two have one number when they agree in all `columns`; empty agrees with empty."""
    whole = np.zeros(table.num_rows, np.int64)
    for name in columns:
        column = table[name]
        if not pa.types.is_dictionary(column.type):
            column = column.dictionary_encode(null_encoding="encode")
        coded = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
        if isinstance(coded, pa.ChunkedArray):
            coded = coded.unify_dictionaries().combine_chunks()
        number = pc.fill_null(coded.indices.cast(pa.int64()), len(coded.dictionary)).to_numpy(zero_copy_only=False)
        whole = whole * (len(coded.dictionary) + 1) + number
        if len(whole) and whole.max() > 1 << 31:
            whole = np.unique(whole, return_inverse=True)[1].astype(np.int64)
    return whole


def standing(table: pa.Table, key: Sequence[str], places: dict[int, int]) -> pa.Table:
    """Return the rows of a table of facts that stand for its `key`: the last of each, those that were taken back left out."""
    if not table.num_rows:
        return table
    code, place, line = codes_of(table, key), row_places(table, places), integers(table["line"])
    order = np.lexsort((line, place, code))
    last = order[np.append(np.diff(code[order]) != 0, True)]
    stands = table if len(last) == table.num_rows else table.take(pa.array(np.sort(last)))
    gone = pc.fill_null(stands["deleted"], False)
    return stands.filter(pc.invert(gone)) if pc.any(gone).as_py() else stands


def described(records: pa.Table, places: dict[int, int]) -> pa.Table:
    """Return the rows of PupilRecord that were not taken back, in order: by the day they stand for, then by file.

    A child is taken back from a school by a row without a new description; a later row brings the child back.
    """
    place, line, day = row_places(records, places), integers(records["line"]), integers(records["as_of"])
    order = np.lexsort((line, place, day))
    gone = pc.fill_null(records["deleted"], False).to_numpy(zero_copy_only=False)
    if gone.any():
        code = codes_of(records, ("person", "urn"))
        until = np.full(int(code.max()) + 1, -2, np.int64)
        np.maximum.at(until, code[gone], place[gone])
        order = order[(~gone & (place > until[code]))[order]]
    return records.take(pa.array(order))


def last_words(table: pa.Table, by: str, columns: Sequence[str]) -> pa.Table:
    """Return for each value of `by` the last entry of each column that is not empty, in the order of `by`."""
    wanted = table.select([by, *columns])
    words = [f.with_type(f.type.value_type) if pa.types.is_dictionary(f.type) else f for f in wanted.schema]
    plain = wanted.cast(pa.schema(words))
    found = plain.group_by(by, use_threads=False).aggregate([(c, "last") for c in columns])
    return found.select([by, *(f"{c}_last" for c in columns)]).rename_columns([by, *columns]).sort_by(by)
