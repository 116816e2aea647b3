"""The aims: what the sources promise, in their own words, each with who answers for it and what would show it. One is added by adding it to the table."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

SOURCES: Mapping[str, str] = MappingProxyType({
    "uttoxeter": "Uttoxeter Learning Trust, Vision, Values and Strategy",
    "city": "City Learning Trust, website",
    "board": "the board's own",
})  # fmt: skip
"""Where aims stand, by the name that the table gives it."""


class Horizon(StrEnum):
    """By when an aim is to be reached, counted from the day on which the strategy begins."""

    FIRST_YEAR = "first year"
    MEDIUM = "2–3 years"
    LONGER = "3–5 years"
    ONGOING = "ongoing"

    @property
    def years(self) -> int | None:
        """How many years it has at most; None for what is always so."""
        return {Horizon.FIRST_YEAR: 1, Horizon.MEDIUM: 3, Horizon.LONGER: 5}.get(self)

    def due(self, start: dt.date | None) -> dt.date | None:
        """Return the last day of the horizon; None where it has none or nobody said when the strategy begins."""
        if start is None or self.years is None:
            return None
        leap = (start.month, start.day) == (2, 29)
        return start.replace(year=start.year + self.years, day=28 if leap else start.day) - dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Target:
    """What a measure has to reach, in its unit: a number, one up to `most`, or a number that the board settles (`number`)."""

    value: Decimal | None = None
    most: Decimal | None = None
    number: str = ""

    @property
    def set(self) -> bool:
        """Whether a number is meant at all."""
        return self.value is not None or bool(self.number)

    def settled(self, numbers: Mapping[str, Decimal]) -> Target:
        """Return it with the board's number in place; without a value where the board has settled none."""
        return Target(numbers.get(self.number), self.most) if self.number else self

    def as_dict(self) -> dict[str, str]:
        """The target as JSON carries it; `of` reads it back."""
        given = {"value": self.value, "most": self.most, "number": self.number}
        return {k: str(v) for k, v in given.items() if v not in (None, "")}

    @classmethod
    def of(cls, held: Mapping[str, Any]) -> Target:
        """Read one back."""
        value, most = (Decimal(str(held[k])) if held.get(k) is not None else None for k in ("value", "most"))
        return cls(value, most, str(held.get("number", "")))


NO_TARGET = Target()
"""What is aimed at where nobody has said how much."""


@dataclass(frozen=True, slots=True)
class Aim:
    """An aim. `wording` is exactly what the source says; `called` is one line of it for a list.

    `rule` names the rule that measures it, with what is `given` to the rule; without one, `minute` says which evidence a board
    would minute instead. `needs` are numbers that the board has to settle before the rule can say anything.
    """

    id: str
    called: str
    wording: str
    source: str
    place: str
    horizon: Horizon
    owner: str
    rule: str = ""
    given: Mapping[str, Any] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    target: Target = NO_TARGET
    baseline: Decimal | None = None
    evidence: str = ""
    minute: str = ""

    @property
    def cited(self) -> str:
        """The source and the place in it."""
        return ": ".join(p for p in (SOURCES[self.source], self.place) if p)

    def as_dict(self) -> dict[str, Any]:
        """The aim as JSON carries it; `of` reads it back."""
        plain = {
            k: getattr(self, k)
            for k in ("id", "called", "wording", "source", "place", "owner", "rule", "evidence", "minute")
        }
        return {**plain, "horizon": self.horizon.value, "given": dict(self.given), "needs": list(self.needs), "target": self.target.as_dict(),
                "baseline": None if self.baseline is None else str(self.baseline)}  # fmt: skip

    @classmethod
    def of(cls, held: Mapping[str, Any]) -> Aim:
        """Read one back, or a row of the table."""
        baseline = held.get("baseline")
        return cls(**{
            **held, "horizon": Horizon(held["horizon"]), "given": dict(held.get("given", {})), "needs": tuple(held.get("needs", ())),
            "target": Target.of(held.get("target", {})), "baseline": None if baseline is None else Decimal(str(baseline)),
        })  # fmt: skip


@cache
def aims() -> tuple[Aim, ...]:
    """Return every aim that Collegiate ships with, in the order of the sources."""
    table = tomllib.loads(files("collegiate.strategy").joinpath("aims.toml").read_text(encoding="utf-8"))
    return tuple(Aim.of(row) for row in table["aim"])
