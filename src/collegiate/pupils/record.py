"""The facts of every child as they stand: the later file before the earlier, what was taken back left out, each with its child."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from collegiate.pupils import record_facts, record_spells
from collegiate.pupils.attendance.order import file_places
from collegiate.pupils.identity import Identity
from collegiate.pupils.record_facts import Ints
from collegiate.tables import PEOPLE, RESOLVED, Enrolment, OfPerson, OfPupil, PupilRecord, SessionMark, UnknownBlock

NOBODY = pa.schema(
    {
        "person": pa.string(),
        "urn": pa.int64(),
        "kind": pa.string(),
        "rows": pa.int64(),
        "file_id": pa.int64(),
        "line": pa.int64(),
    }
)
"""Facts under a name that no file describes, by name, school and table, with the place of the first."""


def record(facts: Mapping[str, pa.Table], identity: Identity, receipts: pa.Table) -> dict[str, pa.Table]:
    """Return the tables of RESOLVED by name, each sorted by child and in order of files.

    Of several rows with one key the one of the latest file stands, whichever of the child's names it came under; the same
    file twice changes nothing. Enrolments are spells made consistent (`record_spells`). Rows whose name leads to no child are
    in none of the tables: `described_by_nobody` counts them.
    """
    places = file_places(receipts)
    return {table.name: _table(table, facts, identity, places) for table in RESOLVED}


def _table(table: type[OfPupil], facts: Mapping[str, pa.Table], identity: Identity, places: dict[int, int]) -> pa.Table:
    fact = table.fact
    rows = record_facts.of(facts, fact)
    found = _with_child(rows, identity)
    if fact is Enrolment:
        stands = record_spells.spells(found, described_children(facts, identity, places), places)
    else:
        own_key = [k for k in fact.key if k != "person"]
        if found.num_rows and pc.any(found["deleted"]).as_py():
            found = record_facts.standing(found, ("person", *own_key), places)
        stands = record_facts.standing(found, ("pupil", *own_key), places)
    return _by_child(table.conform(stands.select(list(table.columns()))), places)


def _with_child(rows: pa.Table, identity: Identity) -> pa.Table:
    return record_spells.with_pupil(rows, identity.pupils_of(rows["person"]))


def described_children(facts: Mapping[str, pa.Table], identity: Identity, places: dict[int, int]) -> pa.Table:
    """Return the rows of PupilRecord that stand, in order of files, with their `pupil`."""
    return _with_child(record_facts.described(record_facts.of(facts, PupilRecord), places), identity)


def _by_child(table: pa.Table, places: dict[int, int]) -> pa.Table:
    keys: list[Ints] = [record_facts.integers(table["line"]), record_facts.row_places(table, places)]
    return table.take(pa.array(np.lexsort((*keys, record_facts.integers(table["pupil"])))))


_ELSEWHERE = (PupilRecord, SessionMark, UnknownBlock)


def described_by_nobody(facts: Mapping[str, pa.Table], identity: Identity) -> pa.Table:
    """Count the rows whose name leads to no child, by name, school and table (schema `NOBODY`).

    Marks are counted where they are written (`attendance`), blocks of unknown XML not at all: they are of a file's child.
    """
    parts = [NOBODY.empty_table()]
    for table in PEOPLE:
        if not issubclass(table, OfPerson) or table in _ELSEWHERE or table.name not in facts:
            continue
        rows = record_facts.of(facts, table)
        lost = rows.filter(pc.is_null(identity.pupils_of(rows["person"])))
        lost = lost.set_column(lost.column_names.index("person"), "person", lost["person"].cast(pa.string()))
        found = lost.group_by(["person", "urn"], use_threads=False).aggregate(
            [([], "count_all"), ("file_id", "first"), ("line", "first")]
        )
        kind = pa.array([table.name] * found.num_rows, pa.string())
        counted = [found["person"], found["urn"], kind, found["count_all"], found["file_id_first"], found["line_first"]]
        parts.append(pa.table(counted, schema=NOBODY))
    return pa.concat_tables(parts)
