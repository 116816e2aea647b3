"""The share of academies whose latest point of a series reaches a value: for aims of the board's own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from collegiate.improve import series as s
from collegiate.improve.criterion import Criterion, Direction, Judged, Verdict, judge
from collegiate.strategy.measuring import Asked, Found, Member, Moment, Rule, share_of
from collegiate.vocabulary.years import AcademicYear

_OPEN = dt.date(9999, 12, 31)


def _measure(asked: Asked, given: Mapping[str, Any]) -> Found:
    name = str(given.get("series", ""))
    series = s.series_of(name, asked.reader, asked.counts)
    if series is None:
        return Found(
            missing=f"The series {name} is not in this picture, or not for whoever asks.", unseen=asked.part_only
        )
    if given.get("value") is None:
        return Found(missing=f"No value is settled that {series.title} has to reach.")
    found = s.points(name, asked.urns, asked.reader, asked.counts)
    direction, value = Direction(given.get("direction", "at least")), Decimal(str(given["value"]))
    criteria = [Criterion(name, urn, direction, value, _OPEN) for urn in asked.urns]
    days = sorted({p.last for p in found if p.last <= asked.on})
    moments = [m for day in days if (m := _moment(criteria, found, day))]
    if not moments:
        return Found(missing=f"No academy has a value of {series.title} that may be shown.")
    last = moments[-1]
    members = tuple(_member(asked, c, found, series, last.on) for c in criteria)
    return Found(
        last.value, moments=tuple(moments), members=members, step=share_of(1, last.whole or 1), as_of=last.when,
        compared=f"the value that the board settled: {series.title} {direction} {value.normalize():f} {series.unit}".rstrip(),
        sure="Values are what was counted; where few children are behind one, it is not shown and the academy is left out.",
        came=next((p.source for p in found), ""), old=_old(asked, last),
    )  # fmt: skip


def _moment(criteria: list[Criterion], found: list[s.Point], day: dt.date) -> Moment | None:
    judged = [_judged(c, found, day) for c in criteria]
    known = [j for j in judged if j.verdict in (Verdict.MET, Verdict.NOT_YET, Verdict.NOT_MET)]
    if not known:
        return None
    part = sum(j.met for j in known)
    when = next(p.when for p in found if p.last == day)
    return Moment(day, when, share_of(part, len(known)), part, len(known))


def _judged(criterion: Criterion, found: list[s.Point], day: dt.date) -> Judged:
    """Judge by the latest point of the year up to a day: an older one says nothing of it."""
    return judge(criterion, found, day, since=day - dt.timedelta(days=366))


def _member(asked: Asked, criterion: Criterion, found: list[s.Point], series: s.Series, day: dt.date) -> Member:
    judged = _judged(criterion, found, day)
    point = judged.point
    path = f"/schools/{criterion.urn}/"
    if point is None or point.value is None:
        return Member(criterion.urn, asked.name(criterion.urn), judged.verdict.value, None, path)
    said = f"{point.value:.{series.decimals}f} {series.unit}, {point.when}".replace(" %", "%")
    return Member(criterion.urn, asked.name(criterion.urn), said, judged.met, path)


def _old(asked: Asked, last: Moment) -> str:
    return (
        ""
        if AcademicYear.of(last.on).end >= asked.first_current
        else f"The latest value is of {last.when}; it says nothing of today."
    )


RULE = Rule(
    "series", "Share of academies that reach a value of a series", "%", "higher",
    "Each academy of today counts once, by whether the latest point of the series reaches the value; one without a point that may be shown is left out.",
    _measure, {"series": "the series, by its id", "direction": "at least or at most", "value": "the value, in the unit of the series"},
)  # fmt: skip
