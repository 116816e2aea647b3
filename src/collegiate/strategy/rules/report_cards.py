"""The share of academies whose report card has every area at a standard or above it, with safeguarding met."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from collegiate.strategy.measuring import Asked, Found, Member, Moment, Rule, share_of
from collegiate.vocabulary.inspection import area_words, regime
from collegiate.vocabulary.years import AcademicYear

REGIME = "report_card"
_SAFE = ("safeguarding", "Met")

Card = dict[str, str]


def _measure(asked: Asked, given: Mapping[str, Any]) -> Found:
    least = str(given.get("least", "Expected standard"))
    cards = _cards(asked)
    if not cards:
        return Found(missing="No academy of today has a report card in this picture.")
    course = tuple(_moments(cards, least))
    members = tuple(_member(asked, urn, cards.get(urn, []), least) for urn in asked.urns)
    return Found(
        course[-1].value, moments=course, members=members, step=share_of(1, len(cards)), era=regime(REGIME).title, as_of=course[-1].when,
        compared="Ofsted's scale of five points for each area of the report card, from 10 November 2025",
        sure="Outcomes are what inspectors judged on one day. Earlier grades are not turned into them: an academy not inspected since is left out, and said to be.",
        came="Ofsted's published management information; an academy's page shows each outcome in its own words",
    )  # fmt: skip


def _cards(asked: Asked) -> dict[int, list[tuple[dt.date, Card]]]:
    found: dict[int, dict[dt.date, Card]] = {}
    for row in asked.inspections:
        if row["regime"] == REGIME and row["inspection_date"]:
            found.setdefault(row["urn"], {}).setdefault(row["inspection_date"], {}).setdefault(
                row["area"], row["outcome"]
            )
    return {urn: sorted(of.items()) for urn, of in found.items()}


def _below(card: Card, least: str) -> list[str]:
    """The areas of a card that are below the standard, in words."""
    scale = regime(REGIME)
    line = scale.place(least)
    below = [
        area_words(a)
        for a in scale.areas
        if a in card and line is not None and ((p := scale.place(card[a], a)) is None or p > line)
    ]
    unsafe = [] if card.get(_SAFE[0], _SAFE[1]) == _SAFE[1] else ["Safeguarding not met"]
    return below + unsafe


def _moments(cards: dict[int, list[tuple[dt.date, Card]]], least: str) -> list[Moment]:
    years = sorted({AcademicYear.of(day).end for of in cards.values() for day, _ in of})
    found = []
    for end in years:
        year = AcademicYear(end)
        last = [of[-1][1] for days in cards.values() if (of := [c for c in days if c[0] <= year.last_day])]
        part = sum(not _below(card, least) for card in last)
        found.append(Moment(year.last_day, str(year), share_of(part, len(last)), part, len(last), REGIME))
    return found


def _member(asked: Asked, urn: int, of: list[tuple[dt.date, Card]], least: str) -> Member:
    path = f"/schools/{urn}/"
    if not of:
        return Member(urn, asked.name(urn), "no report card yet", None, path)
    day, card = of[-1]
    below = _below(card, least)
    said = f"below in {', '.join(below)}" if below else f"every area at {least.lower()} or above"
    return Member(urn, asked.name(urn), f"{said}, {day:%-d %B %Y}", not below, path)


RULE = Rule(
    "report_cards", "Share of academies with every area of the report card at a standard", "%", "higher",
    "Each academy of today that has a report card counts once, by its last one: every area at the standard or above, and safeguarding met.",
    _measure, {"least": "Exceptional, Strong standard, Expected standard or Needs attention"},
)  # fmt: skip
