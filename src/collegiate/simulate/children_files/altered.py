"""Canonical tables with single people's values changed, or one person's rows given to another from a day on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from collegiate.simulate.children_files.cells import encoded

_SINCE = {
    "class_membership": "start_date",
    "effort": "day",
    "conduct": "day",
    "achievement": "day",
    "support": "start_date",
    "adult_note": "day",
    "childs_word": "day",
    "known_by": "start_date",
}


def with_values(table: pa.Table, column: str, values: Mapping[str, Any]) -> pa.Table:
    """Give `column` another value in all rows of the people named."""
    if not values:
        return table
    position, field = table.schema.get_field_index(column), table.schema.field(column)
    place = _places(table, values)
    new = pa.array(list(values.values()), field.type).take(pa.array(np.maximum(place, 0)))
    return table.set_column(position, field, pc.if_else(pa.array(place >= 0), new, table[column].combine_chunks()))


def _places(table: pa.Table, people: Collection[str]) -> np.ndarray:
    """Return for each row which of these people it is about; -1 for others."""
    which, names = encoded(table["person"])
    place = {person: number for number, person in enumerate(people)}
    return np.array([place.get(name, -1) for name in names])[which]


def moved_from(
    facts: Mapping[str, pa.Table], again: Mapping[str, str], first: Mapping[str, dt.date], split: dt.date, last: dt.date
) -> dict[str, pa.Table]:
    """Close the entries of some people on `last`, and give what is from `split` on to the second entry that each gets.

    `again` maps their names to those of the second entries, `first` to the days on which these begin.
    """
    if not again:
        return dict(facts)
    changed = dict(facts)
    changed["pupil_record"] = _records(facts["pupil_record"], again, first, split, last)
    changed["enrolment"] = _enrolments(facts["enrolment"], again, first, last)
    changed["result"] = _shared(facts["result"], again, pc.greater_equal(_day_of(facts["result"]), split))
    for name, column in _SINCE.items():
        if name in facts:
            changed[name] = _shared(facts[name], again, pc.greater_equal(facts[name][column], split))
    for name in ("need", "contact"):
        changed[name] = _with_copies(facts[name], again)
    return changed


def _day_of(results: pa.Table) -> pa.ChunkedArray:
    """The day of a result; where only the year is known, the last of its August."""
    years = pc.cast(results["period"], pa.string())
    ends = pc.strptime(pc.binary_join_element_wise(years, "0831", ""), format="%Y%m%d", unit="s").cast(pa.date32())
    return pc.coalesce(results["day"], ends)


def _shared(table: pa.Table, again: Mapping[str, str], late: pa.ChunkedArray) -> pa.Table:
    """Give the late rows of these people to their second entries."""
    place = _places(table, again)
    theirs = (place >= 0) & pc.fill_null(late, False).to_numpy()
    if not theirs.any():
        return table
    new = pa.array(list(again.values())).take(pa.array(np.maximum(place, 0)))
    return _named(table, pc.if_else(pa.array(theirs), new, table["person"].combine_chunks().cast(pa.string())))


def _named(table: pa.Table, names: pa.Array) -> pa.Table:
    field = table.schema.field("person")
    column = pc.dictionary_encode(names).cast(field.type) if pa.types.is_dictionary(field.type) else names
    return table.set_column(table.schema.get_field_index("person"), field, column)


def _copies(table: pa.Table, again: Mapping[str, str]) -> pa.Table:
    """Return the rows of these people under the names of their second entries."""
    place = _places(table, again)
    rows = np.flatnonzero(place >= 0)
    names = pa.array(list(again.values())).take(pa.array(place[rows]))
    return _named(table.take(pa.array(rows)), names)


def _joined(table: pa.Table, more: pa.Table) -> pa.Table:
    return pa.concat_tables([table, more.cast(table.schema)]).unify_dictionaries()


def _with_copies(table: pa.Table, again: Mapping[str, str]) -> pa.Table:
    return _joined(table, _copies(table, again))


def _second(table: pa.Table, again: Mapping[str, str], first: Mapping[str, dt.date]) -> pa.Table:
    entered = {again[person]: day for person, day in first.items()}
    return with_values(_copies(table, again), "entry_date", entered)


def _records(
    table: pa.Table, again: Mapping[str, str], first: Mapping[str, dt.date], split: dt.date, last: dt.date
) -> pa.Table:
    late = table.filter(pc.greater_equal(table["as_of"], split))
    early = table.filter(pc.less(table["as_of"], split))
    closed = with_values(late, "leaving_date", dict.fromkeys(again, last))
    return _joined(_joined(early, closed), _second(late, again, first))


def _enrolments(table: pa.Table, again: Mapping[str, str], first: Mapping[str, dt.date], last: dt.date) -> pa.Table:
    closed = with_values(table, "leaving_date", dict.fromkeys(again, last))
    return _joined(closed, _second(table, again, first))
