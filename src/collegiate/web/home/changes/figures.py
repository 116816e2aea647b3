"""Published figures that came new, were put right, or moved to another side of their similar schools beyond chance."""

from __future__ import annotations

from typing import Any

from collegiate.vocabulary.years import AcademicYear
from collegiate.web.home.answers import Consequence, Link
from collegiate.web.home.figures import figure_path, headline_rows
from collegiate.web.home.monday import Both, Item, Same, Source
from collegiate.web.reading import Measures
from collegiate.web.words import capital

Row = dict[str, Any]
Key = tuple[int, str, int]

WHY = "A published figure is shown when it is worse than at similar schools and was not before, or fell beyond chance from the year before; what moved within its interval is not."


def _look(both: Both) -> tuple[list[Item], list[Same]]:
    if both.then is None:
        return [], []
    now, then = (
        _by_key(headline_rows(both.now.reader, both.now.urns)),
        _by_key(headline_rows(both.then.reader, both.now.urns)),
    )
    changed = {k: r for k, r in now.items() if k not in then or _differs(r, then[k])}
    measures = Measures.of(both.now.reader)
    names = both.names([k[0] for k in changed])
    worse = {k: r for k, r in changed.items() if _needs(r, then.get(k), now.get((k[0], k[1], k[2] - 1)), measures)}
    items = [_item(r, then.get(k), names[k[0]], measures, both) for k, r in worse.items()]
    same = [Same(len(now) - len(changed), "published figures are as they were", "published figure is as it was")]
    if len(changed) > len(worse):
        same.append(
            Same(
                len(changed) - len(worse),
                "published figures are new or were put right, within their intervals or for the better",
            )
        )
    return items, [s for s in same if s.number]


def _by_key(rows: list[Row]) -> dict[Key, Row]:
    return {(r["urn"], r["measure"], r["period"]): r for r in rows}


def _differs(now: Row, then: Row) -> bool:
    return any(now[c] != then[c] for c in ("value", "low", "high", "verdict"))


def _needs(row: Row, was: Row | None, before: Row | None, measures: Measures) -> bool:
    """Whether a changed figure became worse than at similar schools, or fell beyond chance from the year before."""
    if row["verdict"] == "worse" and (was is None or was["verdict"] != "worse"):
        return True
    beside = was if was is not None else before
    if (
        beside is None
        or beside["era"] != row["era"]
        or None in (row["low"], row["high"], beside["low"], beside["high"])
    ):
        return False
    polarity = measures.get(row["measure"]).polarity
    below, above = row["high"] < beside["low"], row["low"] > beside["high"]
    return bool((polarity == "higher" and below) or (polarity == "lower" and above))


def _item(row: Row, was: Row | None, name: str, measures: Measures, both: Both) -> Item:
    measured, series = measures.get(row["measure"]), f"published.{row['measure']}"
    before = (
        f"It was {measured.write(was['value'])} in the earlier picture."
        if was and was["value"] is not None
        else "It is new in this picture."
    )
    beside = (
        f" Similar schools' median: {measured.write(row['similar_median'])}."
        if row.get("similar_median") is not None
        else ""
    )
    interval = (
        f"95 % interval {measured.write(row['low'])} to {measured.write(row['high'])}"
        if row["low"] is not None
        else "No interval is known"
    )
    return Item(
        f"{name}: {measured.title.lower()} in {AcademicYear(row['period'])} is {measured.write(row['value'])}{', worse than at similar schools' if row['verdict'] == 'worse' else ''}.",
        before + beside,
        interval + (f", of {row['n']:,} children." if row["n"] else "."),
        capital(f"{both.since}."),
        Link("Ask how it is known", figure_path(row)),
        WHY, Consequence.SCHOOL, both.roll(row["urn"]) if row["n"] is None else row["n"], both.acted.about(row["urn"], series), both.acted.reference(row["urn"], series),
    )  # fmt: skip


SOURCE = Source(_look)
