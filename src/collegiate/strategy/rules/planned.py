"""The share of academies that have a plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from collegiate.strategy.measuring import Asked, Found, Member, Rule, share_of
from collegiate.strategy.told_rules import counted_today, not_told, today


def _measure(asked: Asked, given: Mapping[str, Any]) -> Found:
    if asked.cards is None or asked.cards.plans is None:
        return not_told(asked)
    if not asked.urns:
        return Found(missing="The trust has no academy today.")
    plans = {p.urn: p for p in asked.cards.plans}
    members = tuple(
        Member(u, asked.name(u), plans[u].title if u in plans else "no plan", u in plans, plans[u].path if u in plans else "/plans/") for u in asked.urns
    )  # fmt: skip
    part, whole = sum(bool(m.counts) for m in members), len(members)
    return Found(
        share_of(part, whole), moments=today(asked, share_of(part, whole), part, whole), members=members, step=share_of(1, whole),
        compared="the academies of today", **counted_today(asked),
    )  # fmt: skip


RULE = Rule("planned", "Share of academies with a plan", "%", "higher", "Each academy of today counts once, by whether it has a plan, be it to improve or to sustain.", _measure)  # fmt: skip
