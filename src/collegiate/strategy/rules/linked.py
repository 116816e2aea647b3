"""The share of academies that gave or received support in the last twelve months."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from collegiate.strategy.measuring import Asked, Found, Member, Rule, share_of
from collegiate.strategy.told_rules import counted_today, not_told, today


def _measure(asked: Asked, given: Mapping[str, Any]) -> Found:
    if asked.cards is None or asked.cards.support is None:
        return not_told(asked)
    if not asked.urns or not asked.cards.support:
        return Found(missing="No support between academies is recorded in the last twelve months.")
    gave, received = {s.giver_urn for s in asked.cards.support}, {s.receiver_urn for s in asked.cards.support}
    members = tuple(
        Member(u, asked.name(u), _said(u in gave, u in received), u in gave or u in received, "/support/")
        for u in asked.urns
    )
    part, whole = sum(bool(m.counts) for m in members), len(members)
    return Found(
        share_of(part, whole), moments=today(asked, share_of(part, whole), part, whole), members=members, step=share_of(1, whole),
        compared="the academies of today", **counted_today(asked),
    )  # fmt: skip


def _said(gave: bool, received: bool) -> str:
    return {(True, True): "gave and received", (True, False): "gave", (False, True): "received"}.get(
        (gave, received), "neither gave nor received"
    )


RULE = Rule("linked", "Share of academies linked by support in twelve months", "%", "higher", "Each academy of today counts once, by whether it gave or received a day of support in the last twelve months.", _measure)  # fmt: skip
