"""The share of things tried, now due, of which it is known whether they changed anything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from collegiate.strategy.measuring import Asked, Found, Member, Rule, share_of
from collegiate.strategy.told_rules import counted_today, not_told, today


def _measure(asked: Asked, given: Mapping[str, Any]) -> Found:
    if asked.cards is None or asked.cards.effects is None:
        return not_told(asked)
    due = [e for e in asked.cards.effects if e.due <= asked.on]
    if not due:
        return Found(missing="No comparison that was locked beforehand is due yet.")
    members = tuple(Member(e.urn, f"{e.reference}, {e.school}", e.verdict, e.effect is not None, e.path) for e in due)
    part = sum(bool(m.counts) for m in members)
    value = share_of(part, len(due))
    return Found(
        value, moments=today(asked, value, part, len(due)), members=members, step=share_of(1, len(due)),
        compared="what would have happened otherwise, by comparisons locked before it began", **counted_today(asked),
    )  # fmt: skip


RULE = Rule("effects_known", "Share of what was tried whose effect is known", "%", "higher", "Of the locked comparisons that are due, the share with an effect; “no clear effect” is one.", _measure)  # fmt: skip
