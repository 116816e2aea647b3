"""What the performance audit tells the other parts."""

from __future__ import annotations

from collections.abc import Collection

from collegiate.improve.cards import StandingCard
from collegiate.improve.standing import Agreement, framework
from collegiate.web.standing.reading import Key, Stood, stood_of


def standing_cards(trust_uid: int, *, urns: Collection[int] | None = None) -> list[StandingCard]:
    """Return every area of a trust's academies that somebody judged, disagreements first, then by school and area."""
    found = [_card(key, stood) for key, stood in stood_of(trust_uid, urns).items() if stood.counts]
    return sorted(found, key=lambda c: (not c.disagree, c.school, c.area))


def _card(key: Key, stood: Stood) -> StandingCard:
    urn, framework_id, area_id = key
    of = framework(framework_id)
    area = of.area(area_id) if of else None
    words = area.words if area else area_id
    said = f"{words} ({of.title})" if of and of.only else words
    return StandingCard(
        urn, stood.history[0].school, said, stood.own.grade if stood.own else "", stood.moderated.grade if stood.moderated else "",
        stood.agreement is Agreement.DISAGREE, stood.as_of, f"/standing/schools/{urn}/{framework_id}/{area_id}/",
    )  # fmt: skip
