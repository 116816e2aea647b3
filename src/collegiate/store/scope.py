"""Whose children somebody may see, and why they look."""

from __future__ import annotations

from dataclasses import dataclass


class OutOfScopeError(Exception):
    """What was asked for belongs to children whom the scope does not hold."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an academy: those on roll now in a year group, or in a class (a registration group or a teaching class)."""

    urn: int
    year_group: str | None = None
    class_name: str | None = None

    def __post_init__(self) -> None:
        if (self.year_group is None) == (self.class_name is None):
            raise ValueError("A part of an academy is one year group or one class.")


@dataclass(frozen=True, slots=True)
class Scope:
    """Who looks, why, and at whose children: all of the store's (`urns` None), some academies', parts of them, or single children's.

    A child belongs to the academy whose roll they are on now. `keys` are children by themselves, whichever academy they are in.
    With `names` False nothing is read but counts, and no child can be told from another.
    """

    who: str
    why: str
    urns: frozenset[int] | None = frozenset()
    keys: frozenset[str] = frozenset()
    parts: frozenset[Part] = frozenset()
    names: bool = True

    def __post_init__(self) -> None:
        if not self.who.strip() or not self.why.strip():
            raise ValueError("A scope says who looks and why.")

    @classmethod
    def trust_wide(cls, who: str, why: str) -> Scope:
        """Every child of the store."""
        return cls(who, why, None)

    @property
    def whole_academies(self) -> bool:
        """Whether the scope is made of academies alone, so that the academy of a row says whether it is held."""
        return self.urns is None or not (self.keys or self.parts)

    def holds_school(self, urn: int) -> bool:
        """Whether the scope holds a whole academy."""
        return self.urns is None or urn in self.urns
