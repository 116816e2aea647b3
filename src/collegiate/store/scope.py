"""Whose children somebody may see, and why they look."""

from __future__ import annotations

from dataclasses import dataclass


class OutOfScopeError(Exception):
    """What was asked for belongs to children whom the scope does not hold."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Who looks, why, and at whose children: all of the store's (`urns` None), some academies', or single children's.

    A child belongs to the academy whose roll they are on now. `keys` are children by themselves, whichever academy they are in.
    """

    who: str
    why: str
    urns: frozenset[int] | None = frozenset()
    keys: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if not self.who.strip() or not self.why.strip():
            raise ValueError("A scope says who looks and why.")

    @classmethod
    def trust_wide(cls, who: str, why: str) -> Scope:
        """Every child of the store."""
        return cls(who, why, None)

    def holds_school(self, urn: int) -> bool:
        """Whether the scope holds a whole academy."""
        return self.urns is None or urn in self.urns
