"""What other parts tell of a school, for papers. A part that an installation does not have tells nothing."""

from __future__ import annotations

import datetime as dt
from importlib import import_module
from typing import Any

from collegiate.improve.cards import AlertCard, EffectCard, PlanCard, SupportLine
from collegiate.store import Reader, ScopedReader


def alerts(trust_uid: int, urns: list[int], *, reader: Reader, people: ScopedReader | None) -> list[AlertCard]:
    """Return the alerts about some schools."""
    part = _part("slipping")
    found: list[AlertCard] = part.alert_cards(reader, people, trust_uid) if part else []
    return [a for a in found if a.urn in urns]


def plans(
    trust_uid: int, urns: list[int], *, reader: Reader, people: ScopedReader | None, on: dt.date
) -> list[PlanCard]:
    """Return the plans of some schools."""
    part = _part("plans")
    found: list[PlanCard] = part.plan_cards(trust_uid, urns=urns, reader=reader, people=people, on=on) if part else []
    return found


def support(trust_uid: int, urns: list[int], first: dt.date, last: dt.date) -> list[SupportLine]:
    """Return the support that some schools were given between two days."""
    part = _part("support")
    found: list[SupportLine] = part.support_lines(trust_uid, first, last) if part else []
    return [s for s in found if s.receiver_urn in urns]


def effects(trust_uid: int, urns: list[int]) -> list[EffectCard]:
    """Return what was compared with what would have happened, of some schools."""
    part = _part("effects")
    found: list[EffectCard] = part.effect_cards(trust_uid, urns=urns) if part else []
    return found


def _part(name: str) -> Any:
    """Return what a part tells; None where there is no such part."""
    module = f"collegiate.web.{name}.told"
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if error.name is not None and module.startswith(error.name):
            return None
        raise
