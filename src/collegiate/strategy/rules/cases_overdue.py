"""How many open cases of the Raising Achievement Board have a step overdue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from collegiate.strategy.measuring import Asked, Found, Member, Rule
from collegiate.strategy.told_rules import counted_today, not_told, today


def _measure(asked: Asked, given: Mapping[str, Any]) -> Found:
    if asked.cards is None or asked.cards.cases is None:
        return not_told(asked)
    ever = asked.cards.cases
    if not ever:
        return Found(missing="Nothing has been referred to the Raising Achievement Board yet.")
    waiting = [c for c in ever if c.next_day is not None or c.overdue]
    late = sum(c.overdue for c in waiting)
    members = tuple(
        Member(
            c.urn,
            f"{c.reference}, {c.school}",
            f"{c.next_step}{', overdue' if c.overdue else ''}",
            not c.overdue,
            c.path,
        )
        for c in waiting
    )
    return Found(
        late, moments=today(asked, late, late, len(waiting)), members=members, step=1.0,
        compared="the days by which each step of a case is due", **counted_today(asked),
    )  # fmt: skip


RULE = Rule("cases_overdue", "Cases with a step overdue", "cases", "lower", "Counts the open cases of the Raising Achievement Board whose next step is past its day.", _measure)  # fmt: skip
