"""The share of academies that are in the top quarter of their similar schools, by the chance from which the board says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from collegiate.strategy.measuring import Asked, Found, Member, Moment, Rule, share_of, yearly
from collegiate.strategy.published import compared, counted, path_of

Row = dict[str, Any]

NUMBER = "top_quarter_chance"


def _measure(asked: Asked, given: Mapping[str, Any]) -> Found:
    if NUMBER not in asked.numbers:
        return Found(missing="The board has not settled from which chance an academy counts.")
    least = float(asked.numbers[NUMBER]) / 100
    placed = {p: {u: own for u, rows in years.items() if (own := [r for r in rows if r.get("p_top_quarter") is not None])}
              for p, years in compared(asked, str(given.get("family", "results"))).items()}  # fmt: skip
    by_year = {p: rows for p, rows in placed.items() if rows}
    step = share_of(1, len(by_year[max(by_year)])) if by_year else 0.0
    return counted(asked, by_year, lambda p, rows: _year(asked, p, rows, least), step=step)


def _year(asked: Asked, period: int, rows: dict[int, list[Row]], least: float) -> tuple[Moment, Sequence[Member]]:
    members = [_member(asked, urn, own, least) for urn, own in sorted(rows.items())]
    part = sum(bool(m.counts) for m in members)
    return yearly(period, share_of(part, len(members)), part, len(members)), members


def _member(asked: Asked, urn: int, own: list[Row], least: float) -> Member:
    inside = sum(r["p_top_quarter"] >= least for r in own)
    best = max(own, key=lambda r: r["p_top_quarter"])
    low, high = min(r["p_top_quarter"] for r in own), best["p_top_quarter"]
    said = f"{inside} of {len(own)} figures; chances from {100 * low:.0f}% to {100 * high:.0f}%"
    return Member(urn, asked.name(urn), said, 2 * inside > len(own), path_of(best))


RULE = Rule(
    "top_quarter", "Share of academies in the top quarter of similar schools", "%", "higher",
    "Each figure has a chance of being truly in the top quarter of the academy and its similar schools. An academy counts when that chance reaches the board's number for more than half of its figures of the year.",
    _measure, {"family": "progress, attainment, destinations or results"},
)  # fmt: skip
