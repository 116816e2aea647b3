"""What a case may be, and what may follow what. A state is never typed: an act moves a case from one to the next."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Kind(StrEnum):
    """What a case is about. A named child is none of them: children have their own records, which no board reads."""

    SCHOOL = "school"
    SUBJECT = "subject"
    GROUP = "group"


class Outcome(StrEnum):
    """What a hearing decides."""

    SUPPORT = "support"
    CHALLENGE = "challenge"
    STEP_DOWN = "step down"


class State(StrEnum):
    """Where a case stands, in the words that its page uses."""

    REFERRED = "referred"
    WATCHED = "watched"
    TAKEN_ON = "to be heard"
    PROPOSED = "decision to be signed"
    DECIDED = "under review"
    SENT_BACK = "sent back"
    STEPPED_DOWN = "stepped down"
    EXITED = "criterion met, left"
    LEFT_TRUST = "left the trust"


CLOSED = frozenset({State.SENT_BACK, State.STEPPED_DOWN, State.EXITED, State.LEFT_TRUST})
"""States in which nothing is to be done any more. The record stays whole."""

_FOLLOWS: Mapping[State, frozenset[State]] = MappingProxyType({
    State.REFERRED: frozenset({State.TAKEN_ON, State.WATCHED, State.SENT_BACK, State.LEFT_TRUST}),
    State.WATCHED: frozenset({State.TAKEN_ON, State.WATCHED, State.SENT_BACK, State.LEFT_TRUST}),
    State.TAKEN_ON: frozenset({State.PROPOSED, State.LEFT_TRUST}),
    State.PROPOSED: frozenset({State.TAKEN_ON, State.DECIDED, State.STEPPED_DOWN, State.LEFT_TRUST}),
    State.DECIDED: frozenset({State.TAKEN_ON, State.DECIDED, State.STEPPED_DOWN, State.EXITED, State.LEFT_TRUST}),
    State.STEPPED_DOWN: frozenset({State.STEPPED_DOWN, State.DECIDED}),
})  # fmt: skip


def may_follow(now: State, then: State) -> bool:
    """Whether a case may go from one state to another. From a signed decision to a signed decision is its correction."""
    return then in _FOLLOWS.get(now, frozenset())


def order(state: State) -> int:
    """Return the place of a state on a case's way, for lists: what is still to be looked at comes first."""
    return list(State).index(state)
