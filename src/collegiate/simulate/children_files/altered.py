"""Canonical tables with single people's values changed, or one person's rows given to another from a day on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

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
    place, kind = table.schema.get_field_index(column), table.schema.field(column).type
    whole = table[column]
    for person, value in values.items():
        whole = pc.if_else(pc.equal(table["person"], person), pa.scalar(value, kind), whole)
    return table.set_column(place, table.schema.field(column), whole)


def moved_from(
    facts: Mapping[str, pa.Table], person: str, again: str, first: dt.date, last: dt.date
) -> dict[str, pa.Table]:
    """Close somebody's entry on `last`, and give what is from `first` on to a second entry, `again`."""
    changed = dict(facts)
    changed["pupil_record"] = _records(facts["pupil_record"], person, again, first, last)
    changed["enrolment"] = _enrolments(facts["enrolment"], person, again, first, last)
    changed["result"] = _shared(facts["result"], person, again, pc.greater_equal(_day_of(facts["result"]), first))
    for name, column in _SINCE.items():
        if name in facts:
            late = pc.greater_equal(facts[name][column], first)
            changed[name] = _shared(facts[name], person, again, late)
    for name in ("need", "contact"):
        changed[name] = _copied(facts[name], person, again)
    return changed


def _day_of(results: pa.Table) -> pa.ChunkedArray:
    """The day of a result; where only the year is known, the last of its August."""
    years = pc.cast(results["period"], pa.string())
    ends = pc.strptime(pc.binary_join_element_wise(years, "0831", ""), format="%Y%m%d", unit="s").cast(pa.date32())
    return pc.coalesce(results["day"], ends)


def _shared(table: pa.Table, person: str, again: str, late: pa.ChunkedArray) -> pa.Table:
    theirs = pc.and_(pc.equal(table["person"], person), pc.fill_null(late, False))
    if not pc.any(theirs).as_py():
        return table
    return _named(table, pc.if_else(theirs, again, table["person"].cast(pa.string())))


def _named(table: pa.Table, names: pa.ChunkedArray) -> pa.Table:
    position = table.schema.get_field_index("person")
    kind = table.schema.field("person").type
    column = pc.dictionary_encode(names).cast(kind) if pa.types.is_dictionary(kind) else names
    return table.set_column(position, table.schema.field("person"), column)


def _copied(table: pa.Table, person: str, again: str) -> pa.Table:
    """Repeat somebody's rows for the second entry."""
    theirs = table.filter(pc.equal(table["person"], person))
    copy = _named(theirs, pa.chunked_array([pa.array([again] * len(theirs), pa.string())]))
    return pa.concat_tables([table, copy.cast(table.schema)]).unify_dictionaries()


def _records(table: pa.Table, person: str, again: str, first: dt.date, last: dt.date) -> pa.Table:
    mine = pc.equal(table["person"], person)
    late = pc.and_(mine, pc.greater_equal(table["as_of"], first))
    newer = with_values(table.filter(late), "entry_date", {person: first})
    newer = _named(newer, pa.chunked_array([pa.array([again] * len(newer), pa.string())]))
    position = table.schema.get_field_index("leaving_date")
    column = pc.if_else(late, pa.scalar(last, pa.date32()), table["leaving_date"])
    kept = table.set_column(position, table.schema.field("leaving_date"), column)
    return pa.concat_tables([kept, newer.cast(table.schema)]).unify_dictionaries()


def _enrolments(table: pa.Table, person: str, again: str, first: dt.date, last: dt.date) -> pa.Table:
    newer = _copied(table.filter(pc.equal(table["person"], person)), person, again)
    newer = newer.filter(pc.equal(newer["person"], again))
    closed = with_values(table, "leaving_date", {person: last})
    return pa.concat_tables(
        [closed, with_values(newer, "entry_date", {again: first}).cast(table.schema)]
    ).unify_dictionaries()
