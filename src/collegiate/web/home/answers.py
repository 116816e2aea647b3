"""What a first screen says: counts that add up, a sentence, one thing to do, and why it is shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from collegiate.web.components import Count, Counts, Link

__all__ = ["Answer", "Consequence", "Count", "Link", "Sum"]


class Consequence(IntEnum):
    """How much hangs on something being seen to: what comes first on a page, before numbers are compared."""

    TO_KNOW = 0
    DATA = 1
    MOVE = 2
    SCHOOL = 3
    CHILD = 4
    SAFETY = 5


@dataclass(frozen=True, slots=True)
class Sum(Counts):
    """A whole and its parts. Raises ValueError when the parts do not add up: such a sum is never shown."""

    def __post_init__(self) -> None:
        if self.left:
            raise ValueError(f"{self.whole.number} {self.whole.words} is not the sum of its parts.")

    @classmethod
    def of(cls, words: str, parts: Iterable[Count], *, one: str = "") -> Sum:
        """Add parts up to a whole; `one` is what a single one is called."""
        given = tuple(parts)
        number = sum(p.number for p in given)
        return cls(Count(number, one if number == 1 and one else words), given)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question is answered with. `why` says by which rule it is shown; `not_here` what there is nothing of yet."""

    sentence: str
    why: str
    counts: Sum | None = None
    one_thing: Link | None = None
    links: tuple[Link, ...] = ()
    not_here: str = ""
    consequence: Consequence = Consequence.TO_KNOW
    touched: int = 0

    @property
    def weight(self) -> tuple[int, int]:
        """What sorts answers: what hangs on it, then how many children or schools it touches."""
        return (self.consequence, self.touched)
