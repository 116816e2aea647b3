"""The growth gate: the trust grows when every condition is green by a dated decision of its board, and not by an average of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from collegiate.growth.tables import entries


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition and what the board asks itself."""

    id: str
    title: str
    asks: str


@dataclass(frozen=True, slots=True)
class Decided:
    """What a board decided of a condition, by minute."""

    condition: str
    green: bool
    minute: str
    day: dt.date
    by: str


@dataclass(frozen=True, slots=True)
class Gate:
    """Each condition with the board's latest decision of it; None where there is none, which is not green."""

    conditions: tuple[tuple[Condition, Decided | None], ...]

    @property
    def shut_by(self) -> tuple[Condition, ...]:
        """The conditions that are not green."""
        return tuple(c for c, decided in self.conditions if decided is None or not decided.green)

    @property
    def open(self) -> bool:
        """Whether all are green."""
        return not self.shut_by


@cache
def conditions() -> tuple[Condition, ...]:
    """Return every condition."""
    return tuple(Condition(**e) for e in entries("condition"))


def gate(decisions: Iterable[Decided]) -> Gate:
    """Return how the gate stands, by the latest decision of each condition; `decisions` in the order in which they were taken."""
    latest = {d.condition: d for d in decisions}
    return Gate(tuple((c, latest.get(c.id)) for c in conditions()))
