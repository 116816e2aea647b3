"""What each part of the loop tells the others: a case, a plan, a bill, an effect, an action, an aim, in words and numbers that a paper can carry.

The application makes them from its records; papers, first screens and exports read them and nothing else of one another.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class AlertCard:
    """Something that is not working, found early. `chance`: how often chance alone would raise it, 0 to 1; `done`: what a person did."""

    reference: str
    urn: int | None
    school: str
    series: str
    since: dt.date | None
    words: str
    compared: str
    chance: float | None
    done: str
    path: str


@dataclass(frozen=True, slots=True)
class CaseCard:
    """A case of the Raising Achievement Board. `next_step` is due on `next_day`; `overdue` where that day has passed."""

    reference: str
    urn: int | None
    school: str
    kind: str
    subject: str
    state: str
    since: dt.date
    referred_for: str
    decision: str
    exit_words: str
    next_step: str
    next_day: dt.date | None
    overdue: bool
    path: str


@dataclass(frozen=True, slots=True)
class PlanCard:
    """A plan: how many of its priorities are met, how many are behind, and what is overdue, in words."""

    reference: str
    urn: int
    school: str
    title: str
    purpose: str
    owner: str
    priorities: int
    met: int
    behind: int
    overdue: tuple[str, ...]
    next_day: dt.date | None
    path: str


@dataclass(frozen=True, slots=True)
class SupportLine:
    """Support that one academy or partner gave another: days, and what they cost in pounds (None where no rate is settled)."""

    giver: str
    giver_urn: int | None
    receiver: str
    receiver_urn: int
    days: Decimal
    cover_cost: Decimal | None
    mileage_cost: Decimal | None


@dataclass(frozen=True, slots=True)
class Capacity:
    """Days of a term: what is needed, what is offered. Negative `left` is shown in red."""

    term: str
    needed: Decimal
    offered: Decimal

    @property
    def left(self) -> Decimal:
        """Days offered less days needed."""
        return self.offered - self.needed


@dataclass(frozen=True, slots=True)
class EffectCard:
    """What changed compared with what would have happened. `effect` is None until it is due or where it cannot be said; `verdict` says which.

    A programme is of the whole trust: it has no `urn`, and `school` is the trust's name.
    """

    reference: str
    about: str
    urn: int | None
    school: str
    series: str
    unit: str
    locked: dt.datetime
    due: dt.date
    effect: float | None
    low: float | None
    high: float | None
    grade: str
    verdict: str
    compared: str
    path: str


@dataclass(frozen=True, slots=True)
class ActionCard:
    """Something that a meeting asked of somebody. `owner` is an address to sign in with; `done` the day it was done."""

    reference: str
    words: str
    owner: str
    owner_called: str
    due: dt.date
    done: dt.date | None
    meeting: str
    path: str


@dataclass(frozen=True, slots=True)
class AimCard:
    """An aim of the strategy and how it stands. `chance` of being met by its date, 0 to 1, where it can be forecast; `called` is one line of it."""

    id: str
    wording: str
    horizon: str
    owner: str
    state: str
    latest: str
    target: str
    chance: float | None
    evidence: str
    path: str
    called: str = ""


@dataclass(frozen=True, slots=True)
class StandingCard:
    """One academy in one evaluation area: its own judgement, the moderator's, and whether they agree."""

    urn: int
    school: str
    area: str
    own: str
    moderated: str
    disagree: bool
    as_of: dt.date | None
    path: str


@dataclass(frozen=True, slots=True)
class LockCard:
    """The growth lock: whether the next academy may join, and what it waits for, in words."""

    open: bool
    words: str
    joiner: str
    unmet: tuple[str, ...]
    path: str
