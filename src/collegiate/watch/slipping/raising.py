"""Raising alerts about published figures: which academies fall behind their similar schools further than chance has it.

Chance is allowed for by Holm's step-down over every look at one trust's academies together. A trust's alerts are read by one
board, and each may send somebody to a school: what has to be kept is how often a trust in which nothing slips is told
that something does. Holm keeps that whatever hangs together (reading and mathematics are of the same children), and what
is raised in one trust does not depend on what happens in others. Benjamini and Hochberg's procedure would keep the share of
false alerts among all that are raised in the nation, and say nothing of one trust's list.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from collegiate.compare.books import Book
from collegiate.measures import Measure
from collegiate.statistics.beside import holm
from collegiate.tables import Alert
from collegiate.vocabulary.years import AcademicYear
from collegiate.watch.slipping.looking import Kind, Look, looks, neighbours_of, since
from collegiate.watch.slipping.panel import Ints, Panel, panel

FALSE_ALERTS = 0.10
"""Of trusts in which no academy's published figures slip, at most this share is told of any alert."""

RAISED, NOT_RAISED, NOT_LOOKED = "raised", "not_raised", "not_looked"


def watched(measures: Iterable[Measure]) -> list[Measure]:
    """Return the measures that are looked at: numbers that have a good direction."""
    return [m for m in measures if m.kind == "number" and m.polarity != "none"]


def slipping(figures: pa.Table, sets: pa.Table, schools: pa.Table, measures: Iterable[Measure]) -> pa.Table:
    """Return table Alert: every look at the published figures of academies that are in a trust.

    figures: FigureRow rows of schools; sets: SimilarSet; schools: School. Every state-funded school is looked at; those in
    no trust are what others are seen beside.
    """
    nation = _Nation.of(figures, sets, schools)
    parts = [part for m in watched(measures) for part in _of_measure(m, nation)]
    return _allowed(pa.concat_tables(parts) if parts else Alert.empty())


@dataclass(frozen=True, slots=True)
class _Academies:
    """The academies of trusts by institution: their URN and trust of today."""

    institution: Ints
    urn: Ints
    trust: Ints

    @classmethod
    def of(cls, schools: pa.Table) -> _Academies:
        there = schools.filter(pc.and_(pc.is_valid(schools["trust_uid"]), pc.equal(schools["status"], "open")))
        institution = pc.coalesce(there["institution"], there["urn"]).to_numpy()
        order = np.argsort(institution, kind="stable")
        return cls(institution[order], there["urn"].to_numpy()[order], there["trust_uid"].to_numpy()[order])


@dataclass(frozen=True, slots=True)
class _Nation:
    """What every measure is looked at with, read once: shown figures by measure, institutions by URN, similar sets by year."""

    figures: Mapping[str, pa.Table]
    latest: int
    institutions: Mapping[int, int]
    academies: _Academies
    sets: pa.Table
    books: dict[int, Book]

    @classmethod
    def of(cls, figures: pa.Table, sets: pa.Table, schools: pa.Table) -> _Nation:
        own = pc.coalesce(schools["institution"], schools["urn"]).to_pylist()
        institutions = dict(zip(schools["urn"].to_pylist(), own, strict=True))
        columns = ["measure", "era", "period", "urn", "value", "low", "high"]
        shown = figures.filter(pc.equal(figures["shown"], True)).select(columns)
        measure = shown["measure"].cast(pa.string())
        by_measure = {m: shown.filter(pc.equal(measure, m)) for m in pc.unique(measure).to_pylist()}
        latest = pc.max(figures["period"]).as_py() or 0
        return cls(by_measure, int(latest), institutions, _Academies.of(schools), sets, {})

    def book(self, period: int) -> Book:
        """Return the similar sets of a year."""
        if period not in self.books:
            self.books[period] = Book.of(self.sets, period)
        return self.books[period]


