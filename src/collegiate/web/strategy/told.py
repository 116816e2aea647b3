"""What the strategy tells other parts: each aim as a card; and what it asks of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from collegiate.improve.cards import (
    AimCard,
    AlertCard,
    Capacity,
    CaseCard,
    EffectCard,
    PlanCard,
    StandingCard,
    SupportLine,
)
from collegiate.store import Reader, ScopedReader
from collegiate.strategy import Asked, State, Stood, stand
from collegiate.web.board.models import settled
from collegiate.web.strategy.models import decided

T = TypeVar("T")


def aim_cards(reader: Reader, people: ScopedReader | None, trust_uid: int, on: dt.date) -> list[AimCard]:
    """Return each aim of a trust as it stands on a day, in the order of the strategy.

    people: a reader of counts that holds the whole trust; without one, what is counted over its children is not said.
    """
    return [card(s, trust_uid) for s in stood(reader, people, trust_uid, on)]


def stood(
    reader: Reader, people: ScopedReader | None, trust_uid: int, on: dt.date, *, whole: bool = True
) -> list[Stood]:
    """Return how each aim that the trust holds stands; `whole` False for whoever may not read the whole trust's records."""
    strategy = decided(trust_uid)
    asked = asked_of(reader, people, trust_uid, on, whole=whole)
    return [stand(agreed, strategy, asked) for agreed in strategy.held]


def asked_of(reader: Reader, people: ScopedReader | None, trust_uid: int, on: dt.date, *, whole: bool = True) -> Asked:
    """Return what the rules are asked, with what the other parts tell for whoever may read it."""
    cards = Parts(reader, people, trust_uid, on) if whole else None
    return Asked(reader, people, trust_uid, on, settled(trust_uid), cards)


def card(stood: Stood, trust_uid: int) -> AimCard:
    """Return an aim as a card."""
    aim = stood.agreed.aim
    evidence = aim.evidence.format(trust=trust_uid)
    latest = stood.latest if stood.state is not State.UNSEEN else ""
    return AimCard(aim.id, aim.wording, aim.horizon.value, stood.agreed.owner, stood.state.value, latest, stood.target_words, stood.chance, evidence, path(trust_uid, aim.id), aim.called)  # fmt: skip


def path(trust_uid: int, aim: str = "") -> str:
    """Return the address of a trust's strategy, or of one of its aims."""
    return f"/strategy/{trust_uid}/{aim}/" if aim else f"/strategy/{trust_uid}/"


def aim_choices(trust_uid: int) -> list[tuple[str, str]]:
    """Return the aims that a record can name: id and one line, for forms of other parts."""
    return [(a.aim.id, a.aim.called) for a in decided(trust_uid).held]


@dataclass(frozen=True)
class Parts:
    """What the other parts tell of a trust, each asked once and only where a rule wants it; a part that is not there tells nothing."""

    reader: Reader
    people: ScopedReader | None
    trust_uid: int
    on: dt.date

    @cached_property
    def plans(self) -> list[PlanCard] | None:
        """Its plans."""
        return _told("plans", lambda told: told.plan_cards(self.trust_uid, reader=self.reader, people=self.people, on=self.on))  # fmt: skip

    @cached_property
    def cases(self) -> list[CaseCard] | None:
        """Its cases."""
        return _told("cases", lambda told: told.case_cards(self.trust_uid, on=self.on))

    @cached_property
    def alerts(self) -> list[AlertCard] | None:
        """Its alerts."""
        return _told("slipping", lambda told: told.alert_cards(self.reader, self.people, self.trust_uid))

    @cached_property
    def support(self) -> list[SupportLine] | None:
        """Support of the last twelve months."""
        first = self.on - dt.timedelta(days=365)
        return _told("support", lambda told: told.support_lines(self.trust_uid, first, self.on))

    @cached_property
    def capacity(self) -> list[Capacity] | None:
        """Days of support of the coming terms."""
        return _told("support", lambda told: told.capacities(self.trust_uid, self.on))

    @cached_property
    def standing(self) -> list[StandingCard] | None:
        """What its academies judged of themselves."""
        return _told("standing", lambda told: told.standing_cards(self.trust_uid))

    @cached_property
    def effects(self) -> list[EffectCard] | None:
        """Its locked comparisons."""
        return _told("effects", lambda told: told.effect_cards(self.trust_uid))


def _told(part: str, ask: Callable[[Any], T]) -> T | None:
    """Ask a part of the loop, where it is there."""
    from importlib import import_module
    from importlib.util import find_spec

    name = f"collegiate.web.{part}"
    if find_spec(name) is None or find_spec(f"{name}.told") is None:
        return None
    return ask(import_module(f"{name}.told"))
