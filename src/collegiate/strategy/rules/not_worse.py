"""The share of academies none of whose results is worse than at similar schools beyond chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from collegiate.strategy.measuring import Asked, Found, Member, Moment, Rule, share_of, yearly
from collegiate.strategy.published import compared, counted, figures, path_of

Row = dict[str, Any]


def _measure(asked: Asked, given: Mapping[str, Any]) -> Found:
    by_year = compared(asked, str(given.get("family", "progress")))
    latest = by_year[max(by_year)] if by_year else {}
    return counted(
        asked, by_year, lambda p, rows: _year(asked, p, rows), step=share_of(1, len(latest)) if latest else 0
    )


def _year(asked: Asked, period: int, rows: dict[int, list[Row]]) -> tuple[Moment, Sequence[Member]]:
    members = [_member(asked, urn, own) for urn, own in sorted(rows.items())]
    part = sum(bool(m.counts) for m in members)
    return yearly(period, share_of(part, len(members)), part, len(members)), members


def _member(asked: Asked, urn: int, own: list[Row]) -> Member:
    found = Counter(r["verdict"] for r in own)
    said = ", ".join(figures(n, v) for v, n in sorted(found.items()))
    first = next((r for r in own if r["verdict"] == "worse"), own[0])
    return Member(urn, asked.name(urn), said, not found["worse"], path_of(first))


RULE = Rule(
    "not_worse", "Share of academies with no result worse than at similar schools", "%", "higher",
    "Each academy with a compared figure of the family in the year counts once: as at least like similar schools when none of these figures is worse than theirs beyond chance.",
    _measure, {"family": "progress, attainment, destinations or results"},
)  # fmt: skip
