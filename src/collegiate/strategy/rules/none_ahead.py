"""How many trusts are ahead beyond chance: trusts' pooled figures beside one another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from collegiate.strategy.measuring import Asked, Found, Member, Moment, Rule, yearly
from collegiate.strategy.published import FAMILIES, too_old
from collegiate.vocabulary.years import AcademicYear

Row = dict[str, Any]

_YEARS = 6


def _measure(asked: Asked, given: Mapping[str, Any]) -> Found:
    family = list(FAMILIES[str(given.get("family", "progress"))])
    rows = [r for r in asked.reader.figures(trust=asked.trust_uid, measure=family, shown=True, columns=["measure", "period", "value", "low", "high", "era"])
            if r["low"] is not None]  # fmt: skip
    if not rows:
        return Found(missing="The trust has no pooled figure with an interval in this picture.")
    periods = sorted({r["period"] for r in rows})[-_YEARS:]
    told = [_year(asked, p, [r for r in rows if r["period"] == p]) for p in periods]
    latest, members = told[-1]
    return Found(
        latest.value, moments=tuple(m for m, _ in told), members=tuple(members), step=1.0, as_of=str(AcademicYear(periods[-1])), old=too_old(asked, periods[-1]),
        compared="every trust in the picture with a pooled figure of the same measure and year, by 95% intervals",
        sure="A trust is ahead when its whole interval lies above ours. Where intervals overlap, neither can be told to be ahead.",
        came="published performance tables, pooled over each trust's academies by their pupils",
        era=", ".join(sorted({r["era"].replace("_", " ") for r in rows if r["period"] == periods[-1] and r["era"]})),
    )  # fmt: skip


def _year(asked: Asked, period: int, own: list[Row]) -> tuple[Moment, list[Member]]:
    others = asked.reader.trust_figures([r["measure"] for r in own], period)
    titles = {m["measure"]: m["title"] for m in asked.reader.measures()}
    members, most, among = [], 0, 0
    for row in own:
        beside = [
            o
            for o in others
            if o["measure"] == row["measure"] and o["trust_uid"] != asked.trust_uid and o["low"] is not None
        ]
        ahead = sum(o["low"] > row["high"] for o in beside)
        level = sum(o["low"] <= row["high"] and o["high"] >= row["low"] for o in beside)
        said = f"{ahead} of {len(beside)} trusts ahead; {level} cannot be told apart from ours"
        members.append(Member(None, titles.get(row["measure"]) or str(row["measure"]), said, ahead == 0, f"/trusts/{asked.trust_uid}/figures/{row['measure']}/{period}/"))  # fmt: skip
        if ahead >= most:
            most, among = ahead, len(beside)
    return yearly(period, most, most, among), members


RULE = Rule(
    "none_ahead", "Trusts that are ahead of ours beyond chance", "trusts", "lower",
    "For each measure, counts the trusts whose pooled figure lies above ours by more than both intervals; the measure with the most of them is the answer.",
    _measure, {"family": "progress, attainment or destinations"},
)  # fmt: skip
