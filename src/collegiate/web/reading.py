"""Reading a snapshot for a page: one reader a request, and rows made into figures."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from collegiate.charts import Measured
from collegiate.measures.figure import Figure
from collegiate.store import NoSnapshotError, Reader, Store
from collegiate.tables import FigureRow

Row = dict[str, Any]


def reader_of(request: HttpRequest) -> Reader:
    """Return this request's reader: the same snapshot for the whole of one page. Raises `NoSnapshotError`.

    `?snapshot=` reads an earlier picture that is still kept. Raises `NoLongerKeptError` for another.
    """
    held = getattr(request, "_collegiate_reader", None)
    if held is None:
        store, wanted = Store(settings.COLLEGIATE_STORE), request.GET.get("snapshot", "")
        held = store.reader() if not wanted or wanted == store.current else _earlier(store, wanted)
        request._collegiate_reader = held  # type: ignore[attr-defined]  # the request is the reader's lifetime
    return held


def told_to_anybody(receipt: Row) -> Row:
    """Return a receipt as everybody may read it: what people called a file about children may name one, and so may its headers."""
    if not receipt.get("people"):
        return receipt
    asked = "It waits for an answer, which a data manager gives." if receipt["question"] else receipt["question"]
    return {
        **receipt,
        "file": f"A file about children, number {receipt['file_id']}",
        "question": asked,
        "columns_unused": "",
    }


class NoLongerKeptError(NoSnapshotError):
    """An earlier picture was asked for that is not kept; the message is for the reader."""


def _earlier(store: Store, wanted: str) -> Reader:
    try:
        return store.reader_at(wanted)
    except NoSnapshotError:
        raise NoLongerKeptError("The picture that this address names is no longer kept, or never was.") from None


@dataclass(frozen=True, slots=True)
class Measures:
    """The measures of a snapshot, in the order in which they are shown, with their definitions."""

    all: tuple[Measured, ...]
    definitions: Mapping[str, Row] = field(default_factory=dict)

    @classmethod
    def of(cls, reader: Reader) -> Measures:
        """Read them; figures are numbers, so outcomes in words (inspections) have their own way."""
        rows = [(row, json.loads(row["definition"] or "{}")) for row in reader.measures()]
        numbers = [row for row, definition in rows if definition.get("kind", "number") == "number"]
        return cls(tuple(measured(row) for row in numbers), {row["measure"]: definition for row, definition in rows})

    def era_words(self, id_: str) -> dict[str, str]:
        """Return what a measure counted in each of its eras, in words."""
        variants = self.definitions.get(id_, {}).get("variants", ())
        return {v["era"]: v.get("label") or v["era"] for v in reversed(variants)}

    def published_in(self, id_: str, period: int) -> bool:
        """Whether the definition says that the measure was published for a year."""
        variants = self.definitions.get(id_, {}).get("variants", ())
        return not variants or any(v.get("first", 0) <= period <= v.get("last", 9999) for v in variants)

    def get(self, id_: str) -> Measured:
        """Return a measure; one that the snapshot does not define is called by its id, never left out."""
        return next((m for m in self.all if m.id == id_), Measured(id_, id_.replace("_", " ")))

    def ordered(self, ids: Iterable[str]) -> list[Measured]:
        """Return the measures with these ids in their order, unknown ones last."""
        place = {m.id: i for i, m in enumerate(self.all)}
        return [self.get(i) for i in sorted(set(ids), key=lambda i: (place.get(i, len(place)), i))]


def measured(row: Row) -> Measured:
    """Return what charts need of a measure's row."""
    return Measured(
        row["measure"], row["title"] or row["measure"], row["short"] or row["title"] or row["measure"],
        row["unit"] or "", row["polarity"] or "none", row["decimals"] if row["decimals"] is not None else 1, row["theme"] or "Other",
    )  # fmt: skip


BRIEF = (
    "measure", "period", "urn", "trust_uid", "release", "shown", "value", "low", "high", "symbol", "code", "era", "n", "similar_k", "similar_low",
    "similar_median", "similar_high", "percentile", "verdict", "p_top_quarter",
)  # fmt: skip
"""The columns of a figure that a drawing and its words need; the questions that it answers need all."""


def brief_columns(reader: Reader) -> list[str]:
    """Return those of `BRIEF` that the snapshot has: one made by an earlier version may lack the latest."""
    there = set(reader.columns("figure"))
    return [c for c in BRIEF if c in there]


def brief_figures(rows: Sequence[Row], measures: Measures) -> list[Figure]:
    """Make figures of rows that were read with `BRIEF`: they can be drawn and told in words, and know no source row."""
    empty = dict.fromkeys(FigureRow.columns())
    units = {m.id: m.unit for m in measures.all}
    return [Figure.from_row(empty | row, {}, units) for row in rows]


def figures_of(reader: Reader, rows: Sequence[Row], measures: Measures) -> list[Figure]:
    """Make figures of rows, with the receipts of them all read at once."""
    wanted = {f for row in rows for f in row["file_ids"] or ()}
    receipts = {r["file_id"]: r for r in reader.receipts(sorted(wanted))} if wanted else {}
    units = {m.id: m.unit for m in measures.all}
    return [Figure.from_row(row, receipts, units) for row in rows]


def school_names(reader: Reader, urns: Iterable[int]) -> dict[int, str]:
    """Return schools' names by URN; a school that no register describes is called by its URN."""
    wanted = sorted(set(urns))
    known = {r["urn"]: r["school_name"] for r in reader.schools(wanted, columns=["urn", "school_name"])}
    return {urn: known.get(urn) or f"School {urn}" for urn in wanted}
