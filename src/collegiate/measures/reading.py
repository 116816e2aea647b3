"""Figures out of a published snapshot: rows with their receipts and units put to them."""

from __future__ import annotations

from collections.abc import Sequence

from collegiate.measures.figure import Figure, Row
from collegiate.store import Reader


def figures_of(
    reader: Reader,
    *,
    urns: Sequence[int] = (),
    trust: int | None = None,
    measure: str | None = None,
    period: int | None = None,
    shown: bool | None = None,
) -> list[Figure]:
    """Return the figures of schools, or of a trust, in the order of measures, then period and release."""
    rows = reader.figures(urns=list(urns), trust=trust, measure=measure, period=period, shown=shown)
    return as_figures(reader, rows)


def as_figures(reader: Reader, rows: Sequence[Row]) -> list[Figure]:
    """Make figures of FigureRow dicts; the receipts of them all are read at once."""
    wanted = sorted({f for row in rows for f in row["file_ids"] or ()})
    receipts = {r["file_id"]: r for r in reader.receipts(wanted)} if wanted else {}
    measures = reader.measures()
    units = {m["measure"]: m["unit"] or "" for m in measures}
    place = {m["measure"]: m["position"] for m in measures}
    made = [Figure.from_row(row, receipts, units) for row in rows]
    return sorted(made, key=lambda f: (place.get(f.measure, len(place)), f.measure, f.period, f.release, f.urn or 0))
