"""The share of results that did not fall beyond chance from the year before, within one era."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from collegiate.strategy.measuring import Asked, Found, Member, Moment, Rule, share_of, yearly
from collegiate.strategy.published import FAMILIES, eras_of, path_of, too_old
from collegiate.vocabulary.years import AcademicYear

Row = dict[str, Any]
Pair = tuple[Row, Row]


def _measure(asked: Asked, given: Mapping[str, Any]) -> Found:
    pairs = _pairs(asked, set(FAMILIES[str(given.get("family", "results"))]))
    if not pairs:
        return Found(missing="No result has an earlier year of the same era beside it.")
    periods = sorted({after["period"] for _, after in pairs})
    last = periods[-1]
    latest = [p for p in pairs if p[1]["period"] == last]
    moments = tuple(_moment(p, [x for x in pairs if x[1]["period"] == p]) for p in periods)
    return Found(
        moments[-1].value, moments=moments, members=tuple(_member(asked, p) for p in latest), step=share_of(1, len(latest)),
        as_of=str(AcademicYear(last)), old=too_old(asked, last), era=eras_of(after for _, after in latest),
        compared="the same school's figure of the year before, in the same era",
        sure="A figure fell when its whole 95% interval lies on the worse side of the one before; what moved within its interval did not.",
        came="published performance tables; each figure's own page names its file and row",
    )  # fmt: skip


def _pairs(asked: Asked, wanted: set[str]) -> list[Pair]:
    rows = [r for r in asked.figures if r["measure"] in wanted and r["value"] is not None and r["low"] is not None]
    known = {(r["urn"], r["measure"], r["period"]): r for r in rows}
    before = [
        (known.get((r["urn"], r["measure"], r["period"] - 1)), r)
        for r in rows
        if r["urn"] in asked.members_in(r["period"])
    ]
    return [(then, now) for then, now in before if then is not None and then["era"] == now["era"]]


def _moment(period: int, pairs: list[Pair]) -> Moment:
    held = sum(not _fell(p) for p in pairs)
    return yearly(period, share_of(held, len(pairs)), held, len(pairs))


def _fell(pair: Pair) -> bool:
    then, now = pair
    return bool(now["high"] < then["low"])


def _member(asked: Asked, pair: Pair) -> Member:
    then, now = pair
    fell = _fell(pair)
    said = f"{now['measure'].replace('_', ' ')}: {then['value']:.1f} to {now['value']:.1f}, {'fell beyond chance' if fell else 'did not fall beyond chance'}"
    return Member(now["urn"], asked.name(now["urn"]), said, not fell, path_of(now))


RULE = Rule(
    "not_falling", "Share of results that did not fall from the year before", "%", "higher",
    "Counts the academies' results with a figure of the same era in the year before, and of these the ones that did not fall by more than both intervals.",
    _measure, {"family": "progress, attainment, destinations or results"},
)  # fmt: skip
