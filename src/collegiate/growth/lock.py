"""The lock: the next academy's joining cannot be opened until the one before has met what it was promised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """How far a joining has come. Withdrawn ones stay listed and lock nothing."""

    PROPOSED = "proposed"
    OPEN = "joining"
    JOINED = "joined, not secure yet"
    SECURE = "secure"
    WITHDRAWN = "withdrawn"


UNDER_WAY = frozenset({Stage.OPEN, Stage.JOINED})


@dataclass(frozen=True, slots=True)
class Joining:
    """One joining, as the lock sees it: `unmet` are the promises that it has not met, in words."""

    reference: str
    name: str
    stage: Stage
    unmet: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lock:
    """Whether another may be opened, and by whom it is locked."""

    held_by: Joining | None

    @property
    def open(self) -> bool:
        """Whether nothing is waited for."""
        return self.held_by is None

    @property
    def words(self) -> str:
        """Say it in a sentence."""
        one = self.held_by
        if one is None:
            return "No academy is on its way that has not met what it was promised: the next may be opened."
        if one.stage is Stage.OPEN:
            return f"Locked: {one.name} is joining. The next can be opened when it has joined and met what it was promised."
        left = f"{len(one.unmet)} of its criteria {'is' if len(one.unmet) == 1 else 'are'} not met" if one.unmet else "nobody has declared it secure"  # fmt: skip
        return f"Locked: {one.name} has joined, and {left}."


def lock(joinings: Sequence[Joining]) -> Lock:
    """Return the lock of a trust; joinings in the order in which they were opened. The first that is under way holds it."""
    return Lock(next((j for j in joinings if j.stage in UNDER_WAY), None))
