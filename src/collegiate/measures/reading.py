"""Figures as objects, read from a snapshot with their receipts: what the command line and every page start from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from collegiate.measures.figure import Figure

Row = Mapping[str, Any]


class FigureReader(Protocol):
    """What is needed of a snapshot's reader."""

    def figures(
        self,
        *,
        urns: Sequence[int] = (),
        trust: int | None = None,
        measure: str | Sequence[str] | None = None,
        period: int | None = None,
        shown: bool | None = None,
    ) -> list[dict[str, Any]]:
        """Return FigureRow rows."""
        ...

    def receipts(self, file_ids: Sequence[int] | None = None) -> list[dict[str, Any]]:
        """Return Receipt rows."""
        ...

    def measures(self) -> list[dict[str, Any]]:
        """Return MeasureRow rows."""
        ...


def figures_of(
    reader: FigureReader,
    *,
    urns: Sequence[int] = (),
    trust: int | None = None,
    measure: str | Sequence[str] | None = None,
    period: int | None = None,
    shown: bool | None = None,
) -> list[Figure]:
    """Return the figures of schools or of one trust, by measure, period and release, each with the receipts it rests on."""
    rows = reader.figures(urns=urns, trust=trust, measure=measure, period=period, shown=shown)
    return as_figures(reader, rows)


def as_figures(reader: FigureReader, rows: Iterable[Row]) -> list[Figure]:
    """Make figures of rows with two questions to the reader, however many rows there are."""
    kept = [dict(r) for r in rows]
    if not kept:
        return []
    units = {m["measure"]: m["unit"] or "" for m in reader.measures()}
    receipts = {r["file_id"]: r for r in reader.receipts(sorted({f for r in kept for f in r["file_ids"] or ()}))}
    return [Figure.from_row(row, receipts, units) for row in kept]
