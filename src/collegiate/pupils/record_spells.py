"""A child's spells on a school's roll, made consistent from what roll files and descriptions say."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from collegiate.pupils import record_facts
from collegiate.pupils.record_facts import Ints
from collegiate.tables.record import PupilEnrolment
from collegiate.vocabulary.codes import code_list
from collegiate.vocabulary.persons import upn_of_person

OPEN = 10**6
"""The day, as a number, on which a spell ends that has not ended."""

_KEY = ("pupil", "urn", "entry_date")
_SAID = ("leaving_date", "leaving_reason", "destination", "enrolment_status", "year_group", "file_id", "line")
_COLUMNS = (*_KEY, *_SAID, "place")

SECOND_ROLL = frozenset({"S", "G", "F", "O"})
"""Statuses of a child whose main school is another one. A main registration alone does not allow a second single one."""


def spells(enrolments: pa.Table, described: pa.Table, places: dict[int, int]) -> pa.Table:
    """Return the spells of each child at each school as rows of PupilEnrolment.

    `enrolments` are rows of Enrolment, `described` rows of PupilRecord that stand, both with their `pupil`. Of several files
    that give a spell with one first day the last that says something of a column stands; spells of one child at one school
    that overlap are one, with the last day that the latest file gives. A school whose own system describes a child without
    any dates has the child on its roll from the first day that it does so to the last, or until now.
    """
    stands = record_facts.standing(enrolments, _KEY, places)
    said = pa.concat_tables([_rows(stands, places, explicit=True), _rows(_dated(described), places, explicit=False)])
    order = np.lexsort((record_facts.integers(said["line"]), said["place"].to_numpy()))
    known = _combined(said.take(pa.array(order)))
    known = pa.concat_tables([known, _undated(described, known, places)])
    return _as_table(_whole(known))


def _dated(described: pa.Table) -> pa.Table:
    return described.filter(pc.is_valid(described["entry_date"]))


def _rows(table: pa.Table, places: dict[int, int], *, explicit: bool) -> pa.Table:
    """Days become numbers. In a roll file an empty last day says that the child is on roll; in a description it says nothing."""
    leaving = table["leaving_date"].cast(pa.int32())
    columns: dict[str, Any] = {name: table[name] for name in ("pupil", "urn", *_SAID)}
    columns["entry_date"] = table["entry_date"].cast(pa.int32())
    columns["leaving_date"] = pc.fill_null(leaving, OPEN) if explicit else leaving
    columns["place"] = pa.array(record_facts.row_places(table, places))
    return pa.table({name: columns[name] for name in _COLUMNS})


def _combined(said: pa.Table) -> pa.Table:
    found = said.group_by(list(_KEY), use_threads=False).aggregate([(c, "last") for c in (*_SAID, "place")])
    return found.select([*_KEY, *(f"{c}_last" for c in (*_SAID, "place"))]).rename_columns(list(_COLUMNS))


def _undated(described: pa.Table, known: pa.Table, places: dict[int, int]) -> pa.Table:
    own = pc.dictionary_encode(described["person"].cast(pa.string())).combine_chunks()
    numbered = np.array([upn_of_person(p) is None for p in own.dictionary.to_pylist()], dtype=bool)
    ours = described.filter(pa.array(numbered[own.indices.to_numpy()])) if len(own) else described
    here = ours.filter(pc.not_equal(pc.fill_null(ours["enrolment_status"], ""), _LEFT))
    pairs = record_facts.codes_of(
        pa.concat_tables([here.select(["pupil", "urn"]), known.select(["pupil", "urn"])]), ("pupil", "urn")
    )
    without = ~np.isin(pairs[: here.num_rows], pairs[here.num_rows :])
    here = here.filter(pa.array(without))
    if not here.num_rows:
        return known.slice(0, 0)
    day = here["as_of"].cast(pa.int32())
    here = here.append_column("day", day).append_column("place", pa.array(record_facts.row_places(here, places)))
    wanted = [
        ("day", "min"),
        ("day", "max"),
        *((c, "last") for c in ("enrolment_status", "year_group", "file_id", "line", "place")),
    ]
    found = here.group_by(["pupil", "urn"], use_threads=False).aggregate(wanted)
    latest = ours.group_by("urn").aggregate([("as_of", "max")])
    newest = dict(zip(latest["urn"].to_pylist(), record_facts.integers(latest["as_of_max"]).tolist(), strict=True))
    last = found["day_max"].to_numpy()
    still = last == np.array([newest[u] for u in found["urn"].to_pylist()])
    none = pa.nulls(found.num_rows, pa.string())
    columns = {
        "pupil": found["pupil"], "urn": found["urn"], "entry_date": found["day_min"],
        "leaving_date": pa.array(np.where(still, OPEN, last).astype(np.int32)), "leaving_reason": none, "destination": none,
        **{c: found[f"{c}_last"] for c in ("enrolment_status", "year_group", "file_id", "line", "place")},
    }  # fmt: skip
    return pa.table({name: columns[name] for name in _COLUMNS})


_LEFT = "P"


def _whole(known: pa.Table) -> pa.Table:
    """Make one spell of those of a child at a school that overlap."""
    pupil, urn = record_facts.integers(known["pupil"]), record_facts.integers(known["urn"])
    first, last = record_facts.integers(known["entry_date"]), record_facts.integers(known["leaving_date"], OPEN)
    order = np.lexsort((first, urn, pupil))
    known, pupil, urn, first, last = known.take(pa.array(order)), pupil[order], urn[order], first[order], last[order]
    more = (np.diff(pupil) == 0) & (np.diff(urn) == 0)
    begins, last = _runs(more, first, last, known["place"].to_numpy())
    merged = known.filter(pa.array(begins))
    ends = pa.array(last[begins].astype(np.int32))
    return merged.set_column(_COLUMNS.index("leaving_date"), "leaving_date", ends)


def _runs(more: Any, first: Ints, last: Ints, place: Ints) -> tuple[Any, Ints]:
    begins, ends = np.ones(len(first), dtype=bool), last.copy()
    best = place.copy()
    head = 0
    for row in (np.flatnonzero(more) + 1).tolist():
        head = row - 1 if begins[row - 1] else head
        if first[row] < ends[head]:
            begins[row] = False
            newer = place[row] > best[head] or (place[row] == best[head] and last[row] > ends[head])
            if newer:
                best[head], ends[head] = place[row], last[row]
    return begins, ends


def _as_table(known: pa.Table) -> pa.Table:
    leaving = known["leaving_date"]
    columns = {name: known[name] for name in (*_KEY, *_SAID)}
    columns["entry_date"] = known["entry_date"].cast(pa.date32())
    columns["leaving_date"] = pc.if_else(pc.equal(leaving, OPEN), pa.scalar(None, pa.int32()), leaving).cast(
        pa.date32()
    )
    return PupilEnrolment.conform(pa.table(columns))


def current(table: pa.Table, today: date) -> pa.Table:
    """Return of each child the spell that counts now, and `on_roll`: whether it covers `today`.

    A main or single registration goes before a subsidiary one or a guest's, a later one before an earlier; without a spell
    that covers the day it is the one that ended last.
    """
    day = (today - date(1970, 1, 1)).days
    first, last = record_facts.integers(table["entry_date"]), record_facts.integers(table["leaving_date"], OPEN)
    status = pc.fill_null(table["enrolment_status"], "").to_numpy(zero_copy_only=False)
    covers = (first <= day) & (day <= last)
    main = ~np.isin(status, sorted(SECOND_ROLL))
    ended = np.where(covers, 0, np.minimum(last, OPEN))
    order = np.lexsort(
        (record_facts.integers(table["urn"]), first, main, ended, covers, record_facts.integers(table["pupil"]))
    )
    pupil = record_facts.integers(table["pupil"])[order]
    chosen = order[np.append(np.diff(pupil) != 0, True)] if len(order) else order
    elsewhere = [c.code for c in code_list("enrolment_status") if c.group == "not_on_roll"]
    on = covers[chosen] & ~np.isin(status[chosen], elsewhere)
    return table.take(pa.array(chosen)).append_column("on_roll", pa.array(on))


def known_on(rows: pa.Table, spells: pa.Table) -> pa.Array:
    """Return the day on which each row of PupilRecord (with its `pupil`) knew the child: not after the child left the school.

    A system goes on listing those who left, as they were then.
    """
    both = pa.concat_tables([t.select(["pupil", "urn"]) for t in (rows, spells)])
    code = record_facts.codes_of(both, ("pupil", "urn"))
    left = np.full(int(code.max(initial=0)) + 1, -1, np.int64)
    np.maximum.at(left, code[rows.num_rows :], record_facts.integers(spells["leaving_date"], OPEN))
    until = np.where(left < 0, OPEN, left)[code[: rows.num_rows]]
    return pa.array(np.minimum(record_facts.integers(rows["as_of"]), until).astype(np.int32)).view(pa.date32())


def overlaps(table: pa.Table) -> pa.Table:
    """Return pairs of spells of one child at two schools that share days though neither is a dual registration's.

    Columns: pupil, urn, other_urn (the school of the later spell), first_day, last_day (empty while it lasts), file_id, line.
    """
    pupil, first = record_facts.integers(table["pupil"]), record_facts.integers(table["entry_date"])
    last, urn = record_facts.integers(table["leaving_date"], OPEN), record_facts.integers(table["urn"])
    single = ~np.isin(pc.fill_null(table["enrolment_status"], "").to_numpy(zero_copy_only=False), sorted(SECOND_ROLL))
    order = np.lexsort((first, pupil))
    found: list[tuple[int, int]] = []
    for step in range(1, len(order)):
        a, b = order[:-step], order[step:]
        same = pupil[a] == pupil[b]
        if not same.any():
            break
        hit = same & single[a] & single[b] & (urn[a] != urn[b]) & (first[b] < np.minimum(last[a], OPEN))
        found += zip(a[hit].tolist(), b[hit].tolist(), strict=True)
    one, other = (np.array([f[n] for f in found], dtype=np.int64) for n in (0, 1))
    until = np.minimum(last[one], last[other])
    return pa.table({
        "pupil": pa.array(pupil[one]), "urn": pa.array(urn[one]), "other_urn": pa.array(urn[other]),
        "first_day": pa.array(first[other].astype(np.int32)).view(pa.date32()),
        "last_day": pa.array(until.astype(np.int32), mask=until >= OPEN).view(pa.date32()),
        "file_id": table["file_id"].take(pa.array(other)), "line": table["line"].take(pa.array(other)),
    })  # fmt: skip


def with_pupil(table: pa.Table, pupils: pa.Array) -> pa.Table:
    """Return the rows that have found their child, with the child's number as `pupil`."""
    known = pc.is_valid(pupils)
    if "pupil" in table.column_names:
        table = table.drop_columns(["pupil"])
    return table.append_column("pupil", pupils.cast(pa.int64())).filter(known)
