"""A criterion: a school's series has to reach a value by a day. The one form in which success is agreed before anybody starts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from collegiate.improve.series import Point, Series


class Direction(StrEnum):
    """Which side of its value a criterion is met on."""

    AT_LEAST = "at least"
    AT_MOST = "at most"


class Verdict(StrEnum):
    """What is to be said of a criterion on a day. Only `MET` is met: what cannot be known never counts as met."""

    MET = "met"
    NOT_YET = "not met yet"
    NOT_MET = "not met"
    NO_DATA = "no data yet"
    SUPPRESSED = "too few children to say"
    GONE = "its measure is no longer in the data"


@dataclass(frozen=True, slots=True)
class Criterion:
    """`series` by its id, of the school `urn`; `value` in the series' unit; to be reached by the day `by`."""

    series: str
    urn: int
    direction: Direction
    value: Decimal
    by: dt.date

    def as_dict(self) -> dict[str, Any]:
        """The criterion as JSON carries it; `of` reads it back."""
        return {"series": self.series, "urn": self.urn, "direction": self.direction.value, "value": str(self.value), "by": self.by.isoformat()}  # fmt: skip

    @classmethod
    def of(cls, held: Mapping[str, Any]) -> Criterion:
        """Read one back. Raises ValueError for what is none."""
        try:
            value = Decimal(held["value"])
            if not value.is_finite():
                raise ValueError(f"This is no criterion: {value} is no number that can be reached.")
            return cls(
                str(held["series"]),
                int(held["urn"]),
                Direction(held["direction"]),
                value,
                dt.date.fromisoformat(held["by"]),
            )
        except (KeyError, TypeError, InvalidOperation) as error:
            raise ValueError(f"This is no criterion: {error}.") from error

    def words(self, series: Series | None) -> str:
        """Say it: attendance at least 94 % by 24 July 2026. A series that is gone is said by its id."""
        title, unit = (series.title, series.unit) if series else (self.series, "")
        return f"{title} {self.direction} {self.value.normalize():f}{f' {unit}' if unit else ''} by {self.by:%-d %B %Y}"


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict with the point that it rests on; None where there is none."""

    criterion: Criterion
    verdict: Verdict
    point: Point | None

    @property
    def met(self) -> bool:
        """Whether it is met."""
        return self.verdict is Verdict.MET


def judge(criterion: Criterion, found: Iterable[Point], on: dt.date, *, known: bool = True, since: dt.date | None = None) -> Judged:  # fmt: skip
    """Say how a criterion stands on a day, by the latest span that ended by then and began on or after `since`.

    found: the points of its series; `known` False where the picture has the series no longer.
    """
    if not known:
        return Judged(criterion, Verdict.GONE, None)
    mine = [p for p in found if p.series == criterion.series and p.urn == criterion.urn and p.last <= on]
    latest = max((p for p in mine if since is None or p.first >= since), key=lambda p: p.last, default=None)
    if latest is None:
        return Judged(criterion, Verdict.NO_DATA, None)
    if latest.value is None:
        return Judged(criterion, Verdict.SUPPRESSED if latest.symbol == "c" else Verdict.NO_DATA, latest)
    value = Decimal(str(latest.value))
    met = value >= criterion.value if criterion.direction is Direction.AT_LEAST else value <= criterion.value
    if met:
        return Judged(criterion, Verdict.MET, latest)
    return Judged(criterion, Verdict.NOT_YET if on <= criterion.by else Verdict.NOT_MET, latest)
