"""How many results are better than at similar schools beyond chance; any that is worse keeps it from counting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from collegiate.strategy.measuring import Asked, Found, Member, Moment, Rule, yearly
from collegiate.strategy.published import compared, counted, figures, path_of

Row = dict[str, Any]


def _measure(asked: Asked, given: Mapping[str, Any]) -> Found:
    by_year = compared(asked, str(given.get("family", "progress")))
    worse = sum(_of(own, "worse") for own in by_year[max(by_year)].values()) if by_year else 0
    barred = (
        f"{figures(worse, 'of the same year')} {'is' if worse == 1 else 'are'} worse than at similar schools."
        if worse
        else ""
    )
    return counted(asked, by_year, lambda p, rows: _year(asked, p, rows), step=1.0, barred=barred)


def _year(asked: Asked, period: int, rows: dict[int, list[Row]]) -> tuple[Moment, Sequence[Member]]:
    better = sum(_of(own, "better") for own in rows.values())
    return yearly(period, better, better, sum(map(len, rows.values()))), [
        _member(asked, u, own) for u, own in sorted(rows.items())
    ]


def _member(asked: Asked, urn: int, own: list[Row]) -> Member:
    better, worse = _of(own, "better"), _of(own, "worse")
    first = next((r for r in own if r["verdict"] in ("better", "worse")), own[0])
    return Member(
        urn, asked.name(urn), f"{better} of {figures(len(own), 'better')}, {worse} worse", better > 0, path_of(first)
    )


def _of(rows: Sequence[Row], verdict: str) -> int:
    return sum(r["verdict"] == verdict for r in rows)


RULE = Rule(
    "clearly_better", "Results that are better than at similar schools", "figures", "higher",
    "Counts the compared figures of the family in the year that are better than at similar schools beyond chance. It does not count as met while any of them is worse.",
    _measure, {"family": "progress, attainment, destinations or results"},
)  # fmt: skip
