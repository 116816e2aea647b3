"""Days of support that are left over when every need is met, in the term that is shortest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from collegiate.strategy.measuring import Asked, Found, Member, Rule
from collegiate.strategy.told_rules import counted_today, not_told, today


def _measure(asked: Asked, given: Mapping[str, Any]) -> Found:
    if asked.cards is None or asked.cards.capacity is None:
        return not_told(asked)
    terms = [c for c in asked.cards.capacity if c.needed or c.offered]
    if not terms:
        return Found(missing="Nobody has offered or asked for a day of support yet.")
    least = min(terms, key=lambda c: c.left)
    members = tuple(
        Member(None, c.term, f"{c.offered:g} days offered, {c.needed:g} needed", c.left >= 0, "/support/")
        for c in terms
    )
    return Found(
        float(least.left), moments=today(asked, float(least.left)), members=members, step=0.5,
        compared="the days that academies ask for", **counted_today(asked),
    )  # fmt: skip


RULE = Rule("capacity_left", "Days of support left over in the shortest term", "days", "higher", "For each coming term, the days offered less the days needed; the term with the least is the answer.", _measure)  # fmt: skip
