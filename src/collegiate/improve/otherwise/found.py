"""What was found on a day, in one picture: figures as they may be shown, the verdict, and how far to trust it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from collegiate.improve.otherwise.locked import LeftOut, Other
from collegiate.improve.otherwise.spans import Span
from collegiate.improve.otherwise.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class CoursePoint:
    """One span: what the school was, what it would have been as the others went, with a 95 % interval; `part`: before, after, or neither."""

    span: Span
    value: float
    otherwise: float
    low: float | None
    high: float | None
    part: str


@dataclass(frozen=True, slots=True)
class Second:
    """The second opinion: the effect beside a mixture of the others, which had the `miss` before; the place among all; whether it agrees.

    That of a programme is a regression, which has neither a miss nor a place.
    """

    effect: float
    miss: float | None
    rank: int | None
    of: int | None
    agrees: bool
    weights: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """What was looked at besides: the drift before (a span, with how often chance has it), and what the method finds where nothing was done.

    schools: how many others show as large an effect, of how many; starts: what earlier starts show, as (from when, effect, low, high).
    """

    drift: float | None
    drift_chance: float | None
    schools: tuple[int, int] | None
    starts: tuple[tuple[str, float, float, float], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What was found. Without a figure, `verdict` and `reasons` say why. Figures are rounded as the series is.

    worth: the effect beside the smallest worth having, in words; grade: how far to trust it, with its `reasons`; seen: the last day of data.
    """

    verdict: Verdict
    effect: float | None
    low: float | None
    high: float | None
    chance: float | None
    grade: str
    reasons: tuple[str, ...]
    worth: str
    compared: str
    before: tuple[Span, ...]
    after: tuple[Span, ...]
    others: tuple[Other, ...]
    left_out: tuple[LeftOut, ...]
    course: tuple[CoursePoint, ...]
    second: Second | None
    checked: Checked | None
    on: dt.date
    seen: dt.date | None
    snapshot: str

    def as_dict(self) -> dict[str, Any]:
        """What was found as JSON carries it; `of` reads it back."""
        return {f.name: _plain(getattr(self, f.name)) for f in fields(self)}

    @classmethod
    def of(cls, held: Mapping[str, Any]) -> Found:
        """Read one back. Raises ValueError for what is none."""
        try:
            return cls(
                Verdict(held["verdict"]), held["effect"], held["low"], held["high"], held["chance"], held["grade"], tuple(held["reasons"]),
                held["worth"], held["compared"], tuple(map(Span.of, held["before"])), tuple(map(Span.of, held["after"])),
                tuple(Other(**o) for o in held["others"]), tuple(LeftOut(**o) for o in held["left_out"]),
                tuple(CoursePoint(**(c | {"span": Span.of(c["span"])})) for c in held["course"]),
                _second(held["second"]), _checked(held["checked"]), dt.date.fromisoformat(held["on"]),
                dt.date.fromisoformat(held["seen"]) if held["seen"] else None, held["snapshot"],
            )  # fmt: skip
        except (KeyError, TypeError) as error:
            raise ValueError(f"This is nothing that was found: {error}.") from error


def _second(held: Mapping[str, Any] | None) -> Second | None:
    if held is None:
        return None
    return Second(**{**held, "weights": tuple((int(urn), float(share)) for urn, share in held["weights"])})


def _checked(held: Mapping[str, Any] | None) -> Checked | None:
    if held is None:
        return None
    schools = tuple(held["schools"]) if held["schools"] else None
    return Checked(held["drift"], held["drift_chance"], schools, tuple(tuple(s) for s in held["starts"]))


def _plain(value: Any) -> Any:
    if isinstance(value, Span):
        return value.as_list()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, (tuple, list)):
        return [_plain(v) for v in value]
    if isinstance(value, (Other, LeftOut, CoursePoint, Second, Checked)):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    return value.value if isinstance(value, Verdict) else value
