"""The share of academies that stand at the expected standard in every area that was judged, by their own audit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from collegiate.improve.cards import StandingCard
from collegiate.strategy.measuring import Asked, Found, Member, Rule, share_of
from collegiate.strategy.told_rules import counted_today, not_told, today
from collegiate.vocabulary.inspection import regime

_REGIME, _LEAST = "report_card", "Expected standard"


def _measure(asked: Asked, given: Mapping[str, Any]) -> Found:
    if asked.cards is None or asked.cards.standing is None:
        return not_told(asked)
    least = str(given.get("least", _LEAST))
    line = regime(_REGIME).place(least)
    if line is None:
        return Found(missing=f"'{least}' is no word of the report card's scale: nobody can be judged by it.")
    own = {u: [c for c in asked.cards.standing if c.urn == u and _judged(c) is not None] for u in asked.urns}
    members = tuple(_member(asked, u, cards, line) for u, cards in own.items())
    known = [m for m in members if m.counts is not None]
    if not known:
        return Found(missing="No academy has judged itself in any area yet.", members=members)
    part = sum(bool(m.counts) for m in known)
    value = share_of(part, len(known))
    return Found(
        value, moments=today(asked, value, part, len(known)), members=members, step=share_of(1, len(known)),
        compared=f"the report card's own scale: {least.lower()} or above in every area that was judged; a moderator's judgement goes before the academy's own",
        **counted_today(asked),
    )  # fmt: skip


def _judged(card: StandingCard) -> int | None:
    return regime(_REGIME).place(card.moderated or card.own or "")


def _member(asked: Asked, urn: int, cards: Sequence[StandingCard], line: int) -> Member:
    if not cards:
        return Member(urn, asked.name(urn), "not judged yet", None, "/standing/")
    below = [c.area for c in cards if (judged := _judged(c)) is not None and judged > line]
    said = f"below in {', '.join(below)}" if below else f"{len(cards)} areas judged, none below"
    return Member(urn, asked.name(urn), said, not below, cards[0].path)


RULE = Rule(
    "at_standard", "Share of academies at the standard in every judged area", "%", "higher",
    "Each academy of today that was judged in some area counts once, by whether every judged area is at the standard or above.", _measure,
    {"least": "Exceptional, Strong standard, Expected standard or Needs attention"},
)  # fmt: skip
