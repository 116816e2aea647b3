"""How many early alerts nobody has answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from collegiate.strategy.measuring import Asked, Found, Member, Rule
from collegiate.strategy.told_rules import counted_today, not_told, today


def _measure(asked: Asked, given: Mapping[str, Any]) -> Found:
    if asked.cards is None or asked.cards.alerts is None:
        return not_told(asked)
    alerts = [
        a for a in asked.cards.alerts if a.urn in asked.urns
    ]  # a programme is told of to those alone who see every trust
    members = tuple(
        Member(a.urn, a.school or a.reference, f"{a.words} {a.done}".strip(), not _unanswered(a.done), a.path)
        for a in alerts
    )
    open_ = sum(_unanswered(a.done) for a in alerts)
    return Found(
        open_, moments=today(asked, open_, open_, len(alerts)), members=members, step=1.0,
        compared="each alert says its own: the school's past and schools like it", **counted_today(asked),
    )  # fmt: skip


def _unanswered(done: str) -> bool:
    said = done.strip().lower()
    return not said or said.startswith("nobody")


RULE = Rule("alerts_unanswered", "Alerts that nobody has answered", "alerts", "lower", "Counts the alerts about an academy of today for which nobody opened a case or wrote down why not.", _measure)  # fmt: skip
