"""What the components take: plain values that a view makes and a tag writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from collegiate.web.pictures.told import Link

MOST_NEEDS = 5
"""More than this at once and nobody knows where to begin."""


@dataclass(frozen=True, slots=True)
class Count:
    """A count with its words; `path` leads to who they are, `mind` marks one that needs a person."""

    number: int
    words: str
    path: str = ""
    mind: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """A whole and the parts that add up to it. What no part accounts for is said, never hidden."""

    whole: Count
    parts: Sequence[Count]

    @property
    def left(self) -> int:
        """How many the parts leave out; negative when some are counted twice."""
        return self.whole.number - sum(p.number for p in self.parts)

    @property
    def shown(self) -> tuple[Count, ...]:
        """The parts, and what is left when they do not add up."""
        if self.left > 0:
            return (*self.parts, Count(self.left, "not accounted for", mind=True))
        return tuple(self.parts)


@dataclass(frozen=True, slots=True)
class Need:
    """Something that needs a person: what, why it is shown, and the one thing to do about it."""

    words: str
    path: str
    because: str = ""
    why: Sequence[str] = ()
    act: Link | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of something that takes several."""

    words: str
    state: Literal["done", "now", "ahead"] = "ahead"
    path: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a choice."""

    value: str
    words: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """What a list may be narrowed by: a select, or a box to type in where there are no options."""

    name: str
    words: str
    options: Sequence[Option] = ()
    value: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table that is more than words: a link, something to mind, a gap with its reason, or a number."""

    words: object
    path: str = ""
    mind: bool = False
    gap: bool = False
    number: bool = False

    @property
    def shown(self) -> object:
        """What stands in the cell: a count with commas, words as they are, a dash for what is not known."""
        if isinstance(self.words, int) and not isinstance(self.words, bool):
            return f"{self.words:,}"
        return "–" if self.words is None else self.words


@dataclass(frozen=True, slots=True)
class Fact:
    """What is so, under its name; `change` leads to where it is changed."""

    name: str
    value: object
    change: Link | None = None


@dataclass(frozen=True, slots=True)
class Banner:
    """What holds for the whole page: access in an emergency, or that an old picture is read."""

    words: str
    said: str = ""
    kind: Literal["emergency", "old", "told"] = "told"
    act: Link | None = None
