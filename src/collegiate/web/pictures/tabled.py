"""A figure as a row of a table to take away."""

from __future__ import annotations

from collegiate.web.pictures.told import Told

COLUMNS = (
    "name", "urn", "trust_uid", "measure", "title", "unit", "period", "release", "shown", "value", "symbol", "reason", "code", "low", "high", "interval",
    "n", "england", "local_authority", "similar_schools", "similar_lower_quartile", "similar_median", "similar_upper_quartile", "percentile", "verdict",
    "p_top_quarter", "rank", "rank_low", "rank_high", "rank_of", "indistinguishable", "children_to_target", "points_to_target", "note", "era", "partial", "source",
)  # fmt: skip


def tabled(told: Told) -> tuple[object, ...]:
    """Return the figure's row, with the file and line that it is from."""
    f, s, at = told.figure, told.figure.similar, told.figure.standing
    source = "; ".join(f"{r.file} line {r.line}" for r in f.receipts)
    return (
        told.who, f.urn, f.trust, f.measure, told.measured.title, told.measured.unit, f.year, f.release, "yes" if f.shown else "no", f.value, f.symbol,
        f.reason, f.code, f.low, f.high, f.interval, f.n, f.england, f.local_authority, s.k if s else None, s.low if s else None, s.median if s else None,
        s.high if s else None, s.percentile if s else None, told.verdict, at.p_top_quarter, at.place, at.low, at.high, at.of, at.indistinguishable,
        at.children_to_target, at.points_to_target, f.note, f.era, "yes" if f.partial else "no", source,
    )  # fmt: skip
