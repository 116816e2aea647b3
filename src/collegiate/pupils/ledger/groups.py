"""The groups by which children are counted, as they were in each week: so that a table by group never rewrites the past."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from collegiate.pupils.ledger.grid import (
    OPEN,
    Array,
    SchoolWeeks,
    days,
    index_of,
    integers,
    number_of,
    paint,
    period_of,
    words,
)
from collegiate.tables.record import PupilClass, PupilNeed

NOT_KNOWN = "not known"
GROUPINGS = (
    "all", "year_group", "registration_group", "sex", "free_school_meals", "pupil_premium", "sen_provision",
    "english_additional", "looked_after",
)  # fmt: skip
YEAR_GROUPS = ("N1", "N2", "R", *map(str, range(1, 15)))
_YES_OR_NO = ("yes", "no")
_NO_PROVISION = "N"


@dataclass(frozen=True, slots=True)
class Grouping:
    """One way to group children: `code` is a place in `values`, of children by weeks."""

    values: tuple[str, ...]
    code: Array


def groupings(tables: Mapping[str, pa.Table], weeks: SchoolWeeks, today: date) -> dict[str, Grouping]:
    """Return the groups of every child in every week; children in the order of the table `pupil` by number.

    Needs and classes count from their first to their last day. Where no spell of a kind is known for a child, what the
    child's own row says holds throughout. A year group moves with the academic year.
    """
    pupil = tables["pupil"].sort_by("pupil")
    shape = (pupil.num_rows, weeks.number)
    years = weeks.years
    described = _described(pupil, today)
    constant = np.zeros(shape[1], np.int64)[None, :]
    made = {
        "all": Grouping(("all",), np.zeros(shape, np.int16)),
        "year_group": _year_groups(pupil, years, described),
        "registration_group": _classes(pupil, tables.get(PupilClass.name), weeks, years == described[:, None]),
    }
    sex = _coded(words(pupil["sex"]))
    made["sex"] = Grouping(sex.values, (sex.code[:, None] + constant).astype(np.int16))
    made["sen_provision"] = _provision(pupil, tables.get(PupilNeed.name), weeks)
    additional = _yes_or_no(pupil["english_additional"])
    made["english_additional"] = Grouping((*_YES_OR_NO, NOT_KNOWN), (additional[:, None] + constant).astype(np.int16))
    for kind in ("free_school_meals", "pupil_premium", "looked_after"):
        made[kind] = _circumstance(kind, pupil, tables.get(PupilNeed.name), weeks)
    return {name: made[name] for name in GROUPINGS}


def _described(pupil: pa.Table, today: date) -> Array:
    """The academic year for which each child's row stands."""
    now = number_of(today)
    left, last = days(pupil["leaving_date"], OPEN), days(pupil["last_described"], OPEN)
    return period_of(np.minimum(np.where(last == OPEN, left, last), now))


def _year_groups(pupil: pa.Table, years: Array, described: Array) -> Grouping:
    place = {name: i for i, name in enumerate(YEAR_GROUPS)}
    own = np.array([place.get(w, -1) for w in words(pupil["year_group"])], np.int64)
    then = own[:, None] + years[None, :] - described[:, None]
    there = (own[:, None] >= 0) & (then >= 0) & (then < len(YEAR_GROUPS))
    return Grouping((*YEAR_GROUPS, NOT_KNOWN), np.where(there, then, len(YEAR_GROUPS)).astype(np.int16))


def _classes(pupil: pa.Table, classes: pa.Table | None, weeks: SchoolWeeks, same_year: Array) -> Grouping:
    """Registration groups: by dated memberships, else what the child's row says in the year for which it stands."""
    own = _coded(words(pupil["registration_group"]))
    code = np.where(same_year, own.code[:, None], own.values.index(NOT_KNOWN))
    if classes is None or not classes.num_rows:
        return Grouping(own.values, code.astype(np.int32))
    names = words(classes["class_name"])
    keep = words(classes["kind"]) == "registration"
    values = (*own.values, *sorted(set(names[keep]) - set(own.values)))
    place = {name: i for i, name in enumerate(values)}
    value = np.array([place[n] if k else 0 for n, k in zip(names, keep, strict=True)], np.int64)
    _paint_spells(code, classes, pupil, weeks, keep, value)
    return Grouping(values, code.astype(np.int32))


def _circumstance(kind: str, pupil: pa.Table, needs: pa.Table | None, weeks: SchoolWeeks) -> Grouping:
    now = _yes_or_no(pupil[kind])
    code = np.repeat(now[:, None], weeks.number, axis=1).astype(np.int16)
    if needs is not None and needs.num_rows:
        keep = words(needs["kind"]) == kind
        code[_rows_of(needs, pupil, keep)] = _YES_OR_NO.index("no")
        _paint_spells(code, needs, pupil, weeks, keep, np.zeros(needs.num_rows, np.int64))
    return Grouping((*_YES_OR_NO, NOT_KNOWN), code)


def _provision(pupil: pa.Table, needs: pa.Table | None, weeks: SchoolWeeks) -> Grouping:
    own = _coded(words(pupil["sen_provision"]))
    values = tuple(dict.fromkeys((*own.values, _NO_PROVISION, "K", "E")))
    code = np.repeat(own.code[:, None], weeks.number, axis=1).astype(np.int16)
    if needs is not None and needs.num_rows:
        place = {name: i for i, name in enumerate(values)}
        keep = words(needs["kind"]) == "sen_provision"
        value = np.array([place.get(w, place[NOT_KNOWN]) for w in words(needs["code"])], np.int64)
        code[_rows_of(needs, pupil, keep)] = place[_NO_PROVISION]
        _paint_spells(code, needs, pupil, weeks, keep, value)
    return Grouping(values, code)


def _paint_spells(grid: Array, rows: pa.Table, pupil: pa.Table, weeks: SchoolWeeks, keep: Array, value: Array) -> None:
    first, last = days(rows["start_date"], 0), days(rows["end_date"], OPEN)
    order = np.argsort(first, kind="stable")
    order = order[keep[order]]
    child = index_of(integers(rows["pupil"]), integers(pupil["pupil"]))
    paint(grid, child[order], *weeks.spans(first[order], last[order]), value[order])


def _rows_of(rows: pa.Table, pupil: pa.Table, keep: Array) -> Array:
    child = index_of(integers(rows["pupil"]), integers(pupil["pupil"]))[keep]
    return child[child >= 0]


def _coded(column: Array) -> Grouping:
    given = sorted({w for w in column if w})
    place = {name: i for i, name in enumerate(given)}
    return Grouping((*given, NOT_KNOWN), np.array([place.get(w, len(given)) for w in column], np.int64))


def _yes_or_no(column: pa.ChunkedArray) -> Array:
    return np.array([2 if w is None else 0 if w else 1 for w in column.to_pylist()], np.int64)
