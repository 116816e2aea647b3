"""What people decided about which records are one child: one child, two children, or an earlier decision taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

ONE_CHILD, TWO_CHILDREN, UNDO = "one_child", "two_children", "undo"


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision about two senders' names for somebody (`vocabulary.persons`), whichever of them is said first.

    `at` is the time of the decision, ISO 8601; of two decisions about the same names the later stands, and `undo` takes the
    one that stands back. No decision changes a fact: without it the records are what they were before.
    """

    kind: Literal["one_child", "two_children", "undo"]
    person: str
    other_person: str
    by: str = ""
    why: str = ""
    at: str = ""

    @property
    def pair(self) -> tuple[str, str]:
        """The two names, in order."""
        first, second = sorted((self.person, self.other_person))
        return first, second


def standing_decisions(decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """Return the decisions that stand, the newest first: one for a pair of names, none for a pair whose last was undone."""
    stands: dict[tuple[str, str], Decision] = {}
    for decision in sorted(decisions, key=lambda d: d.at):
        stands.pop(decision.pair, None)
        if decision.kind != UNDO:
            stands[decision.pair] = decision
    return tuple(reversed(stands.values()))