def _of_measure(measure: Measure, nation: _Nation) -> list[pa.Table]:
    grid = panel(nation.figures[measure.id], nation.institutions) if measure.id in nation.figures else None
    if grid is None:
        return []
    book = nation.book(grid.last)
    neighbours = neighbours_of(grid, book)
    found = looks(grid, book, measure.polarity, nation.latest)
    return [_rows(look, grid, neighbours, measure, nation.academies) for look in found]


def _rows(look: Look, grid: Panel, neighbours: Ints, measure: Measure, academies: _Academies) -> pa.Table:
    mine, row = np.unique(grid.institution, return_index=True)
    place = np.searchsorted(mine, academies.institution)
    inside = np.minimum(place, len(mine) - 1)
    there = mine[inside] == academies.institution
    at = row[inside[there]]
    looked = look.looked[at]
    eras = np.array([*grid.eras, None], dtype=object)
    columns: Mapping[str, Any] = {
        "urn": academies.urn[there], "trust_uid": academies.trust[there], "measure": [measure.id] * len(at), "kind": [look.kind.value] * len(at),
        "state": [NOT_RAISED if ok else NOT_LOOKED for ok in looked], "why": [None if ok else look.why[i] for i, ok in zip(at.tolist(), looked, strict=True)],
        "era": eras[grid.era[at, -1]].tolist(), "period": np.full(len(at), grid.last), "first_period": pa.array(look.first[at], mask=~looked),
        "value": _or_none(grid.value[at, -1]), "before": _or_none(np.where(looked, look.before[at], np.nan)), "similar_change": _or_none(look.similar[at]),
        "difference": _or_none(look.difference[at]), "low": _or_none(look.low[at]), "high": _or_none(look.high[at]), "similar_k": pa.array(look.k[at], mask=~looked),
        "alone": _or_none(look.chance[at]),
        "since": [_since(look, grid, neighbours, i, measure) for i in at.tolist()],
    }  # fmt: skip
    return Alert.conform(pa.table({n: _typed(n, v) for n, v in columns.items()}))


def _typed(name: str, values: Any) -> pa.Array:
    if isinstance(values, pa.Array | pa.ChunkedArray):
        return values
    return pa.array(values, Alert.columns()[name].arrow if name != "period" else pa.int64())


def _or_none(values: Any) -> pa.Array:
    return pa.array(values, mask=~np.isfinite(values))


def _since(look: Look, grid: Panel, neighbours: Ints, row: int, measure: Measure) -> dt.date | None:
    if (
        not look.chance[row] <= FALSE_ALERTS
    ):  # allowing for other looks makes no chance smaller: this one is never raised
        return None
    if look.kind is Kind.BREAK:
        return AcademicYear(grid.last).first_day
    return AcademicYear(since(grid, row, neighbours, int(look.first[row]), measure.polarity)).first_day


def _allowed(table: pa.Table) -> pa.Table:
    """Allow for every look at each trust's academies, and say which are raised."""
    alone = table["alone"].to_numpy().astype(np.float64) if table.num_rows else np.zeros(0)
    trust = table["trust_uid"].to_numpy() if table.num_rows else np.zeros(0, np.int64)
    chance, number = np.full(len(alone), np.nan), np.zeros(len(alone), np.int64)
    looked = np.flatnonzero(np.isfinite(alone))
    order = looked[np.argsort(trust[looked], kind="stable")]
    for family in np.split(order, np.flatnonzero(np.diff(trust[order])) + 1):
        if len(family):
            chance[family], number[family] = holm(alone[family].tolist()), len(family)
    raised = chance <= FALSE_ALERTS
    state = [
        NOT_LOOKED if not np.isfinite(c) else RAISED if up else NOT_RAISED for c, up in zip(chance, raised, strict=True)
    ]
    columns = {
        "state": pa.array(state, pa.string()), "chance": _or_none(chance), "looks": pa.array(number, mask=number == 0),
        "since": pc.if_else(pa.chunked_array([pa.array(raised, pa.bool_())]), table["since"], pa.scalar(None, pa.date32())),
    }  # fmt: skip
    for name, column in columns.items():
        field = Alert.schema().field(name)
        table = table.set_column(table.schema.get_field_index(name), field, column.cast(field.type))
    return table
