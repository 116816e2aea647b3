"""What the strategy tells other parts: each aim as a card; and what it asks of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, TypeVar

from collegiate.improve.cards import AimCard
from collegiate.store import Reader, ScopedReader
from collegiate.strategy import Asked, Cards, State, Stood, stand
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
    cards = cards_of(reader, people, trust_uid, on) if whole else None
    return Asked(reader, people, trust_uid, on, settled(trust_uid), cards)


def card(stood: Stood, trust_uid: int) -> AimCard:
    """Return an aim as a card."""
    aim = stood.agreed.aim
    evidence = aim.evidence.format(trust=trust_uid)
    latest = stood.latest if stood.state is not State.UNSEEN else ""
    return AimCard(aim.id, aim.wording, aim.horizon.value, stood.agreed.owner, stood.state.value, latest, stood.target_words, stood.chance, evidence, path(trust_uid, aim.id))  # fmt: skip


def path(trust_uid: int, aim: str = "") -> str:
    """Return the address of a trust's strategy, or of one of its aims."""
    return f"/strategy/{trust_uid}/{aim}/" if aim else f"/strategy/{trust_uid}/"


def aim_choices(trust_uid: int) -> list[tuple[str, str]]:
    """Return the aims that a record can name: id and one line, for forms of other parts."""
    return [(a.aim.id, a.aim.called) for a in decided(trust_uid).held]


def cards_of(reader: Reader, people: ScopedReader | None, trust_uid: int, on: dt.date) -> Cards:
    """Return what the other parts tell of a trust; a part that is not there tells nothing."""
    year_before = on - dt.timedelta(days=365)
    return Cards(
        plans=_told("plans", lambda told: told.plan_cards(trust_uid, reader=reader, people=people, on=on)),
        cases=_told("cases", lambda told: told.case_cards(trust_uid, on=on)),
        alerts=_told("slipping", lambda told: told.alert_cards(reader, people, trust_uid)),
        support=_told("support", lambda told: told.support_lines(trust_uid, year_before, on)),
        capacity=_told("support", lambda told: told.capacities(trust_uid, on)),
        standing=_told("standing", lambda told: told.standing_cards(trust_uid)),
        effects=_told("effects", lambda told: told.effect_cards(trust_uid)),
    )


def _told(part: str, ask: Callable[[Any], T]) -> T | None:
    """Ask a part of the loop, where it is there."""
    from importlib import import_module
    from importlib.util import find_spec

    name = f"collegiate.web.{part}"
    if find_spec(name) is None or find_spec(f"{name}.told") is None:
        return None
    return ask(import_module(f"{name}.told"))
