"""Who moves, from where to where, and what of the agreed pack is there.

A child moves at the end of the academic year in which they are in a school's last year group, or stay for the sixth form;
where children went in earlier years is read from the rolls. The next school is named only where something says it: the roll,
or the school itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from collegiate.pupils.transition.pack import Item, Pack, packs
from collegiate.tables import Move
from collegiate.vocabulary.years import AcademicYear

Flags = npt.NDArray[np.bool_]
Row = dict[str, object]

_NURSERY = ("N1", "N2")


def moves(
    tables: Mapping[str, pa.Table],
    last_years: Mapping[int, str],
    today: dt.date,
    *,
    decisions: Sequence[Mapping[str, object]] = (),
) -> pa.Table:
    """Return table Move for the academic year of `today`.

    `tables` are the record's, by name; `last_years` gives each school's last year group, by URN. `decisions` are the journal's
    entries of kind pack_sent, pack_received and pack_confirmed, each with the child's `key`, the `move` and the day it was `on`.
    """
    period = AcademicYear.of(today).end
    found = [_of_pack(pack, tables, last_years, today, period) for pack in packs()]
    rows = pa.concat_tables(found) if found else Move.empty()
    return _with_steps(rows, tables["pupil"], decisions)


def _of_pack(
    pack: Pack, tables: Mapping[str, pa.Table], last_years: Mapping[int, str], today: dt.date, period: int
) -> pa.Table:
    children = tables["pupil"].filter(_moving(pack, tables["pupil"], last_years, today))
    numbers = children["pupil"].to_numpy()
    there = {item.id: _there(item, tables, numbers, period) for item in pack.items}
    missing = [" | ".join(item.title for item in pack.items if not there[item.id][row]) for row in range(len(numbers))]
    count = sum((there[i.id].astype(np.int64) for i in pack.items), np.zeros(len(numbers), np.int64))
    return Move.conform(
        pa.table({
            "pupil": children["pupil"], "period": pa.repeat(pa.scalar(period, pa.int64()), len(numbers)), "move": pa.repeat(pack.move, len(numbers)),
            "urn": children["urn"], "next_urn": _next_school(pack, children), "complete": pa.array(count == len(pack.items)),
            "missing": pa.array(missing, pa.string()), "items": pa.repeat(pa.scalar(len(pack.items), pa.int64()), len(numbers)), "items_there": pa.array(count),
        })
    )  # fmt: skip


def _moving(pack: Pack, pupils: pa.Table, last_years: Mapping[int, str], today: dt.date) -> pa.Array:
    """Say of each child whether they make this move: the last year of their school, or, for a nursery, newly come this year."""
    on_roll = pc.fill_null(pupils["on_roll"], False)
    if not pack.from_year:
        began = AcademicYear.of(today).first_day
        came = pc.fill_null(pc.greater_equal(pupils["entry_date"], pa.scalar(began)), False)
        return pc.and_(on_roll, pc.and_(came, pc.is_in(pupils["year_group"], pa.array(_NURSERY))))
    ends_here = pa.array([urn for urn, last in last_years.items() if last == pack.from_year], pa.int64())
    stays = pack.from_year == "11"
    last_year = pa.repeat(pa.scalar(stays), pupils.num_rows) if stays else pc.is_in(pupils["urn"], ends_here)
    return pc.and_(on_roll, pc.and_(last_year, pc.fill_null(pc.equal(pupils["year_group"], pack.from_year), False)))


def _next_school(pack: Pack, children: pa.Table) -> pa.Array:
    """Return the next school where the roll says it: a nursery child's is the one that they came to."""
    return children["urn"] if not pack.from_year else pa.nulls(children.num_rows, pa.int64())


def _there(item: Item, tables: Mapping[str, pa.Table], numbers: npt.NDArray[np.int64], period: int) -> Flags:
    table = tables[item.table]
    keep = pa.array(np.ones(table.num_rows, bool))
    for column in item.filled:
        keep = pc.and_(keep, _said(table[column]))
    for column, value in item.where.items():
        keep = pc.and_(keep, pc.fill_null(pc.equal(table[column], value), False))
    if item.within == "year":
        keep = pc.and_(keep, pc.equal(table["period"], period))
    children, counts = np.unique(table.filter(keep)["pupil"].to_numpy(), return_counts=True)
    return np.isin(numbers, children[counts >= item.least])


def _said(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.fill_null(pc.not_equal(column, ""), False) if pa.types.is_string(column.type) else pc.is_valid(column)


_STEPS = {"pack_sent": "sent", "pack_received": "received", "pack_confirmed": "confirmed"}


def _with_steps(rows: pa.Table, pupils: pa.Table, decisions: Sequence[Mapping[str, object]]) -> pa.Table:
    """Write in how far each pack has come; where it went is the school that it was sent to."""
    steps = latest_steps(decisions)
    if not steps:
        return rows
    keys = dict(zip(pupils["pupil"].to_pylist(), pupils["pupil_key"].to_pylist(), strict=True))
    told = [
        row | steps.get((keys[row["pupil"]], str(row["move"]), int(str(row["period"]))), {}) for row in rows.to_pylist()
    ]
    return pa.Table.from_pylist(told, schema=Move.schema())


def latest_steps(decisions: Sequence[Mapping[str, object]]) -> dict[tuple[str, str, int], Row]:
    """Return how far each pack has come, by the child's key, the move and its academic year; the last word on each step stands.

    A step may be taken back: an entry whose `on` is empty.
    """
    found: dict[tuple[str, str, int], Row] = {}
    for entry in decisions:
        column = _STEPS.get(str(entry.get("kind")))
        if column is None:
            continue
        row = found.setdefault((str(entry["key"]), str(entry["move"]), int(str(entry["period"]))), {})
        row[column] = dt.date.fromisoformat(str(entry["on"])) if entry.get("on") else None
        if entry.get("next_urn"):
            row["next_urn"] = int(str(entry["next_urn"]))
    return found
